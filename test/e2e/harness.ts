import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import puppeteer, {
  type Browser,
  type BrowserContext,
  type ElementHandle,
  type Frame,
  type JSHandle,
  type Page,
} from 'puppeteer-core';
import { type Arrived, startMailServer } from '../../demo/mail-server.ts';
import { partnerSites } from '../../demo/partner-sites.ts';
import { chromium } from '../support/chromium.js';
import { freePort } from '../support/free-port.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const SERVER = 'dist/server/main.js';

/**
 * By the clock, because changes inside of a shadow root are no changes of the page, and because a page that lies
 * behind another draws no frames.
 */
const LOOK_EVERY_MS = 30;

/** The built server in a process of its own, and partner sites on another origin. */
export interface Stage {
  /** Origin of the petition server. */
  petitions: string;
  /** Origin of the partner sites: another host, so that cookies and caches are apart as well. */
  partners: string;
  dataDir: string;
  /** What was sent, where the stage has a mail server. */
  letters: readonly Arrived[];
  /** Runs a `petitions` command beside the running server. */
  command(...args: string[]): Promise<string>;
  /** Loads petitions, and waits until the running server has them. */
  load(petitions: unknown[]): Promise<void>;
  /** Goes on, over the same data, with the server that is built in another folder. */
  restartFrom(folder: string): Promise<void>;
  stop(): Promise<void>;
}

/**
 * @param withLetters has mailboxes confirmed, by a mail server that keeps every letter
 * @param settings besides
 */
export async function setStage(withLetters = false, settings: Record<string, string> = {}): Promise<Stage> {
  const mail = withLetters ? await startMailServer() : null;
  const dataDir = mkdtempSync(join(tmpdir(), 'petitions-e2e-'));
  const port = await freePort();
  const petitions = `http://localhost:${port}`;
  const env = {
    ...process.env,
    PORT: String(port),
    PUBLIC_URL: petitions,
    DATA_DIR: dataDir,
    LOG_LEVEL: 'warn',
    ...(mail && { SMTP_URL: mail.url }),
    ...settings,
  };
  const command = async (...args: string[]) => {
    const { stdout } = await promisify(execFile)(process.execPath, [SERVER, ...args], { cwd: root, env });
    return stdout;
  };

  await command('load', 'demo/petitions.json');
  const start = async (folder: string) => {
    const started = spawn(process.execPath, [join(folder, SERVER), 'serve'], {
      cwd: root,
      env,
      stdio: 'inherit',
    });
    await answering(`${petitions}/readyz`, started);
    return started;
  };
  let server = await start(root);
  const sites = partnerSites(petitions, mail?.letters).listen(0, '127.0.0.1');
  await once(sites, 'listening');
  return {
    petitions,
    partners: `http://127.0.0.1:${(sites.address() as AddressInfo).port}`,
    dataDir,
    letters: mail?.letters ?? [],
    command,
    async load(entries) {
      const file = join(dataDir, 'more.json');
      writeFileSync(file, JSON.stringify(entries));
      await command('load', file);
      // It looks every second.
      await new Promise((resolve) => setTimeout(resolve, 2_200));
    },
    async restartFrom(folder) {
      await ended(server);
      server = await start(folder);
    },
    async stop() {
      await mail?.stop();
      sites.close();
      sites.closeAllConnections();
      await ended(server);
      rmSync(dataDir, { recursive: true });
    },
  };
}

export async function openBrowser(): Promise<Browser> {
  return puppeteer.launch({ ...(await chromium()), headless: true });
}

/** What scripts threw on pages, and nobody has asked for yet. Thrown where puppeteer tells of it, it would fail no test. */
export const scriptErrors: Error[] = [];

/** A page whose script errors fail the test, where a scene is set. */
export async function openPage(
  browser: Browser | BrowserContext,
  url: string,
  options: PageOptions = {},
): Promise<Page> {
  const page = await browser.newPage();
  await page.setViewport({ width: options.width ?? 1280, height: 900 });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: options.scheme ?? 'light' }]);
  page.on('pageerror', (error) => {
    scriptErrors.push(error as Error);
  });
  await options.prepare?.(page);
  await page.goto(url, { waitUntil: 'load' });
  return page;
}

