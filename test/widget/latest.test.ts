import { assert } from 'chai';
import { en } from '../../widget/locales/en.ts';
import { ADA, ALL_FIELDS, BOXES, has, query, queryAll, serve, show, sign, textOf } from './harness.ts';

const fields = { ...ALL_FIELDS, postalCode: 'off', country: 'off' } as const;
const LATEST = [
  { name: 'Ana G.', comment: 'It is right.' },
  { name: 'نور ح.', comment: null },
];

const displayCheckbox = (widget: HTMLElementTagNameMap['petition-widget']) =>
  query<HTMLInputElement>(widget, '[name=display]');

it('an unchecked checkbox asks whether the signature may be shown', async () => {
  const widget = await show(await serve({ petition: { fields } }));
  assert.isFalse(displayCheckbox(widget).checked);
  assert.equal(displayCheckbox(widget).labels![0]!.textContent, BOXES.display);
});

it('there is no checkbox if the petition shows no signatures or the server is too old', async () => {
  const { display: _, ...older } = fields;
  for (const offered of [{ ...fields, display: 'off' }, older]) {
    const widget = await show(await serve({ petition: { fields: offered as typeof fields } }));
    assert.isFalse(has(widget, '[name=display]'));
  }
});

for (const isChecked of [true, false]) {
  it(`display is ${isChecked} if the checkbox is ${isChecked ? 'checked' : 'unchecked'}`, async () => {
    const fake = await serve({ petition: { fields: { ...fields, comment: 'off' } } });
    const widget = await show(fake);
    await sign(widget, { ...ADA, ...(isChecked && { display: true as const }) });
    assert.equal((await fake.signatures())[0]!.display, isChecked);
  });
}

it('the latest signatures are below the form, with comments as quotations', async () => {
  const widget = await show(await serve({ petition: { latest: LATEST } }));
  assert.equal(textOf(widget, '[part=latest] h3'), en.latest);
  assert.deepEqual(
    queryAll(widget, '[part=latest] p').map(({ textContent }) => textContent!.trim()),
    ['Ana G. It is right.', 'نور ح.'],
  );
  assert.equal(textOf(widget, 'q'), 'It is right.');
  assert.lengthOf(queryAll(widget, 'q'), 1);
});

it('there is no list if nobody chose to be shown', async () => {
  assert.isFalse(has(await show(await serve()), '[part=latest]'));
  // An older server, which doesn't send the list.
  const older = await serve({ petition: { latest: undefined as unknown as [] } });
  assert.isFalse(has(await show(older), '[part=latest]'));
});

it('names and comments are never markup', async () => {
  const text = '<img src=x onerror=alert(1)>';
  const widget = await show(await serve({ petition: { latest: [{ name: text, comment: text }] } }));
  assert.equal(textOf(widget, 'q'), text);
  assert.isFalse(has(widget, 'img'));
});
