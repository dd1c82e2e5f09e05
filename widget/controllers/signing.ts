import type { LitElement, ReactiveController } from 'lit';
import type { SignatureInput } from '../../common/contract.ts';
import { type ApiError, asApiError } from '../api.ts';
import { diagnose } from '../diagnose.ts';
import type { DiagnosedElement } from '../diagnostics.ts';
import { PetitionErrorEvent, PetitionSignEvent, PetitionSignedEvent } from '../events.ts';
import { focusWithin, IS_FRAMED } from '../focus.ts';
import { help, loadHelp } from '../load-help.ts';
import { sendSignature } from '../send-signature.ts';
import { type FieldErrors, type FieldName, INITIAL_STATE, type SigningState } from '../state.ts';
import type { LocaleController } from './locale.ts';
import type { PetitionController } from './petition.ts';

/** The server publishes a new count every two seconds, plus network latency. */
const COUNT_DELAY_MS = 2_600;

/** A form sent this soon after the widget appeared looks like a bot's. */
const MIN_FILL_MS = 2_000;

/** Takes the person from an empty form to the thanks. */
export class SigningController implements ReactiveController {
  state: SigningState = INITIAL_STATE;

  readonly #host: LitElement & DiagnosedElement;
  readonly #locale: LocaleController;
  readonly #petition: PetitionController;
  #appearedAt: number | undefined;

  constructor(host: LitElement & DiagnosedElement, locale: LocaleController, petition: PetitionController) {
    this.#host = host;
    this.#locale = locale;
    this.#petition = petition;
    host.addController(this);
  }

  hostConnected() {
    this.#appearedAt ??= performance.now();
  }

  reset(): void {
    this.#update(INITIAL_STATE);
  }

  /** Hides what the last attempt said about a field. Nothing moves, because the person may be pressing the button. */
  edit(name: string): void {
    if (this.state.edited[name]) return;
    this.#update({ edited: { ...this.state.edited, [name]: true } });
  }

  acceptSuggestion(): void {
    this.#host.renderRoot.querySelector<HTMLInputElement>('[name=email]')!.value = this.state.suggestion;
    this.edit('email');
    focusWithin(this.#host, '[name=email]');
  }

  /** Sends the form, unless it is being sent already. */
  async sign(form: HTMLFormElement): Promise<void> {
    const { api, petition, partner } = this.#petition;
    if (!api || !petition || this.state.phase !== 'editing') return;
    if (this.#showErrors(validate(form))) return;
    this.#update({ phase: 'sending' });
    await loadHelp();
    // The page shows another petition now.
    if (api !== this.#petition.api) return;
    if (this.#review(form) || !this.#host.dispatchEvent(new PetitionSignEvent(api.slug))) {
      this.#update({ phase: 'editing' });
      return;
    }

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
    try {
      const { status } = await sendSignature(api, input);
      if (api !== this.#petition.api) return;
      const { givenName, email } = input;
      form.reset();
      this.#update({ phase: 'signed', signer: { givenName, email, status, entered: data } });
      focusWithin(this.#host, '[part=thanks] h3', IS_FRAMED);
      this.#petition.refreshCountIn(COUNT_DELAY_MS);
      this.#host.dispatchEvent(new PetitionSignedEvent(api.slug, status));
    } catch (error) {
      if (api !== this.#petition.api) return;
      this.#update({ phase: 'editing' });
      this.#handleError(asApiError(error), form);
    }
  }

  /** Cleans the form, and asks about what looks mistyped. @returns whether the person has something to correct or to answer */
  #review(form: HTMLFormElement): boolean {
    if (!help) return false;
    const { suggestion, errors, details } = help.reviewForm(form, this.#locale.current.formatNumber);
    if (this.#showErrors({ ...validate(form), ...errors }, details)) return true;
    this.#update({ suggestion });
    focusWithin(this.#host, '[role=status] button');
    return !!suggestion;
  }

  /** Shows at the fields, or else above the button, why the server refused the signature. */
  #handleError({ status, fields }: ApiError, form: HTMLFormElement) {
    const errors = refusedFields(form, fields);
    if (!this.#showErrors(errors))
      this.#update({ notice: status === 422 ? 'invalid' : status ? 'busy' : 'unsent' });
    // The petition was closed in the meantime.
    if (status === 409) this.#petition.load();
    if (status === 403) diagnose(this.#host, status);
    this.#host.dispatchEvent(new PetitionErrorEvent(this.#host.petition, 'sign', status));
  }

  /** Shows errors at their fields, and focuses the first. @returns whether there are any */
  #showErrors(errors: FieldErrors, details: SigningState['details'] = {}): boolean {
    this.#update({ errors, details, edited: {}, suggestion: '', notice: '' });
    focusWithin(this.#host, '[aria-invalid=true]');
    return Object.keys(errors).length > 0;
  }

  #update(change: Partial<SigningState>) {
    this.state = { ...this.state, ...change };
    this.#host.requestUpdate();
  }
}

/** The fields that the server refused. Usually `help` has found them before. */
function refusedFields(form: HTMLFormElement, fields: ApiError['fields']): FieldErrors {
  const errors: FieldErrors = {};
  for (const { field, code } of fields) {
    if (form.querySelector(`[name="${field}"]`)) {
      errors[field as FieldName] = field === 'email' ? 'invalidEmail' : code;
    }
  }
  return errors;
}

/** Checks what needs no server. Browsers refuse some email addresses that the server accepts, so only their "@" is checked. */
function validate(form: HTMLFormElement): FieldErrors {
  const errors: FieldErrors = {};
  for (const { name, value, validity } of form.elements as Iterable<HTMLInputElement>) {
    if (validity.valueMissing) errors[name as FieldName] = 'required';
    else if (name === 'email' && !/.[@＠]./.test(value)) errors[name] = 'invalidEmail';
  }
  return errors;
}
