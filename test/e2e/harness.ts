import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
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
import { type HostedCommand, runInHost, startInHost } from '../support/command-hosts.ts';
import { freePort } from '../support/free-port.ts';
import { POLL_INTERVAL_MS, TIMEOUT_MS, waitUntil } from './wait.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const SERVER = 'dist/server/main.js';

/**
 * Polls by time: a change inside a shadow root is not a mutation of the page, and a page behind another one draws no
 * frames.
 */
const WAIT_OPTIONS = { timeout: TIMEOUT_MS, polling: POLL_INTERVAL_MS };

/** The built server in another process, which may have run those of earlier stages, and partner sites on another origin. */
export interface Stage {
  /** Origin of the petition server. */
  petitions: string;
  /** Origin of the partner sites. On another host, so that cookies and caches are separate too. */
  partners: string;
  dataDir: string;
  /** The emails sent so far. Empty without a mail server. */
  emails: readonly ReceivedEmail[];
  /** Runs a `petitions` command next to the running server, and returns its output. */
  command(...args: string[]): Promise<string>;
  /** A petition as `petitions list` reports it. */
  listed(slug: string): Promise<ListedPetition>;
  /** Loads petitions, and waits until the running server has published them. */
  load(petitions: readonly PetitionEntry[]): Promise<void>;
  /** Restarts the server on the same data, from the build in another folder. */
  restartFrom(folder: string): Promise<void>;
  stop(): Promise<void>;
}

interface ListedPetition {
  slug: string;
  title: string;
  creator: string;
  signed: number;
  count: number;
  /** Number of signatures by partner code. */
  partners: Record<string, number>;
  /** Codes. */
  partnersWithRecipient: string[];
}

/** A petition in a file for `petitions load`. */
interface PetitionEntry {
  slug: string;
  texts: Record<string, { title: string; text: string }>;
  [setting: string]: unknown;
}

interface StageOptions {
  /** Requires email confirmation. A mail server keeps every email. */
  withEmails?: boolean;
  /** More environment variables of the server. */
  env?: Record<string, string>;
}

/** Starts the built server with the demo's petitions, and the demo's partner sites. */
export async function startStage(options: StageOptions = {}): Promise<Stage> {
  const mail = options.withEmails ? await startMailServer() : null;
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
    ...options.env,
  };
  const command = async (...args: string[]) => {
    const { code, stdout, stderr } = await runInHost(join(root, SERVER), args, env);
    if (code !== 0) {
      throw Object.assign(new Error(`petitions ${args.join(' ')} exited with ${code}: ${stderr}`), {
        stderr,
      });
    }
    return stdout;
  };

  await command('load', 'demo/petitions.json');
  const start = async (folder: string) => {
    const started = await startInHost(join(folder, SERVER), ['serve'], env);
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
    async listed(slug) {
      const all: ListedPetition[] = JSON.parse(await command('list', '--json'));
      return all.find((petition) => petition.slug === slug)!;
    },
    async load(entries) {
      const file = join(dataDir, 'more.json');
      writeFileSync(file, JSON.stringify(entries));
      await command('load', file);
      for (const { slug, texts } of entries) {
        const [lang, text] = Object.entries(texts)[0]!;
        await waitUntil(`"${slug}" is published`, async () => {
          const response = await fetch(`${petitions}/v1/petitions/${slug}?lang=${lang}`);
          const published = (await response.json()) as { title?: string; text?: string };
          return published.title === text.title && published.text === text.text;
        });
      }
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
  // Through a pipe, thousands of short messages take less time than through a socket.
  return puppeteer.launch({ ...(await chromium()), headless: true, pipe: true });
}

/**
 * Errors that scripts on pages threw, until a test or `useStage` removes them. They are collected, because an error
 * thrown inside puppeteer's listener would fail no test.
 */
export const scriptErrors: Error[] = [];

export interface PageOptions {
  width?: number;
  scheme?: 'light' | 'dark';
  /** Called before the page navigates anywhere. */
  prepare?: (page: Page) => Promise<unknown>;
}

/** Opens a page in a new tab. An error thrown by its scripts fails the test if the suite uses `useStage`. */
export async function openPage(
  browser: Browser | BrowserContext,
  url: string,
  options: PageOptions = {},
): Promise<Page> {
  const page = await browser.newPage();
  page.setDefaultTimeout(TIMEOUT_MS);
  await page.setViewport({ width: options.width ?? 1280, height: 900 });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: options.scheme ?? 'light' }]);
  page.on('pageerror', (error) => {
    scriptErrors.push(error as Error);
  });
  await options.prepare?.(page);
  await page.goto(url);
  return page;
}

