import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../support/free-port.ts';
import type { TestPage } from './test-page.ts';

/** How long the driver may take to start. */
const START_TIMEOUT_MS = 60_000;

/** Codes of keys that type no character. All other keys are sent as the character. */
const KEYS: Record<string, string> = { Tab: '\uE004', Enter: '\uE007' };

/**
 * A page in WebKitGTK, which shares its engine with Safari. Each has its own virtual display, because only one window per
 * display has the keyboard focus. Uses only the part of https://www.w3.org/TR/webdriver2/ that the tests need.
 */
export class WebKit implements TestPage {
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
    const xvfb = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1024x768x24', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    // Xvfb prints its display number once it is ready.
    const [display] = await Promise.race([once(xvfb.stdout, 'data'), once(xvfb, 'exit')]);
    if (xvfb.exitCode !== null) throw new Error(`Xvfb exited with ${xvfb.exitCode}`);
    const port = await freePort();
    const home = mkdtempSync(join(tmpdir(), 'webkit-'));
    const driver = spawn('WebKitWebDriver', [`--port=${port}`], {
      stdio: 'ignore',
      env: {
        ...process.env,
        DISPLAY: `:${String(display).trim()}`,
        GDK_BACKEND: 'x11',
        // Skips the search for the accessibility bus, which only a screen reader needs.
        NO_AT_BRIDGE: '1',
        HOME: home,
      },
    });
    const webkit = new WebKit(`http://127.0.0.1:${port}`, [driver, xvfb], home);
    try {
      await webkit.#startSession();
    } catch (error) {
      await webkit.close();
      throw error;
    }
    return webkit;
  }

  async #startSession() {
    for (const start = Date.now(); ; ) {
      const { ready } = await this.#request('GET', '/status').catch(() => ({ ready: false }));
      if (ready) break;
      if (Date.now() - start > START_TIMEOUT_MS) throw new Error('WebKitWebDriver does not respond');
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    const { sessionId, capabilities } = await this.#request('POST', '/session', { capabilities: {} });
    this.#session = `/session/${sessionId}`;
    this.version = capabilities.browserVersion;
  }

  async goto(url: string): Promise<void> {
    await this.#postToSession('/frame', { id: null });
    await this.#postToSession('/url', { url });
  }

  enterFrame(): Promise<void> {
    return this.#postToSession('/frame', { id: 0 });
  }

  url(): Promise<string> {
    return this.#request('GET', `${this.#session}/url`);
  }

  evaluate<Args extends unknown[], Result>(
    script: (...args: Args) => Result,
    ...args: Args
  ): Promise<Result> {
    return this.#postToSession('/execute/sync', { script: `return (${script})(...arguments)`, args });
  }

  async press(...keys: string[]): Promise<void> {
    const actions = keys.flatMap((key) => {
      const value = KEYS[key] ?? key;
      return [
        { type: 'keyDown', value },
        { type: 'keyUp', value },
      ];
    });
    await this.#postToSession('/actions', { actions: [{ type: 'key', id: 'keyboard', actions }] });
  }

  async click(x: number, y: number): Promise<void> {
    await this.moveMouse(x, y);
    await this.holdMouse(true);
    await this.holdMouse(false);
  }

  moveMouse(x: number, y: number): Promise<void> {
    return this.#sendMouse({ type: 'pointerMove', duration: 0, x: Math.round(x), y: Math.round(y) });
  }

  /** Presses the left button, or releases it. */
  holdMouse(isDown: boolean): Promise<void> {
    return this.#sendMouse({ type: isDown ? 'pointerDown' : 'pointerUp', button: 0 });
  }

  #sendMouse(action: object): Promise<void> {
    return this.#postToSession('/actions', {
      actions: [{ type: 'pointer', id: 'mouse', actions: [action] }],
    });
  }

  async close(): Promise<void> {
    process.off('exit', this.#kill);
    try {
      if (this.#session) await this.#request('DELETE', this.#session);
    } finally {
      this.#kill();
    }
  }

  readonly #kill = () => {
    for (const child of this.#processes) child.kill();
    // The browser may still be deleting files there.
    rmSync(this.#home, { recursive: true, force: true, maxRetries: 5 });
  };

  #postToSession(path: string, body: object) {
    return this.#request('POST', this.#session + path, body);
  }

  // biome-ignore lint/suspicious/noExplicitAny: each command has its own response type
  async #request(method: string, path: string, body?: object): Promise<any> {
    const response = await fetch(this.#driver + path, {
      method,
      ...(body && { body: JSON.stringify(body) }),
    });
    const { value } = (await response.json()) as { value: { error: string; message: string } };
    if (!response.ok) throw new Error(`WebKit: ${value.error} at ${path}: ${value.message}`);
    return value;
  }
}
