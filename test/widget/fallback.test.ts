import { assert } from 'chai';
import { en } from '../../widget/locales/en.ts';
import { es } from '../../widget/locales/es.ts';
import {
  buttonWithText,
  has,
  isVisible,
  mount,
  NO_SLUG,
  query,
  replace,
  serve,
  show,
  sign,
  textOf,
  until,
  warnings,
} from './harness.ts';

const LINK = '<a href="https://petitions.example.org/p/library">Sign here</a>';

const fallbackLink = (widget: Element) => widget.querySelector('a')!;
const waitForError = (widget: HTMLElementTagNameMap['petition-widget']) =>
  until(() => has(widget, '[role=alert]') && warnings.length > 0, 'widget and console report an error');

it('the fallback link is shown only while the petition loads', async () => {
  const fake = await serve({ answers: { petition: 'hold' } });
  const widget = mount(fake.slug, { fallback: LINK });
  await until(async () => (await fake.requests('petition')).length, 'the petition is requested');
  assert.isTrue(isVisible(fallbackLink(widget)));
  assert.include(query<HTMLSlotElement>(widget, 'slot').assignedElements(), fallbackLink(widget));
  assert.isFalse(has(widget, 'form'));

  await fake.change({ answers: { petition: 'ok' } });
  await until(() => has(widget, 'form'), 'the petition is shown');
  assert.isFalse(isVisible(fallbackLink(widget)));
});

it('an unknown petition is said to be missing, with the fallback link and nothing to try again', async () => {
  const widget = mount(NO_SLUG, { fallback: LINK });
  await waitForError(widget);
  assert.equal(textOf(widget, '[role=alert]'), en.missing);
  assert.isTrue(isVisible(fallbackLink(widget)));
  assert.isFalse(has(widget, 'button'));
});

describe('a script that is a copy on the page’s own site', () => {
  const REAL_SERVER = 'https://petitions.example.org';

  /** The page's own site knows no petition, and the real server is the fake one. */
  function useRealServer(slug: string) {
    const { fetch } = window;
    replace(window, 'fetch', async (url: string, init?: RequestInit) => {
      if (url.startsWith(`${REAL_SERVER}/v1/`)) return fetch(url.replace(REAL_SERVER, location.origin), init);
      if (url.startsWith(`${location.origin}/v1/petitions/${slug}`)) {
        return new Response('<!doctype html>Not found', { status: 404 });
      }
      return fetch(url, init);
    });
  }

  it('takes the server from the link inside', async () => {
    const fake = await serve();
    useRealServer(fake.slug);
    const widget = await show(fake, {
      fallback: `<a href="${REAL_SERVER}/p/${fake.slug}?partner=x">Sign</a>`,
    });
    await sign(widget);
    assert.lengthOf(await fake.signatures(), 1);
  });

  for (const [reason, attributes, path] of [
    ['the attribute names a server', { server: location.origin }, ''],
    ['it is a link to another page', {}, '/updates'],
  ] as const) {
    it(`doesn’t if ${reason}`, async () => {
      const fake = await serve();
      useRealServer(fake.slug);
      const widget = mount(fake.slug, {
        attributes,
        fallback: `<a href="${REAL_SERVER}/p/${fake.slug}${path}">Sign</a>`,
      });
      await waitForError(widget);
      assert.equal(textOf(widget, '[role=alert]'), en.missing);
      assert.isEmpty(await fake.requests('petition'));
    });
  }
});

it('the rest of a page that is inside an unclosed element stays visible, and the console says what to close', async () => {
  const fake = await serve();
  const widget = await show(fake, { fallback: `${LINK}<p id="rest">The rest</p><footer>Imprint</footer>` });
  assert.isTrue(isVisible(widget.querySelector('#rest')!));
  assert.isTrue(has(widget, 'form'));
  await until(
    () => warnings.some((warning) => warning.includes('</petition-widget>')),
    'the console says it',
  );
});

for (const [reason, answer] of [
  ['the connection breaks', 'drop'],
  ['a network responds with its own page', 'html'],
  ['the server is busy', { status: 503 }],
  ['the server fails', { status: 500 }],
] as const) {
  it(`an error and the fallback link are shown if ${reason}`, async () => {
    const widget = mount((await serve({ answers: { petition: answer } })).slug, { fallback: LINK });
    await waitForError(widget);
    assert.equal(textOf(widget, '[role=alert]'), en.failed);
    assert.isTrue(isVisible(fallbackLink(widget)));
  });
}

it('a server that never responds times out', async () => {
  const { timeout } = AbortSignal;
  replace(AbortSignal, 'timeout', (ms: number) => timeout.call(AbortSignal, ms / 300));
  const widget = mount((await serve({ answers: { petition: 'hold' } })).slug);
  await waitForError(widget);
  assert.equal(textOf(widget, '[role=alert]'), en.failed);
});

it('the error is in the page’s language', async () => {
  const fake = await serve({ answers: { petition: 'drop' } });
  const widget = mount(fake.slug, { attributes: { lang: 'es' } });
  await waitForError(widget);
  assert.include(textOf(widget), es.failed);
  assert.include(textOf(widget), es.again);
});

it('"Try again" loads the petition again', async () => {
  const fake = await serve({ answers: { petition: 'drop' } });
  const widget = mount(fake.slug, { fallback: LINK });
  await waitForError(widget);
  await fake.change({ answers: { petition: 'ok' } });
  buttonWithText(widget, en.again).click();
  await until(() => has(widget, 'form'), 'the petition is shown');
  assert.isFalse(has(widget, 'slot'));
});

it('"Try again" can fail and be used again', async () => {
  const fake = await serve({ answers: { petition: { status: 503 } } });
  const widget = mount(fake.slug);
  await waitForError(widget);
  buttonWithText(widget, en.again).click();
  await until(() => warnings.length === 2, 'it failed twice');
  assert.equal(textOf(widget, '[role=alert]'), en.failed);
  await fake.change({ answers: { petition: 'ok' } });
  buttonWithText(widget, en.again).click();
  await until(() => has(widget, 'form'), 'the petition is shown');
});

it('a widget without a fallback loads and fails in the same way', async () => {
  await show(await serve());
  const failed = mount((await serve({ answers: { petition: 'drop' } })).slug);
  await waitForError(failed);
  assert.isTrue(isVisible(buttonWithText(failed, en.again)));
});

it('the server defaults to the script’s origin', async () => {
  const fake = await serve();
  await show(fake);
  await show(fake, { attributes: { server: `${location.origin}/some/path` } });
  assert.lengthOf(await fake.requests('petition'), 2);
});
