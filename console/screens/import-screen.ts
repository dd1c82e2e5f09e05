import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { ImportFields, ImportSettings, ImportStart, ImportToken } from '../../common/console-import.ts';
import { ConsoleError, request } from '../api.ts';
import type { ConfirmedEvent } from '../confirm-dialog.ts';
import { withBase } from '../console-element.ts';
import { renderCheckReport } from '../import/check-report.ts';
import type { ChoicesEvent } from '../import/column-choices.ts';
import type { FileChosenEvent } from '../import/file-card.ts';
import { IMPORT } from '../import/import.styles.ts';
import { describeImport, renderImportCard } from '../import/import-card.ts';
import {
  describeImportError,
  ImportController,
  type ImportState,
  type Work,
} from '../import/import-controller.ts';
import type { FoundFile } from '../import/protocol.ts';
import type { ReadingOptions } from '../import/reading-options.ts';
import type { Totals } from '../import/run.ts';
import { saveFile } from '../opening/save-file.ts';
import { answerWithPasskey } from '../passkeys.ts';
import { PetitionChangedEvent } from '../petition-frame.ts';
import { SafetyCard } from '../safety/safety-card.ts';
import { fill, percent } from '../words.ts';
import '../import/file-card.ts';
import '../import/reading-options.ts';

/** Adds the signatures in a file of another tool. The file is read here; the server gets the cells of the chosen columns. */
export class ImportScreen extends SafetyCard {
  static override styles = withBase(IMPORT);
  static override properties = {
    ...SafetyCard.properties,
    stored: { state: true },
    failure: { state: true },
  };

