import { html, nothing, type TemplateResult } from 'lit';
import type { ConsolePetition } from '../../common/console.ts';
import type { Closing, EditablePetition } from '../../common/editing.ts';
import { directionOf } from '../../common/languages.ts';
import { ConsoleError, exchange, request } from '../api.ts';
import { ConsoleElement } from '../console-element.ts';
import { describeError } from '../describe-error.ts';
import { fill, languageName } from '../words.ts';
import '../copy-field.ts';

type Question = 'close' | 'reopen' | 'delete';

/** What can be done with a whole petition: duplicate, close, reopen, and delete it. */
export class StatusActions extends ConsoleElement {
  static override properties = {
    petition: { attribute: false },
    entry: { attribute: false },
    etag: { attribute: false },
    question: { state: true },
    outcome: { state: true },
    victory: { state: true },
    failure: { state: true },
    isBusy: { state: true },
  };

  declare petition: ConsolePetition;
  /** As it is stored. */
  declare entry: EditablePetition;
  declare etag: string;
  declare question: Question | undefined;
  /** By language, while it is entered. */
  declare outcome: Record<string, string>;
  declare victory: boolean;
  declare failure: string | undefined;
  declare isBusy: boolean;

  constructor() {
    super();
    this.outcome = {};
    this.victory = false;
    this.isBusy = false;
  }

  get #path(): string {
    return `/petitions/${encodeURIComponent(this.entry.slug)}`;
  }

  async #ask(question: Question): Promise<void> {
    this.failure = undefined;
    if (question === 'close') {
      try {
        const { outcome, victory } = await request<Closing>('GET', `${this.#path}/close`);
        this.outcome = { ...(outcome as Record<string, string>) };
        this.victory = victory ?? false;
      } catch (error) {
        this.failure = describeError(error);
        return;
      }
    }
    this.question = question;
    await this.updateComplete;
    this.renderRoot.querySelector('dialog')?.showModal();
  }

  #cancel(): void {
    this.renderRoot.querySelector('dialog')?.close();
    this.question = undefined;
  }

  /** @param done event to dispatch */
  async #do(work: () => Promise<unknown>, done: string): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    this.failure = undefined;
    try {
      await work();
      this.#cancel();
      this.dispatchEvent(new Event(done));
    } catch (error) {
      this.failure = this.#describe(error);
    } finally {
      this.isBusy = false;
    }
  }

  #describe(error: unknown): string {
    const { words } = this;
    if (!(error instanceof ConsoleError)) throw error;
    if (error.status === 412) return words.editChangedMeanwhile;
    if (this.question === 'delete' && error.status === 409) return words.editDeleteRefused;
    if (this.question === 'reopen' && error.status === 422) return words.editReopenRefused;
    return describeError(error);
  }

  #close(): Promise<void> {
    const { outcome, victory } = this;
    const close = () =>
      exchange(
        'POST',
        `${this.#path}/close`,
        { outcome: this.#ofLanguages(outcome), victory },
        { etag: this.etag },
      );
    return this.#do(close, 'petition-closed');
  }

  /** Also the languages without a text, so that an outcome can be removed. */
  #ofLanguages(outcome: Record<string, string>): Record<string, string> {
    return Object.fromEntries(Object.keys(this.entry.texts).map((lang) => [lang, outcome[lang] ?? '']));
  }

  #reopen(): Promise<void> {
    // A last day that is over would close it again at once.
    const entry = { ...this.entry, status: 'open', closesOn: null };
    return this.#do(() => exchange('PUT', this.#path, entry, { etag: this.etag }), 'petition-closed');
  }

  #delete(): Promise<void> {
    return this.#do(() => exchange('DELETE', this.#path, undefined, { etag: this.etag }), 'petition-deleted');
  }

  #renderQuestion(): TemplateResult {
    const { words, question, isBusy } = this;
    const isOpen = this.entry.status === 'open';
    const texts = {
      close: {
        title: isOpen ? words.editCloseTitle : words.editOutcomeTitle,
        hint: isOpen ? words.editCloseHint : '',
        button: isOpen ? words.editCloseNow : words.editSave,
        act: () => this.#close(),
      },
      reopen: {
        title: words.editReopenTitle,
        hint: words.editReopenHint,
        button: words.editReopen,
        act: () => this.#reopen(),
      },
      delete: {
        title: words.editDeleteTitle,
        hint: words.editDeleteHint,
        button: words.editDeleteNow,
        act: () => this.#delete(),
      },
    }[question!];
    return html`<dialog aria-labelledby="question" @close=${this.#cancel}>
      <div class="stack">
        <h2 id="question">${texts.title}</h2>
        ${texts.hint ? html`<p>${texts.hint}</p>` : nothing}
        ${question === 'close' ? this.#renderOutcome() : nothing}
        ${this.failure ? html`<p class="alert" role="alert">${this.failure}</p>` : nothing}
        <div class="row">
          <button type="button" class="primary" aria-disabled=${isBusy} @click=${texts.act}>${texts.button}</button>
          <button type="button" @click=${this.#cancel}>${words.cancel}</button>
        </div>
      </div>
    </dialog>`;
  }

  #renderOutcome(): TemplateResult {
    const { words } = this;
    return html`${Object.keys(this.entry.texts).map((lang, index) => {
      const id = `outcome-${index}`;
      return html`<div>
          <label for=${id}>${fill(words.editOutcome, { language: languageName(lang) })}</label>
          <textarea
            id=${id}
            rows="4"
            lang=${lang}
            dir=${directionOf(lang)}
            .value=${this.outcome[lang] ?? ''}
            @input=${(event: Event) => {
              this.outcome = { ...this.outcome, [lang]: (event.target as HTMLTextAreaElement).value };
            }}
          ></textarea>
        </div>`;
    })}
      <label class="choice">
        <input
          type="checkbox"
          .checked=${this.victory}
          @change=${(event: Event) => {
            this.victory = (event.target as HTMLInputElement).checked;
          }}
        />
        <span>${words.editVictory}<span class="hint">${words.editVictoryHint}</span></span>
      </label>`;
  }

  protected override render() {
    const { words, petition, entry } = this;
    const isUnsigned = petition.count === 0;
    const button = (question: Question, text: string) =>
      html`<button type="button" @click=${() => this.#ask(question)}>${text}</button>`;
    return html`<section class="card stack" aria-labelledby="more">
      <h2 id="more">${words.editMore}</h2>
      ${
        petition.preview === null
          ? nothing
          : html`<console-copy .label=${words.editDraftLink} .text=${petition.preview}></console-copy>
              <p class="hint">${words.editDraftLinkHint}</p>`
      }
      <div class="row">
        <a class="button" href="/console/petitions/${encodeURIComponent(entry.slug)}/duplicate">${words.editDuplicate}</a>
        ${entry.status === 'open' ? button('close', words.editClose) : nothing}
        ${
          entry.status === 'closed'
            ? html`${button('close', words.editChangeOutcome)} ${button('reopen', words.editReopenAsk)}`
            : nothing
        }
        ${isUnsigned ? button('delete', words.editDelete) : nothing}
      </div>
      ${this.failure && !this.question ? html`<p class="alert" role="alert">${this.failure}</p>` : nothing}
      ${this.question ? this.#renderQuestion() : nothing}
    </section>`;
  }
}

customElements.define('console-status-actions', StatusActions);
