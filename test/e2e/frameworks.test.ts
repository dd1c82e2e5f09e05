import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { BrowserContext, Page } from 'puppeteer-core';
import { type Consumer, createConsumer } from './frameworks/consumer.ts';
import { serveApp } from './frameworks/serve.ts';
import { findInWidget, openPage, type Stage, startStage, waitForText } from './harness.ts';
import { POLL_INTERVAL_MS, TIMEOUT_MS, waitUntil } from './wait.ts';
import { openWindow } from './window.ts';

const FIRST = 'stop-powering-the-raids';
const SECOND = 'let-lena-stay';
/** German texts: their dictionary isn't in the main bundle. */
const OF_FIRST = 'von 9.000 Unterschriften';
const SIGN = 'Petition unterschreiben';

/** Script for a page. Counts the proofs that workers find in `found`. */
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
  let consumer: Consumer;
  before(async () => {
    [stage, browser, consumer] = await Promise.all([startStage(), openWindow(), createConsumer()]);
  });
  after(async () => {
    await browser.close();
    await stage.stop();
    consumer.remove();
  });

  /** Opens an application, and collects the warnings and errors on its console. */
  async function open(app: string, renderedHtml = '', mode: 'production' | 'development' = 'production') {
    const site = await serveApp(await consumer.build(app, mode), renderedHtml);
    const page = await openPage(browser, 'about:blank');
    const consoleLines: string[] = [];
    const requestedUrls: string[] = [];
    page.on('console', (message) => {
      if (['error', 'warn'].includes(message.type())) consoleLines.push(message.text());
    });
    page.on('request', (request) => requestedUrls.push(request.url()));
    await page.evaluateOnNewDocument(COUNT_SOLUTIONS);
    await page.goto(`${site.url}?server=${stage.petitions}`);
    return {
      page,
      consoleLines,
      requestedUrls,
      async close() {
        await page.close();
        site.close();
      },
    };
  }

  const clickButton = (page: Page, id: string) =>
    page.evaluate((buttonId) => document.getElementById(buttonId)!.click(), id);

  /** Waits until an expression is true in the page. */
  const waitUntilTrue = (page: Page, condition: string) =>
    page.waitForFunction(condition, { polling: POLL_INTERVAL_MS, timeout: TIMEOUT_MS });

  /** Fills in the required fields and, like a bot, the hidden one, so that the server asks for a proof. Then signs. */
  async function sign(page: Page, givenName: string) {
    const typed: Record<string, string> = {
      givenName,
      email: `${givenName}@example.org`,
      postalCode: '4121',
    };
    await findInWidget(page, 'form');
    const required = await page.$eval('petition-widget', (widget) =>
      [...widget.shadowRoot!.querySelectorAll<HTMLInputElement>('[required]')].map(({ name }) => name),
    );
    for (const name of required)
      await (await findInWidget(page, `[name=${name}]`)).type(typed[name] ?? 'Sims');
    await (await findInWidget(page, '[name=proof]')).evaluate((field) => {
      (field as HTMLInputElement).value = 'https://buy.example';
    });
    await (await findInWidget(page, 'form button')).click();
    await waitForText(page, `Danke, ${givenName}!`);
  }

  /** Number of signatures of each petition, in total and by partner. */
  async function counts() {
    const petitions = JSON.parse(await stage.command('list', '--json'));
    const [first, second] = [FIRST, SECOND].map((slug) =>
      petitions.find((petition: { slug: string }) => petition.slug === slug),
    );
    return {
      first: first.signed as number,
      firstThroughPartner: first.partners['harbour-aid'] as number,
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
      const { page, consoleLines, requestedUrls, close } = await open(app);
      await waitForText(page, OF_FIRST);
      await sign(page, framework);
      await waitUntilTrue(page, `document.querySelector('output').textContent === '${FIRST} signed'`);
      assert.equal(await page.evaluate('found'), 1, 'a worker finds the proof');

      assert.equal(
        await page.$eval('petition-widget', (widget) => widget.shadowRoot!.querySelector('h2')),
        null,
      );
      await clickButton(page, 'toggle-text');
      await findInWidget(page, 'h2');
      await clickButton(page, 'toggle-text');
      await waitUntilTrue(page, `!document.querySelector('petition-widget').shadowRoot.querySelector('h2')`);

      assert.equal(await page.$eval('petition-widget', ({ partner }) => partner), 'harbour-aid');
      await clickButton(page, 'remove-partner');
      await waitUntilTrue(page, `document.querySelector('petition-widget').partner === ''`);

      await clickButton(page, 'change-petition');
      await findInWidget(page, 'form');
      assert.equal(await page.$eval('petition-widget', ({ petition }) => petition), SECOND);

      await clickButton(page, 'toggle-widget');
      await waitUntilTrue(page, `!document.querySelector('petition-widget')`);
      await clickButton(page, 'toggle-widget');
      await waitForText(page, SIGN);
      await sign(page, framework);
      await waitUntilTrue(
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
        consoleLines.filter((line) => !/status of 429/.test(line)),
        [],
      );
      const dictionaryUrls = requestedUrls.filter((url) => /\/de\b/.test(url));
      assert.equal(dictionaryUrls.length, 1);
      assert.ok(
        requestedUrls.every((url) => !url.startsWith(stage.petitions) || url.includes('/v1/petitions/')),
        `${requestedUrls}`,
      );
      await close();
    });
  }

  for (const [framework, app, serverApp] of [
    ['React', 'react-hydrate.tsx', 'react-server.tsx'],
    ['Vue', 'vue.ts', 'vue-server.ts'],
    ['Svelte', 'svelte.ts', 'svelte-server.ts'],
  ] as const) {
    test(`with ${framework} hydrates a page rendered on a server, in development too`, async () => {
      const { renderPage } = await import(
        `${pathToFileURL(await consumer.build(serverApp, 'server'))}/app.js`
      );
      const renderedHtml: string = await renderPage(stage.petitions);
      assert.match(
        renderedHtml,
        /<petition-widget petition="\S+" partner="harbour-aid" server="\S+" lang="de" hide-text="(true)?">.*<a href/,
      );
      const before = await counts();
      const { page, consoleLines, close } = await open(app, renderedHtml, 'development');
      await waitForText(page, OF_FIRST);
      await sign(page, `${framework}-hydrated`);
      await waitUntilTrue(page, `document.querySelector('output').textContent === '${FIRST} signed'`);
      assert.deepEqual(await counts(), {
        ...before,
        first: before.first + 1,
        firstThroughPartner: before.firstThroughPartner + 1,
      });
      assert.deepEqual(
        consoleLines.filter((line) => !/status of 429|Lit is in dev mode/.test(line)),
        [],
      );
      await close();
    });
  }

  test('reports a missing server attribute for each element and sends no request', async () => {
    const { page, consoleLines, requestedUrls, close } = await open(
      'plain.ts',
      `<petition-widget petition="${FIRST}"></petition-widget><petition-progress petition="${FIRST}"></petition-progress><petition-list></petition-list>`,
    );
    await waitForText(page, 'We couldn’t load this petition.');
    // The words for it are in a file of their own.
    await waitUntil('both elements have reported it', () => consoleLines.length >= 2);
    assert.deepEqual(
      consoleLines.sort(),
      ['petition-list', 'petition-progress', 'petition-widget'].map(
        (tag) =>
          `<${tag}>: the attribute "server" is missing. The npm package has no default. Add it, like server="https://petitions.example.org".`,
      ),
    );
    assert.ok(
      requestedUrls.every((url) => !url.includes('/v1/')),
      `${requestedUrls}`,
    );
    await close();
  });

  test('next to the script: the first one defines the element, and the console reports both', async () => {
    const { page, consoleLines, close } = await open(
      'plain.ts',
      `<script type="module" src="${stage.petitions}/v1/petition-widget.js"></script><petition-widget petition="${FIRST}"></petition-widget>`,
    );
    await waitForText(page, 'of 9,000 signatures');
    assert.deepEqual(consoleLines, [
      '<petition-widget> is already defined, by its script or another version of the package; load only one.',
    ]);
    await close();
  });
});
