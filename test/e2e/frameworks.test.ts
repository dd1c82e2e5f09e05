import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { BrowserContext, Page } from 'puppeteer-core';
import { type Consumer, consumer } from './frameworks/consumer.ts';
import { serveApp } from './frameworks/serve.ts';
import { findInWidget, openPage, type Stage, startStage, waitForText } from './harness.ts';
import { openWindow } from './window.ts';

const FIRST = 'stop-powering-the-raids';
const SECOND = 'let-lena-stay';
/** In German, whose dictionary isn't in the main bundle. */
const OF_FIRST = 'von 9.000 Unterschriften';
const SIGN = 'Petition unterschreiben';

/** Runs in a page: counts the solutions of workers in `found`. */
const COUNT_SOLUTIONS = `
  var found = 0;
  window.Worker = class extends Worker {
    constructor(...args) {
      super(...args);
      this.addEventListener('message', ({ data }) => { if (data.derivedKey) found += 1; });
    }
  };
`;

describe('the package in an application', () => {
  let stage: Stage;
  let browser: BrowserContext;
  let user: Consumer;
  before(async () => {
    [stage, browser, user] = await Promise.all([startStage(), openWindow(), consumer()]);
  });
  after(async () => {
    await browser.close();
    await stage.stop();
    user.leave();
  });

  /** Opens an application, and collects the warnings and errors on its console. */
  async function open(app: string, drawn = '', place: 'production' | 'development' = 'production') {
    const site = await serveApp(await user.build(app, place), drawn);
    const page = await openPage(browser, 'about:blank');
    const consoleLines: string[] = [];
    const asked: string[] = [];
    page.on('console', (message) => {
      if (['error', 'warn'].includes(message.type())) consoleLines.push(message.text());
    });
    page.on('request', (request) => asked.push(request.url()));
    await page.evaluateOnNewDocument(COUNT_SOLUTIONS);
    await page.goto(`${site.url}?server=${stage.petitions}`);
    return {
      page,
      consoleLines,
      asked,
      async close() {
        await page.close();
        site.close();
      },
    };
  }

  const press = (page: Page, id: string) =>
    page.evaluate((each) => document.getElementById(each)!.click(), id);

  /** Waits until something is true in the page. */
  const until = (page: Page, condition: string) =>
    page.waitForFunction(condition, { polling: 30, timeout: 5_000 });

  /** Fills in the required fields, so quickly that the server asks for a proof, and signs. */
  async function sign(page: Page, givenName: string) {
    const typed: Record<string, string> = {
      givenName,
      email: `${givenName}@example.org`,
      postalCode: '4121',
    };
    await findInWidget(page, 'form');
    const asked = await page.$eval('petition-widget', (widget) =>
      [...widget.shadowRoot!.querySelectorAll<HTMLInputElement>('[required]')].map(({ name }) => name),
    );
    for (const name of asked) await (await findInWidget(page, `[name=${name}]`)).type(typed[name] ?? 'Sims');
    await (await findInWidget(page, 'form button')).click();
    await waitForText(page, `Danke, ${givenName}!`);
  }

  /** How many signed each petition, in all and by partner. */
  async function counts() {
    const petitions = JSON.parse(await stage.command('list', '--json'));
    const [first, second] = [FIRST, SECOND].map((slug) =>
      petitions.find((petition: { slug: string }) => petition.slug === slug),
    );
    return {
      first: first.signed as number,
      firstThroughPartner: (first.partners['harbour-aid'] ?? 0) as number,
      second: second.signed as number,
      secondPartners: second.partners,
    };
  }

  for (const [framework, app] of Object.entries({
    React: 'react.tsx',
    Preact: 'preact.tsx',
    Vue: 'vue.ts',
    Svelte: 'svelte.ts',
  })) {
    test(`with ${framework} signs, dispatches events, follows the state, and can be removed and added again`, async () => {
      const before = await counts();
      const { page, consoleLines, asked, close } = await open(app);
      await waitForText(page, OF_FIRST);
      await sign(page, framework);
      await until(page, `document.querySelector('output').textContent === '${FIRST} signed'`);
      assert.equal(await page.evaluate('found'), 1, 'a worker finds the proof');

      assert.equal(
        await page.$eval('petition-widget', (widget) => widget.shadowRoot!.querySelector('h2')),
        null,
      );
      await press(page, 'story');
      await findInWidget(page, 'h2');
      await press(page, 'story');
      await until(page, `!document.querySelector('petition-widget').shadowRoot.querySelector('h2')`);

      assert.equal(await page.$eval('petition-widget', ({ partner }) => partner), 'harbour-aid');
      await press(page, 'partner');
      await until(page, `document.querySelector('petition-widget').partner === ''`);

      await press(page, 'petition');
      await findInWidget(page, 'form');
      assert.equal(await page.$eval('petition-widget', ({ petition }) => petition), SECOND);

      await press(page, 'shown');
      await until(page, `!document.querySelector('petition-widget')`);
      await press(page, 'shown');
      await waitForText(page, SIGN);
      await sign(page, framework);
      await until(
        page,
        `document.querySelector('output').textContent === '${FIRST} signed, ${SECOND} signed'`,
      );

      assert.deepEqual(await counts(), {
        first: before.first + 1,
        firstThroughPartner: before.firstThroughPartner + 1,
        second: before.second + 1,
        secondPartners: {},
      });
      assert.deepEqual(
        consoleLines.filter((each) => !/status of 429/.test(each)),
        [],
      );
      const languages = asked.filter((url) => /\/de\b/.test(url));
      assert.equal(languages.length, 1);
      assert.ok(
        asked.every((url) => !url.startsWith(stage.petitions) || url.includes('/v1/petitions/')),
        `${asked}`,
      );
      await close();
    });
  }

  for (const [framework, app, onServer] of [
    ['React', 'react-drawn-client.tsx', 'react-drawn-server.tsx'],
    ['Vue', 'vue.ts', 'vue-server.ts'],
    ['Svelte', 'svelte.ts', 'svelte-server.ts'],
  ] as const) {
    test(`with ${framework} hydrates a page rendered on a server, in development too`, async () => {
      const { draw } = await import(`${pathToFileURL(await user.build(onServer, 'drawing'))}/app.js`);
      const drawn: string = await draw(stage.petitions);
      assert.match(
        drawn,
        /<petition-widget petition="\S+" partner="harbour-aid" server="\S+" lang="de" hide-text="(true)?">.*<a href/,
      );
      const before = await counts();
      const { page, consoleLines, close } = await open(app, drawn, 'development');
      await waitForText(page, OF_FIRST);
      await sign(page, `${framework}-drawn`);
      await until(page, `document.querySelector('output').textContent === '${FIRST} signed'`);
      assert.deepEqual(await counts(), {
        ...before,
        first: before.first + 1,
        firstThroughPartner: before.firstThroughPartner + 1,
      });
      assert.deepEqual(
        consoleLines.filter((each) => !/status of 429|Lit is in dev mode/.test(each)),
        [],
      );
      await close();
    });
  }

  test('without a server attribute, reports it for each element and sends no request', async () => {
    const { page, consoleLines, asked, close } = await open(
      'plain.ts',
      `<petition-widget petition="${FIRST}"></petition-widget><petition-progress petition="${FIRST}"></petition-progress>`,
    );
    await waitForText(page, 'We couldn’t load this petition.');
    assert.deepEqual(
      consoleLines.sort(),
      ['petition-progress', 'petition-widget'].map(
        (tag) =>
          `<${tag}>: the attribute "server" is missing. The npm package has no default. Add it, like server="https://petitions.example.org".`,
      ),
    );
    assert.ok(
      asked.every((url) => !url.includes('/v1/')),
      `${asked}`,
    );
    await close();
  });

  test('next to the script, the first one wins, and the console reports both', async () => {
    const { page, consoleLines, close } = await open(
      'plain.ts',
      `<script type="module" src="${stage.petitions}/v1/petition-widget.js"></script><petition-widget petition="${FIRST}"></petition-widget>`,
    );
    await waitForText(page, 'of 9,000 signatures');
    assert.deepEqual(consoleLines, [
      '<petition-widget> is defined twice, by its script or by another version of the package; keep one.',
    ]);
    await close();
  });
});
