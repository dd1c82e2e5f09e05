import { assert } from 'chai';
import { en } from '../../widget/locales/en.ts';
import {
  ADA,
  buttonWithText,
  fill,
  formValues,
  has,
  mount,
  query,
  serve,
  show,
  sign,
  textOf,
  until,
} from './harness.ts';

const COMPACT = { attributes: { compact: '' } };

it('a compact widget shows the count, the bar, and a button that opens the form', async () => {
  const widget = await show(await serve(), COMPACT);
  assert.equal(textOf(widget, '[part=count]'), '8,889');
  assert.isFalse(has(widget, 'form'));
  assert.isFalse(has(widget, '[part=cause]'));
  buttonWithText(widget, en.sign).click();
  await until(() => has(widget, 'form'), 'the form is shown');
  await until(
    () => widget.shadowRoot!.activeElement === query(widget, '[name=givenName]'),
    'the first field has the focus',
  );
});

it('a compact widget signs and says thanks', async () => {
  const fake = await serve();
  const widget = await show(fake, COMPACT);
  buttonWithText(widget, en.sign).click();
  await until(() => has(widget, 'form'), 'the form is shown');
  await sign(widget, ADA);
  assert.include(textOf(widget, '[part=thanks]'), 'Thank you, Ada!');
  assert.lengthOf(await fake.signatures(), 1);
});

it('a compact widget says that its petition is closed', async () => {
  const widget = await show(await serve({ petition: { status: 'closed' } }), COMPACT);
  assert.include(textOf(widget), en.closed);
  assert.isFalse(has(widget, 'button'));
});

it('a widget can become compact and full again, by attribute and by property', async () => {
  const widget = await show(await serve());
  assert.isTrue(has(widget, 'form'));
  widget.compact = true;
  await until(() => !has(widget, 'form'), 'the form is gone');
  assert.isTrue(widget.hasAttribute('compact'));
  widget.removeAttribute('compact');
  await until(() => has(widget, 'form'), 'the form is shown again');
});

it('many widgets of one petition send one request for it', async () => {
  const fake = await serve();
  const widgets = await Promise.all(Array.from({ length: 20 }, () => show(fake)));
  for (const widget of widgets) assert.equal(textOf(widget, '[part=count]'), '8,889');
  assert.lengthOf(await fake.requests('petition'), 1);
});

it('a failed request is sent again when the person tries again', async () => {
  const fake = await serve({ answers: { petition: { status: 503 } } });
  const widget = mount(fake.slug);
  await until(() => textOf(widget).includes(en.failed), 'it shows the error');
  await fake.change({ answers: { petition: 'ok' } });
  buttonWithText(widget, en.again).click();
  await until(() => has(widget, 'form'), 'the form is shown');
  assert.lengthOf(await fake.requests('petition'), 2);
});

it('a form that the person has started to fill in stays open when the widget becomes compact', async () => {
  const widget = await show(await serve());
  await fill(widget, { givenName: 'Ada' });
  widget.compact = true;
  await widget.updateComplete;
  assert.equal(formValues(widget).givenName, 'Ada');
  assert.isFalse(has(widget, '[part=cause]'));

  const untouched = await show(await serve());
  untouched.compact = true;
  await untouched.updateComplete;
  assert.isFalse(has(untouched, 'form'));
});
