import { after, afterEach, before } from 'node:test';
import type { Browser, BrowserContext, Page } from 'puppeteer-core';
import { MINUTE_MS } from '../../server/lib/time.ts';
import { waitForNearMidnight } from '../support/midnight.ts';
import {
  openBrowser,
  openPage,
  type PageOptions,
  type Site,
  type Stage,
  scriptErrors,
  servePage,
  startStage,
} from './harness.ts';
import { TIMEOUT_MS } from './wait.ts';

/** Also on a busy machine. */
const MAX_SUITE_MS = 3 * MINUTE_MS;

let shared: Promise<Browser> | undefined;

/** A window of its own, with no cookies or caches, in the browser that all tests of this process share. */
export async function openWindow(): Promise<BrowserContext> {
  shared ??= openBrowser();
  return (await shared).createBrowserContext();
}

after(async () => {
  const browser = await shared;
  if (!browser) return;
  // A browser that doesn't exit would keep this process waiting forever.
  const kill = setTimeout(() => browser.process()?.kill('SIGKILL'), TIMEOUT_MS);
  await browser.close();
  clearTimeout(kill);
});

/** A stage with a browser window. */
export interface BrowserStage extends Stage {
  window: BrowserContext;
  /**
   * Shows a partner's page in the window's first tab, in place of the previous one. A new tab for each would take
   * longer than most tests.
   *
   * @param page as for `servePage`
   */
  visit(...page: Parameters<typeof servePage>): Promise<Page>;
  /** Shows the page at a URL in the window's first tab, in place of the previous one. */
  show(url: string): Promise<Page>;
  /** Shows a partner's page in a new tab. `close` closes the tab and the site. */
  open(html: string, options?: PageOptions, headers?: Record<string, string>): Promise<OpenPage>;
}

interface OpenPage {
  page: Page;
  close(): Promise<void>;
}

/**
 * Starts a stage before the tests of the calling suite, and stops it afterwards. The returned object is filled in
 * before the first test. An error thrown by a page's script fails the test that has the page open.
 *
 * @param options as for `startStage`
 */
export function useStage(...options: Parameters<typeof startStage>): BrowserStage {
  const stage = {} as BrowserStage;
  let tab: Page | undefined;
  let site: Site | undefined;
  before(async () => {
    await waitForNearMidnight(MAX_SUITE_MS);
    Object.assign(stage, await startStage(...options), { window: await openWindow() });
  });
  stage.visit = async (...page) => {
    const previous = site;
    site = await servePage(...page);
    const shown = await stage.show(site.url);
    previous?.close();
    return shown;
  };
  stage.show = async (url) => {
    if (tab) await tab.goto(url);
    else tab = await openPage(stage.window, url);
    return tab;
  };
  stage.open = async (html, pageOptions, headers) => {
    const partner = await servePage(html, headers);
    const page = await openPage(stage.window, partner.url, pageOptions);
    return {
      page,
      async close() {
        await page.close();
        partner.close();
      },
    };
  };
  afterEach(() => {
    const [first] = scriptErrors.splice(0);
    if (first) throw first;
  });
  after(async () => {
    site?.close();
    await stage.window.close();
    await stage.stop();
  });
  return stage;
}
