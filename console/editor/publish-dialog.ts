import { html } from 'lit';
import { ConsoleElement } from '../console-element.ts';

/** Asks before everybody can see and sign a petition. Dispatches `publish`. */
export class PublishDialog extends ConsoleElement {
  static override properties = { isBusy: { attribute: false } };

  declare isBusy: boolean;

  ask(): void {
    this.#dialog.showModal();
  }

  close(): void {
    this.#dialog.close();
  }

  get #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector('dialog')!;
  }

  protected override render() {
    const { words } = this;
    return html`<dialog aria-labelledby="question">
      <div class="stack">
        <h2 id="question">${words.editPublishTitle}</h2>
        <p>${words.editPublishHint}</p>
        <div class="row">
          <button
            type="button"
            class="primary"
            aria-disabled=${this.isBusy}
            @click=${() => this.dispatchEvent(new Event('publish'))}
          >
            ${words.editPublishNow}
          </button>
          <button type="button" @click=${this.close}>${words.cancel}</button>
        </div>
      </div>
    </dialog>`;
  }
}

customElements.define('console-publish-dialog', PublishDialog);

declare global {
  interface HTMLElementTagNameMap {
    'console-publish-dialog': PublishDialog;
  }
}
