import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'puppeteer-core';
import { openBrowser, servePage, startStage } from '../e2e/harness.ts';
import type { Scope } from './scope.ts';

export const readProjectFile = (path: string): Buffer =>
  readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)));

const SLUG = 'stop-powering-the-raids';

/** What the widget on these pages shows once it has loaded. */
export const COUNT_TEXT = '8,889 of 9,000 signatures';

/**
 * Serves a partner's page with the snippet from the embed-code page, and opens a browser.
 *
 * @param copies how often the page contains the snippet
 * @returns `plainUrl` for the same page without the links that preload, as WordPress leaves it for authors
 */
export async function servePartnerPage(
  scope: Scope,
  copies = 1,
): Promise<{ browser: Browser; url: string; plainUrl: string }> {
  const stage = await startStage();
  scope.after(() => stage.stop());
  const browser = await openBrowser();
  scope.after(() => browser.close());
  const embedCodePage = await (
    await fetch(`${stage.petitions}/p/${SLUG}/embed-code?hl=en&partner=harbour-aid`)
  ).text();
  const snippet = /<code>(.*?)<\/code>/s
    .exec(embedCodePage)![1]!
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
  const serve = async (html: string) => {
    const page = await servePage(
      `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><body style="margin:1rem"><p>Before.</p>${html.repeat(copies)}<p>After.</p></body></html>`,
    );
    scope.after(() => page.close());
    return page.url;
  };
  const plain = snippet.replace(/<link [^>]*>/g, '');
  if (plain === snippet) throw new Error('The snippet has no link');
  return { browser, url: await serve(snippet), plainUrl: await serve(plain) };
}
