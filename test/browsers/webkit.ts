import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../support/free-port.ts';
import type { Visit } from './visit.ts';

/** How long the driver may take to start. */
const PATIENCE_MS = 20_000;

/** Keys that type no character, as the protocol writes them. All others are themselves. */
const KEYS: Record<string, string> = { Tab: '\uE004', Enter: '\uE007' };

/**
 * A window of WebKitGTK, which shares its engine with Safari, on its own screen: only one window per screen has the
 * keyboard focus. The driver implements https://www.w3.org/TR/webdriver2/; this is the part that tests need.
 */
export class WebKit implements Visit {
  version = '';
  #session = '';
  readonly #driver: string;
  readonly #processes: ChildProcess[];
  readonly #home: string;

  private constructor(driver: string, processes: ChildProcess[], home: string) {
    this.#driver = driver;
    this.#processes = processes;
    this.#home = home;
    process.once('exit', this.#kill);
  }

  static async open(): Promise<WebKit> {
    const screen = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1024x768x24', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    // It prints its display number once it is ready.
    const [display] = await Promise.race([once(screen.stdout, 'data'), once(screen, 'exit')]);
    if (screen.exitCode !== null) throw new Error(`Xvfb ended with ${screen.exitCode}`);
    const port = await freePort();
    const home = mkdtempSync(join(tmpdir(), 'webkit-'));
    const driver = spawn('WebKitWebDriver', [`--port=${port}`], {
      stdio: 'ignore',
      env: {
        ...process.env,
        DISPLAY: `:${String(display).trim()}`,
        GDK_BACKEND: 'x11',
        // Without a screen reader, looking for the accessibility bus only wastes time.
        NO_AT_BRIDGE: '1',
        HOME: home,
      },
    });
    const webkit = new WebKit(`http://127.0.0.1:${port}`, [driver, screen], home);
    try {
      await webkit.#begin();
    } catch (error) {
      await webkit.close();
      throw error;
    }
    return webkit;
  }

  async #begin() {
    for (const start = Date.now(); ; ) {
      const { ready } = await this.#ask('GET', '/status').catch(() => ({ ready: false }));
      if (ready) break;
      if (Date.now() - start > PATIENCE_MS) throw new Error('WebKitWebDriver does not answer');
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    const { sessionId, capabilities } = await this.#ask('POST', '/session', { capabilities: {} });
    this.#session = `/session/${sessionId}`;
    this.version = capabilities.browserVersion;
  }

  async goto(url: string): Promise<void> {
    await this.#do('/frame', { id: null });
    await this.#do('/url', { url });
  }

  enterFrame(): Promise<void> {
    return this.#do('/frame', { id: 0 });
  }

  url(): Promise<string> {
    return this.#ask('GET', `${this.#session}/url`);
  }

  evaluate<Args extends unknown[], Result>(act: (...args: Args) => Result, ...args: Args): Promise<Result> {
    return this.#do('/execute/sync', { script: `return (${act})(...arguments)`, args });
  }

  async press(...keys: string[]): Promise<void> {
    const actions = keys.flatMap((key) => {
      const value = KEYS[key] ?? key;
      return [
        { type: 'keyDown', value },
        { type: 'keyUp', value },
      ];
    });
    await this.#do('/actions', { actions: [{ type: 'key', id: 'keyboard', actions }] });
  }

  async click(x: number, y: number): Promise<void> {
    const actions = [
      { type: 'pointerMove', duration: 0, x: Math.round(x), y: Math.round(y) },
      { type: 'pointerDown', button: 0 },
      { type: 'pointerUp', button: 0 },
    ];
    await this.#do('/actions', { actions: [{ type: 'pointer', id: 'mouse', actions }] });
  }

  async close(): Promise<void> {
    process.off('exit', this.#kill);
    try {
      if (this.#session) await this.#ask('DELETE', this.#session);
    } finally {
      this.#kill();
    }
  }

  readonly #kill = () => {
    for (const each of this.#processes) each.kill();
    // The browser may still be cleaning up in there.
    rmSync(this.#home, { recursive: true, force: true, maxRetries: 5 });
  };

  #do(path: string, body: object) {
    return this.#ask('POST', this.#session + path, body);
  }

  // biome-ignore lint/suspicious/noExplicitAny: each command has its own response type
  async #ask(method: string, path: string, body?: object): Promise<any> {
    const answer = await fetch(this.#driver + path, { method, ...(body && { body: JSON.stringify(body) }) });
    const { value } = (await answer.json()) as { value: { error: string; message: string } };
    if (!answer.ok) throw new Error(`WebKit: ${value.error} at ${path}: ${value.message}`);
    return value;
  }
}
