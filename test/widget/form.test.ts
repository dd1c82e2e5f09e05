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

/** The words of a label, without what stands in its control. */
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

it('a petition that asks for nothing more asks for first name and address', async () => {
  assert.deepEqual(namesIn(await shown(OFF)), ['givenName', 'email']);
});

it('a petition asks for what it asks for, in one order', async () => {
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
  it(`${field} can be left out, asked for and required`, async () => {
    assert.notInclude(namesIn(await shown({ [field]: 'off' })), field);

    const optional = input(await shown({ [field]: 'optional' }), field);
    assert.isFalse(optional.required);
    assert.equal(wordsOf(optional), `${en[field]} (optional)`);

    const required = input(await shown({ [field]: 'required' }), field);
    assert.isTrue(required.required);
    assert.equal(wordsOf(required), en[field]);
  });
}

it('first name and address are always required', async () => {
  const widget = await shown(OFF);
  for (const name of ['givenName', 'email'] as const) {
    assert.isTrue(input(widget, name).required);
    assert.equal(wordsOf(input(widget, name)), en[name]);
  }
});

it('each control has one label, and no placeholder instead of it', async () => {
  const widget = await shown({}, { partner: 'harbour-aid' });
  for (const control of every<HTMLInputElement>(widget, 'form [name]:not([name=proof])')) {
    assert.lengthOf(control.labels!, 1, control.name);
    assert.isNotEmpty(wordsOf(control), control.name);
    assert.isFalse(control.hasAttribute('placeholder'), control.name);
  }
});

it('browsers can fill in what they know', async () => {
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

it('each control is of the native kind for what it holds', async () => {
  const widget = await shown({}, { partner: 'harbour-aid' });
  assert.deepEqual(
    every<HTMLInputElement>(widget, 'form [name]:not([name=proof])').map(({ type }) => type),
    ['text', 'text', 'email', 'text', 'select-one', 'textarea', 'checkbox', 'checkbox', 'checkbox'],
  );
});

it('no country is chosen for anybody', async () => {
  const widget = await shown({});
  const select = one<HTMLSelectElement>(widget, 'select');
  assert.equal(select.value, '');
  assert.isAbove(select.options.length, 200);
});

it('the boxes are not ticked for anybody', async () => {
  const widget = await shown({}, { partner: 'harbour-aid' });
  for (const name of ['contact', 'partnerContact']) assert.isFalse(input(widget, name).checked, name);
});

it('the boxes can be left out', async () => {
  const widget = await shown({ contact: 'off', partnerContact: 'off' }, { partner: 'harbour-aid' });
  assert.notIncludeMembers(namesIn(widget), ['contact', 'partnerContact']);
});

it('the box of the partner names it', async () => {
  const widget = await shown({}, { partner: 'harbour-aid' });
  assert.equal(wordsOf(input(widget, 'partnerContact')), 'Harbour Aid may write to me.');
});

for (const partner of ['', 'unheard-of', 'toString', 'HARBOUR-AID']) {
  it(`a partner "${partner}" that the petition does not know gets no box`, async () => {
    assert.notInclude(namesIn(await shown({}, { partner })), 'partnerContact');
  });
}

it('no field says that something is wrong before anybody typed', async () => {
  const widget = await shown({});
  for (const error of every(widget, '[part=error]')) assert.isFalse(error.checkVisibility());
  assert.notInclude(textOf(widget, 'form'), en.required);
  assert.isEmpty(every(widget, '[aria-invalid=true]'));
});
