import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { ConsolePetition, ConsoleSession } from '../../common/console.ts';
import type { IdentityProof } from '../../common/identity-proof.ts';
import { ConsoleError, request } from '../api.ts';
import { ConsoleElement, withBase } from '../console-element.ts';
import { describeError } from '../describe-error.ts';
import { type DownloadProgress, downloadSealedFile } from '../opening/download.ts';
import { IdentityFields, letChooseAgain } from '../opening/identity-fields.ts';
import { MAX_SIGNATURES } from '../opening/limits.ts';
import { Opener, OpenerError } from '../opening/opener.ts';
import { OPENING } from '../opening/opening.styles.ts';
import type { IdentityInput, Opened, OpeningProgress } from '../opening/protocol.ts';
import { proveIdentity } from '../opening/prove-identity.ts';
import { petitionUrl } from '../router.ts';
import { dayName, fileSize, fill, number, type Words } from '../words.ts';
import '../opening/opened-signatures.ts';
import '../copy-field.ts';

type Step = 'file' | 'identity' | 'proof';

const REASONS: Record<OpenerError['reason'], [Step, keyof Words]> = {
  'not-sealed': ['file', 'sigErrorNotSealed'],
  'newer-version': ['file', 'sigErrorNewer'],
  'too-large': ['file', 'sigErrorTooLarge'],
  unreadable: ['file', 'sigErrorUnreadable'],
  'wrong-identity': ['identity', 'sigErrorWrongIdentity'],
  empty: ['identity', 'sigErrorNoIdentity'],
  recipient: ['identity', 'sigErrorRecipient'],
  'needs-passphrase': ['identity', 'sigErrorPassphrase'],
  'wrong-passphrase': ['identity', 'sigErrorWrongPassphrase'],
  'not-an-identity': ['identity', 'sigErrorNotIdentity'],
  'not-a-challenge': ['proof', 'sigErrorChallenge'],
  closed: ['identity', 'sigStopped'],
  'not-loaded': ['identity', 'screenMissing'],
};

/** Raised when a file is too large for this page, before or after it was downloaded. */
class TooLargeError extends Error {}

/** The signatures of a petition: the sealed file, and what somebody with the identity can do with it, all in this browser. */
export class SignaturesScreen extends ConsoleElement {
  static override styles = withBase(OPENING);
  static override properties = {
    session: { attribute: false },
    petition: { attribute: false },
    file: { state: true },
    busyWith: { state: true },
    downloaded: { state: true },
    progress: { state: true },
    failure: { state: true },
    opened: { state: true },
    proof: { state: true },
    isProven: { state: true },
  };

  declare session: ConsoleSession;
  declare petition: ConsolePetition;
  declare file: { name: string; content: Blob } | undefined;
  declare busyWith: 'download' | 'open' | 'prove' | undefined;
  declare downloaded: DownloadProgress | undefined;
  declare progress: OpeningProgress | undefined;
  /** `command` is what to use instead. */
  declare failure: { at: Step; text: string; command?: string } | undefined;
  declare opened: Opened | undefined;
  declare proof: IdentityProof | undefined;
  declare isProven: boolean;

