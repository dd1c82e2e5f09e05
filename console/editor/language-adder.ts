import { html, nothing } from 'lit';
import { LANGUAGES } from '../../common/languages.ts';
import { ConsoleElement, withBase } from '../console-element.ts';
import { languageName } from '../words.ts';
import { LANGUAGE_ADDER } from './editor.styles.ts';

const OTHER = 'other';

/** Chooses one of the console's languages, or any other by its code. Dispatches `language-added` with the code. */
export class LanguageAdder extends ConsoleElement {
  static override styles = withBase(LANGUAGE_ADDER);
  static override properties = { languages: { attribute: false }, isTyping: { state: true } };

  /** Those that the petition has. */
  declare languages: readonly string[];
  /** Whether a code is typed. */
  declare isTyping: boolean;

  #choose(event: Event): void {
    const select = event.target as HTMLSelectElement;
    const { value } = select;
    select.value = '';
    if (value === OTHER) this.isTyping = true;
    else this.#add(value);
  }

  #type(event: Event): void {
    event.preventDefault();
    this.#add(this.renderRoot.querySelector('input')!.value.trim());
  }

  #add(code: string): void {
    this.isTyping = false;
    if (code !== '') this.dispatchEvent(new CustomEvent('language-added', { detail: code }));
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('isTyping') && this.isTyping) this.renderRoot.querySelector('input')!.focus();
  }

  protected override render() {
    const { words } = this;
    const missing = LANGUAGES.filter((lang) => !this.languages.includes(lang));
    return html`<div class="row">
      <select aria-label=${words.editAddLanguage} @change=${this.#choose}>
        <option value="">${words.editAddLanguage} …</option>
        ${missing.map((lang) => html`<option value=${lang}>${languageName(lang)}</option>`)}
        <option value=${OTHER}>${words.editOtherLanguage}</option>
      </select>
      ${
        this.isTyping
          ? html`<form class="row" @submit=${this.#type}>
              <label for="code">${words.editLanguageCode}</label>
              <input id="code" size="8" spellcheck="false" autocomplete="off" />
              <button>${words.editAdd}</button>
            </form>`
          : nothing
      }
    </div>`;
  }
}

customElements.define('console-language-adder', LanguageAdder);
