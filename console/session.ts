import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ConsoleSession } from '../common/console.ts';
import { ConsoleError, onSessionEnd, request } from './api.ts';

/** Who is signed in, and whether they still are. */
export class SessionController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  /** Undefined until the server has said who is signed in. Null for nobody. */
  current: ConsoleSession | null | undefined;
  /** Why the server couldn't be asked, or told to end it. */
  failure: unknown;
  /** Whether it ended while a screen is open. */
  isLost = false;
  #reauthenticated: PromiseWithResolvers | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.#onVisible);
    void this.load();
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.#onVisible);
  }

  /** In another tab, the account may have changed or signed out. */
  readonly #onVisible = async (): Promise<void> => {
    if (document.visibilityState !== 'visible' || !this.current || this.isLost) return;
    const session = await request<ConsoleSession>('GET', '/session').catch((error: unknown) => {
      // What the screen asks for next says so, if it is still the case.
      if (error instanceof ConsoleError) return undefined;
      throw error;
    });
    if (session && session.name !== this.current?.name) location.reload();
  };

  /** Asks the server. */
  async load(): Promise<void> {
    this.failure = undefined;
    this.#host.requestUpdate();
    try {
      this.#begin(await request<ConsoleSession>('GET', '/session'));
    } catch (error) {
      if (error instanceof ConsoleError && error.status === 401) this.current = null;
      else this.failure = error;
      this.#host.requestUpdate();
    }
  }

  #begin(session: ConsoleSession): void {
    this.current = session;
    this.#host.requestUpdate();
    onSessionEnd(() => {
      this.isLost = true;
      this.#host.requestUpdate();
      this.#reauthenticated ??= withResolvers();
      return this.#reauthenticated.promise;
    });
  }

  /** @returns false if what is on screen belongs to somebody else, and the console starts again */
  signIn(session: ConsoleSession): boolean {
    if (this.isLost && this.current && this.current.name !== session.name) {
      location.reload();
      return false;
    }
    this.#begin(session);
    this.isLost = false;
    this.#reauthenticated?.resolve();
    this.#reauthenticated = undefined;
    return true;
  }

  /** @returns whether the server has ended it */
  async signOut(): Promise<boolean> {
    onSessionEnd(undefined);
    try {
      await request('POST', '/sign-out');
    } catch (error) {
      if (!(error instanceof ConsoleError)) throw error;
      if (error.status !== 401) {
        this.#begin(this.current!);
        this.failure = error;
        return false;
      }
    }
    this.current = null;
    this.#host.requestUpdate();
    return true;
  }
}

interface PromiseWithResolvers {
  promise: Promise<void>;
  resolve(): void;
}

/** `Promise.withResolvers` is younger than the browsers that the console supports. */
function withResolvers(): PromiseWithResolvers {
  let resolve!: () => void;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
