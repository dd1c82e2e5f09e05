import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { htmlPage, type Stage, servePage, startStage } from '../e2e/harness.ts';
import { preloadingPage, serveRecorded } from '../e2e/preloading.ts';
import { waitUntil } from '../e2e/wait.ts';
import { BROWSERS } from './installed.ts';
import type { TestPage } from './test-page.ts';

let stage: Stage;
before(async () => {
  stage = await startStage();
});
after(() => stage.stop());

/** Text of the page's widget, with white space collapsed. */
const textOf = (page: TestPage) =>
  page.evaluate(
    () =>
      document.querySelector('petition-widget')?.shadowRoot?.textContent?.replace(/\s+/g, ' ') ?? 'no widget',
  );

async function waitForText(page: TestPage, text: string): Promise<void> {
  let shown = '';
  await waitUntil(`the widget shows "${text}"`, async () => {
    shown = await textOf(page);
    return shown.includes(text);
  }).catch((error) => assert.fail(`${error}: …${shown.slice(-300)}`));
}

/** Name, or else text, of the focused element in the widget. */
const focusOf = (page: TestPage) =>
  page.evaluate(() => {
    const { activeElement } = document.querySelector('petition-widget')!.shadowRoot!;
    return activeElement?.getAttribute('name') ?? activeElement?.textContent;
  });

/** Names of the files that the page requested. */
const requestedFiles = (page: TestPage) =>
  page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name.replace(/.*\//, '')));

/** Clicks an element in the widget. */
async function click(page: TestPage, selector: string): Promise<void> {
  const [x, y] = await page.evaluate((wanted) => {
    const target = document.querySelector('petition-widget')!.shadowRoot!.querySelector(wanted)!;
    target.scrollIntoView({ block: 'center' });
    const { left, top, width, height } = target.getBoundingClientRect();
    return [left + width / 2, top + height / 2] as const;
  }, selector);
  await page.click(x, y);
}

for (const name of (process.env.BROWSERS ?? Object.keys(BROWSERS).join()).split(',')) {
  const browser = BROWSERS[name]!;
  describe(`in ${browser.name}`, () => {
    let page: TestPage;
    before(async () => {
      page = await browser.open();
    });
    after(() => page.close());

    test('a petition that the page preloads is requested once', async (t) => {
      const server = await serveRecorded(stage);
      t.after(() => server.close());
      const site = await servePage(preloadingPage(server.url, 'keep-the-alder-family-home', 'en-US'));
      t.after(() => site.close());
      await page.goto(site.url);
      await waitForText(page, 'Sign the petition');
      assert.deepEqual(
        server.requests.filter((url) => url.includes('?lang=')),
        ['/v1/petitions/keep-the-alder-family-home?lang=en'],
      );
    });

    test('a supporter signs on a partner’s page, is thanked by name, and sees the count move', async (t) => {
      t.diagnostic(`${browser.name} ${page.version}`);
      await page.goto(`${stage.partners}/plain`);
      await waitForText(page, '8,8');
      const [countBefore] = /[\d,]+(?= of 9,000 signatures)/.exec(await textOf(page))!;
      await click(page, '[name=givenName]');
      await page.press(...'Jess', 'Tab', ...'Sims', 'Tab', ...`jess@${name}.example`);
      await click(page, 'form > [part=button]');
      await waitForText(page, 'Thank you, Jess!');
      assert.equal(await focusOf(page), 'Thank you, Jess!');
      const countAfter = Number(countBefore.replace(',', '')) + 1;
      await waitForText(page, `${countAfter.toLocaleString('en')} of 9,000 signatures`);
    });

    test('on a page with a strict Content-Security-Policy, the first error gets the focus, and Enter signs', async () => {
      await page.goto(`${stage.partners}/strict-csp`);
      await waitForText(page, 'Sign the petition');
      await click(page, '[name=givenName]');
      await page.press(...'Ilse', 'Tab', 'Tab', ...`ilse@${name}.example`, 'Enter');
      await waitForText(page, 'Fill in this field.');
      assert.equal(await focusOf(page), 'postalCode');
      await page.press(...'4121', 'Enter');
      await waitForText(page, 'Thank you, Ilse!');
    });

    test('a person whose browser fills in the hidden field signs after a proof of work', async () => {
      await page.goto(`${stage.partners}/plain`);
      await waitForText(page, 'Sign the petition');
      await page.evaluate(() => {
        const { shadowRoot } = document.querySelector('petition-widget')!;
        shadowRoot!.querySelector<HTMLInputElement>('[name=proof]')!.value = 'Noor Adel';
      });
      await click(page, '[name=givenName]');
      await page.press(...'Noor', 'Tab', ...'Adel', 'Tab', ...`noor@${name}.example`, 'Enter');
      await waitForText(page, 'Thank you, Noor!');
      assert.ok((await requestedFiles(page)).includes('petition-solver.js'));
    });

    test('in a frame that allows only scripts, a supporter signs', async () => {
      const frame = `${stage.petitions}/p/therapists-for-free-movement/frame`;
      // Without a margin, positions in the frame are positions in the page.
      const site = await servePage(
        htmlPage(
          `<iframe sandbox="allow-scripts" style="border:0;width:600px;height:600px" src="${frame}"></iframe>`,
          '<style>body { margin: 0 }</style>',
        ),
      );
      await page.goto(site.url);
      await page.enterFrame();
      await waitForText(page, 'Sign the petition');
      await click(page, '[name=email]');
      await page.press(...`ben@${name}.example`, 'Enter');
      await waitForText(page, 'Fill in this field.');
      assert.equal(await focusOf(page), 'givenName');
      await page.press(...'Ben', 'Enter');
      await waitForText(page, 'Thank you, Ben!');
      site.close();
    });
  });
}