export interface PageOptions {
  width?: number;
  scheme?: 'light' | 'dark';
  /** What is to be done with it before it goes anywhere. */
  prepare?: (page: Page) => Promise<unknown>;
}

/** A widget on a page, by a selector; or the root of one that no selector finds, because it stands in another's. */
export type Widget = string | JSHandle<ShadowRoot>;

/** Waits for something inside the shadow root of the page's first widget, or of the one that is named. */
export async function inWidget(
  page: Page | Frame,
  selector: string,
  widget: Widget = 'petition-widget',
): Promise<ElementHandle> {
  const found = await worldOf(page, widget)
    .waitForFunction(
      (host, wanted) =>
        (host instanceof ShadowRoot ? host : document.querySelector(host)?.shadowRoot)?.querySelector(wanted),
      { timeout: 10_000, polling: LOOK_EVERY_MS },
      widget,
      selector,
    )
    .catch((error) => inVain(page, widget, selector, error));
  return found.asElement() as ElementHandle;
}

/** Waits until the widget says this somewhere. */
export async function widgetSays(
  page: Page | Frame,
  words: string,
  { widget = 'petition-widget' as Widget, patience = 10_000 } = {},
): Promise<void> {
  await worldOf(page, widget)
    .waitForFunction(
      (host, wanted) =>
        (host instanceof ShadowRoot ? host : document.querySelector(host)?.shadowRoot)?.textContent
          ?.replace(/\s+/g, ' ')
          .includes(wanted),
      { timeout: patience, polling: LOOK_EVERY_MS },
      widget,
      words,
    )
    .catch((error) => inVain(page, widget, `"${words}"`, error));
}

/** Where to look from: a world of our own, in which what the page has done to what a browser brings isn't seen. */
function worldOf(page: Page | Frame, widget: Widget): Pick<Frame, 'waitForFunction' | 'evaluate'> {
  // A root belongs to the world that it was found in.
  if (typeof widget !== 'string') return page;
  const frame = 'mainFrame' in page ? page.mainFrame() : page;
  // Puppeteer has it for its own use, and leaves it out of its types.
  return (frame as unknown as { isolatedRealm(): Frame }).isolatedRealm();
}

/** Fails with what is there instead, which says more than that the time was up. */
async function inVain(page: Page | Frame, widget: Widget, what: string, error: Error): Promise<never> {
  const instead = await worldOf(page, widget)
    .evaluate((host) => {
      if (host instanceof ShadowRoot) return `it shows ${host.innerHTML}`;
      const found = document.querySelector(host);
      if (!found) return 'there is no such element';
      return found.shadowRoot ? `it shows ${found.shadowRoot.innerHTML}` : 'it has no shadow root';
    }, widget)
    .catch((reason) => `the page didn't say (${reason})`);
  throw new Error(`waited in vain for ${what} in ${widget} at ${page.url()}: ${instead}`, { cause: error });
}

/** A site on an origin of its own. */
export interface Site {
  url: string;
  close(): void;
}

/**
 * Serves one page, as a partner would have it, on an origin of its own.
 *
 * @param headers that belong to it
 * @param scripts that it has beside it, by their paths
 */
export function servePage(
  html: string,
  headers: Record<string, string> = {},
  scripts: Record<string, string> = {},
): Promise<Site> {
  return serveSite(({ url }, response) => {
    const script = scripts[url!];
    if (script) response.writeHead(200, { 'Content-Type': 'text/javascript' }).end(script);
    else response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', ...headers }).end(html);
  });
}

export async function serveSite(answer: RequestListener): Promise<Site> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function ended(server: ChildProcess): Promise<void> {
  server.kill('SIGTERM');
  const [code] = await once(server, 'exit');
  if (code !== 0) throw new Error(`the server ended with ${code}`);
}

async function answering(url: string, server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (server.exitCode !== null) throw new Error(`the server ended with ${server.exitCode} while starting`);
    const up = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (up) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the server did not answer within ten seconds');
}
