import { html, type LitElement, nothing, type TemplateResult } from 'lit';
import { letChooseAgain } from '../form-parts.ts';
import type { Words } from '../words.ts';
import type { IdentityInput } from './protocol.ts';

const FILE = 'identity-file';
const TEXT = 'identity-text';
const PASSPHRASE = 'passphrase';

/**
 * The fields of a form for a private key: a file, or pasted text, and a passphrase if it has one. The page keeps what was entered in
 * these fields only. No element of its own, because Enter in the passphrase sends a form only from within it.
 */
export class IdentityFields {
  readonly #host: LitElement;
  readonly #onEdit: () => void;
  #needsPassphrase = false;

  /** @param onEdit called when another key was chosen or typed */
  constructor(host: LitElement, onEdit: () => void) {
    this.#host = host;
    this.#onEdit = onEdit;
  }

  get needsPassphrase(): boolean {
    return this.#needsPassphrase;
  }

  set needsPassphrase(needs: boolean) {
    this.#needsPassphrase = needs;
    this.#host.requestUpdate();
  }

  /** What was chosen or pasted. Undefined if nothing was. */
  async read(): Promise<IdentityInput | undefined> {
    const [file] = this.#field(FILE)?.files ?? [];
    const pasted = this.#field(TEXT)?.value ?? '';
    if (!file && pasted.trim() === '') return undefined;
    const bytes = file ? new Uint8Array(await file.arrayBuffer()) : new TextEncoder().encode(pasted);
    return { file: bytes, passphrase: this.#field(PASSPHRASE)?.value ?? '' };
  }

  clear(): void {
    for (const id of [FILE, TEXT, PASSPHRASE]) this.#empty(id);
  }

  render(words: Words): TemplateResult {
    return html`<label
        >${words.sigIdentityFile}
        <input id=${FILE} type="file" @click=${letChooseAgain} @change=${() => this.#edited(TEXT)} />
      </label>
      <label
        >${words.sigPaste}
        <textarea
          id=${TEXT}
          rows="3"
          autocomplete="off"
          autocapitalize="none"
          spellcheck="false"
          translate="no"
          @input=${() => this.#edited(FILE)}
        ></textarea>
      </label>
      ${
        this.#needsPassphrase
          ? html`<label
            >${words.sigPassphrase}
            <input id=${PASSPHRASE} type="password" autocomplete="off" />
          </label>`
          : nothing
      }`;
  }

  /** One of the two counts: the one that was touched last. @param other ID of the other one */
  #edited(other: string): void {
    this.#empty(other);
    this.#onEdit();
  }

  #empty(id: string): void {
    const field = this.#field(id);
    if (field) field.value = '';
  }

  /** A textarea has a value, too, and no files. Before the first rendering, there is no root. */
  #field(id: string): HTMLInputElement | null {
    return this.#host.renderRoot?.querySelector<HTMLInputElement>(`#${id}`) ?? null;
  }
}
