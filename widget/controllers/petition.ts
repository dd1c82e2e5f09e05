import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Count } from '../../common/contract.ts';
import { type ApiError, asApiError, type LoadedPetition, PetitionApi } from '../api.ts';
import { diagnose, isUnclosed } from '../diagnose.ts';
import type { DiagnosedElement } from '../diagnostics.ts';
import { getText } from '../reflecting-element.ts';
import { SCRIPT_ORIGIN } from '../script-origin.ts';
import type { LocaleController } from './locale.ts';
import { PollingController } from './polling.ts';

type Host = ReactiveControllerHost & DiagnosedElement;

/** Loads the petition that an element's attributes name, and keeps its count up to date. */
export class PetitionController implements ReactiveController {
  api: PetitionApi | undefined;
  petition: LoadedPetition | undefined;
  count: Count | undefined;
  /** HTTP status of the last attempt to load the petition, or 0 without a response. Undefined if it is loaded or loading. */
  failure: number | undefined;

  readonly #host: Host;
  readonly #locale: LocaleController;
  readonly #onError: ((error: ApiError) => void) | undefined;
  readonly #prepare: ((petition: LoadedPetition) => Promise<void>) | undefined;
  readonly #polling: PollingController;
  /** BCP 47 tag that was last asked for. Undefined if the attributes ask for something that isn't loaded. */
  #lang: string | undefined;
  /** Number of loads so far. Only the response to the last one matters. */
  #loads = 0;

  /** @param prepare loads what the petition needs before it is shown */
  constructor(
    host: Host,
    locale: LocaleController,
    onError?: (error: ApiError) => void,
    prepare?: (petition: LoadedPetition) => Promise<void>,
  ) {
    this.#host = host;
    this.#locale = locale;
    this.#onError = onError;
    this.#prepare = prepare;
    this.#polling = new PollingController(host, () => this.#refreshCount());
    host.addController(this);
  }

  /** The element's partner code, or '' if the petition doesn't have it. A wrong code must not keep anyone from signing. */
  get partner(): string {
    const { partner = '' } = this.#host;
    return Object.hasOwn(this.petition?.partners ?? {}, partner) ? partner : '';
  }

  hostConnected() {
    this.#host.requestUpdate();
  }

  hostUpdate() {
    if (this.#host.isConnected && this.#locale.requested[0] !== this.#lang) this.load();
  }

  /** Drops everything: the attributes name another petition, or another server. */
  reset(): void {
    this.api = undefined;
    this.petition = undefined;
    this.count = undefined;
    this.failure = undefined;
    this.#lang = undefined;
    // Ignores the response to a load in progress.
    this.#loads++;
  }

  async load(): Promise<void> {
    const load = ++this.#loads;
    const lang = this.#locale.requested[0]!;
    this.#lang = lang;
    this.api ??= new PetitionApi(this.#host.server || SCRIPT_ORIGIN, this.#host.petition);
    const localeLoad = this.#locale.load();
    // The error message also needs a locale.
    localeLoad.then((locale) => {
      if (load === this.#loads && !this.petition) this.#locale.use(locale);
    });
    try {
      const petition = await this.api.loadPetition(lang);
      const locale = await localeLoad;
      await this.#prepare?.(petition);
      if (load !== this.#loads) return;
      this.petition = petition;
      // The count on the screen can be newer than a cached petition.
      this.count ??= petition;
      this.failure = undefined;
      this.#locale.use(locale);
      const { partner = '' } = this.#host;
      if (
        partner !== this.partner ||
        !this.#locale.isAsRequested ||
        isUnclosed(this.#host) ||
        !/^[2-6]?$/.test(getText(this.#host, 'heading-level'))
      )
        diagnose(this.#host);
    } catch (caught) {
      if (load !== this.#loads) return;
      const error = asApiError(caught);
      // The link to the hosted page inside names the server if the script is a copy on another site, where some plugins put the
      // scripts of a page.
      const { server, petition } = this.#host;
      const link = this.#host.querySelector('a');
      if (
        !server &&
        link?.pathname === `/p/${petition}` &&
        link.origin !== this.api.server &&
        !this.petition
      ) {
        this.api = new PetitionApi(link.origin, petition);
        return this.load();
      }
      diagnose(this.#host, error.status);
      // A petition in another language is better than a message that this one isn't there.
      if (!this.petition) this.failure = error.status;
      this.#host.requestUpdate();
      this.#onError?.(error);
    }
  }

  /** Refreshes the count after `ms`. */
  refreshCountIn(ms: number): void {
    this.#polling.pollIn(ms);
  }

  /** @returns whether it changed */
  async #refreshCount(): Promise<boolean> {
    const { api } = this;
    if (!api || !this.petition) return false;
    const count = await api.loadCount();
    if (api !== this.api || count.count === this.count?.count) return false;
    this.count = count;
    this.#host.requestUpdate();
    return true;
  }
}
