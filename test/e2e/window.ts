import { after } from 'node:test';
import type { Browser, BrowserContext } from 'puppeteer-core';
import { openBrowser } from './harness.ts';

let shared: Promise<Browser> | undefined;

/** A window that knows nothing of others, of the one browser that all tests of this process share. */
export async function openWindow(): Promise<BrowserContext> {
  shared ??= openBrowser();
  return (await shared).createBrowserContext();
}

after(async () => {
  await (await shared)?.close();
});
