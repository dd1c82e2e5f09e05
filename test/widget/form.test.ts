import { assert } from 'chai';
import type { Petition } from '../../common/contract.ts';
import { en } from '../../widget/locales/en.ts';
import { ALL_FIELDS, every, input, one, serve, show, textOf } from './harness.ts';

const shown = async (fields: Partial<Petition['fields']>, attributes: Record<string, string> = {}) =>
  show(await serve({ petition: { fields: { ...ALL_FIELDS, ...fields } } }), { attributes });

const namesIn = (widget: HTMLElementTagNameMap['petition-widget']) =>
  every<HTMLInputElement>(widget, 'form [name]:not([name=proof])').map(({ name }) => name);

const labelOf = (control: HTMLInputElement) =>
  control.labels![0]!.querySelector('span') ?? control.labels![0]!;

/** The text of a label, without its control's. */
const wordsOf = (control: HTMLInputElement) => {
  const label = labelOf(control).cloneNode(true) as Element;
  label.querySelector('[name]')?.remove();
  return label.textContent!.trim();
};

const OFF = {
  familyName: 'off',
  postalCode: 'off',
  country: 'off',
  comment: 'off',
  display: 'off',
  contact: 'off',
  partnerContact: 'off',
} as const;

it('the smallest form has a first name and an email address', async () => {
  assert.deepEqual(namesIn(await shown(OFF)), ['givenName', 'email']);
});

it('the largest form has every field, in a fixed order', async () => {
  assert.deepEqual(namesIn(await shown({}, { partner: 'harbour-aid' })), [
    'givenName',
    'familyName',
    'email',
    'postalCode',
    'country',
    'comment',
    'display',
    'contact',
    'partnerContact',
  ]);
});

for (const field of ['familyName', 'postalCode', 'country', 'comment'] as const) {
  it(`${field} can be off, optional, or required`, async () => {
    assert.notInclude(namesIn(await shown({ [field]: 'off' })), field);

    const optional = input(await shown({ [field]: 'optional' }), field);
    assert.isFalse(optional.required);
    assert.equal(wordsOf(optional), `${en[field]} (optional)`);

    const required = input(await shown({ [field]: 'required' }), field);
    assert.isTrue(required.required);
    assert.equal(wordsOf(required), en[field]);
  });
}

it('first name and email address are always required', async () => {
  const widget = await shown(OFF);
  for (const name of ['givenName', 'email'] as const) {
    assert.isTrue(input(widget, name).required);
    assert.equal(wordsOf(input(widget, name)), en[name]);
  }
});

it('every control has one label and no placeholder', async () => {
  const widget = await shown({}, { partner: 'harbour-aid' });
  for (const control of every<HTMLInputElement>(widget, 'form [name]:not([name=proof])')) {
    assert.lengthOf(control.labels!, 1, control.name);
    assert.isNotEmpty(wordsOf(control), control.name);
    assert.isFalse(control.hasAttribute('placeholder'), control.name);
  }
});

it('browsers can autofill every field they know', async () => {
  const widget = await shown({});
  assert.deepEqual(
    every<HTMLInputElement>(widget, '[part=input]').map(({ name, autocomplete }) => [name, autocomplete]),
    [
      ['givenName', 'given-name'],
      ['familyName', 'family-name'],
      ['email', 'email'],
      ['postalCode', 'postal-code'],
      ['country', 'country'],
      ['comment', 'off'],
    ],
  );
});

it('every control has the native type for its content', async () => {
  const widget = await shown({}, { partner: 'harbour-aid' });
  assert.deepEqual(
    every<HTMLInputElement>(widget, 'form [name]:not([name=proof])').map(({ type }) => type),
    ['text', 'text', 'email', 'text', 'select-one', 'textarea', 'checkbox', 'checkbox', 'checkbox'],
  );
});

it('no country is preselected', async () => {
  const widget = await shown({});
  const select = one<HTMLSelectElement>(widget, 'select');
  assert.equal(select.value, '');
  assert.isAbove(select.options.length, 200);
});

it('no checkbox is checked in advance', async () => {
  const widget = await shown({}, { partner: 'harbour-aid' });
  for (const name of ['contact', 'partnerContact']) assert.isFalse(input(widget, name).checked, name);
});

it('checkboxes can be left out', async () => {
  const widget = await shown({ contact: 'off', partnerContact: 'off' }, { partner: 'harbour-aid' });
  assert.notIncludeMembers(namesIn(widget), ['contact', 'partnerContact']);
});

it('the partner’s checkbox has its name', async () => {
  const widget = await shown({}, { partner: 'harbour-aid' });
  assert.equal(wordsOf(input(widget, 'partnerContact')), 'Harbour Aid may write to me.');
});

for (const partner of ['', 'unheard-of', 'toString', 'HARBOUR-AID']) {
  it(`the unknown partner "${partner}" gets no checkbox`, async () => {
    assert.notInclude(namesIn(await shown({}, { partner })), 'partnerContact');
  });
}

it('no field shows an error at first', async () => {
  const widget = await shown({});
  for (const error of every(widget, '[part=error]')) assert.isFalse(error.checkVisibility());
  assert.notInclude(textOf(widget, 'form'), en.required);
  assert.isEmpty(every(widget, '[aria-invalid=true]'));
});
