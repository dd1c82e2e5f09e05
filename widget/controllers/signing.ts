import type { LitElement, ReactiveController } from 'lit';
import type { SignatureInput } from '../../common/contract.ts';
import { type ApiError, asApiError } from '../api.ts';
import { diagnose } from '../diagnose.ts';
import type { DiagnosedElement } from '../diagnostics.ts';
import { PetitionErrorEvent, PetitionSignEvent, PetitionSignedEvent } from '../events.ts';
import { focusWithin } from '../focus.ts';
import { type FieldErrors, type FieldName, INITIAL_STATE, type SigningState } from '../state.ts';
import { suggestEmail } from '../suggest-email.ts';
import type { PetitionController } from './petition.ts';

/** The server publishes a new count every two seconds, plus network latency. */
const COUNT_DELAY_MS = 2_600;

/** A form sent this soon after the widget appeared looks like a bot's. */
const MIN_FILL_MS = 2_000;

/** Takes the person from an empty form to the thanks. */
export class SigningController implements ReactiveController {
  state: SigningState = INITIAL_STATE;

  readonly #host: LitElement & DiagnosedElement;
  readonly #petition: PetitionController;
  #appearedAt: number | undefined;

  constructor(host: LitElement & DiagnosedElement, petition: PetitionController) {
    this.#host = host;
    this.#petition = petition;
    host.addController(this);
  }

  hostConnected() {
    this.#appearedAt ??= performance.now();
  }

  reset(): void {
    this.state = INITIAL_STATE;
  }

  checkEmail({ value }: HTMLInputElement): void {
    this.#update({ suggestion: suggestEmail(value.trim()) });
  }

  acceptSuggestion(): void {
    this.#host.renderRoot.querySelector<HTMLInputElement>('[name=email]')!.value = this.state.suggestion;
    this.#update({ suggestion: '' });
    focusWithin(this.#host, '[name=email]');
  }

  /** Sends the form, unless it is being sent already. */
  async sign(form: HTMLFormElement): Promise<void> {
    const { api, petition, partner } = this.#petition;
    if (!api || !petition || this.state.phase !== 'editing') return;
    if (this.#showErrors(validate(form))) return;
    if (!this.#host.dispatchEvent(new PetitionSignEvent(api.slug))) return;

    const data = new FormData(form);
    const input = {
      ...Object.fromEntries(data),
      ...(partner && { partner }),
      display: data.has('display'),
      contact: data.has('contact'),
      partnerContact: data.has('partnerContact'),
      // The language of the consent that the person read, even if the rest of the widget is in another.
      lang: petition.consent.lang,
      // An invalid proof makes the server ask for a real one. Nobody is refused for being quick.
      proof: data.get('proof') || (performance.now() - this.#appearedAt! < MIN_FILL_MS ? '-' : ''),
    } as SignatureInput;
    this.#update({ phase: 'sending' });
    try {
      const { status } = await api.sign(input);
      // The page shows another petition now.
      if (api !== this.#petition.api) return;
      const { givenName, email } = input;
      this.#update({ phase: 'signed', signer: { givenName, email, status } });
      focusWithin(this.#host, '[part=thanks] h3');
      this.#petition.refreshCountIn(COUNT_DELAY_MS);
      this.#host.dispatchEvent(new PetitionSignedEvent(api.slug, status));
    } catch (error) {
      if (api !== this.#petition.api) return;
      this.#update({ phase: 'editing' });
      this.#handleError(asApiError(error));
    }
  }

  /** Shows at the fields, or else above the button, why the server refused the signature. */
  #handleError({ status, fields }: ApiError) {
    const errors: FieldErrors = {};
    for (const { field, code } of fields) {
      const name = field as FieldName;
      if (!this.#host.renderRoot.querySelector(`[name="${name}"]`)) continue;
      errors[name] = code === 'required' || code === 'too_long' ? code : invalidKey(name);
    }
    if (!this.#showErrors(errors)) this.#update({ notice: status ? 'busy' : 'unsent' });
    // The petition was closed in the meantime.
    if (status === 409) this.#petition.load('reload');
    if (status === 403) diagnose(this.#host, status);
    this.#host.dispatchEvent(new PetitionErrorEvent(this.#host.petition, 'sign', status));
  }

  /** Shows errors at their fields, and focuses the first. @returns whether there are any */
  #showErrors(errors: FieldErrors): boolean {
    this.#update({ errors, notice: '' });
    focusWithin(this.#host, '[aria-invalid=true]');
    return Object.keys(errors).length > 0;
  }

  #update(change: Partial<SigningState>) {
    this.state = { ...this.state, ...change };
    this.#host.requestUpdate();
  }
}

/** Checks what needs no server. The browser's rules apply, in the widget's words. */
function validate(form: HTMLFormElement): FieldErrors {
  const errors: FieldErrors = {};
  for (const { name, validity } of form.elements as Iterable<HTMLInputElement>) {
    const field = name as FieldName;
    if (!validity.valid) errors[field] = validity.valueMissing ? 'required' : invalidKey(field);
  }
  return errors;
}

const invalidKey = (name: FieldName) => (name === 'email' ? 'invalidEmail' : 'invalid');
