import { after, afterEach, before } from 'node:test';
import type { Browser, BrowserContext, Page } from 'puppeteer-core';
import { openBrowser, openPage, type Stage, scriptErrors, servePage, startStage } from './harness.ts';

let shared: Promise<Browser> | undefined;

/** A new browser context of the browser that all tests of this process share. */
export async function openWindow(): Promise<BrowserContext> {
  shared ??= openBrowser();
  return (await shared).createBrowserContext();
}

after(async () => {
  await (await shared)?.close();
});

/** A stage with a browser window. */
export interface BrowserStage extends Stage {
  window: BrowserContext;
  /**
   * Shows a partner's page in the window's first tab, in place of the previous page. A new tab for each would take
   * longer than most tests.
   *
   * @param page as for `servePage`
   */
  visit(...page: Parameters<typeof servePage>): Promise<Page>;
}

/**
 * Starts a stage before the tests of the calling suite, and stops it afterwards. The returned object is filled in
 * before the first test. An error thrown by a page's script fails the test that has the page open.
 *
 * @param arguments_ as for `setStage`
 */
export function useStage(...arguments_: Parameters<typeof startStage>): BrowserStage {
  const scene = {} as BrowserStage;
  let tab: Page | undefined;
  let site: { url: string; close(): void } | undefined;
  before(async () => {
    Object.assign(scene, await startStage(...arguments_), { window: await openWindow() });
  });
  scene.visit = async (...page) => {
    const before = site;
    site = await servePage(...page);
    if (tab) await tab.goto(site.url);
    else tab = await openPage(scene.window, site.url);
    before?.close();
    return tab;
  };
  afterEach(() => {
    const [first] = scriptErrors.splice(0);
    if (first) throw first;
  });
  after(async () => {
    site?.close();
    await scene.window.close();
    await scene.stop();
  });
  return scene;
}
