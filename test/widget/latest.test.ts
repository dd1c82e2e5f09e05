import { assert } from 'chai';
import { en } from '../../widget/locales/en.ts';
import { ADA, ALL_FIELDS, BOXES, every, has, one, serve, show, sign, textOf } from './harness.ts';

const fields = { ...ALL_FIELDS, postalCode: 'off', country: 'off' } as const;
const LATEST = [
  { name: 'Ana G.', comment: 'It is right.' },
  { name: 'نور ح.', comment: null },
];

const box = (widget: HTMLElementTagNameMap['petition-widget']) =>
  one<HTMLInputElement>(widget, '[name=display]');

it('people are asked to be shown with an unchecked checkbox', async () => {
  const widget = await show(await serve({ petition: { fields } }));
  assert.isFalse(box(widget).checked);
  assert.equal(box(widget).labels![0]!.textContent, BOXES.display);
});

it('nobody is asked if nobody is shown or the server is too old', async () => {
  const { display: _, ...older } = fields;
  for (const each of [{ ...fields, display: 'off' }, older]) {
    const widget = await show(await serve({ petition: { fields: each as typeof fields } }));
    assert.isFalse(has(widget, '[name=display]'));
  }
});

for (const wish of [true, false]) {
  it(`display is ${wish} if the checkbox is ${wish ? 'checked' : 'unchecked'}`, async () => {
    const fake = await serve({ petition: { fields: { ...fields, comment: 'off' } } });
    const widget = await show(fake);
    await sign(widget, { ...ADA, ...(wish && { display: true as const }) });
    assert.equal((await fake.signatures())[0]!.display, wish);
  });
}

it('the latest signatures are below the form, with comments as quotations', async () => {
  const widget = await show(await serve({ petition: { latest: LATEST } }));
  assert.equal(textOf(widget, '[part=latest] h3'), en.latest);
  assert.deepEqual(
    every(widget, '[part=latest] p').map((each) => each.textContent!.trim()),
    ['Ana G. It is right.', 'نور ح.'],
  );
  assert.equal(textOf(widget, 'q'), 'It is right.');
  assert.lengthOf(every(widget, 'q'), 1);
});

it('nothing is shown if nobody chose to be', async () => {
  assert.isFalse(has(await show(await serve()), '[part=latest]'));
  // A server that doesn’t know of it.
  const older = await serve({ petition: { latest: undefined as unknown as [] } });
  assert.isFalse(has(await show(older), '[part=latest]'));
});

it('names and comments are never markup', async () => {
  const text = '<img src=x onerror=alert(1)>';
  const widget = await show(await serve({ petition: { latest: [{ name: text, comment: text }] } }));
  assert.equal(textOf(widget, 'q'), text);
  assert.isFalse(has(widget, 'img'));
});
