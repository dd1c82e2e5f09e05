import { html, nothing, type TemplateResult } from 'lit';
import type { AddressErased, AddressErasure } from '../../common/console-care.ts';
import { ConsoleError, request } from '../api.ts';
import type { ConfirmedEvent } from '../confirm-dialog.ts';
import { describeError } from '../describe-error.ts';
import { letChooseAgain } from '../form-parts.ts';
import { Opener, OpenerError } from '../opening/opener.ts';
import { proveIdentity } from '../opening/prove-identity.ts';
import { PetitionChangedEvent } from '../petition-frame.ts';
import { fill, type Words } from '../words.ts';
import { SafetyCard } from './safety-card.ts';

type Field = 'email' | 'identity' | 'passphrase';

type FieldError = { field: Field; text: keyof Words };

const NO_IDENTITY: FieldError = { field: 'identity', text: 'safetyNoIdentity' };
const WRONG_PASSPHRASE: FieldError = { field: 'passphrase', text: 'safetyWrongPassphrase' };
const IDENTITY_ERRORS: Partial<Record<OpenerError['reason'], FieldError>> = {
  empty: NO_IDENTITY,
  recipient: NO_IDENTITY,
  'not-an-identity': NO_IDENTITY,
  'wrong-identity': { field: 'identity', text: 'safetyWrongIdentity' },
  'needs-passphrase': WRONG_PASSPHRASE,
  'wrong-passphrase': WRONG_PASSPHRASE,
  'not-a-challenge': { field: 'identity', text: 'sigErrorChallenge' },
  'not-loaded': { field: 'identity', text: 'screenMissing' },
};

/** How an identity begins that is protected by a passphrase. */
const PROTECTED = /^\s*(?:age-encryption\.org\/v1|-----BEGIN AGE)/;

/** Erases what is stored about an email address. Takes the identity, which never leaves this page. */
export class EraseCard extends SafetyCard {
  static override properties = {
    errors: { state: true },
    needsPassphrase: { state: true },
    done: { state: true },
  };

  declare errors: Partial<Record<Field, keyof Words>>;
  declare needsPassphrase: boolean;
  declare done: AddressErased | undefined;

  /** What was chosen or pasted. Kept here only, and only until the address is erased. */
  #identity: Blob | undefined;
  readonly #opener = new Opener();

  constructor() {
    super();
    this.errors = {};
  }

