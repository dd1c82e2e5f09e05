import { html, nothing, type TemplateResult } from 'lit';
import type { ConsoleSession } from '../common/console.ts';
import type { Language } from '../common/languages.ts';
import { ConsoleError, onSessionEnd, request } from './api.ts';
import { SHELL } from './console.styles.ts';
import { ConsoleElement, withBase } from './console-element.ts';
import { clickedUrl, type NavigateEvent, parseRoute, type Route } from './router.ts';
import { isForOrganizers, loadScreen, renderScreen, SCREEN_TITLES, type ScreenName } from './screens.ts';
import { mayLeave } from './unsaved.ts';
import { fill, language, languageNames, rememberLanguage, switchLanguage } from './words.ts';

const INVITATION = /^#invitation=(.*)$/;

/** The whole console: finds out who is signed in, and shows the screen of the URL. */
export class PetitionConsole extends ConsoleElement {
  static override styles = withBase(SHELL);
  static override properties = {
    session: { state: true },
    failure: { state: true },
    invitation: { state: true },
    route: { state: true },
    isLost: { state: true },
    missing: { state: true },
    chosen: { state: true },
  };

  /** Undefined until the server has said who is signed in. Null for nobody. */
  declare session: ConsoleSession | null | undefined;
  declare failure: unknown;
  /** Token in the link that the console was opened with. */
  declare invitation: string | undefined;
  declare route: Route;
  /** Whether the session ended while a screen is open. */
  declare isLost: boolean;
  /** Screens whose file couldn't be loaded. */
  declare missing: ScreenName | undefined;
  /** Language in the select. */
  declare chosen: Language;
  readonly #loaded = new Set<ScreenName>();
  #reauthenticated: PromiseWithResolvers | undefined;
  /** Of the screen that is shown. */
  #path = location.pathname;

  constructor() {
    super();
    this.route = parseRoute(location.pathname);
    this.isLost = false;
    this.chosen = language();
    this.#takeInvitation();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('popstate', this.#onPopState);
    addEventListener('hashchange', this.#takeInvitation);
    document.addEventListener('visibilitychange', this.#onVisible);
    void this.#start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('popstate', this.#onPopState);
    removeEventListener('hashchange', this.#takeInvitation);
    document.removeEventListener('visibilitychange', this.#onVisible);
  }

  /** The token must not stay in the address bar, the history, or a screenshot. */
  readonly #takeInvitation = (): void => {
    const token = INVITATION.exec(location.hash)?.[1];
    if (token === undefined) return;
    history.replaceState(null, '', '/console/');
    this.route = parseRoute('/console/');
    this.invitation = token;
  };

  readonly #onPopState = (): void => {
    if (!mayLeave(this.words.leaveUnsaved)) {
      history.pushState(null, '', this.#path);
      return;
    }
    this.#path = location.pathname;
    this.#takeInvitation();
    this.route = parseRoute(location.pathname);
    this.#focusScreen();
  };

  /** In another tab, the account may have changed or signed out. */
  readonly #onVisible = async (): Promise<void> => {
    if (document.visibilityState !== 'visible' || !this.session || this.isLost) return;
    const session = await request<ConsoleSession>('GET', '/session').catch((error: unknown) => {
      // What the screen asks for next says so, if it is still the case.
      if (error instanceof ConsoleError) return undefined;
      throw error;
    });
    if (session && session.name !== this.session?.name) location.reload();
  };

  async #start(): Promise<void> {
    this.failure = undefined;
    try {
      this.#signedIn(await request<ConsoleSession>('GET', '/session'));
    } catch (error) {
      if (error instanceof ConsoleError && error.status === 401) this.session = null;
      else this.failure = error;
    }
  }

  #signedIn(session: ConsoleSession): void {
    this.session = session;
    onSessionEnd(() => {
      this.isLost = true;
      this.#reauthenticated ??= withResolvers();
      return this.#reauthenticated.promise;
    });
  }

