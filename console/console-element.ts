import { type CSSResultGroup, html, LitElement, type TemplateResult, unsafeCSS } from 'lit';
import { BASE } from './console.styles.ts';
import { describeError } from './describe-error.ts';
import { languageChanges, type Words, words } from './words.ts';

const base = unsafeCSS(BASE);

export const withBase = (css: string): CSSResultGroup => [base, unsafeCSS(css)];

/** What all elements of the console have: its look, its words, and how it says that something failed. */
export class ConsoleElement extends LitElement {
  static override styles: CSSResultGroup = base;

  protected get words(): Words {
    return words();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    languageChanges.addEventListener('change', this.#onLanguage);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    languageChanges.removeEventListener('change', this.#onLanguage);
  }

  readonly #onLanguage = () => this.requestUpdate();

  /** Puts the focus into the first field with a mistake. */
  protected async focusError(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }

  /** A load that failed. */
  protected renderFailure(error: unknown, retry: () => void): TemplateResult {
    return html`<div class="card narrow stack">
      <p role="alert">${describeError(error)}</p>
      <button type="button" @click=${retry}>${this.words.tryAgain}</button>
    </div>`;
  }

  protected renderLoading(): TemplateResult {
    return html`<p class="soft" role="status">${this.words.loading}</p>`;
  }
}
