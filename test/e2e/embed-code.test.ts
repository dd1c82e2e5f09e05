import assert from 'node:assert/strict';
import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Frame, Page } from 'puppeteer-core';
import { axe } from './axe.ts';
import { findInWidget, htmlPage, openPage, waitForText, withoutJavaScript } from './harness.ts';
import { openForm, submit, typeInto } from './user.ts';
import { POLL_INTERVAL_MS, waitUntil } from './wait.ts';
import { useStage } from './window.ts';

const SLUG = 'no-fence-at-fern-hill';
/** The embed page's snippets, in its order. */
const METHODS = ['element', 'link', 'frame', 'address'] as const;
type Method = (typeof METHODS)[number];
const root = fileURLToPath(new URL('../..', import.meta.url));

describe('the embed page', () => {
  const stage = useStage();
  before(() =>
    stage.window.overridePermissions(stage.petitions, ['clipboard-read', 'clipboard-sanitized-write']),
  );

  const urlOf = (query: string) => `${stage.petitions}/p/${SLUG}/embed-code?hl=en${query}`;

  const open = (query = '', width?: number, scheme?: 'light' | 'dark') =>
    openPage(stage.window, urlOf(query), { ...(width && { width }), ...(scheme && { scheme }) });

  const snippet = (page: Page, method: Method) =>
    page.$$eval(
      '.snippet',
      (all, index) => [...all[index]!.querySelectorAll('code')].map((part) => part.textContent!).join('\n'),
      METHODS.indexOf(method),
    );

  /** Waits until a snippet contains a text. */
  const waitForSnippet = (page: Page, method: Method, part: string) =>
    page.waitForFunction(
      (index, expected) => document.querySelectorAll('.snippet')[index]?.textContent?.includes(expected),
      { polling: POLL_INTERVAL_MS },
      METHODS.indexOf(method),
      part,
    );

  /** Shows a page on another site with the copied snippet. `petition` is the snippet's frame, or else the page. */
  async function paste(html: string): Promise<{ page: Page; petition: Page | Frame }> {
    const page = await stage.visit(htmlPage(`<main>${html}</main>`));
    const [frame] = page.mainFrame().childFrames();
    return { page, petition: frame ?? page };
  }

  async function sign(petition: Page | Frame, email: string) {
    await typeInto(petition, { givenName: 'Jess', email });
    await submit(petition);
    await waitForText(petition, 'Thank you, Jess!');
  }

  test('leads from the hosted page to a working petition on another site', async () => {
    const page = await openPage(stage.window, `${stage.petitions}/p/${SLUG}`);
    const link = await page.waitForSelector('footer a[href*="embed-code"]');
    await Promise.all([page.waitForNavigation(), link!.click()]);
    await page.select('#partner', 'open-gate');
    await waitForSnippet(page, 'element', 'partner="open-gate"');
    await page.bringToFront();
    await page.click('.snippet button');
    await page.waitForFunction(() => document.querySelector('.snippet button')!.textContent === 'Copied ✓', {
      polling: POLL_INTERVAL_MS,
    });
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(copied, await snippet(page, 'element'));
    await page.close();

    const { petition } = await paste(copied);
    await sign(petition, 'jess-who-copied@example.org');
  });

  for (const method of METHODS) {
    test(`offers a snippet (${method}) that signs elsewhere and looks as chosen`, async () => {
      const page = await stage.show(
        urlOf('&partner=vecinas-de-fern-hill&lang=es&accent=%230b6e4f&radius=3&shape=compact'),
      );
      let html = await snippet(page, method);
      if (method === 'address') {
        // Like an editor that discovers oEmbed.
        const [, discovered] = /json\+oembed" href="([^"]+)"/.exec(await (await fetch(html)).text())!;
        ({ html } = (await (await fetch(discovered!.replaceAll('&amp;', '&'))).json()) as { html: string });
      }
      const { petition } = await paste(html);
      const button = await findInWidget(petition, 'button[part=button]');
      const appearance = await button.evaluate((element) => {
        const { backgroundColor, borderRadius } = getComputedStyle(element);
        return { backgroundColor, borderRadius, text: element.textContent };
      });
      assert.deepEqual(appearance, {
        backgroundColor: 'rgb(11, 110, 79)',
        borderRadius: '3px',
        text: 'Firmar la petición',
      });
      await openForm(petition);
      await typeInto(petition, { givenName: 'Jess', email: `jess-by-${method}@example.org` });
      await submit(petition);
      await findInWidget(petition, '[part=thanks]');
    });
  }

  test('updates every preview immediately, and requests the petition once', async () => {
    const page = await open();
    await findInWidget(page, 'form');
    const requested: string[] = [];
    page.on('request', (request) => requested.push(new URL(request.url()).pathname));
    await page.$eval('#accent', (input) => {
      (input as HTMLInputElement).value = '#ffd400';
      input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    });
    await page.waitForSelector('#contrast .error');
    assert.match(
      await page.$eval('#contrast', (note) => note.textContent!),
      /This color is hard to see on light pages/,
    );
    await page.locator('text/Title, count, bar, and button').click();
    await waitForSnippet(page, 'element', ' compact ');
    for (const preview of await page.$$('.preview petition-widget')) {
      const shown = await preview.evaluate((widget) => ({
        compact: widget.hasAttribute('compact'),
        bar: widget.shadowRoot!.querySelector('progress') !== null,
        form: widget.shadowRoot!.querySelector('form') !== null,
        accent: getComputedStyle(widget.shadowRoot!.querySelector('[part=button]')!).backgroundColor,
      }));
      assert.deepEqual(shown, { compact: true, bar: true, form: false, accent: 'rgb(255, 212, 0)' });
    }
    assert.deepEqual([...new Set(requested)], [`/p/${SLUG}/embed-code`]);
    assert.match(page.url(), /shape=compact/);

    await Promise.all([page.waitForNavigation(), page.locator('.swatch').click()]);
    assert.equal(await page.$('#contrast .error'), null);
    await page.close();
  });

  test('previews on white, on dark, and in a narrow column, whatever the browser prefers', async () => {
    const page = await open('', 1280, 'dark');
    for (const [preview, background] of [
      ['white', 'rgb(255, 255, 255)'],
      ['dark', 'rgb(22, 24, 29)'],
      ['narrow', 'rgb(255, 255, 255)'],
    ] as const) {
      await page.$eval(`[name=background][value=${preview}]`, (input) => (input as HTMLElement).click());
      const seen = await page.$$eval('.preview', (previews) =>
        previews
          .filter((element) => element.checkVisibility())
          .map((element) => ({
            preview: element.className.replace('preview ', ''),
            background: getComputedStyle(element).backgroundColor,
            isNarrow: element.clientWidth < 360,
          })),
      );
      assert.deepEqual(seen, [{ preview, background, isNarrow: preview === 'narrow' }]);
    }
    await page.close();
  });

  test('sends nothing that is typed into a preview, and says so', async () => {
    const page = await open();
    const sent: string[] = [];
    page.on('request', (request) => request.method() === 'POST' && sent.push(request.url()));
    await typeInto(page, { givenName: 'Jess', email: 'jess-who-tries@example.org' });
    await submit(page);
    await page.waitForSelector('#preview-note[role=alert]');
    assert.deepEqual(sent, []);
    await page.close();
  });

  test('works as a plain form without a script', async () => {
    const page = await openPage(stage.window, urlOf(''), withoutJavaScript);
    await page.select('#partner', 'open-gate');
    await Promise.all([page.waitForNavigation(), page.click('.choices > button')]);
    assert.match(await snippet(page, 'element'), /partner="open-gate"/);
    assert.equal(await page.$eval('.previews', (previews) => getComputedStyle(previews).display), 'none');
    await page.close();
  });

  for (const scheme of ['light', 'dark'] as const) {
    test(`has no accessibility violations in its ${scheme} scheme, and cuts nothing off at 320 pixels`, async () => {
      const page = await open('&accent=%23ffd400&partner=nobody', 320, scheme);
      await findInWidget(page, 'form');
      assert.deepEqual(await axe(page), []);
      assert.equal(
        await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        ),
        0,
      );
      await page.close();
    });
  }

  test('counts each signature for the chosen partner', async () => {
    const { signed, partners } = await stage.listed(SLUG);
    assert.equal(signed, 5);
    assert.deepEqual(partners, { 'fern-hill-neighbours': 0, 'vecinas-de-fern-hill': 4, 'open-gate': 1 });
  });

  /** What the page's own statistics were told, by the stand-ins below. */
  const countedBy = async (site: Page) =>
    site.evaluate(() =>
      [...(window as unknown as { counted: Iterable<unknown>[] }).counted].map((entry) =>
        Symbol.iterator in entry ? [...entry] : entry,
      ),
    );

  // As each tool's own snippet defines it before its script has loaded.
  for (const [tool, standIn, told] of [
    ['Matomo', 'counted = _paq = []', ['trackEvent', 'Petition', 'Signed', SLUG]],
    [
      'Plausible',
      'counted = []; plausible = function () { counted.push(arguments) }',
      ['Petition signed', { props: { petition: SLUG } }],
    ],
    [
      'Google Analytics',
      'counted = dataLayer = []; function gtag() { dataLayer.push(arguments) }',
      ['event', 'petition_signed', { petition: SLUG }],
    ],
    ['Google Tag Manager', 'counted = dataLayer = []', { event: 'petition-signed', petition: SLUG }],
  ] as const) {
    test(`offers a snippet that counts signatures in ${tool}, and tells it nothing else`, async () => {
      const page = await stage.show(urlOf('&events=1'));
      const counting = await page.$eval('.snippet:last-child code', (code) => code.textContent!);
      // In a frame as well, which Matomo's turn shows.
      const html = await snippet(page, tool === 'Matomo' ? 'frame' : 'element');
      const { page: site, petition } = await paste(`<script>${standIn}</script>${html}${counting}`);
      await sign(petition, `jess-in-${tool.toLowerCase().replaceAll(' ', '-')}@example.org`);
      await waitUntil(`${tool} counted`, async () => (await countedBy(site)).length > 0);
      assert.deepEqual(await countedBy(site), [told]);
    });
  }

  test('offers a pinned version that keeps working after a server upgrade', async () => {
    const page = await stage.show(urlOf('&pin=1'));
    const pinned = await snippet(page, 'element');
    const framed = await snippet(page, 'frame');
    assert.match(pinned, /integrity="sha384-/);

    const newer = createNewerBuild();
    try {
      await stage.restartFrom(newer);
      const floating = await (await fetch(`${stage.petitions}/v1/petition-widget.js`)).text();
      assert.match(floating, /newer build/, 'the newer server runs');

      const { page: partner, petition } = await paste(pinned);
      await sign(petition, 'jess-who-pinned@example.org');
      const scripts = await partner.evaluate(() =>
        performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname),
      );
      assert.ok(scripts.includes(/\/\d[^"]*petition-widget\.js/.exec(pinned)![0]), `${scripts}`);

      const inFrame = await paste(framed);
      await findInWidget(inFrame.petition, 'form');
      await inFrame.page.waitForFunction(
        () => document.querySelector('iframe')!.style.height.endsWith('px'),
        { polling: POLL_INTERVAL_MS },
      );
    } finally {
      await stage.restartFrom(root);
      rmSync(newer, { recursive: true });
    }
  });
});

/** Copies the build to another folder, with a higher version number and changed scripts. */
function createNewerBuild(): string {
  const folder = mkdtempSync(join(tmpdir(), 'petitions-newer-'));
  cpSync(join(root, 'dist'), join(folder, 'dist'), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...manifest, version: '99.0.0' }));
  for (const name of ['petition-widget.js', 'petition-frame.js']) {
    appendFileSync(join(folder, 'dist', 'widget', name), '\n// newer build');
  }
  return folder;
}