  readonly #opener = new Opener();
  readonly #identity = new IdentityFields(this, () => {
    if (this.failure?.at === 'identity' && !this.#identity.needsPassphrase) this.failure = undefined;
  });
  #download: AbortController | undefined;
  /** Asked to stop, perhaps before there was anything to end. */
  #isStopped = false;

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('pagehide', this.#forget);
    if (this.session?.role === 'organizer') void this.#loadProof();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('pagehide', this.#forget);
    this.#forget();
  }

  /** Also when the browser keeps the page, to show it again when somebody goes back. */
  readonly #forget = () => {
    this.#download?.abort();
    this.#opener.close();
    this.file = undefined;
    this.opened = undefined;
    this.#identity.needsPassphrase = false;
    this.#identity.clear();
  };

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('petition');
    // Another petition, or the same one with other numbers.
    if (before && before.slug !== this.petition.slug) this.#forget();
  }

  async #loadProof(): Promise<void> {
    try {
      this.proof = await request<IdentityProof>('GET', '/identity-proof');
    } catch (error) {
      this.failure = { at: 'proof', text: describeError(error) };
    }
  }

  async #get(): Promise<void> {
    if (this.busyWith) return;
    const { slug } = this.petition;
    this.busyWith = 'download';
    this.failure = undefined;
    this.file = undefined;
    this.downloaded = undefined;
    this.#download = new AbortController();
    try {
      const content = await downloadSealedFile(slug, this.#download.signal, {
        onStart: (signatures) => {
          if (signatures > MAX_SIGNATURES) throw new TooLargeError();
        },
        onProgress: (progress) => {
          this.downloaded = progress;
        },
      });
      this.file = { name: `${slug}.sealed`, content };
    } catch (error) {
      this.#download.abort();
      if (error instanceof TooLargeError) this.#fail(new OpenerError('too-large'));
      else if (error instanceof ConsoleError) this.failure = { at: 'file', text: describeError(error) };
      else if (error instanceof DOMException) this.failure = { at: 'file', text: this.words.sigStopped };
      else throw error;
    } finally {
      this.busyWith = undefined;
    }
  }

  #choose(event: Event): void {
    const [file] = (event.target as HTMLInputElement).files ?? [];
    this.failure = undefined;
    this.file = file && { name: file.name, content: file };
    if (file?.size === 0) {
      this.file = undefined;
      this.failure = { at: 'file', text: this.words.sigErrorEmptyFile };
    }
  }

  async #open(event: Event): Promise<void> {
    event.preventDefault();
    const { file, words } = this;
    if (this.busyWith) return;
    if (!file) {
      this.#show('file', words.sigNoFile);
      return;
    }
    await this.#use('open', async (identity) => {
      this.progress = undefined;
      const opened = await this.#opener.open(file.content, identity, (progress) => {
        this.progress = progress;
      });
      if (opened.slug !== this.petition.slug && !(await this.#isRenamed(opened.slug))) {
        this.#opener.close();
        this.#show('file', fill(words.sigErrorOther, { slug: opened.slug }));
        return;
      }
      this.opened = opened;
      this.#identity.clear();
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLElement>('#result')?.focus();
    });
  }

  /** A petition that was renamed answers to its former names, which older files have. */
  async #isRenamed(slug: string): Promise<boolean> {
    try {
      const petition = await request<ConsolePetition>(
        'GET',
        `/petitions/${encodeURIComponent(slug)}/summary`,
      );
      return petition.slug === this.petition.slug;
    } catch (error) {
      if (error instanceof ConsoleError && error.status === 404) return false;
      throw error;
    }
  }

  async #prove(): Promise<void> {
    if (this.busyWith) return;
    this.isProven = false;
    await this.#use('prove', async (identity) => {
      const secret = await proveIdentity(this.#opener, identity);
      this.proof = await request<IdentityProof>('POST', '/identity-proof', { secret });
      this.isProven = true;
      this.#identity.needsPassphrase = false;
    });
  }

  /** Does something with the identity, and says why not. */
  async #use(purpose: 'open' | 'prove', act: (identity: IdentityInput) => Promise<void>): Promise<void> {
    this.failure = undefined;
    this.busyWith = purpose;
    this.#isStopped = false;
    try {
      const identity = await this.#identity.read();
      if (this.#isStopped) throw new OpenerError('closed');
      if (identity) await act(identity);
      else this.#show('identity', this.words.sigNoIdentity);
    } catch (error) {
      this.#fail(error);
    } finally {
      this.busyWith = undefined;
    }
  }

  #fail(error: unknown): void {
    const { words } = this;
    if (error instanceof OpenerError) this.#failOpening(error);
    else if (error instanceof ConsoleError) {
      // What was opened stays unused if nobody can say which petition it belongs to.
      if (this.busyWith === 'open') this.#opener.close();
      const text = error.status === 409 ? words.sigErrorProof : describeError(error);
      this.#show(this.busyWith === 'open' ? 'file' : 'proof', text);
    } else if (error instanceof DOMException) this.#show('identity', words.sigErrorUnreadable);
    else throw error;
  }

  #failOpening({ reason }: OpenerError): void {
    const { words, petition } = this;
    const [at, key] = REASONS[reason];
    if (reason === 'needs-passphrase') this.#identity.needsPassphrase = true;
    this.#show(at, words[key]);
    if (reason === 'too-large') {
      const command = `petitions decrypt ${petition.slug}.sealed --identity FILE > ${petition.slug}.csv`;
      this.failure = { ...this.failure!, command };
    }
  }

  #show(at: Step, text: string): void {
    this.failure = { at, text };
  }

  #stop(): void {
    this.#isStopped = true;
    this.#download?.abort();
    this.#opener.close();
  }

  #renderFailure(step: Step): TemplateResult | typeof nothing {
    const { failure, words } = this;
    if (failure?.at !== step) return nothing;
    return html`<div class="stack">
      <p class="error" role="alert">${failure.text}</p>
      ${failure.command ? html`<console-copy .label=${words.sigOpen} .text=${failure.command}></console-copy>` : nothing}
    </div>`;
  }

  /** For organizers, who hand it over. */
  #renderPartnerFile(path: string, code: string): TemplateResult {
    const { slug, partners } = this.petition;
    return html`<p>
      <a href="${path}?${new URLSearchParams({ partner: code })}" download="${slug}.${code}.sealed"
        >${fill(this.words.sigPartnerFile, { partner: partners[code] ?? code })}</a
      >
    </p>`;
  }

  #renderFile(): TemplateResult {
    const { words, petition, file, downloaded, session } = this;
    const path = `/console/api/petitions/${encodeURIComponent(petition.slug)}/signatures.sealed`;
    const isPartner = session.role === 'partner';
    return html`<section class="card stack" aria-labelledby="file-title">
      <h2 id="file-title">${words.sigFile}</h2>
      <p>${words.sigFileHint}</p>
      <div class="row">
        <button
          id="download"
          type="button"
          class=${file ? '' : 'primary'}
          aria-disabled=${this.busyWith === 'download'}
          @click=${this.#get}
        >
          ${words.sigDownload}
        </button>
        <a class="button" id="save-sealed" href=${path} download="${petition.slug}.sealed">${words.sigSaveSealed}</a>
      </div>
      ${isPartner ? nothing : petition.partnersWithRecipient.map((code) => this.#renderPartnerFile(path, code))}
      ${
        this.busyWith === 'download'
          ? this.#renderProgress(
              words.sigDownloading,
              downloaded
                ? fill(words.sigDownloading, {
                    count: number(downloaded.signatures),
                    total: number(downloaded.of),
                  })
                : words.loading,
              // A partner's file has only some of the signatures.
              isPartner
                ? undefined
                : downloaded && { value: downloaded.signatures, max: Math.max(1, downloaded.of) },
            )
          : nothing
      }
      <label
        >${words.sigChooseFile} <input id="sealed" type="file" @click=${letChooseAgain} @change=${this.#choose} />
      </label>
      ${this.#renderFailure('file')}
      <p role="status" class=${file ? 'done' : ''}>
        ${file ? fill(words.sigReady, { name: file.name, size: fileSize(file.content.size) }) : nothing}
      </p>
    </section>`;
  }

  #renderProgress(
    label: string,
    text: string,
    bar: { value: number; max: number } | undefined,
  ): TemplateResult {
    return html`<div class="stack">
      <progress aria-label=${label.split(':')[0]!} max=${bar?.max ?? nothing} value=${bar?.value ?? nothing}></progress>
      <div class="row between">
        <span class="soft">${text}</span>
        <button id="stop" type="button" @click=${this.#stop}>${this.words.cancel}</button>
      </div>
    </div>`;
  }

  #renderIdentity(hint: string): TemplateResult {
    const { words, proof, progress, file } = this;
    return html`<form class="card stack" aria-labelledby="identity-title" novalidate autocomplete="off" @submit=${this.#open}>
      <h2 id="identity-title">${words.sigIdentity}</h2>
      <p>${hint}</p>
      ${
        proof
          ? html`<p class="hint">${fill(words.sigSealedTo, { recipients: proof.recipients.join(', ') })}</p>`
          : nothing
      }
      ${this.#identity.render(words)}
      ${this.#renderFailure('identity')}
      ${
        this.busyWith === 'open'
          ? this.#renderProgress(
              words.sigOpening,
              fill(words.sigOpening, { count: number(progress?.opened ?? 0) }),
              progress && { value: progress.bytesRead, max: Math.max(1, progress.bytes) },
            )
          : html`<button id="open" type="submit" class=${file ? 'primary' : ''}>${words.sigOpen}</button>`
      }
      <p class="note">${words.sigPrivate}</p>
    </form>`;
  }

  #renderProof(): TemplateResult | typeof nothing {
    const { words, proof } = this;
    if (this.session.role === 'partner') return nothing;
    return html`<section class="card stack" aria-labelledby="proof-title">
      <h2 id="proof-title">${words.sigProof}</h2>
      <p>${words.sigProofHint}</p>
      ${
        proof
          ? html`<p id="last-proof">
            <b
              >${
                proof.provenOn === null
                  ? words.sigProofNever
                  : fill(words.sigProofLast, { day: dayName(proof.provenOn), name: proof.provenBy! })
              }</b
            >
          </p>`
          : nothing
      }
      ${this.#renderFailure('proof')}
      <button id="prove" type="button" aria-disabled=${this.busyWith === 'prove'} @click=${this.#prove}>
        ${words.sigProve}
      </button>
      <p role="status" class=${this.isProven ? 'done' : ''}>${this.isProven ? words.sigProofDone : nothing}</p>
      ${
        this.isProven && this.petition.status === 'draft'
          ? html`<p><a href=${petitionUrl(this.petition.slug, 'edit')}>${words.sigBackToDraft}</a></p>`
          : nothing
      }
    </section>`;
  }

  #renderImport(): TemplateResult | typeof nothing {
    const { words, petition } = this;
    if (this.session.role === 'partner' || petition.status === 'closed') return nothing;
    return html`<section class="card stack" aria-labelledby="import-title">
      <h2 id="import-title">${words.importTitle}</h2>
      <p>${words.importIntro}</p>
      <p><a id="import" class="button" href=${petitionUrl(petition.slug, 'import')}>${words.importTitle}</a></p>
    </section>`;
  }

  protected override render() {
    const { words, petition, opened } = this;
    if (opened) {
      return html`<div class="steps">
        <div id="result" tabindex="-1">
          <button id="again" type="button" @click=${this.#forget}>${words.sigAgain}</button>
        </div>
        <console-opened-signatures
          .petition=${petition}
          .opened=${opened}
          .opener=${this.#opener}
          .reader=${this.session.role}
        ></console-opened-signatures>
      </div>`;
    }
    const isPartner = this.session.role === 'partner';
    const hasOwnFile = petition.partnersWithRecipient.includes(this.session.partner ?? '');
    return html`<div class="steps">
      ${isPartner ? html`<p class="note">${hasOwnFile ? words.sigPartnerOwn : words.sigPartner}</p>` : nothing}
      ${this.#renderFile()}
      ${
        isPartner && !hasOwnFile
          ? // Most partners have none, and the download is all they need.
            html`<details id="have-identity">
              <summary>${words.sigHaveIdentity}</summary>
              ${this.#renderIdentity(words.sigIdentityHint)}
            </details>`
          : this.#renderIdentity(isPartner ? words.sigIdentityOwnHint : words.sigIdentityHint)
      }
      ${this.#renderProof()} ${this.#renderImport()}
    </div>`;
  }
}

customElements.define('console-signatures', SignaturesScreen);