  #choose(event: Event): Promise<void> {
    return this.#setIdentity((event.target as HTMLInputElement).files?.[0]);
  }

  /** The same file can be chosen again, because it may have changed meanwhile. */
  #letChooseAgain(event: Event): void {
    letChooseAgain(event);
    if (this.#identity instanceof File) void this.#setIdentity(undefined);
  }

  #paste(event: Event): Promise<void> {
    return this.#setIdentity(new Blob([(event.target as HTMLTextAreaElement).value]));
  }

  /** Reading a file may take a while. The form knows of it at once, since its button may be pressed meanwhile. */
  async #setIdentity(file: Blob | undefined): Promise<void> {
    this.#identity = file;
    const start = file ? await startOf(file) : '';
    if (this.#identity === file) this.needsPassphrase = PROTECTED.test(start);
  }

  #field(name: string): HTMLInputElement | null {
    return this.renderRoot.querySelector(`#${name}`);
  }

  async #ask(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    this.problem = '';
    this.done = undefined;
    this.errors = {
      ...(!/^\S+@\S+$/.test(this.#field('email')!.value.trim()) && { email: 'safetyEmailRequired' as const }),
      ...(!this.#identity?.size && { identity: 'safetyNoIdentity' as const }),
    };
    if (Object.keys(this.errors).length > 0) await this.focusError();
    else this.isAsking = true;
  }

  async #erase({ typed }: ConfirmedEvent): Promise<void> {
    this.isBusy = true;
    this.problem = '';
    try {
      const passphrase = this.#field('passphrase')?.value ?? '';
      const file = new Uint8Array(await this.#identity!.arrayBuffer());
      const proof = await proveIdentity(this.#opener, { file, passphrase });
      const body: AddressErasure = { email: this.#field('email')!.value, confirm: typed, proof };
      const path = `/petitions/${encodeURIComponent(this.petition.slug)}/erase`;
      this.done = await request<AddressErased>('POST', path, body);
      this.isAsking = false;
      this.#forget();
      this.dispatchEvent(new PetitionChangedEvent());
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLElement>('#title')?.focus();
    } catch (error) {
      await this.#onError(error);
    } finally {
      this.isBusy = false;
      // The worker knows the identity.
      this.#opener.close();
    }
  }

  /** Nothing of this is needed anymore. */
  #forget(): void {
    void this.#setIdentity(undefined);
    this.renderRoot.querySelector('form')!.reset();
  }

  async #onError(error: unknown): Promise<void> {
    const found = describeFieldError(error);
    if (!found) {
      this.problem = describeError(error);
      return;
    }
    this.isAsking = false;
    this.errors = { [found.field]: found.text };
    await this.focusError();
  }

  #renderError(field: Field): TemplateResult {
    const error = this.errors[field];
    return html`<p class=${error ? 'error' : ''} id="${field}-error">${error ? this.words[error] : nothing}</p>`;
  }

  #renderForm(): TemplateResult {
    const { words, errors } = this;
    const isInvalid = (field: Field) => (errors[field] ? 'true' : 'false');
    return html`<form class="stack" novalidate @submit=${this.#ask}>
      <div>
        <label for="email">${words.safetyEmail}</label>
        <input
          id="email"
          type="email"
          autocomplete="off"
          spellcheck="false"
          dir="ltr"
          aria-invalid=${isInvalid('email')}
          aria-describedby="email-error"
        />
        ${this.#renderError('email')}
      </div>
      <div>
        <label for="identity">${words.safetyIdentity}</label>
        <p class="hint" id="identity-hint">${words.safetyIdentityHint}</p>
        <input
          id="identity"
          type="file"
          aria-invalid=${isInvalid('identity')}
          aria-describedby="identity-hint identity-error"
          @click=${this.#letChooseAgain}
          @change=${this.#choose}
        />
        ${this.#renderError('identity')}
      </div>
      <details>
        <summary>${words.safetyPaste}</summary>
        <label for="pasted">${words.safetyPasted}</label>
        <textarea id="pasted" dir="ltr" autocomplete="off" spellcheck="false" @input=${this.#paste}></textarea>
      </details>
      ${
        this.needsPassphrase
          ? html`<div>
            <label for="passphrase">${words.safetyPassphrase}</label>
            <input
              id="passphrase"
              type="password"
              autocomplete="off"
              aria-invalid=${isInvalid('passphrase')}
              aria-describedby="passphrase-error"
            />
            ${this.#renderError('passphrase')}
          </div>`
          : nothing
      }
      <button>${words.safetyErase}</button>
    </form>`;
  }

  #renderDone({ petitions, sealedFiles }: AddressErased): TemplateResult {
    const { words } = this;
    return html`<div class="note stack" id="done">
      <p>${fill(words.safetyErased, { count: petitions })}</p>
      ${sealedFiles.length > 0 ? html`<p>${fill(words.safetySealedFiles, { slugs: sealedFiles.join(', ') })}</p>` : nothing}
    </div>`;
  }

  protected override render() {
    const { words, done } = this;
    return html`<section class="card stack" aria-labelledby="title">
        <h2 id="title" tabindex="-1">${words.safetyEraseTitle}</h2>
        <p>${words.safetyEraseHint}</p>
        ${this.#renderForm()}
        <div role="status">${done ? this.#renderDone(done) : nothing}</div>
      </section>
      ${this.renderConfirm(
        { heading: words.safetyEraseTitle, text: words.safetyEraseConfirm, action: words.safetyErase },
        this.#erase,
      )}`;
  }
}

/** The first characters of a file. Empty if it can't be read, which is reported when it is used. */
const startOf = (file: Blob): Promise<string> =>
  file
    .slice(0, 100)
    .text()
    .catch(() => '');

/** Undefined if no field is to blame. */
function describeFieldError(error: unknown): FieldError | undefined {
  if (error instanceof OpenerError) return IDENTITY_ERRORS[error.reason];
  if (error instanceof DOMException) return { field: 'identity', text: 'sigErrorUnreadable' };
  const isEmail = error instanceof ConsoleError && error.errors.some(({ field }) => field === 'email');
  return isEmail ? { field: 'email', text: 'safetyEmailRequired' } : undefined;
}

customElements.define('console-erase', EraseCard);
