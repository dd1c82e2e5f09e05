import { after, afterEach, before } from 'node:test';
import type { Browser, BrowserContext } from 'puppeteer-core';
import { openBrowser, type Stage, scriptErrors, setStage } from './harness.ts';

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
}

/**
 * Sets a stage before the tests of the suite that calls it, and clears it away behind them. What is returned is
 * filled in by then. What a page's script throws fails the test that has the page open.
 *
 * @param arguments_ as for `setStage`
 */
export function setScene(...arguments_: Parameters<typeof setStage>): Scene {
  const scene = {} as Scene;
  before(async () => {
    Object.assign(scene, await setStage(...arguments_), { window: await openWindow() });
  });
  afterEach(() => {
    const [first] = scriptErrors.splice(0);
    if (first) throw first;
  });
  after(async () => {
    await scene.window.close();
    await scene.stop();
  });
  return scene;
}
