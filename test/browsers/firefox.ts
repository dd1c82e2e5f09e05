import { ChromeLauncher, puppeteerCore } from '@web/test-runner-chrome';
import { type KeyInput, type LaunchOptions, launch } from 'puppeteer-core';
import type { TestPage } from './test-page.ts';

/** Firefox through WebDriver BiDi, which puppeteer supports. */
const options = (executablePath: string): LaunchOptions => ({
  browser: 'firefox',
  executablePath,
  headless: true,
});

/** Lets web-test-runner run tests in Firefox. */
export class FirefoxLauncher extends ChromeLauncher {
  override name = 'Firefox';

  constructor(executablePath: string) {
    super(
      // System preferences can only be emulated from inside the browser.
      { ...options(executablePath), args: ['--remote-allow-system-access'] },
      ({ browser }) => browser.defaultBrowserContext(),
      ({ context }) => context.newPage(),
      puppeteerCore,
      // Only one page can have the keyboard focus.
      1,
    );
  }

  /** Emulates media features and print. Called by the tests' media.js. */
  async setMedia(id: string, media: Record<string, unknown>): Promise<void> {
    const { connection } = this.getPage(id).browser() as unknown as BiDiBrowser;
    const send = async (method: string, params: object) => (await connection.send(method, params)).result;
    const { contexts } = await send('browsingContext.getTree', { 'moz:scope': 'chrome' });
    const response = await send('script.evaluate', {
      expression: `(${emulateMedia})(${JSON.stringify([id, media])})`,
      target: { context: contexts[0].context },
      awaitPromise: false,
    });
    if (response.type !== 'success') throw new Error(`Firefox: ${response.exceptionDetails.text}`);
  }
}

/** Part of a puppeteer browser that its types omit. */
interface BiDiBrowser {
  // biome-ignore lint/suspicious/noExplicitAny: each command has its own response type
  connection: { send(method: string, params: object): Promise<{ result: any }> };
}

/** Runs in a browser window, outside any page. */
function emulateMedia([id, { print = false, ...features }]: [string, Record<string, unknown>]) {
  // biome-ignore lint/suspicious/noExplicitAny: Firefox's own names
  const { Services } = globalThis as any;
  for (const window of Services.wm.getEnumerator('navigator:browser')) {
    for (const { currentURI, browsingContext } of window.gBrowser.browsers) {
      if (!currentURI.spec.includes(id)) continue;
      browsingContext.mediumOverride = print ? 'print' : '';
      browsingContext.forcedColorsOverride = features['forced-colors'] ?? 'none';
    }
  }
}

/** Opens Firefox with one page. */
export async function openFirefox(executablePath: string): Promise<TestPage> {
  const browser = await launch(options(executablePath));
  const page = await browser.newPage();
  let frame = page.mainFrame();
  return {
    version: (await browser.version()).replace(/.*\//, ''),
    goto: async (url) => {
      await page.goto(url);
      frame = page.mainFrame();
    },
    enterFrame: async () => {
      frame = page.mainFrame().childFrames()[0]!;
    },
    evaluate: <Args extends unknown[], Result>(script: (...args: Args) => Result, ...args: Args) =>
      frame.evaluate(`(${script})(...${JSON.stringify(args)})`) as Promise<Result>,
    press: async (...keys) => {
      for (const key of keys) await page.keyboard.press(key as KeyInput);
    },
    click: (x, y) => page.mouse.click(x, y),
    close: () => browser.close(),
  };
}
