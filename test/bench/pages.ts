import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'puppeteer-core';
import { openBrowser, servePage, startStage } from '../e2e/harness.ts';
import type { Scope } from './scope.ts';

export const readProject = (path: string): Buffer =>
  readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)));

const SLUG = 'stop-powering-the-raids';

/** What a widget says once it is there. */
export const SHOWN = '8,889 of 9,000 signatures';

/** A partner's page with the snippet that the embed page gives it, as many times as wanted, and a browser to look at it. */
export async function pageWithSnippet(scope: Scope, times = 1): Promise<{ browser: Browser; url: string }> {
  const stage = await startStage();
  scope.after(() => stage.stop());
  const browser = await openBrowser();
  scope.after(() => browser.close());
  const embed = await (
    await fetch(`${stage.petitions}/p/${SLUG}/embed-code?hl=en&partner=harbour-aid`)
  ).text();
  const snippet = /<code>(.*?)<\/code>/s
    .exec(embed)![1]!
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
  const site = await servePage(
    `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><body style="margin:1rem"><p>Before.</p>${snippet.repeat(times)}<p>Behind.</p></body></html>`,
  );
  scope.after(() => site.close());
  return { browser, url: site.url };
}
