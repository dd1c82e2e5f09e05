import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { clickedUrl, parseRoute, type Route } from './router.ts';
import { mayLeave } from './unsaved.ts';
import { words } from './words.ts';

const INVITATION = /^#invitation=(.*)$/;

/** What the URL shows, and the ways from one URL of the console to another. */
export class Navigation implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #onShow: () => void;
  route: Route;
  /** Token in the link that the console was opened with. */
  invitation: string | undefined;
  /** Of the screen that is shown. */
  #path = location.pathname;

  /** @param onShow called when another screen is about to be shown */
  constructor(host: ReactiveControllerHost, onShow: () => void) {
    this.#host = host;
    this.#onShow = onShow;
    this.route = parseRoute(location.pathname);
    this.#takeInvitation();
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener('popstate', this.#onPopState);
    addEventListener('hashchange', this.#takeInvitation);
  }

  hostDisconnected(): void {
    removeEventListener('popstate', this.#onPopState);
    removeEventListener('hashchange', this.#takeInvitation);
  }

  /** The token must not stay in the address bar, the history, or a screenshot. */
  readonly #takeInvitation = (): void => {
    const token = INVITATION.exec(location.hash)?.[1];
    if (token === undefined) return;
    history.replaceState(null, '', '/console/');
    this.route = parseRoute('/console/');
    this.invitation = token;
    this.#host.requestUpdate();
  };

  /** For an invitation that was accepted. */
  dropInvitation(): void {
    this.invitation = undefined;
    this.#host.requestUpdate();
  }

  readonly #onPopState = (): void => {
    if (!mayLeave(words().leaveUnsaved)) {
      history.pushState(null, '', this.#path);
      return;
    }
    this.#path = location.pathname;
    this.#takeInvitation();
    this.#showRoute(location.pathname);
  };

  /** Goes where a click leads, if that is in the console. */
  follow(event: MouseEvent): void {
    const url = clickedUrl(event);
    if (!url) return;
    event.preventDefault();
    if (mayLeave(words().leaveUnsaved)) this.show(url.pathname);
  }

  /** @param replaces whether the way back skips the screen that is left */
  show(path: string, replaces = false): void {
    if (replaces) history.replaceState(null, '', path);
    else if (path !== location.pathname) history.pushState(null, '', path);
    this.#path = path;
    this.#showRoute(path);
  }

  #showRoute(path: string): void {
    this.route = parseRoute(path);
    this.#host.requestUpdate();
    this.#onShow();
  }
}
