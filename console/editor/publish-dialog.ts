import { html, nothing, type TemplateResult } from 'lit';
import type { IdentityProof } from '../../common/identity-proof.ts';
import { request } from '../api.ts';
import { ConsoleElement } from '../console-element.ts';
import { describeError } from '../describe-error.ts';
import { dayName, fill } from '../words.ts';

/** Asks before everybody can see and sign a petition. Dispatches `publish`, or `prove` to prove first that signatures can be opened. */
export class PublishDialog extends ConsoleElement {
  static override properties = {
    isBusy: { attribute: false },
    proof: { state: true },
    failure: { state: true },
  };

  declare isBusy: boolean;
  /** Undefined until the server has said it. */
  declare proof: IdentityProof | undefined;
  declare failure: unknown;

  /** Asks once it is known whether somebody can open what will be signed. */
  async ask(): Promise<void> {
    this.failure = undefined;
    try {
      this.proof = await request<IdentityProof>('GET', '/identity-proof');
    } catch (error) {
      this.failure = error;
    }
    await this.updateComplete;
    this.#dialog.showModal();
  }

  close(): void {
    this.#dialog.close();
  }

  get #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector('dialog')!;
  }

  #renderProof({ provenOn, provenBy }: IdentityProof): TemplateResult {
    const { words } = this;
    return provenOn === null
      ? html`<p class="alert">${words.editProofNever}</p>`
      : html`<p class="note">${fill(words.editProofLast, { day: dayName(provenOn), name: provenBy! })}</p>`;
  }

  protected override render() {
    const { words, proof } = this;
    const isProven = proof !== undefined && proof.provenOn !== null;
    const dispatch = (name: string) => () => this.dispatchEvent(new Event(name));
    return html`<dialog aria-labelledby="question">
      <div class="stack">
        <h2 id="question">${words.editPublishTitle}</h2>
        <p>${words.editPublishHint}</p>
        ${proof ? this.#renderProof(proof) : nothing}
        ${this.failure ? html`<p class="alert" role="alert">${describeError(this.failure)}</p>` : nothing}
        <div class="row">
          ${
            isProven
              ? nothing
              : html`<button type="button" class="primary" @click=${dispatch('prove')}>${words.editProve}</button>`
          }
          <button
            type="button"
            class=${isProven ? 'primary' : ''}
            aria-disabled=${this.isBusy}
            @click=${dispatch('publish')}
          >
            ${isProven ? words.editPublishNow : words.editPublishAnyway}
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
