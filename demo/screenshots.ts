// Takes the README's screenshots.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'puppeteer-core';
import { findInWidget, openBrowser, openPage, startStage, waitForText } from '../test/e2e/harness.ts';
import { submit, typeInto } from '../test/e2e/user.ts';

const folder = fileURLToPath(new URL('../docs/', import.meta.url));
mkdirSync(folder, { recursive: true });

const stage = await startStage();
const browser = await openBrowser();

/** Saves a screenshot of the page's widget. */
async function saveWidget(page: Page, name: string): Promise<void> {
  const widget = (await page.$('petition-widget'))!;
  await widget.evaluate((element) => {
    (element as HTMLElement).style.cssText += 'padding:2rem;min-height:0';
  });
  await widget.screenshot({ path: `${folder}${name}.png` as `${string}.png` });
  await page.close();
}

const wide = await openPage(browser, `${stage.partners}/plain`, { width: 1180 });
await findInWidget(wide, 'form');
await saveWidget(wide, 'widget');

const thanks = await openPage(browser, `${stage.partners}/plain`, { width: 480 });
await typeInto(thanks, { givenName: 'Marisol', familyName: 'Alder', email: 'marisol@example.org' });
await submit(thanks);
await waitForText(thanks, 'Thank you, Marisol!');
await saveWidget(thanks, 'thanks');

const dark = await openPage(browser, `${stage.partners}/plain`, { width: 480, scheme: 'dark' });
await findInWidget(dark, 'form');
await saveWidget(dark, 'dark');

const hosted = await openPage(browser, `${stage.petitions}/p/no-fence-at-fern-hill`, { width: 1180 });
await hosted.screenshot({ path: `${folder}hosted-page.png` });
await hosted.close();

await browser.close();
await stage.stop();
