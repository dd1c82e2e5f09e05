import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { matchLanguage } from '../../common/languages.ts';
import { ENGLISH, type Locale, loadLocale } from '../i18n.ts';
import { languagesAround } from '../page-language.ts';

/** The language that an element is in. */
export class LocaleController implements ReactiveController {
  current: Locale = ENGLISH;
  /** BCP 47 tag of the language that the person chose in the widget, or ''. Takes precedence over the page's. */
  chosen = '';
  readonly #host: ReactiveControllerHost & HTMLElement;
  #hostLang = '';
  /** A page can change its language after loading, as translators do. */
  readonly #observer = new MutationObserver(() => this.#host.requestUpdate());

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected() {
    this.#observer.observe(document, { attributeFilter: ['lang'], subtree: true });
  }

  hostDisconnected() {
    this.#observer.disconnect();
  }

  /** A new `lang` on the element overrides an earlier choice. */
  hostUpdate() {
    const { lang } = this.#host;
    if (lang !== this.#hostLang) this.chosen = '';
    this.#hostLang = lang;
  }

  /** BCP 47 tags in order of preference; at least one. */
  get requested(): string[] {
    return this.chosen ? [this.chosen] : languagesAround(this.#host);
  }

  /** Whether the current locale satisfies the element's `lang`; true without one. */
  get isAsRequested(): boolean {
    const { lang } = this.#host;
    return !!this.chosen || !lang || matchLanguage(lang) === this.current.lang;
  }

  load(): Promise<Locale> {
    return loadLocale(this.requested);
  }

  use(locale: Locale): void {
    this.current = locale;
    this.#host.requestUpdate();
  }
}
