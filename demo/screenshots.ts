import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'puppeteer-core';
import { findInWidget, openBrowser, openPage, startStage, waitForText } from '../test/e2e/harness.ts';

/** Takes the README's screenshots. */
const folder = fileURLToPath(new URL('../docs/', import.meta.url));
mkdirSync(folder, { recursive: true });

const stage = await startStage();
const browser = await openBrowser();

async function shoot(page: Page, name: string): Promise<void> {
  const widget = (await page.$('petition-widget'))!;
  await widget.evaluate((element) => {
    (element as HTMLElement).style.cssText += 'padding:2rem;min-height:0';
  });
  await widget.screenshot({ path: `${folder}${name}.png` as `${string}.png` });
  await page.close();
}

const wide = await openPage(browser, `${stage.partners}/plain`, { width: 1180 });
await findInWidget(wide, 'form');
await shoot(wide, 'widget');

const thanks = await openPage(browser, `${stage.partners}/plain`, { width: 480 });
await (await findInWidget(thanks, '[name=givenName]')).type('Marisol');
await (await findInWidget(thanks, '[name=familyName]')).type('Alder');
await (await findInWidget(thanks, '[name=email]')).type('marisol@example.org');
await (await findInWidget(thanks, 'form button')).click();
await waitForText(thanks, 'Thank you, Marisol!');
await shoot(thanks, 'thanks');

const dark = await openPage(browser, `${stage.partners}/plain`, { width: 480, scheme: 'dark' });
await findInWidget(dark, 'form');
await shoot(dark, 'dark');

const hosted = await openPage(browser, `${stage.petitions}/p/no-fence-at-fern-hill`, { width: 1180 });
await hosted.screenshot({ path: `${folder}hosted-page.png` });
await hosted.close();

await browser.close();
await stage.stop();