  /** Fields that not every petition has, and this one does. */
  declare stored: ImportFields['stored'] | undefined;
  declare failure: unknown;
  readonly #importer = new ImportController(this, () => this.#renewToken());
  /** Waits for the confirmation of an import that is running. */
  #renewal: { resolve(token: string): void; reject(reason: unknown): void } | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  get #path(): string {
    return `/petitions/${encodeURIComponent(this.petition.slug)}/import`;
  }

  async #load(): Promise<void> {
    this.failure = undefined;
    try {
      this.stored = (await request<ImportFields>('GET', this.#path)).stored;
    } catch (error) {
      this.failure = error;
    }
  }

  async #check(): Promise<void> {
    if (this.#importer.state.running) return;
    this.#importer.reset();
    const options = this.#readOptions();
    if (!options || !(await this.#importer.check(this.#path, options))) return;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('#checked')?.focus();
  }

  /** Null, with the focus on the first mistake, if something has to be fixed first. */
  #readOptions(): ReturnType<ReadingOptions['read']> {
    if (!this.#importer.validateChoices()) {
      this.renderRoot.querySelector<HTMLElement>('console-column-choices')!.focus();
      return null;
    }
    return this.renderRoot.querySelector<ReadingOptions>('console-reading-options')!.read();
  }

  /** Opens the dialog again, and waits. */
  #renewToken(): Promise<string> {
    this.problem = '';
    this.isAsking = true;
    return new Promise((resolve, reject) => {
      this.#renewal = { resolve, reject };
    });
  }

  async #onConfirmed({ typed }: ConfirmedEvent): Promise<void> {
    this.isBusy = true;
    this.problem = '';
    const { settings } = this.#importer.state.checked!;
    try {
      const passkey = { ...(await answerWithPasskey()) };
      const body: ImportStart = { ...settings, confirm: typed, passkey };
      const { token } = await request<ImportToken>('POST', `${this.#path}/start`, body);
      const renewal = this.#renewal;
      this.#renewal = undefined;
      this.isAsking = false;
      if (renewal) renewal.resolve(token);
      else void this.#start(settings, token);
    } catch (error) {
      const isPasskey = error instanceof ConsoleError && error.status === 403;
      this.problem = isPasskey ? this.words.passkeyRefused : describeImportError(error);
    } finally {
      this.isBusy = false;
    }
  }

  async #start(settings: ImportSettings, token: string): Promise<void> {
    let isImported = false;
    try {
      isImported = await this.#importer.import(this.#path, settings, token);
    } finally {
      this.dispatchEvent(new PetitionChangedEvent());
    }
    if (!isImported) return;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('#imported')?.focus();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    // The dialog was closed, and nobody confirmed.
    if (changed.has('isAsking') && !this.isAsking && this.#renewal) {
      this.#renewal.reject(new DOMException('', 'AbortError'));
      this.#renewal = undefined;
      this.#importer.cancel();
    }
  }

  async #saveRejected(): Promise<void> {
    await saveFile(`${this.petition.slug}-rejected.csv`, () => this.#importer.rejectedFile());
  }

  #renderFile(): TemplateResult {
    const { words } = this;
    const { name, file, running, share } = this.#importer.state;
    return html`<console-import-file
      .name=${name}
      .found=${file}
      .isLocked=${running === 'import'}
      .status=${html`${
        running === 'read'
          ? this.#renderProgress(fill(words.importReading, { percent: percent(share) }))
          : nothing
      }
      ${this.#renderProblem('read')}`}
      @file-chosen=${({ file: chosen }: FileChosenEvent) => void this.#importer.open(chosen, this.stored!)}
    ></console-import-file>`;
  }

  #renderProgress(text: string): TemplateResult {
    const { words } = this;
    const { share, isWaiting } = this.#importer.state;
    return html`<div class="stack">
      <progress aria-label=${text.split(/\s?[:：]/)[0]!} max="1" value=${share}></progress>
      <div class="row between">
        <span class="soft">${text}</span>
        <button id="stop" type="button" @click=${() => this.#importer.cancel()}>${words.cancel}</button>
      </div>
      <p role="status" class=${isWaiting ? 'alert' : ''}>${isWaiting ? words.importWaiting : nothing}</p>
    </div>`;
  }

  #renderProblem(step: Work): TemplateResult | typeof nothing {
    const { problem } = this.#importer.state;
    return problem?.at === step ? html`<p class="alert" role="alert">${problem.text}</p>` : nothing;
  }

  #renderColumns(file: FoundFile): TemplateResult {
    const { words } = this;
    const { name, choices, lacksPerson, unclear } = this.#importer.state;
    return html`<section class="card stack" aria-labelledby="columns-title">
      <h2 id="columns-title">${words.importColumns}</h2>
      <p>${words.importColumnsHint}</p>
      <console-column-choices
        .file=${file}
        .stored=${this.stored!}
        .choices=${choices}
        @choices=${(event: ChoicesEvent) => this.#importer.choose(event.choices)}
      ></console-column-choices>
      ${lacksPerson ? html`<p class="error" role="alert">${words.importNoPerson}</p>` : nothing}
      <console-reading-options
        .name=${name}
        .hasDates=${choices.includes('signedOn')}
        .unclear=${unclear}
        @input=${() => this.#importer.reset()}
      ></console-reading-options>
    </section>`;
  }

  #renderCheck(): TemplateResult {
    const { words } = this;
    const { running, totals, checked } = this.#importer.state;
    return html`<section class="card stack" aria-labelledby="check-title">
      <h2 id="check-title">${words.importCheck}</h2>
      <p>${words.importCheckHint}</p>
      ${
        running === 'check'
          ? this.#renderProgress(fill(words.importChecking, { count: rowsOf(totals) }))
          : html`<button id="check" type="button" class=${checked ? '' : 'primary'} aria-disabled=${running ? 'true' : 'false'} @click=${this.#check}>
            ${words.importCheckButton}
          </button>`
      }
      ${this.#renderProblem('check')} ${checked ? this.#renderReport(checked) : nothing}
    </section>`;
  }

  #renderReport({ totals, settings: { dates } }: NonNullable<ImportState['checked']>): TemplateResult {
    const { choices, carriesOver, running } = this.#importer.state;
    return renderCheckReport(
      {
        totals,
        dates,
        hasDays: choices.includes('signedOn'),
        carriesOver,
        isBusy: running !== undefined,
        onCarryOver: (isChosen) => this.#importer.setCarriesOver(isChosen),
        onSaveRejected: () => void this.#saveRejected(),
      },
      this.words,
    );
  }

  #renderImport({ totals: checked }: NonNullable<ImportState['checked']>): TemplateResult {
    const { words } = this;
    const { running, totals, imported, carriesOver } = this.#importer.state;
    return renderImportCard(
      {
        checked,
        imported,
        carriesOver,
        progress:
          running === 'import'
            ? this.#renderProgress(fill(words.importRunning, { count: rowsOf(totals) }))
            : undefined,
        problem: this.#renderProblem('import'),
        onStart: () => {
          this.problem = '';
          this.isAsking = true;
        },
      },
      words,
    );
  }

  protected override render() {
    const { words, petition } = this;
    const { file, checked, carriesOver, running } = this.#importer.state;
    if (this.failure) return this.renderFailure(this.failure, () => void this.#load());
    if (!this.stored) return this.renderLoading();
    if (petition.status === 'closed') return html`<p class="card">${words.importClosed}</p>`;
    return html`<div class="steps">
      <div class="stack">
        <h2>${words.importTitle}</h2>
        <p>${words.importIntro}</p>
      </div>
      ${this.#renderFile()}
      ${
        file
          ? html`<div class="steps" ?inert=${running === 'import'}>${this.#renderColumns(file)}</div>
            ${this.#renderCheck()} ${checked ? this.#renderImport(checked) : nothing}`
          : nothing
      }
      ${this.renderConfirm(
        {
          heading: words.importTitle,
          text: describeImport(checked?.totals, carriesOver, words),
          action: words.importStart,
        },
        this.#onConfirmed,
      )}
    </div>`;
  }
}

const rowsOf = (totals: Totals | undefined): number =>
  totals === undefined ? 0 : totals.present + totals.withoutEmail;

customElements.define('console-import', ImportScreen);
