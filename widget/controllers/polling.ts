import type { ReactiveController, ReactiveControllerHost } from 'lit';

const MIN_INTERVAL_MS = 5_000;
const MAX_INTERVAL_MS = 60_000;
/** The server publishes a new count every two seconds. */
const RETURN_INTERVAL_MS = 2_500;
const BACKOFF_FACTOR = 1.5;

/**
 * Refreshes an element repeatedly, but only while it is on the screen of a visible tab, and less and less often while
 * the count stays the same or the server doesn't respond.
 */
export class PollingController implements ReactiveController {
  readonly #host: ReactiveControllerHost & Element;
  readonly #refresh: () => Promise<boolean>;
  readonly #observer: IntersectionObserver;
  #intervalMs = MIN_INTERVAL_MS;
  #isOnScreen = false;
  #timer = 0;

  /** @param refresh resolves to true if something changed */
  constructor(host: ReactiveControllerHost & Element, refresh: () => Promise<boolean>) {
    this.#host = host;
    this.#refresh = refresh;
    this.#observer = new IntersectionObserver((entries) => {
      this.#isOnScreen = entries.at(-1)!.isIntersecting;
      this.#intervalMs = MIN_INTERVAL_MS;
      this.pollIn(this.#intervalMs);
    });
    host.addController(this);
  }

  hostConnected() {
    this.#observer.observe(this.#host);
    document.addEventListener('visibilitychange', this.#onVisibilityChange);
  }

  hostDisconnected() {
    this.#observer.disconnect();
    document.removeEventListener('visibilitychange', this.#onVisibilityChange);
    this.#cancel();
  }

  /** Polls after `ms`, then resumes. */
  pollIn(ms: number): void {
    this.#cancel();
    // Spread out: a page that a thousand people open at noon must not poll in sync.
    this.#timer = setTimeout(this.#poll, ms * (0.9 + Math.random() / 5));
  }

  #cancel() {
    clearTimeout(this.#timer);
    this.#timer = 0;
  }

  readonly #poll = async () => {
    const timer = this.#timer;
    if (this.#isOnScreen && !document.hidden) {
      const hasChanged = await this.#refresh().catch(() => false);
      this.#intervalMs = hasChanged
        ? MIN_INTERVAL_MS
        : Math.min(this.#intervalMs * BACKOFF_FACTOR, MAX_INTERVAL_MS);
    }
    // Unless the element has left the page, or a signature has scheduled another poll in the meantime.
    if (timer === this.#timer) this.pollIn(this.#intervalMs);
  };

  /** People who confirmed in another tab come back to see their signature counted. */
  readonly #onVisibilityChange = () => {
    this.#intervalMs = RETURN_INTERVAL_MS;
    if (this.#isOnScreen) this.pollIn(0);
  };
}
