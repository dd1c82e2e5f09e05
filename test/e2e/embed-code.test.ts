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
import { findInWidget, openPage, servePage, waitForText } from './harness.ts';
import { useStage } from './window.ts';

const SLUG = 'no-fence-at-fern-hill';
const WAYS = ['element', 'link', 'frame', 'address'] as const;
const root = fileURLToPath(new URL('../..', import.meta.url));

describe('the embed page', () => {
  const stage = useStage();
  before(() =>
    stage.window.overridePermissions(stage.petitions, ['clipboard-read', 'clipboard-sanitized-write']),
  );

  const open = (query = '', width?: number, scheme?: 'light' | 'dark') =>
    openPage(stage.window, `${stage.petitions}/p/${SLUG}/embed-code?hl=en${query}`, {
      ...(width && { width }),
      ...(scheme && { scheme }),
    });

  const snippet = (page: Page, way: (typeof WAYS)[number]) =>
    page.$$eval(
      '.snippet',
      (all, index) => [...all[index]!.querySelectorAll('code')].map((part) => part.textContent!).join('\n'),
      WAYS.indexOf(way),
    );

  /** Waits until the page shows what its form says. */
  const until = (page: Page, way: (typeof WAYS)[number], part: string) =>
    page.waitForFunction(
      (index, wanted) => document.querySelectorAll('.snippet')[index]?.textContent?.includes(wanted),
      { polling: 30, timeout: 10_000 },
      WAYS.indexOf(way),
      part,
    );

  /** A page on another site with the copied snippet, and its frame if it is one. */
  async function paste(
    html: string,
  ): Promise<{ page: Page; petition: Page | Frame; close(): Promise<void> }> {
    const site = await servePage(
      `<!doctype html><html lang="en"><title>A partner</title><body><main>${html}</main></body></html>`,
    );
    const page = await openPage(stage.window, site.url);
    return {
      page,
      petition: page.frames().find((each) => each.parentFrame() !== null) ?? page,
      async close() {
        await page.close();
        site.close();
      },
    };
  }

  async function signIn(petition: Page | Frame, email: string) {
    await (await findInWidget(petition, '[name=givenName]')).type('Jess');
    await (await findInWidget(petition, '[name=email]')).type(email);
    await (await findInWidget(petition, 'form > button')).click();
    await waitForText(petition, 'Thank you, Jess!');
  }

  test('leads from the hosted page to a working petition on another site', async () => {
    const page = await openPage(stage.window, `${stage.petitions}/p/${SLUG}`);
    const way = await page.waitForSelector('.cause a[href*="embed-code"]');
    await Promise.all([page.waitForNavigation(), way!.click()]);
    await page.select('#partner', 'open-gate');
    await until(page, 'element', 'partner="open-gate"');
    await page.bringToFront();
    await page.click('.snippet button');
    await page.waitForFunction(() => document.querySelector('.snippet button')!.textContent === 'Copied ✓', {
      polling: 30,
    });
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(copied, await snippet(page, 'element'));
    await page.close();

    const { petition, close } = await paste(copied);
    await signIn(petition, 'jess-who-copied@example.org');
    await close();
  });

  for (const way of WAYS) {
    test(`gives a ${way} that signs elsewhere, and looks as it was chosen`, async () => {
      const page = await open(
        '&partner=vecinas-de-fern-hill&lang=es&accent=%230b6e4f&radius=3&shape=compact',
      );
      let html = await snippet(page, way);
      await page.close();
      if (way === 'address') {
        // As an editor does that discovers oEmbed by itself.
        const [, discovered] = /json\+oembed" href="([^"]+)"/.exec(await (await fetch(html)).text())!;
        ({ html } = (await (await fetch(discovered!.replaceAll('&amp;', '&'))).json()) as { html: string });
      }
      const { petition, close } = await paste(html);
      const button = await findInWidget(petition, 'button[part=button]');
      const look = await button.evaluate((element) => {
        const { backgroundColor, borderRadius } = getComputedStyle(element);
        return { backgroundColor, borderRadius, words: element.textContent };
      });
      assert.deepEqual(look, {
        backgroundColor: 'rgb(11, 110, 79)',
        borderRadius: '3px',
        words: 'Firmar la petición',
      });
      await button.click();
      await (await findInWidget(petition, '[name=givenName]')).type('Jess');
      await (await findInWidget(petition, '[name=email]')).type(`jess-by-${way}@example.org`);
      await (await findInWidget(petition, 'form > button')).click();
      await findInWidget(petition, '[part=thanks]');
      await close();
    });
  }

  test('updates every preview immediately, and requests the petition once', async () => {
    const page = await open();
    await findInWidget(page, 'form');
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.$eval('#accent', (input) => {
      (input as HTMLInputElement).value = '#ffd400';
      input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    });
    await page.waitForSelector('#contrast .error');
    assert.match(
      await page.$eval('#contrast', (note) => note.textContent!),
      /This color is hard to see on light pages/,
    );
    await page.locator('text/Count, bar, and button').click();
    await until(page, 'element', ' compact ');
    for (const preview of await page.$$('.preview petition-widget')) {
      const shown = await preview.evaluate((widget) => ({
        compact: widget.hasAttribute('compact'),
        bar: widget.shadowRoot!.querySelector('progress') !== null,
        form: widget.shadowRoot!.querySelector('form') !== null,
        accent: getComputedStyle(widget.shadowRoot!.querySelector('[part=button]')!).backgroundColor,
      }));
      assert.deepEqual(shown, { compact: true, bar: true, form: false, accent: 'rgb(255, 212, 0)' });
    }
    assert.deepEqual([...new Set(asked)], [`/p/${SLUG}/embed-code`]);
    assert.match(page.url(), /shape=compact/);

    await Promise.all([page.waitForNavigation(), page.locator('.swatch').click()]);
    assert.equal(await page.$('#contrast .error'), null);
    await page.close();
  });

  test('previews on white, on dark, and in a narrow column, whatever the browser prefers', async () => {
    const page = await open('', 1280, 'dark');
    for (const [ground, background] of [
      ['white', 'rgb(255, 255, 255)'],
      ['dark', 'rgb(22, 24, 29)'],
      ['narrow', 'rgb(255, 255, 255)'],
    ] as const) {
      await page.$eval(`[name=background][value=${ground}]`, (input) => (input as HTMLElement).click());
      const seen = await page.$$eval('.preview', (previews) =>
        previews
          .filter((preview) => preview.checkVisibility())
          .map((preview) => ({
            ground: preview.className.replace('preview ', ''),
            background: getComputedStyle(preview).backgroundColor,
            narrow: preview.clientWidth < 360,
          })),
      );
      assert.deepEqual(seen, [{ ground, background, narrow: ground === 'narrow' }]);
    }
    await page.close();
  });

  test('sends nothing that is typed into a preview, and says so', async () => {
    const page = await open();
    const sent: string[] = [];
    page.on('request', (request) => request.method() === 'POST' && sent.push(request.url()));
    await (await findInWidget(page, '[name=givenName]')).type('Jess');
    await (await findInWidget(page, '[name=email]')).type('jess-who-tries@example.org');
    await (await findInWidget(page, 'form > button')).click();
    await page.waitForSelector('#preview-note[role=alert]');
    assert.deepEqual(sent, []);
    await page.close();
  });

  test('works as a plain form without a script', async () => {
    const page = await stage.window.newPage();
    await page.setJavaScriptEnabled(false);
    await page.goto(`${stage.petitions}/p/${SLUG}/embed-code?hl=en`);
    await page.select('#partner', 'open-gate');
    await Promise.all([page.waitForNavigation(), page.click('.choices > button')]);
    assert.match(await snippet(page, 'element'), /partner="open-gate"/);
    assert.equal(await page.$eval('.previews', (previews) => getComputedStyle(previews).display), 'none');
    await page.close();
  });

  for (const scheme of ['light', 'dark'] as const) {
    test(`axe finds nothing on the ${scheme} page, and nothing is cut off at 320 pixels`, async () => {
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

  test('counted each signature for the chosen partner', async () => {
    const petitions: { slug: string; signed: number; partners: object }[] = JSON.parse(
      await stage.command('list', '--json'),
    );
    const { signed, partners } = petitions.find(({ slug }) => slug === SLUG)!;
    assert.deepEqual([signed, partners], [5, { 'open-gate': 1, 'vecinas-de-fern-hill': 4 }]);
  });

  test('offers a pinned version that keeps working after a server upgrade', async () => {
    const page = await open('&pin=1');
    const pinned = await snippet(page, 'element');
    const framed = await snippet(page, 'frame');
    await page.close();
    assert.match(pinned, /integrity="sha384-/);

    const newer = aNewerBuild();
    try {
      await stage.restartFrom(newer);
      const floating = await (await fetch(`${stage.petitions}/v1/petition-widget.js`)).text();
      assert.match(floating, /a newer one/, 'the server is the newer one');

      const { page: site, petition, close } = await paste(pinned);
      await signIn(petition, 'jess-who-pinned@example.org');
      const scripts = await site.evaluate(() =>
        performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname),
      );
      assert.ok(scripts.includes(/\/\d[^"]*petition-widget\.js/.exec(pinned)![0]), `${scripts}`);
      await close();

      const inFrame = await paste(framed);
      await findInWidget(inFrame.petition, 'form');
      await inFrame.page.waitForFunction(
        () => document.querySelector('iframe')!.style.height.endsWith('px'),
        {
          polling: 30,
        },
      );
      await inFrame.close();
    } finally {
      await stage.restartFrom(root);
      rmSync(newer, { recursive: true });
    }
  });
});

/** The same server with the next version number and different scripts. */
function aNewerBuild(): string {
  const folder = mkdtempSync(join(tmpdir(), 'petitions-newer-'));
  cpSync(join(root, 'dist'), join(folder, 'dist'), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const about = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...about, version: '99.0.0' }));
  for (const name of ['petition-widget.js', 'petition-frame.js']) {
    appendFileSync(join(folder, 'dist', 'widget', name), '\n// a newer one');
  }
  return folder;
}