  #onSignedIn(event: CustomEvent<ConsoleSession>): void {
    const previous = this.session;
    if (this.isLost && previous && previous.name !== event.detail.name) {
      // What is on screen belongs to somebody else.
      location.reload();
      return;
    }
    this.invitation = undefined;
    this.#signedIn(event.detail);
    if (!this.isLost) this.#focusScreen();
    this.isLost = false;
    this.#reauthenticated?.resolve();
    this.#reauthenticated = undefined;
  }

  async #signOut(): Promise<void> {
    if (!mayLeave(this.words.leaveUnsaved)) return;
    onSessionEnd(undefined);
    try {
      await request('POST', '/sign-out');
    } catch (error) {
      if (!(error instanceof ConsoleError)) throw error;
      if (error.status !== 401) {
        this.#signedIn(this.session!);
        this.failure = error;
        return;
      }
    }
    this.session = null;
    this.#show('/console/');
  }

  #onClick(event: MouseEvent): void {
    const url = clickedUrl(event);
    if (!url) return;
    event.preventDefault();
    if (mayLeave(this.words.leaveUnsaved)) this.#show(url.pathname);
  }

  #onNavigate({ path, replaces }: NavigateEvent): void {
    this.#show(path, replaces);
  }

  #show(path: string, replaces = false): void {
    if (replaces) history.replaceState(null, '', path);
    else if (path !== location.pathname) history.pushState(null, '', path);
    this.#path = path;
    this.route = parseRoute(path);
    this.#focusScreen();
  }

  /** What was clicked is gone. The new screen is where keyboards and screen readers go on. */
  #focusScreen(): void {
    void this.updateComplete.then(() => {
      scrollTo(0, 0);
      this.renderRoot.querySelector('main')?.focus({ preventScroll: true });
    });
  }

  #skip(event: Event): void {
    event.preventDefault();
    this.renderRoot.querySelector('main')?.focus();
  }

  async #chooseLanguage(event: Event): Promise<void> {
    const chosen = (event.target as HTMLSelectElement).value as Language;
    try {
      await switchLanguage(chosen);
      rememberLanguage(chosen);
    } catch {
      // Its file couldn't be loaded: everything stays as it is, the select too.
      (event.target as HTMLSelectElement).value = language();
    }
    this.chosen = language();
  }

  get #screenName(): ScreenName | 'unknown' {
    if (this.invitation !== undefined) return 'invitation';
    if (!this.session) return 'signIn';
    const { screen } = this.route;
    return isForOrganizers(screen) && this.session.role !== 'organizer' ? 'unknown' : screen;
  }

  #load(name: ScreenName): boolean {
    if (this.#loaded.has(name)) return true;
    if (this.missing === name) return false;
    loadScreen(name).then(
      () => {
        this.#loaded.add(name);
        this.requestUpdate();
      },
      () => {
        this.missing = name;
      },
    );
    return false;
  }

  protected override updated(): void {
    const name = this.#screenName;
    const title = name === 'unknown' ? this.words.notFound : this.words[SCREEN_TITLES[name]];
    document.title = `${title} – ${this.words.console}`;
    const dialog = this.renderRoot.querySelector('dialog');
    if (dialog && !dialog.open) dialog.showModal();
  }

  protected override render() {
    const { words, session } = this;
    return html`<div class="page" @click=${this.#onClick} @console-signed-in=${this.#onSignedIn} @console-navigate=${this.#onNavigate}>
        <a class="skip" href="#main" @click=${this.#skip}>${words.skip}</a>
        <header>
          <p class="title">${words.console}</p>
          ${session ? this.#renderNavigation(session) : nothing}
        </header>
        <main id="main" tabindex="-1">${this.#renderMain()}</main>
        <footer>
          <label
            >${words.language}
            <select @change=${this.#chooseLanguage}>
              ${languageNames().map(
                ([code, name]) =>
                  html`<option value=${code} lang=${code} ?selected=${code === language()}>${name}</option>`,
              )}
            </select>
          </label>
        </footer>
      </div>
      ${this.isLost ? this.#renderLostSession() : nothing}`;
  }

  #renderNavigation({ role, name }: ConsoleSession): TemplateResult {
    const { words, route } = this;
    const link = (screen: Route['screen'], href: string, text: string) =>
      html`<a href=${href} aria-current=${route.screen === screen ? 'page' : nothing}>${text}</a>`;
    return html`<div class="who">
        <span>${fill(words.signedInAs, { name })}</span>
        <button type="button" @click=${this.#signOut}>${words.signOut}</button>
      </div>
      <nav aria-label=${words.navigation}>
        ${link('petitions', '/console/', words.petitions)}
        ${
          role === 'organizer'
            ? html`${link('accounts', '/console/accounts', words.people)}
              ${link('webhooks', '/console/webhooks', words.webhooks)}
              ${link('tokens', '/console/tokens', words.tokens)}
              ${link('audit', '/console/audit', words.history)}
              ${link('health', '/console/health', words.health)}`
            : nothing
        }
        ${link('account', '/console/account', words.yourAccount)}
      </nav>`;
  }

  #renderMain(): TemplateResult {
    const { words, session } = this;
    if (this.failure) {
      return this.renderFailure(this.failure, () => {
        this.session ??= undefined;
        void this.#start();
      });
    }
    if (session === undefined && this.invitation === undefined) return this.renderLoading();
    const name = this.#screenName;
    if (name === 'unknown') {
      return html`<div class="narrow stack">
        <h1>${words.notFound}</h1>
        <p>${words.notFoundHint}</p>
        <p><a href="/console/">${words.backToPetitions}</a></p>
      </div>`;
    }
    if (!this.#load(name)) {
      if (this.missing !== name) return this.renderLoading();
      return html`<div class="card narrow stack">
        <p role="alert">${words.screenMissing}</p>
        <button type="button" @click=${() => location.reload()}>${words.reload}</button>
      </div>`;
    }
    return renderScreen(name, this.route, session ?? null, this.invitation);
  }

  /** Over the screen, whose fields keep what was typed. */
  #renderLostSession(): TemplateResult {
    this.#load('signIn');
    return html`<dialog
      aria-label=${this.words.signedOutMeanwhile}
      @cancel=${(event: Event) => event.preventDefault()}
      @console-signed-in=${this.#onSignedIn}
    >
      <console-sign-in again></console-sign-in>
    </dialog>`;
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
