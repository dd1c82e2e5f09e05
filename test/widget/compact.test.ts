import { assert } from 'chai';
import type { PetitionWidget } from '../../widget/index.ts';
import { en } from '../../widget/locales/en.ts';
import {
  ADA,
  buttonWithText,
  fill,
  formValues,
  has,
  mount,
  query,
  queryAll,
  serve,
  show,
  sign,
  stage,
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

it('compact widgets are told apart by their titles, which also describe their buttons', async () => {
  for (const title of ['Keep the library open', 'Mend the bridge']) {
    const widget = await show(await serve({ petition: { title, lang: 'es' } }), COMPACT);
    const heading = query(widget, 'h2');
    assert.equal(heading.textContent, title);
    assert.equal(heading.lang, 'es');
    assert.equal(heading.getAttribute('aria-level'), '3');
    assert.include([...heading.part], 'title');
    const button = buttonWithText(widget, en.sign);
    assert.equal(query(widget, `#${button.getAttribute('aria-describedby')}`), heading);
    const order = heading.compareDocumentPosition(query(widget, '[part=progress]'));
    assert.equal(order, Node.DOCUMENT_POSITION_FOLLOWING);
  }
});

it('a compact widget says who organizes the petition once its form is open', async () => {
  const organizer = { name: 'Harbour Aid', email: 'info@example.org' };
  const widget = await show(await serve({ petition: { organizer, hasDetails: true } }), COMPACT);
  const isShown = () => query(widget, '[part=organizer]').checkVisibility();
  assert.isFalse(isShown());
  buttonWithText(widget, en.sign).click();
  await until(isShown, 'the organizer is shown');
});

it('a compact widget with hide-text has no title', async () => {
  const widget = await show(await serve(), { attributes: { compact: '', 'hide-text': '' } });
  assert.isFalse(has(widget, 'h2'));
  assert.isTrue(has(widget, '[part=button]'));
});

it('opening a compact widget in a grid leaves the others of its row as they are', async () => {
  const fake = await serve();
  stage.style.cssText = 'display: grid; grid-template-columns: repeat(3, 240px); width: 720px';
  const [first, ...others] = await Promise.all([1, 2, 3].map(() => show(fake, COMPACT)));
  const heights = () => others.map((widget) => widget.getBoundingClientRect().height);
  const before = heights();
  buttonWithText(first!, en.sign).click();
  await until(() => has(first!, 'form'), 'the form is shown');
  assert.deepEqual(heights(), before);
  assert.isAbove(first!.getBoundingClientRect().height, before[0]! * 2);
});

describe('headings', () => {
  const levels = (widget: PetitionWidget) =>
    queryAll(widget, 'h2, h3').map((heading) => heading.getAttribute('aria-level'));

  it('have the level of the page’s outline, those below the title too', async () => {
    const closed = await serve({
      petition: { status: 'closed', latest: [{ name: 'Ana G.', comment: null }] },
    });
    const widget = await show(closed);
    assert.deepEqual(levels(widget), ['2', '3', '3']);
    widget.headingLevel = 4;
    await widget.updateComplete;
    assert.deepEqual(levels(widget), ['4', '5', '5']);
    assert.equal(widget.getAttribute('heading-level'), '4');
    widget.headingLevel = '';
    widget.compact = true;
    await widget.updateComplete;
    assert.deepEqual(levels(widget), ['3', '4']);
  });

  it('below the title of a compact widget follow it after signing', async () => {
    const widget = await show(await serve(), { attributes: { compact: '', 'heading-level': '5' } });
    buttonWithText(widget, en.sign).click();
    await until(() => has(widget, 'form'), 'the form is shown');
    await sign(widget, ADA);
    assert.equal(query(widget, '[part=thanks] h3').getAttribute('aria-level'), '6');
  });
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
