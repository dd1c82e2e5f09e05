import { after, afterEach, before } from 'node:test';
import type { Browser, BrowserContext, Page } from 'puppeteer-core';
import { openBrowser, openPage, type Stage, scriptErrors, servePage, setStage } from './harness.ts';

let shared: Promise<Browser> | undefined;

/** A window that knows nothing of others, of the one browser that all tests of this process share. */
export async function openWindow(): Promise<BrowserContext> {
  shared ??= openBrowser();
  return (await shared).createBrowserContext();
}

after(async () => {
  await (await shared)?.close();
});

/** A stage with a window to look at it. */
export interface Scene extends Stage {
  window: BrowserContext;
  /**
   * Shows a partner's page in the window's first tab, in place of the one before: a tab for each would take longer than what
   * most tests do there.
   *
   * @param page as for `servePage`
   */
  visit(...page: Parameters<typeof servePage>): Promise<Page>;
}

/**
 * Sets a stage before the tests of the suite that calls it, and clears it away behind them. What is returned is
 * filled in by then. What a page's script throws fails the test that has the page open.
 *
 * @param arguments_ as for `setStage`
 */
export function setScene(...arguments_: Parameters<typeof setStage>): Scene {
  const scene = {} as Scene;
  let tab: Page | undefined;
  let site: { url: string; close(): void } | undefined;
  before(async () => {
    Object.assign(scene, await setStage(...arguments_), { window: await openWindow() });
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
