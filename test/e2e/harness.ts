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
import { type ReceivedEmail, startMailServer } from '../../demo/mail-server.ts';
import { partnerSites } from '../../demo/partner-sites.ts';
import { chromium } from '../support/chromium.js';
import { freePort } from '../support/free-port.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const SERVER = 'dist/server/main.js';

/**
 * Polls by time: a change inside a shadow root is no mutation of the page, and a page behind another one draws no
 * frames.
 */
const POLL_INTERVAL_MS = 30;

/** The built server in a process of its own, and partner sites on another origin. */
export interface Stage {
  /** Origin of the petition server. */
  petitions: string;
  /** Origin of the partner sites: another host, so that cookies and caches are apart as well. */
  partners: string;
  dataDir: string;
  /** The emails sent, if the stage has a mail server. */
  emails: readonly ReceivedEmail[];
  /** Runs a `petitions` command next to the running server. */
  command(...args: string[]): Promise<string>;
  /** Loads petitions, and waits until the running server has them. */
  load(petitions: unknown[]): Promise<void>;
  /** Restarts over the same data with the server built in another folder. */
  restartFrom(folder: string): Promise<void>;
  stop(): Promise<void>;
}

/**
 * @param withEmails turns email confirmation on, with a mail server that keeps every email
 * @param settings further environment variables
 */
export async function startStage(withEmails = false, settings: Record<string, string> = {}): Promise<Stage> {
  const mail = withEmails ? await startMailServer() : null;
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
    await waitUntilReady(`${petitions}/readyz`, started);
    return started;
  };
  let server = await start(root);
  const sites = partnerSites(petitions, mail?.emails).listen(0, '127.0.0.1');
  await once(sites, 'listening');
  return {
    petitions,
    partners: `http://127.0.0.1:${(sites.address() as AddressInfo).port}`,
    dataDir,
    emails: mail?.emails ?? [],
    command,
    async load(entries) {
      const file = join(dataDir, 'more.json');
      writeFileSync(file, JSON.stringify(entries));
      await command('load', file);
      // The server polls every second.
      await new Promise((resolve) => setTimeout(resolve, 2_200));
    },
    async restartFrom(folder) {
      await stopServer(server);
      server = await start(folder);
    },
    async stop() {
      await mail?.stop();
      sites.close();
      sites.closeAllConnections();
      await stopServer(server);
      rmSync(dataDir, { recursive: true });
    },
  };
}

export async function openBrowser(): Promise<Browser> {
  return puppeteer.launch({ ...(await chromium()), headless: true });
}

/** Errors thrown by scripts on pages and not yet reported. Thrown inside puppeteer's listener, they would fail no test. */
export const scriptErrors: Error[] = [];

/** Opens a page. Its script errors fail the test if the suite uses `setScene`. */
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
  /** Called before the page navigates anywhere. */
  prepare?: (page: Page) => Promise<unknown>;
}

/** A widget on a page: a selector, or its shadow root if it is inside another shadow root. */
export type Widget = string | JSHandle<ShadowRoot>;

/** Waits for an element inside the shadow root of a widget, by default the page's first. */
export async function findInWidget(
  page: Page | Frame,
  selector: string,
  widget: Widget = 'petition-widget',
): Promise<ElementHandle> {
  const found = await worldOf(page, widget)
    .waitForFunction(
      (host, wanted) =>
        (host instanceof ShadowRoot ? host : document.querySelector(host)?.shadowRoot)?.querySelector(wanted),
      { timeout: 10_000, polling: POLL_INTERVAL_MS },
      widget,
      selector,
    )
    .catch((error) => failWithContent(page, widget, selector, error));
  return found.asElement() as ElementHandle;
}

/** Waits until the widget shows a text. */
export async function waitForText(
  page: Page | Frame,
  words: string,
  { widget = 'petition-widget' as Widget, timeout = 10_000 } = {},
): Promise<void> {
  await worldOf(page, widget)
    .waitForFunction(
      (host, wanted) =>
        (host instanceof ShadowRoot ? host : document.querySelector(host)?.shadowRoot)?.textContent
          ?.replace(/\s+/g, ' ')
          .includes(wanted),
      { timeout: timeout, polling: POLL_INTERVAL_MS },
      widget,
      words,
    )
    .catch((error) => failWithContent(page, widget, `"${words}"`, error));
}

/** The isolated world, which doesn't see what the page did to the browser's built-ins. */
function worldOf(page: Page | Frame, widget: Widget): Pick<Frame, 'waitForFunction' | 'evaluate'> {
  // A shadow root belongs to the world in which it was found.
  if (typeof widget !== 'string') return page;
  const frame = 'mainFrame' in page ? page.mainFrame() : page;
  // Puppeteer uses it internally and leaves it out of its types.
  return (frame as unknown as { isolatedRealm(): Frame }).isolatedRealm();
}

/** Fails with what the widget shows instead, which says more than a timeout. */
async function failWithContent(
  page: Page | Frame,
  widget: Widget,
  what: string,
  error: Error,
): Promise<never> {
  const instead = await worldOf(page, widget)
    .evaluate((host) => {
      if (host instanceof ShadowRoot) return `it shows ${host.innerHTML}`;
      const found = document.querySelector(host);
      if (!found) return 'no such element';
      return found.shadowRoot ? `it shows ${found.shadowRoot.innerHTML}` : 'it has no shadow root';
    }, widget)
    .catch((reason) => `the page didn't say (${reason})`);
  throw new Error(`timed out waiting for ${what} in ${widget} at ${page.url()}: ${instead}`, {
    cause: error,
  });
}

/** A website on its own origin. */
export interface Site {
  url: string;
  close(): void;
}

/**
 * Serves one page on its own origin, as a partner would.
 *
 * @param headers of the page
 * @param scripts next to the page, by path
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

async function stopServer(server: ChildProcess): Promise<void> {
  server.kill('SIGTERM');
  const [code] = await once(server, 'exit');
  if (code !== 0) throw new Error(`the server exited with ${code}`);
}

async function waitUntilReady(url: string, server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (server.exitCode !== null) throw new Error(`the server exited with ${server.exitCode} while starting`);
    const up = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (up) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the server did not answer within ten seconds');
}
