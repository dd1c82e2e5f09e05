import type { LitElement, ReactiveController } from 'lit';
import type { ConsolePetition } from '../../common/console.ts';
import type { IdentityProof } from '../../common/identity-proof.ts';
import { ConsoleError, request } from '../api.ts';
import { describeError } from '../describe-error.ts';
import { fill, words } from '../words.ts';
import { type DownloadProgress, downloadSealedFile } from './download.ts';
import { IdentityFields } from './identity-fields.ts';
import { MAX_SIGNATURES } from './limits.ts';
import { Opener, OpenerError } from './opener.ts';
import { describeOpenerError, type OpeningFailure, type OpeningStep } from './opening-failure.ts';
import type { IdentityInput, Opened, OpeningProgress } from './protocol.ts';
import { proveIdentity } from './prove-identity.ts';

type Host = LitElement & { readonly petition: ConsolePetition };

interface OpeningState {
  file?: { name: string; content: Blob } | undefined;
  busyWith?: 'download' | 'open' | 'prove' | undefined;
  downloaded?: DownloadProgress | undefined;
  progress?: OpeningProgress | undefined;
  failure?: OpeningFailure | undefined;
  opened?: Opened | undefined;
  proof?: IdentityProof | undefined;
  isProven?: boolean;
}

/** A sealed file, an identity, and what is done with them in this browser, one thing at a time. Both are forgotten when the screen is left. */
export class OpeningController implements ReactiveController {
  readonly #host: Host;
  state: Readonly<OpeningState> = {};
  readonly opener = new Opener();
  readonly identity: IdentityFields;
  #download: AbortController | undefined;
  /** Asked to stop, perhaps before there was anything to end. */
  #isStopped = false;

  constructor(host: Host) {
    this.#host = host;
    this.identity = new IdentityFields(host, () => {
      const { failure } = this.state;
      if (failure?.at === 'identity' && !this.identity.needsPassphrase) this.#set({ failure: undefined });
    });
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener('pagehide', this.forget);
  }

  hostDisconnected(): void {
    removeEventListener('pagehide', this.forget);
    this.forget();
  }

  #set(changes: OpeningState): void {
    this.state = { ...this.state, ...changes };
    this.#host.requestUpdate();
  }

  /** Also when the browser keeps the page, to show it again when somebody goes back. */
  readonly forget = (): void => {
    this.#download?.abort();
    this.opener.close();
    this.#set({ file: undefined, opened: undefined });
    this.identity.needsPassphrase = false;
    this.identity.clear();
  };

  async loadProof(): Promise<void> {
    try {
      this.#set({ proof: await request<IdentityProof>('GET', '/identity-proof') });
    } catch (error) {
      this.#show('proof', describeError(error));
    }
  }

  async download(): Promise<void> {
    if (this.state.busyWith) return;
    const { slug } = this.#host.petition;
    this.#set({ busyWith: 'download', failure: undefined, file: undefined, downloaded: undefined });
    this.#download = new AbortController();
    try {
      const content = await downloadSealedFile(slug, this.#download.signal, {
        onStart: (signatures) => {
          if (signatures > MAX_SIGNATURES) throw new OpenerError('too-large');
        },
        onProgress: (downloaded) => this.#set({ downloaded }),
      });
      this.#set({ file: { name: `${slug}.sealed`, content } });
    } catch (error) {
      this.#download.abort();
      if (error instanceof OpenerError) this.#fail(error);
      else if (error instanceof ConsoleError) this.#show('file', describeError(error));
      else if (error instanceof DOMException) this.#show('file', words().sigStopped);
      else throw error;
    } finally {
      this.#set({ busyWith: undefined });
    }
  }

  choose(file: File | undefined): void {
    this.#set({ failure: undefined, file: file && { name: file.name, content: file } });
    if (file?.size === 0) {
      this.#set({ file: undefined });
      this.#show('file', words().sigErrorEmptyFile);
    }
  }

  /** @returns whether it is open */
  async open(): Promise<boolean> {
    const { file, busyWith } = this.state;
    if (busyWith) return false;
    if (!file) {
      this.#show('file', words().sigNoFile);
      return false;
    }
    await this.#use('open', async (identity) => {
      this.#set({ progress: undefined });
      const opened = await this.opener.open(file.content, identity, (progress) => this.#set({ progress }));
      if (!this.#isOfPetition(opened.slug) && !this.#isOfPetition(await currentSlug(opened.slug))) {
        this.opener.close();
        this.#show('file', fill(words().sigErrorOther, { slug: opened.slug }));
        return;
      }
      this.#set({ opened });
      this.identity.clear();
    });
    return this.state.opened !== undefined;
  }

  #isOfPetition(slug: string | undefined): boolean {
    return slug === this.#host.petition.slug;
  }

  async prove(): Promise<void> {
    if (this.state.busyWith) return;
    this.#set({ isProven: false });
    await this.#use('prove', async (identity) => {
      const secret = await proveIdentity(this.opener, identity);
      const proof = await request<IdentityProof>('POST', '/identity-proof', { secret });
      this.#set({ proof, isProven: true });
      this.identity.needsPassphrase = false;
    });
  }

  stop(): void {
    this.#isStopped = true;
    this.#download?.abort();
    this.opener.close();
  }

  /** Does something with the identity, and says why not. */
  async #use(busyWith: 'open' | 'prove', act: (identity: IdentityInput) => Promise<void>): Promise<void> {
    this.#set({ failure: undefined, busyWith });
    this.#isStopped = false;
    try {
      const identity = await this.identity.read();
      if (this.#isStopped) throw new OpenerError('closed');
      if (identity) await act(identity);
      else this.#show('identity', words().sigNoIdentity);
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#set({ busyWith: undefined });
    }
  }

  #fail(error: unknown): void {
    if (error instanceof OpenerError) {
      if (error.reason === 'needs-passphrase') this.identity.needsPassphrase = true;
      this.#set({ failure: describeOpenerError(error, this.#host.petition.slug) });
    } else if (error instanceof ConsoleError) {
      const isOpening = this.state.busyWith === 'open';
      // What was opened stays unused if nobody can say which petition it belongs to.
      if (isOpening) this.opener.close();
      const text = error.status === 409 ? words().sigErrorProof : describeError(error);
      this.#show(isOpening ? 'file' : 'proof', text);
    } else if (error instanceof DOMException) this.#show('identity', words().sigErrorUnreadable);
    else throw error;
  }

  #show(at: OpeningStep, text: string): void {
    this.#set({ failure: { at, text } });
  }
}

/** A petition that was renamed answers to its former names, which older files have. Undefined if there is none of that name. */
async function currentSlug(name: string): Promise<string | undefined> {
  try {
    const { slug } = await request<ConsolePetition>('GET', `/petitions/${encodeURIComponent(name)}/summary`);
    return slug;
  } catch (error) {
    if (error instanceof ConsoleError && error.status === 404) return undefined;
    throw error;
  }
}
