import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Stage, servePage, startStage } from '../e2e/harness.ts';
import { BROWSERS } from './installed.ts';
import type { Visit } from './visit.ts';

const PATIENCE_MS = 10_000;
const POLL_INTERVAL_MS = 30;

let stage: Stage;
before(async () => {
  stage = await startStage();
});
after(() => stage.stop());

/** Text of the page's widget, with white space collapsed. */
const said = (visit: Visit) =>
  visit.evaluate(
    () =>
      document.querySelector('petition-widget')?.shadowRoot?.textContent?.replace(/\s+/g, ' ') ??
      'there is no widget',
  );

async function says(visit: Visit, words: string): Promise<void> {
  for (const start = Date.now(); ; ) {
    const instead = await said(visit);
    if (instead.includes(words)) return;
    if (Date.now() - start > PATIENCE_MS)
      throw new Error(`timed out waiting for "${words}": …${instead.slice(-300)}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL_MS));
  }
}

/** The focused element inside the widget: its name, or its text. */
const keyboardIsAt = (visit: Visit) =>
  visit.evaluate(() => {
    const { activeElement } = document.querySelector('petition-widget')!.shadowRoot!;
    return activeElement?.getAttribute('name') ?? activeElement?.textContent;
  });

/** Names of the files the page requested. */
const files = (visit: Visit) =>
  visit.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name.replace(/.*\//, '')));

/** Clicks an element in the widget. */
async function pressOn(visit: Visit, selector: string): Promise<void> {
  const [x, y] = await visit.evaluate((wanted) => {
    const target = document.querySelector('petition-widget')!.shadowRoot!.querySelector(wanted)!;
    target.scrollIntoView({ block: 'center' });
    const { left, top, width, height } = target.getBoundingClientRect();
    return [left + width / 2, top + height / 2] as const;
  }, selector);
  await visit.click(x, y);
}

for (const name of (process.env.BROWSERS ?? Object.keys(BROWSERS).join()).split(',')) {
  const browser = BROWSERS[name]!;
  describe(`in ${browser.name}`, () => {
    let visit: Visit;
    before(async () => {
      visit = await browser.open();
    });
    after(() => visit.close());

    test('a supporter signs on a partner’s page, is thanked by name, and sees the count move', async (t) => {
      t.diagnostic(`${browser.name} ${visit.version}`);
      await visit.goto(`${stage.partners}/plain`);
      await says(visit, '8,8');
      const [before] = /[\d,]+(?= of 9,000 signatures)/.exec(await said(visit))!;
      await pressOn(visit, '[name=givenName]');
      await visit.press(...'Jess', 'Tab', ...'Sims', 'Tab', ...`jess@${name}.example`);
      await pressOn(visit, 'form > [part=button]');
      await says(visit, 'Thank you, Jess!');
      assert.equal(await keyboardIsAt(visit), 'Thank you, Jess!');
      const after = Number(before.replace(',', '')) + 1;
      await says(visit, `${after.toLocaleString('en')} of 9,000 signatures`);
    });

    test('on a page with a strict policy, the first error gets the focus, and Enter signs', async () => {
      await visit.goto(`${stage.partners}/strict-csp`);
      await says(visit, 'Sign the petition');
      await pressOn(visit, '[name=givenName]');
      await visit.press(...'Ilse', 'Tab', 'Tab', ...`ilse@${name}.example`, 'Enter');
      await says(visit, 'Fill in this field.');
      assert.equal(await keyboardIsAt(visit), 'postalCode');
      await visit.press(...'4121', 'Enter');
      await says(visit, 'Thank you, Ilse!');
    });

    test('whoever fills in what nobody sees signs once the browser has done some work', async () => {
      await visit.goto(`${stage.partners}/plain`);
      await says(visit, 'Sign the petition');
      await visit.evaluate(() => {
        const { shadowRoot } = document.querySelector('petition-widget')!;
        shadowRoot!.querySelector<HTMLInputElement>('[name=proof]')!.value = 'Noor Adel';
      });
      await pressOn(visit, '[name=givenName]');
      await visit.press(...'Noor', 'Tab', ...'Adel', 'Tab', ...`noor@${name}.example`, 'Enter');
      await says(visit, 'Thank you, Noor!');
      assert.ok((await files(visit)).includes('petition-solver.js'));
    });

    test('in a frame where scripts are all that is allowed, the petition is signed', async () => {
      const frame = `${stage.petitions}/p/therapists-for-free-movement/frame`;
      const site = await servePage(
        `<!doctype html><title>A partner</title><body style="margin:0">
        <iframe sandbox="allow-scripts" style="border:0;width:600px;height:600px" src="${frame}"></iframe>`,
      );
      await visit.goto(site.url);
      await visit.enterFrame();
      await says(visit, 'Sign the petition');
      await pressOn(visit, '[name=email]');
      await visit.press(...`ben@${name}.example`, 'Enter');
      await says(visit, 'Fill in this field.');
      assert.equal(await keyboardIsAt(visit), 'givenName');
      await visit.press(...'Ben', 'Enter');
      await says(visit, 'Thank you, Ben!');
      site.close();
    });
  });
}
