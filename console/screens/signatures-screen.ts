import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { ConsolePetition, ConsoleSession } from '../../common/console.ts';
import { ConsoleElement, withBase } from '../console-element.ts';
import { letChooseAgain } from '../form-parts.ts';
import { OPENING } from '../opening/opening.styles.ts';
import { OpeningController } from '../opening/opening-controller.ts';
import type { OpeningStep } from '../opening/opening-failure.ts';
import { petitionUrl } from '../router.ts';
import { dayName, fileSize, fill, number } from '../words.ts';
import '../opening/opened-signatures.ts';
import '../copy-field.ts';

/** The signatures of a petition: the sealed file, and what somebody with the identity can do with it, all in this browser. */
export class SignaturesScreen extends ConsoleElement {
  static override styles = withBase(OPENING);
  static override properties = {
    session: { attribute: false },
    petition: { attribute: false },
  };

  declare session: ConsoleSession;
  declare petition: ConsolePetition;
  readonly #opening = new OpeningController(this);

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.session?.role === 'organizer') void this.#opening.loadProof();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('petition');
    // Another petition, or the same one with other numbers.
    if (before && before.slug !== this.petition.slug) this.#opening.forget();
  }

  #choose(event: Event): void {
    this.#opening.choose((event.target as HTMLInputElement).files?.[0]);
  }

  async #open(event: Event): Promise<void> {
    event.preventDefault();
    if (!(await this.#opening.open())) return;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('#result')?.focus();
  }

  #renderFailure(step: OpeningStep): TemplateResult | typeof nothing {
    const { words } = this;
    const { failure } = this.#opening.state;
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
    const { words, petition, session } = this;
    const { file, downloaded, busyWith } = this.#opening.state;
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
          aria-disabled=${busyWith === 'download'}
          @click=${() => this.#opening.download()}
        >
          ${words.sigDownload}
        </button>
        <a class="button" id="save-sealed" href=${path} download="${petition.slug}.sealed">${words.sigSaveSealed}</a>
      </div>
      ${isPartner ? nothing : petition.partnersWithRecipient.map((code) => this.#renderPartnerFile(path, code))}
      ${
        busyWith === 'download'
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
        <button id="stop" type="button" @click=${() => this.#opening.stop()}>${this.words.cancel}</button>
      </div>
    </div>`;
  }

  #renderIdentity(hint: string): TemplateResult {
    const { words } = this;
    const { proof, progress, file, busyWith } = this.#opening.state;
    return html`<form class="card stack" aria-labelledby="identity-title" novalidate autocomplete="off" @submit=${this.#open}>
      <h2 id="identity-title">${words.sigIdentity}</h2>
      <p>${hint}</p>
      ${
        proof
          ? html`<p class="hint">${fill(words.sigSealedTo, { recipients: proof.recipients.join(', ') })}</p>`
          : nothing
      }
      ${this.#opening.identity.render(words)}
      ${this.#renderFailure('identity')}
      ${
        busyWith === 'open'
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
    const { words, petition, session } = this;
    const { proof, isProven, busyWith } = this.#opening.state;
    if (session.role === 'partner') return nothing;
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
      <button id="prove" type="button" aria-disabled=${busyWith === 'prove'} @click=${() => this.#opening.prove()}>
        ${words.sigProve}
      </button>
      <p role="status" class=${isProven ? 'done' : ''}>${isProven ? words.sigProofDone : nothing}</p>
      ${
        isProven && petition.status === 'draft'
          ? html`<p><a href=${petitionUrl(petition.slug, 'edit')}>${words.sigBackToDraft}</a></p>`
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
    const { words, petition, session } = this;
    const { opened } = this.#opening.state;
    if (opened) {
      return html`<div class="steps">
        <div id="result" tabindex="-1">
          <button id="again" type="button" @click=${this.#opening.forget}>${words.sigAgain}</button>
        </div>
        <console-opened-signatures
          .petition=${petition}
          .opened=${opened}
          .opener=${this.#opening.opener}
          .reader=${session.role}
        ></console-opened-signatures>
      </div>`;
    }
    const isPartner = session.role === 'partner';
    const hasOwnFile = petition.partnersWithRecipient.includes(session.partner ?? '');
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
