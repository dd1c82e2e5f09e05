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

it('whoever may be shown is asked, by a box that isn’t ticked', async () => {
  const widget = await show(await serve({ petition: { fields } }));
  assert.isFalse(box(widget).checked);
  assert.equal(box(widget).labels![0]!.textContent, BOXES.display);
});

it('nobody is asked where nobody is shown, nor by a server that doesn’t know of it', async () => {
  const { display: _, ...older } = fields;
  for (const each of [{ ...fields, display: 'off' }, older]) {
    const widget = await show(await serve({ petition: { fields: each as typeof fields } }));
    assert.isFalse(has(widget, '[name=display]'));
  }
});

for (const wish of [true, false]) {
  it(`${wish ? 'a' : 'no'} tick is what is sent`, async () => {
    const fake = await serve({ petition: { fields: { ...fields, comment: 'off' } } });
    const widget = await show(fake);
    await sign(widget, { ...ADA, ...(wish && { display: true as const }) });
    assert.equal((await fake.signatures())[0]!.display, wish);
  });
}

it('who signed last is shown below the form, the comment as a quotation', async () => {
  const widget = await show(await serve({ petition: { latest: LATEST } }));
  assert.equal(textOf(widget, '[part=latest] h3'), en.latest);
  assert.deepEqual(
    every(widget, '[part=latest] p').map((each) => each.textContent!.trim()),
    ['Ana G. It is right.', 'نور ح.'],
  );
  assert.equal(textOf(widget, 'q'), 'It is right.');
  assert.lengthOf(every(widget, 'q'), 1);
});

it('nothing is shown where nobody wished it', async () => {
  assert.isFalse(has(await show(await serve()), '[part=latest]'));
  // A server that doesn’t know of it.
  const older = await serve({ petition: { latest: undefined as unknown as [] } });
  assert.isFalse(has(await show(older), '[part=latest]'));
});

it('neither a name nor a comment is ever markup', async () => {
  const text = '<img src=x onerror=alert(1)>';
  const widget = await show(await serve({ petition: { latest: [{ name: text, comment: text }] } }));
  assert.equal(textOf(widget, 'q'), text);
  assert.isFalse(has(widget, 'img'));
});
