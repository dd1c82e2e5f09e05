import { html, nothing, type TemplateResult } from 'lit';
import type { ConsoleSession } from '../common/console.ts';
import type { Language } from '../common/languages.ts';
import { SHELL } from './console.styles.ts';
import { ConsoleElement, withBase } from './console-element.ts';
import { Navigation } from './navigation.ts';
import type { NavigateEvent, Route } from './router.ts';
import { ScreenLoader } from './screen-loader.ts';
import { isForOrganizers, renderScreen, SCREEN_TITLES, type ScreenName } from './screens.ts';
import { SessionController } from './session.ts';
import { mayLeave } from './unsaved.ts';
import { fill, language, languageNames, rememberLanguage, switchLanguage } from './words.ts';

/** The whole console: finds out who is signed in, and shows the screen of the URL. */
export class PetitionConsole extends ConsoleElement {
  static override styles = withBase(SHELL);
  static override properties = {
    chosen: { state: true },
  };

  /** Language in the select. */
  declare chosen: Language;
  readonly #session = new SessionController(this);
  readonly #navigation = new Navigation(this, () => this.#focusScreen());
  readonly #screens = new ScreenLoader(this);

  constructor() {
    super();
    this.chosen = language();
  }

  #onSignedIn({ detail }: CustomEvent<ConsoleSession>): void {
    const { isLost } = this.#session;
    if (!this.#session.signIn(detail)) return;
    this.#navigation.dropInvitation();
    if (!isLost) this.#focusScreen();
  }

  async #signOut(): Promise<void> {
    if (!mayLeave(this.words.leaveUnsaved)) return;
    if (await this.#session.signOut()) this.#navigation.show('/console/');
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
      rememberLanguage(language());
    } catch {
      // Its file couldn't be loaded: everything stays as it is, the select too.
      (event.target as HTMLSelectElement).value = language();
    }
    this.chosen = language();
  }

  get #screenName(): ScreenName | 'unknown' {
    const { route, invitation } = this.#navigation;
    const session = this.#session.current;
    if (invitation !== undefined) return 'invitation';
    if (!session) return 'signIn';
    return isForOrganizers(route.screen) && session.role !== 'organizer' ? 'unknown' : route.screen;
  }

  protected override updated(): void {
    const name = this.#screenName;
    const title = name === 'unknown' ? this.words.notFound : this.words[SCREEN_TITLES[name]];
    document.title = `${title} – ${this.words.console}`;
    const dialog = this.renderRoot.querySelector('dialog');
    if (dialog && !dialog.open) dialog.showModal();
  }

  protected override render() {
    const { words } = this;
    const { current: session, isLost } = this.#session;
    return html`<div
        class="page"
        @click=${(event: MouseEvent) => this.#navigation.follow(event)}
        @console-signed-in=${this.#onSignedIn}
        @console-navigate=${({ path, replaces }: NavigateEvent) => this.#navigation.show(path, replaces)}
      >
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
      ${isLost ? this.#renderLostSession() : nothing}`;
  }

  #renderNavigation({ role, name }: ConsoleSession): TemplateResult {
    const { words } = this;
    const { route } = this.#navigation;
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
    const { words } = this;
    const { current: session, failure } = this.#session;
    const { route, invitation } = this.#navigation;
    if (failure) return this.renderFailure(failure, () => void this.#session.load());
    if (session === undefined && invitation === undefined) return this.renderLoading();
    const name = this.#screenName;
    if (name === 'unknown') {
      return html`<div class="narrow stack">
        <h1>${words.notFound}</h1>
        <p>${words.notFoundHint}</p>
        <p><a href="/console/">${words.backToPetitions}</a></p>
      </div>`;
    }
    if (!this.#screens.load(name)) {
      if (this.#screens.missing !== name) return this.renderLoading();
      return html`<div class="card narrow stack">
        <p role="alert">${words.screenMissing}</p>
        <button type="button" @click=${() => location.reload()}>${words.reload}</button>
      </div>`;
    }
    return renderScreen(name, route, session ?? null, invitation);
  }

  /** Over the screen, whose fields keep what was typed. */
  #renderLostSession(): TemplateResult {
    this.#screens.load('signIn');
    return html`<dialog
      aria-label=${this.words.signedOutMeanwhile}
      @cancel=${(event: Event) => event.preventDefault()}
      @console-signed-in=${this.#onSignedIn}
    >
      <console-sign-in again></console-sign-in>
    </dialog>`;
  }
}
