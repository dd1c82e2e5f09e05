import type { ReactiveControllerHost } from 'lit';
import { loadScreen, type ScreenName } from './screens.ts';

/** Loads the files of screens, each when it is needed first. */
export class ScreenLoader {
  readonly #host: ReactiveControllerHost;
  readonly #loaded = new Set<ScreenName>();
  /** The latest screen whose file couldn't be loaded. */
  missing: ScreenName | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
  }

  /** @returns whether the file is there. If not, it is loaded, unless that has failed */
  load(name: ScreenName): boolean {
    if (this.#loaded.has(name)) return true;
    if (this.missing === name) return false;
    loadScreen(name).then(
      () => {
        this.#loaded.add(name);
        this.#host.requestUpdate();
      },
      () => {
        this.missing = name;
        this.#host.requestUpdate();
      },
    );
    return false;
  }
}