/** For `openPage`: a browser without JavaScript. */
export const withoutJavaScript: PageOptions = { prepare: (page) => page.setJavaScriptEnabled(false) };

/** A widget on a page: a selector, or its shadow root if it is inside another shadow root. */
export type Widget = string | JSHandle<ShadowRoot>;

/** Waits for an element inside the shadow root of a widget, by default the page's first. */
export async function findInWidget(
  page: Page | Frame,
  selector: string,
  widget: Widget = 'petition-widget',
): Promise<ElementHandle> {
  const world = worldOf(page, widget);
  // Mostly it is there already, and to look takes much less than to wait. A page that is replaced meanwhile has to be waited for.
  const there = await world.evaluateHandle(lookInWidget, widget, selector).catch(() => null);
  const element = there?.asElement();
  if (element) return element as ElementHandle;
  const found = await world
    .waitForFunction(lookInWidget, WAIT_OPTIONS, widget, selector)
    .catch((error) => failWithContent(page, widget, selector, error));
  return found.asElement() as ElementHandle;
}

/** Runs in the page. */
function lookInWidget(host: string | ShadowRoot, selector: string): Element | null | undefined {
  const root = host instanceof ShadowRoot ? host : document.querySelector(host)?.shadowRoot;
  return root?.querySelector(selector);
}

/** Waits until the widget shows a text. */
export async function waitForText(
  page: Page | Frame,
  text: string,
  { widget = 'petition-widget' as Widget } = {},
): Promise<void> {
  await worldOf(page, widget)
    .waitForFunction(
      (host, wanted) =>
        (host instanceof ShadowRoot ? host : document.querySelector(host)?.shadowRoot)?.textContent
          ?.replace(/\s+/g, ' ')
          .includes(wanted),
      WAIT_OPTIONS,
      widget,
      text,
    )
    .catch((error) => failWithContent(page, widget, `"${text}"`, error));
}

/** An isolated world, which doesn't see what the page did to the browser's built-ins. */
function worldOf(
  page: Page | Frame,
  widget: Widget,
): Pick<Frame, 'waitForFunction' | 'evaluate' | 'evaluateHandle'> {
  // A shadow root belongs to the world in which it was found.
  if (typeof widget !== 'string') return page;
  const frame = 'mainFrame' in page ? page.mainFrame() : page;
  // Puppeteer uses it internally and leaves it out of its types.
  return (frame as unknown as { isolatedRealm(): Frame }).isolatedRealm();
}

/** Throws an error that contains what the widget shows instead. */
async function failWithContent(
  page: Page | Frame,
  widget: Widget,
  what: string,
  error: Error,
): Promise<never> {
  const content = await worldOf(page, widget)
    .evaluate((host) => {
      if (host instanceof ShadowRoot) return `it shows ${host.innerHTML}`;
      const found = document.querySelector(host);
      if (!found) return 'no such element';
      return found.shadowRoot ? `it shows ${found.shadowRoot.innerHTML}` : 'it has no shadow root';
    }, widget)
    .catch((reason) => `its content is unknown (${reason})`);
  throw new Error(`timed out waiting for ${what} in ${widget} at ${page.url()}: ${content}`, {
    cause: error,
  });
}

/** A website on its own origin. */
export interface Site {
  url: string;
  close(): void;
}

/** A complete page from markup for its body. */
export const htmlPage = (body: string, head = '') =>
  `<!doctype html><html lang="en"><head>${head}</head><body>${body}</body></html>`;

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

export async function serveSite(listener: RequestListener): Promise<Site> {
  const server = createServer(listener).listen(0, '127.0.0.1');
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

async function stopServer(server: HostedCommand): Promise<void> {
  server.kill('SIGTERM');
  const { code, stderr } = await server.ended;
  if (code !== 0) throw new Error(`the server exited with ${code}: ${stderr}`);
}

async function waitUntilReady(url: string, server: HostedCommand): Promise<void> {
  const isReady = waitUntil('the server is ready', () =>
    fetch(url).then(
      ({ ok }) => ok,
      () => false,
    ),
  );
  const end = server.ended.then(({ code, stderr }) => {
    throw new Error(`the server exited with ${code} while starting: ${stderr}`);
  });
  await Promise.race([isReady, end]);
}
