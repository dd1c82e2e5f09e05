import { html, nothing } from 'lit';
import { ConsoleElement } from './console-element.ts';

/** Something to copy, with a button that does it. */
export class CopyField extends ConsoleElement {
  static override properties = { label: {}, text: {}, outcome: { state: true } };

  declare label: string;
  declare text: string;
  declare outcome: 'copied' | 'copyFailed' | undefined;

  async #copy(): Promise<void> {
    this.outcome = undefined;
    try {
      await navigator.clipboard.writeText(this.text);
      this.outcome = 'copied';
    } catch {
      // Not on http, or the browser doesn't allow it. The text can be selected.
      this.outcome = 'copyFailed';
    }
  }

  protected override render() {
    const { words, outcome } = this;
    return html`<div class="stack" role="group" aria-labelledby="label">
      <p id="label"><b>${this.label}</b></p>
      <pre tabindex="0" role="textbox" aria-readonly="true" aria-multiline="true" aria-labelledby="label">${this.text}</pre>
      <div class="row">
        <button type="button" aria-describedby="label" @click=${this.#copy}>${words.copy}</button>
        <span role="status">${outcome ? words[outcome] : nothing}</span>
      </div>
    </div>`;
  }
}

customElements.define('console-copy', CopyField);
