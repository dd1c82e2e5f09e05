import { assert } from 'chai';
import type { Petition } from '../../common/contract.ts';
import { en } from '../../widget/locales/en.ts';
import { ALL_FIELDS, input, query, queryAll, serve, show, textOf } from './harness.ts';

const showForm = async (fields: Partial<Petition['fields']>, attributes: Record<string, string> = {}) =>
  show(await serve({ petition: { fields: { ...ALL_FIELDS, ...fields } } }), { attributes });

const fieldNames = (widget: HTMLElementTagNameMap['petition-widget']) =>
  queryAll<HTMLInputElement>(widget, 'form [name]:not([name=proof])').map(({ name }) => name);

const labelOf = (control: HTMLInputElement) =>
  control.labels![0]!.querySelector('span') ?? control.labels![0]!;

/** The text of a control's label, without the text of the control. */
const labelText = (control: HTMLInputElement) => {
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
  assert.deepEqual(fieldNames(await showForm(OFF)), ['givenName', 'email']);
});

it('the largest form has every field, in a fixed order', async () => {
  assert.deepEqual(fieldNames(await showForm({}, { partner: 'harbour-aid' })), [
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
    assert.notInclude(fieldNames(await showForm({ [field]: 'off' })), field);

    const optional = input(await showForm({ [field]: 'optional' }), field);
    assert.isFalse(optional.required);
    assert.equal(labelText(optional), `${en[field]} (optional)`);

    const required = input(await showForm({ [field]: 'required' }), field);
    assert.isTrue(required.required);
    assert.equal(labelText(required), en[field]);
  });
}

it('first name and email address are always required', async () => {
  const widget = await showForm(OFF);
  for (const name of ['givenName', 'email'] as const) {
    assert.isTrue(input(widget, name).required);
    assert.equal(labelText(input(widget, name)), en[name]);
  }
});

it('every control has one label and no placeholder', async () => {
  const widget = await showForm({}, { partner: 'harbour-aid' });
  for (const control of queryAll<HTMLInputElement>(widget, 'form [name]:not([name=proof])')) {
    assert.lengthOf(control.labels!, 1, control.name);
    assert.isNotEmpty(labelText(control), control.name);
    assert.isFalse(control.hasAttribute('placeholder'), control.name);
  }
});

it('browsers can autofill every field they know', async () => {
  const widget = await showForm({});
  assert.deepEqual(
    queryAll<HTMLInputElement>(widget, '[part=input]').map(({ name, autocomplete }) => [name, autocomplete]),
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
  const widget = await showForm({}, { partner: 'harbour-aid' });
  assert.deepEqual(
    queryAll<HTMLInputElement>(widget, 'form [name]:not([name=proof])').map(({ type }) => type),
    ['text', 'text', 'email', 'text', 'select-one', 'textarea', 'checkbox', 'checkbox', 'checkbox'],
  );
});

it('no country is preselected', async () => {
  const widget = await showForm({});
  const select = query<HTMLSelectElement>(widget, 'select');
  assert.equal(select.value, '');
  assert.isAbove(select.options.length, 200);
});

it('no checkbox is checked in advance', async () => {
  const widget = await showForm({}, { partner: 'harbour-aid' });
  for (const name of ['contact', 'partnerContact']) assert.isFalse(input(widget, name).checked, name);
});

it('checkboxes can be left out', async () => {
  const widget = await showForm({ contact: 'off', partnerContact: 'off' }, { partner: 'harbour-aid' });
  assert.notIncludeMembers(fieldNames(widget), ['contact', 'partnerContact']);
});

it('the partner’s checkbox has its name', async () => {
  const widget = await showForm({}, { partner: 'harbour-aid' });
  assert.equal(labelText(input(widget, 'partnerContact')), 'Harbour Aid may write to me.');
});

for (const partner of ['', 'unheard-of', 'toString', 'HARBOUR-AID']) {
  it(`the unknown partner "${partner}" gets no checkbox`, async () => {
    assert.notInclude(fieldNames(await showForm({}, { partner })), 'partnerContact');
  });
}

it('no field shows an error at first', async () => {
  const widget = await showForm({});
  for (const error of queryAll(widget, '[part=error]')) assert.isFalse(error.checkVisibility());
  assert.notInclude(textOf(widget, 'form'), en.required);
  assert.isEmpty(queryAll(widget, '[aria-invalid=true]'));
});
