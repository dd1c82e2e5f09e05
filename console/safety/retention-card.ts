import { Task } from '@lit/task';
import { html, nothing, type TemplateResult } from 'lit';
import type { MovedFileDeletion, Retention, RetentionMove } from '../../common/console-care.ts';
import { ConsoleError, request } from '../api.ts';
import type { ConfirmedEvent } from '../confirm-dialog.ts';
import { describeError } from '../describe-error.ts';
import { answerWithPasskey } from '../passkeys.ts';
import { PetitionChangedEvent } from '../petition-frame.ts';
import { dayName, fileSize, fill } from '../words.ts';
import { SafetyCard } from './safety-card.ts';

/** Moves the signatures of a closed petition into a sealed file, and the file away from the server. */
export class RetentionCard extends SafetyCard {
  static override properties = {
    done: { state: true },
    copyProblem: { state: true },
  };

  declare done: string;
  /** Why a file wasn't deleted, by its name. */
  declare copyProblem: { name: string; text: string } | undefined;

  readonly #retention = new Task(this, {
    task: () => request<Retention>('GET', this.#path),
    args: () => [this.petition.slug] as const,
  });

  constructor() {
    super();
    this.done = '';
  }

  get #path(): string {
    return `/petitions/${encodeURIComponent(this.petition.slug)}/retention`;
  }

  async #move({ typed }: ConfirmedEvent): Promise<void> {
    this.isBusy = true;
    this.problem = '';
    try {
      const body: RetentionMove = { confirm: typed, passkey: { ...(await answerWithPasskey()) } };
      await request<Retention>('POST', this.#path, body);
      this.isAsking = false;
      await this.#finish(this.words.safetyMoveDone);
      this.dispatchEvent(new PetitionChangedEvent());
    } catch (error) {
      this.problem = this.#describe(error);
    } finally {
      this.isBusy = false;
    }
  }

  /** A whole copy shows that nothing is lost by deleting the file here. */
  async #delete(name: string, { target }: Event): Promise<void> {
    const input = target as HTMLInputElement;
    const [copy] = input.files ?? [];
    if (!copy || this.isBusy) return;
    this.isBusy = true;
    this.copyProblem = undefined;
    this.done = '';
    try {
      const body: MovedFileDeletion = {
        name,
        digest: await digestOf(copy),
        passkey: { ...(await answerWithPasskey()) },
      };
      await request<Retention>('POST', `${this.#path}/delete`, body);
      await this.#finish(fill(this.words.safetyMovedDeleted, { name }));
    } catch (error) {
      const isDifferent = error instanceof ConsoleError && error.status === 409;
      this.copyProblem = {
        name,
        text: isDifferent ? this.words.safetyCopyDiffers : this.#describe(error),
      };
    } finally {
      input.value = '';
      this.isBusy = false;
    }
  }

  async #finish(done: string): Promise<void> {
    this.done = done;
    await this.#retention.run();
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('#title')?.focus();
  }

  #describe(error: unknown): string {
    if (error instanceof DOMException) return this.words.sigErrorUnreadable;
    const isPasskey = error instanceof ConsoleError && error.status === 403;
    return isPasskey ? this.words.passkeyRefused : describeError(error);
  }

  #renderState({ closedOn, dueOn, stored, erased }: Retention): TemplateResult {
    const { words } = this;
    if (closedOn === null) return html`<p>${words.safetyNotClosed}</p>`;
    if (stored === 0) return html`<p>${fill(words.safetyAllMoved, { count: erased })}</p>`;
    const state = html`<p>${fill(words.safetyClosed, { day: dayName(closedOn), count: stored })}</p>`;
    // In UTC, as the days of signatures are.
    if (new Date().toISOString().slice(0, 10) < dueOn!) {
      return html`${state}
        <p class="note">${fill(words.safetyMoveFrom, { day: dayName(dueOn!) })}</p>`;
    }
    return html`${state}
      <button
        id="move"
        type="button"
        @click=${() => {
          this.problem = '';
          this.done = '';
          this.isAsking = true;
        }}
      >
        ${words.safetyMove}
      </button>`;
  }

  #renderFiles(files: Retention['files']): TemplateResult | typeof nothing {
    const { words, copyProblem } = this;
    if (files.length === 0) return nothing;
    return html`<h3>${words.safetyMovedFiles}</h3>
      <p>${words.safetyMovedFilesHint}</p>
      <ul class="plain items">
        ${files.map(
          ({ name, bytes }) => html`<li>
            <div class="stack">
              <a href="/console/api${this.#path}/files/${encodeURIComponent(name)}" download=${name}
                ><bdi>${name}</bdi></a
              >
              <span class="hint">${fileSize(bytes)}</span>
              <label
                >${words.safetyMovedDelete}
                <input
                  type="file"
                  accept=".sealed"
                  ?disabled=${this.isBusy}
                  @change=${(event: Event) => this.#delete(name, event)}
                />
              </label>
              ${copyProblem?.name === name ? html`<p class="error" role="alert">${copyProblem.text}</p>` : nothing}
            </div>
          </li>`,
        )}
      </ul>`;
  }

  protected override render() {
    const { words } = this;
    const { value, error } = this.#retention;
    return html`<section class="card stack" aria-labelledby="title">
        <h2 id="title" tabindex="-1">${words.safetyRetentionTitle}</h2>
        <p>${words.safetyRetentionHint}</p>
        <div role="status">${this.done ? html`<p class="note">${this.done}</p>` : nothing}</div>
        ${
          error !== undefined
            ? this.renderFailure(error, () => this.#retention.run())
            : value
              ? html`${this.#renderState(value)} ${this.#renderFiles(value.files)}`
              : this.renderLoading()
        }
      </section>
      ${this.renderConfirm(
        { heading: words.safetyRetentionTitle, text: words.safetyMoveConfirm, action: words.safetyMove },
        this.#move,
      )}`;
  }
}

/** SHA-256 in hexadecimal. */
async function digestOf(file: Blob): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

customElements.define('console-retention', RetentionCard);
