import type { BrowserLauncher } from '@web/test-runner';
import { WebKit } from './webkit.ts';

/** Lets web-test-runner run tests in WebKit. */
export class WebKitLauncher implements BrowserLauncher {
  readonly name = 'WebKit';
  /** The browser type that the runner's `sendKeys` command checks for. */
  readonly type = 'webdriver';
  readonly #visits = new Map<string, WebKit>();
  readonly #idle: WebKit[] = [];

  async startSession(id: string, url: string): Promise<void> {
    const visit = this.#idle.pop() ?? (await WebKit.open());
    this.#visits.set(id, visit);
    await visit.goto(url);
  }

  startDebugSession(): Promise<void> {
    throw new Error('WebKit runs on a screen that nobody sees');
  }

  isActive(id: string): boolean {
    return this.#visits.has(id);
  }

  getBrowserUrl(id: string): Promise<string> {
    return this.#visit(id).url();
  }

  async stopSession(id: string) {
    const visit = this.#visit(id);
    this.#visits.delete(id);
    // Stops whatever the page still does.
    await visit.goto('about:blank');
    this.#idle.push(visit);
    return {};
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#visits.values(), ...this.#idle].map((visit) => visit.close()));
  }

  sendKeys(id: string, keys: string[]): Promise<void> {
    return this.#visit(id).press(...keys);
  }

  #visit(id: string): WebKit {
    const visit = this.#visits.get(id);
    if (!visit) throw new Error(`no window for session ${id}`);
    return visit;
  }
}
