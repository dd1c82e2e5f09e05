import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import type { Page } from 'puppeteer-core';
import { drawLandscape } from '../support/pictures.ts';
import { axe } from './axe.ts';
import { findInWidget, htmlPage, waitForText } from './harness.ts';
import { waitUntil } from './wait.ts';
import { useStage } from './window.ts';

const LIST = 'petition-list';
const PARTNER = { 'hub-partner': 'Hub Partner' };

describe('the list of petitions', () => {
  const stage = useStage();

  before(async () => {
    writeFileSync(join(stage.dataDir, 'hills.jpg'), await drawLandscape(1600, 1000).encode('jpeg', 85));
    const petition = (number: number) => ({
      slug: `hub-${number}`,
      creator: 'Harbour Aid',
      partners: PARTNER,
      tags: ['hub'],
      carriedOver: number * 10,
      texts: { en: { title: `Campaign ${number}`, text: 'Text.' } },
    });
    await stage.load([
      {
        ...petition(1),
        target: { en: 'Mayor Diaz', es: 'la alcaldía' },
        closesOn: new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10),
        image: { file: 'hills.jpg', alt: 'Green hills' },
        texts: {
          en: { title: 'Campaign 1', text: 'Text.' },
          es: { title: 'Campaña 1', text: 'Texto.' },
          ar: { title: 'حملة', text: 'نص.' },
        },
      },
      petition(2),
      petition(3),
      petition(4),
      petition(5),
      { ...petition(6), status: 'closed' },
    ]);
  });

  const snippet = (attributes: string, fallback = '<a href="/">All petitions</a>') =>
    htmlPage(
      `<script type="module" src="${stage.petitions}/v1/petition-list.js"></script><petition-list ${attributes}>${fallback}</petition-list>`,
    );

  /** Opens a page with a list, and collects what its console and its requests are. */
  async function open(attributes: string, prepare?: (page: Page) => Promise<unknown>) {
    const lines: string[] = [];
    const requested: string[] = [];
    const opened = await stage.open(snippet(attributes), {
      async prepare(page) {
        page.on('console', (message) => {
          if (message.type() === 'warn') lines.push(message.text());
        });
        page.on('request', (request) => requested.push(request.url()));
        await prepare?.(page);
      },
    });
    return { ...opened, lines, requested };
  }

  const inList = <T>(page: Page, read: (root: ShadowRoot) => T) =>
    page.evaluate(
      (source) =>
        new Function('root', `return (${source})(root)`)(document.querySelector('petition-list')!.shadowRoot),
      `${read}`,
    ) as Promise<T>;

  const titles = (page: Page) =>
    inList(page, (root) => [...root.querySelectorAll('h3')].map((title) => title.textContent!));

  test('shows the open petitions of a partner as cards, the newest first, with links that count for it', async () => {
    const { page, lines, requested, close } = await open('partner="hub-partner" lang="es" heading-level="4"');
    await waitForText(page, 'Campaña 1', { widget: LIST });
    assert.deepEqual(await titles(page), [
      'Campaign 5',
      'Campaign 4',
      'Campaign 3',
      'Campaign 2',
      'Campaña 1',
    ]);
    const card = await inList(page, (root) => {
      const all = root.querySelectorAll<HTMLElement>('[part=card]');
      const last = all[all.length - 1]!;
      const link = last.querySelector('a')!;
      const { max, value } = last.querySelector('progress')!;
      const { width, height } = last.querySelector('img')!.getBoundingClientRect();
      return {
        text: last.innerText.replace(/\s+/g, ' ').trim(),
        href: link.href,
        lang: link.lang,
        level: last.querySelector('h3')!.getAttribute('aria-level'),
        bar: [value, max],
        alt: last.querySelector('img')!.alt,
        isCut: Math.abs(width / height - 16 / 9) < 0.02,
        firstCount: all[0]!.querySelector('[part=count]')!.textContent,
        creator: all[0]!.querySelector('[part=creator]')!.textContent,
      };
    });
    assert.deepEqual(card, {
      text: 'Campaña 1 Para: la alcaldía 10 de 100 firmas Quedan 4 días para firmar',
      href: `${stage.petitions}/p/hub-1?lang=es&partner=hub-partner`,
      lang: 'es',
      level: '4',
      bar: [10, 100],
      alt: 'Green hills',
      isCut: true,
      firstCount: '50',
      creator: 'Creada por Harbour Aid',
    });
    assert.deepEqual(lines, []);
    const lists = requested.filter((url) => url.includes('/v1/petitions'));
    assert.equal(lists.length, 1, `${lists}`);
    await close();
  });

  test('shows more on request, and moves the focus to the first of them', async () => {
    const { page, close } = await open('tag="hub" limit="2" sort="goal"');
    await waitForText(page, 'Campaign 5', { widget: LIST });
    const more = await findInWidget(page, '[part=more]', LIST);
    assert.deepEqual(await titles(page), ['Campaign 5', 'Campaign 4']);
    await more.click();
    await waitUntil('four are shown', async () => (await titles(page)).length === 4);
    const focused = () => inList(page, (root) => root.activeElement?.textContent);
    await waitUntil('the third has the focus', async () => (await focused()) === 'Campaign 3');
    await more.click();
    await waitUntil('all are shown', async () => (await titles(page)).length === 5);
    assert.equal(await inList(page, (root) => root.querySelector('[part=more]')), null);
    await close();
  });

  test('keeps what it shows if more can’t be loaded, says so, and tries again', async () => {
    let isBroken = false;
    const { page, close } = await open('tag="hub" limit="3"', async (tab) => {
      await tab.setRequestInterception(true);
      tab.on('request', (request) => {
        if (isBroken && request.url().includes('after=')) request.abort();
        else request.continue();
      });
    });
    const more = await findInWidget(page, '[part=more]', LIST);
    isBroken = true;
    await more.click();
    await waitForText(page, 'We couldn’t load more petitions. Try again.', { widget: LIST });
    assert.equal((await titles(page)).length, 3);
    isBroken = false;
    await more.click();
    await waitUntil('all are shown', async () => (await titles(page)).length === 5);
    assert.doesNotMatch(await inList(page, (root) => root.textContent!), /We couldn’t/);
    await close();
  });

  test('shows closed petitions without a bar, and says that they are closed', async () => {
    const { page, close } = await open('partner="hub-partner" status="closed"');
    await waitForText(page, 'This petition is closed.', { widget: LIST });
    assert.deepEqual(await titles(page), ['Campaign 6']);
    assert.equal(await inList(page, (root) => root.querySelector('progress')), null);
    await close();
  });

  test('follows its attributes, its properties, and the language of the page', async () => {
    const { page, close } = await open('tag="hub"');
    await waitForText(page, 'Campaign 1', { widget: LIST });
    await page.$eval(LIST, (list) => {
      Object.assign(list, { limit: 1, sort: 'goal' });
    });
    await waitUntil('one is shown', async () => `${await titles(page)}` === 'Campaign 5');
    await page.evaluate(() => {
      document.querySelector('petition-list')!.removeAttribute('limit');
      document.documentElement.lang = 'ar';
    });
    await waitForText(page, 'حملة', { widget: LIST });
    assert.equal(await inList(page, (root) => getComputedStyle(root.querySelector('ul')!).direction), 'rtl');
    await close();
  });

  test('says that it is empty, and tells the developer why if something is misspelled', async () => {
    const { page, lines, close } = await open('partner="hub-partnr"');
    await waitForText(page, 'There are no petitions here at the moment.', { widget: LIST });
    await waitUntil('it is reported', () => lines.length > 0);
    assert.equal(lines.length, 1);
    assert.match(
      lines[0]!,
      /^<petition-list>: no petition of \S+ has a partner "hub-partnr"\. Did you mean "hub-partner"\?/,
    );
    await close();
  });

  for (const [attributes, line, isShown] of [
    ['tag="hubs"', /no petition of \S+ has the tag "hubs"\. Did you mean "hub"\?/, true],
    ['tag="hub" sort="size"', /sort="size" has no meaning\. Use "newest" or "goal"\./, true],
    ['tag="hub" status="won"', /status="won" has no meaning\. Use "open" or "closed"\./, true],
    ['tag="hub" limit="1000"', /limit="1000" has no meaning\. Use a number from 1 to 99\./, true],
    ['tag="hub" heading-level="1"', /heading-level="1" is not a heading's level/, true],
    ['tag="hub" lang="xx"', /lang="xx" is not a supported language/, true],
    ['partner="Hub Partner"', /no petition of \S+ has a partner "Hub Partner"/, false],
    ['server="petitions.example.org"', /server="petitions\.example\.org" is not a URL/, false],
  ] as const) {
    test(`reports ${attributes} in one line, and ${isShown ? 'still shows the list' : 'shows the fallback'}`, async () => {
      const { page, lines, close } = await open(attributes);
      await waitUntil('it is reported', () => lines.length > 0);
      assert.equal(lines.length, 1, `${lines}`);
      assert.match(lines[0]!, line);
      const isThere = await inList(page, (root) => !root.querySelector('slot'));
      assert.equal(isThere, isShown);
      const fallback = await page.$eval('petition-list a', (link) => link.checkVisibility());
      assert.equal(fallback, !isShown);
      await close();
    });
  }

  test('has no accessibility problems, fits a phone, and its cards open by keyboard', async () => {
    const { page, close } = await open('tag="hub" limit="4" style="--petition-accent:#0b6e4f"');
    await page.setViewport({ width: 320, height: 700 });
    await findInWidget(page, '[part=more]', LIST);
    await page.evaluate(() => {
      document.title = 'Campaigns';
    });
    assert.deepEqual(await axe(page), []);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= 320));
    await page.keyboard.press('Tab');
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    assert.equal(page.url(), `${stage.petitions}/p/hub-5?lang=en`);
    await close();
  });

  test('moves nothing when pictures arrive, and shows none if the page forbids them', async () => {
    const { page, close } = await stage.open(snippet('tag="hub" style="display:block;min-height:60rem"'), {
      prepare: (tab) =>
        tab.evaluateOnNewDocument(() => {
          const shifts: unknown[] = [];
          Object.assign(window, { shifts });
          new PerformanceObserver((list) => shifts.push(...list.getEntries())).observe({
            type: 'layout-shift',
            buffered: true,
          });
        }),
    });
    // Lazy pictures aren't loaded in a tab behind another.
    await page.bringToFront();
    const picture = await findInWidget(page, 'img', LIST);
    await picture.evaluate((image) => image.scrollIntoView());
    await waitUntil('it has loaded', () =>
      picture.evaluate((image) => (image as HTMLImageElement).naturalWidth > 0),
    );
    assert.deepEqual(
      await page.evaluate('window.shifts.filter(({ hadRecentInput }) => !hadRecentInput)'),
      [],
    );
    await close();

    const policy = `default-src 'self'; script-src ${stage.petitions}; connect-src ${stage.petitions}; style-src 'self'; require-trusted-types-for 'script'; trusted-types petition-widget`;
    const strict = await stage.open(snippet('tag="hub"'), {}, { 'Content-Security-Policy': policy });
    await strict.page.bringToFront();
    const blocked = await findInWidget(strict.page, 'img', LIST);
    await blocked.evaluate((image) => image.scrollIntoView());
    await waitUntil('it is hidden', () => blocked.evaluate((image) => !image.checkVisibility()));
    await strict.close();
  });

  test('loads on pages that have replaced built-ins', async () => {
    const { page, lines, close } = await open('tag="hub"', (tab) =>
      tab.evaluateOnNewDocument(`
        Array.prototype.toJSON = function () { return '[' + this.map(String).join(', ') + ']'; };
        Object.prototype.extend = function () {}; Object.prototype.title = 'mine';
        Array.prototype.flat = function () { throw new Error('old flat'); };
        Array.from = function (list) { var all = []; for (var i = 0; i < list.length; i++) all[i] = list[i]; return all; };
        window.fetch = (function (real) { return function (what, init) { return real(what, Object.assign({}, init, { credentials: 'include' })); }; })(window.fetch);
      `),
    );
    await waitForText(page, 'Campaign 1', { widget: LIST });
    assert.equal((await titles(page)).length, 5);
    assert.deepEqual(lines, []);
    await close();
  });
});
