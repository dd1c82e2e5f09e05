import type { ReactiveControllerHost } from 'lit';
import { matchLanguage } from '../../common/languages.ts';
import { ENGLISH, type Locale, languagesAround, loadLocale } from '../i18n.ts';

/** Which language an element speaks. */
export class LocaleController {
  current: Locale = ENGLISH;
  /** BCP 47 tag of the language that the person chose in the widget, or ''. It wins over the page's. */
  chosen = '';
  readonly #host: ReactiveControllerHost & HTMLElement;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
  }

  /** BCP 47 tags, most wanted first; at least one. */
  get requested(): string[] {
    return this.chosen ? [this.chosen] : languagesAround(this.#host);
  }

  /** Whether the element's own `lang` gets what it asks for. Without one, anything will do. */
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
