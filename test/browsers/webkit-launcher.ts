import type { BrowserLauncher } from '@web/test-runner';
import { WebKit } from './webkit.ts';

/** Lets web-test-runner run tests in WebKit. */
export class WebKitLauncher implements BrowserLauncher {
  readonly name = 'WebKit';
  /** The browser type that the runner's `sendKeys` command checks for. */
  readonly type = 'webdriver';
  readonly #sessions = new Map<string, WebKit>();
  readonly #idle: WebKit[] = [];

  async startSession(id: string, url: string): Promise<void> {
    const page = this.#idle.pop() ?? (await WebKit.open());
    this.#sessions.set(id, page);
    await page.goto(url);
  }

  startDebugSession(): Promise<void> {
    throw new Error('WebKit runs on a virtual display, which can’t be debugged');
  }

  isActive(id: string): boolean {
    return this.#sessions.has(id);
  }

  getBrowserUrl(id: string): Promise<string> {
    return this.#page(id).url();
  }

  async stopSession(id: string) {
    const page = this.#page(id);
    this.#sessions.delete(id);
    // Stops the page's scripts and requests.
    await page.goto('about:blank');
    this.#idle.push(page);
    return {};
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#sessions.values(), ...this.#idle].map((page) => page.close()));
  }

  sendKeys(id: string, keys: string[]): Promise<void> {
    return this.#page(id).press(...keys);
  }

  // As the runner's `sendMouse` command calls them. The tests use the left button only.

  sendMouseMove(id: string, x: number, y: number): Promise<void> {
    return this.#page(id).moveMouse(x, y);
  }

  sendMouseClick(id: string, x: number, y: number): Promise<void> {
    return this.#page(id).click(x, y);
  }

  sendMouseDown(id: string): Promise<void> {
    return this.#page(id).holdMouse(true);
  }

  sendMouseUp(id: string): Promise<void> {
    return this.#page(id).holdMouse(false);
  }

  #page(id: string): WebKit {
    const page = this.#sessions.get(id);
    if (!page) throw new Error(`no page for session ${id}`);
    return page;
  }
}
