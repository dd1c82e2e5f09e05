import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { ImportFields, ImportSettings, ImportStart, ImportToken } from '../../common/console-import.ts';
import type { DateOrder } from '../../common/import/date-order.ts';
import { ConsoleError, request } from '../api.ts';
import type { ConfirmedEvent } from '../confirm-dialog.ts';
import { withBase } from '../console-element.ts';
import { describeError } from '../describe-error.ts';
import { renderCheckReport } from '../import/check-report.ts';
import {
  type Choices,
  type ChoicesEvent,
  chosenTwice,
  guessChoices,
  hasPerson,
} from '../import/column-choices.ts';
import { describeProblem, rejectionWords } from '../import/describe.ts';
import type { FileChosenEvent } from '../import/file-card.ts';
import { IMPORT } from '../import/import.styles.ts';
import type { FoundFile } from '../import/protocol.ts';
import { ImportReader, ReaderError } from '../import/reader.ts';
import type { ReadingOptions, UnclearOrder } from '../import/reading-options.ts';
import { type ChosenColumn, runImport, type Totals } from '../import/run.ts';
import { saveFile } from '../opening/save-file.ts';
import { answerWithPasskey } from '../passkeys.ts';
import { PetitionChangedEvent } from '../petition-frame.ts';
import { SafetyCard } from '../safety/safety-card.ts';
import { guardUnsaved } from '../unsaved.ts';
import { fill, percent } from '../words.ts';
import '../import/file-card.ts';
import '../import/reading-options.ts';

type Step = 'file' | 'columns' | 'check' | 'import';

/** Adds the signatures in a file of another tool. The file is read here; the server gets the cells of the chosen columns. */
export class ImportScreen extends SafetyCard {
  static override styles = withBase(IMPORT);
  static override properties = {
    ...SafetyCard.properties,
    stored: { state: true },
    failure: { state: true },
    name: { state: true },
    file: { state: true },
    choices: { state: true },
    unclear: { state: true },
    lacksPerson: { state: true },
    running: { state: true },
    bytesRead: { state: true },
    isWaiting: { state: true },
    totals: { state: true },
    checked: { state: true },
    imported: { state: true },
    carriesOver: { state: true },
    stepProblem: { state: true },
  };

  /** Fields that not every petition has, and this one does. */
  declare stored: ImportFields['stored'] | undefined;
  declare failure: unknown;
  declare name: string;
  declare file: FoundFile | undefined;
  declare choices: Choices;
  declare unclear: UnclearOrder | undefined;
  /** Whether no column says who signed. */
  declare lacksPerson: boolean;
  declare running: 'read' | 'check' | 'import' | undefined;
  declare bytesRead: number;
  declare isWaiting: boolean;
  /** Of what is running. */
  declare totals: Totals | undefined;
  /** What the check found, and how the file was read for it. */
  declare checked: { totals: Totals; settings: ImportSettings } | undefined;
  declare imported: Totals | undefined;
  declare carriesOver: boolean;
  declare stepProblem: { at: Step; text: string } | undefined;

  readonly #reader = new ImportReader();
  #size = 0;
  #stop = new AbortController();
  #releaseGuard: (() => void) | undefined;
  /** Waits for the confirmation of an import that is running. */
  #renewal: { resolve(token: string): void; reject(reason: unknown): void } | undefined;

  constructor() {
    super();
    this.name = '';
    this.choices = [];
    this.lacksPerson = false;
    this.carriesOver = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#releaseGuard = guardUnsaved(
      () => this.running === 'import',
      () => this.words.importLeave,
    );
    void this.#load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#releaseGuard?.();
    this.#stop.abort();
    this.#reader.close();
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

  /** What was found in another reading of the file no longer holds. */
  #reset(): void {
    this.#cancel();
    this.checked = undefined;
    this.imported = undefined;
    this.lacksPerson = false;
    this.stepProblem = undefined;
  }

  async #open(file: File): Promise<void> {
    this.#reset();
    this.#reader.close();
    this.file = undefined;
    this.unclear = undefined;
    this.carriesOver = false;
    this.name = file.name;
    this.#size = file.size;
    await this.#run('read', 'file', async (signal) => {
      const found = await this.#reader.open(file, this.#onBytes);
      signal.throwIfAborted();
      this.choices = guessChoices(found, this.stored!);
      this.file = found;
    });
  }

  readonly #onBytes = (bytesRead: number): void => {
    this.bytesRead = bytesRead;
  };

  /** Does one thing at a time, and says at its step why it failed. */
  async #run(
    what: 'read' | 'check' | 'import',
    step: Step,
    act: (signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const stop = new AbortController();
    this.#stop = stop;
    this.running = what;
    this.bytesRead = 0;
    this.totals = undefined;
    this.isWaiting = false;
    this.stepProblem = undefined;
    try {
      await act(stop.signal);
    } catch (error) {
      // Somebody stopped it, or chose another file.
      if (stop.signal.aborted) {
        if (what === 'import') this.stepProblem = { at: step, text: this.words.importStopped };
      } else this.stepProblem = { at: step, text: this.#describe(error) };
    } finally {
      if (this.#stop === stop) this.running = undefined;
    }
  }

  /** An import goes on to the end of its batch. Nothing else changes anything, so nobody has to wait for it. */
  #cancel(): void {
    this.#stop.abort();
    if (this.running === 'read') this.#reader.close();
    if (this.running !== 'import') this.running = undefined;
  }

  #describe(error: unknown): string {
    if (error instanceof ReaderError) return describeProblem(error, this.words);
    if (error instanceof ConsoleError && error.status === 409) return this.words.importClosed;
    return describeError(error);
  }

  /** Null, with the focus on the first mistake, if something has to be fixed first. */
  #readOptions(): ReturnType<ReadingOptions['read']> {
    this.lacksPerson = !hasPerson(this.choices);
    if (this.lacksPerson || chosenTwice(this.choices).size > 0) {
      this.renderRoot.querySelector<HTMLElement>('console-column-choices')!.focus();
      return null;
    }
    return this.renderRoot.querySelector<ReadingOptions>('console-reading-options')!.read();
  }

  async #check(event: Event): Promise<void> {
    event.preventDefault();
    if (this.running) return;
    this.#reset();
    const options = this.#readOptions();
    if (!options) return;
    const { source, timeZone, order } = options;
    await this.#run('check', 'check', async (signal) => {
      const dates = order ?? (await this.#findOrder(signal));
      if (dates === undefined) return;
      const settings = { source, timeZone, dates };
      const totals = await this.#send(settings, null, signal);
      this.checked = { totals, settings };
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLElement>('#checked')?.focus();
    });
  }

  /** Undefined if somebody has to choose it first. */
  async #findOrder(signal: AbortSignal): Promise<DateOrder | null | undefined> {
    const column = this.choices.indexOf('signedOn');
    if (column < 0) return null;
    const result = await this.#reader.findDateOrder(column, this.#onBytes);
    signal.throwIfAborted();
    if ('order' in result) return result.order;
    this.unclear = result;
    return undefined;
  }

  #send(settings: ImportSettings, token: string | null, signal: AbortSignal): Promise<Totals> {
    const { header, digest } = this.file!;
    const columns = this.choices.flatMap((field, index): ChosenColumn[] =>
      field === null ? [] : [{ field, index, header: header[index]!.slice(0, 200) }],
    );
    return runImport(this.#reader, {
      path: this.#path,
      settings,
      columns,
      words: rejectionWords(this.words),
      digest,
      carriesOver: this.carriesOver,
      token,
      renewToken: () => this.#renewToken(),
      signal,
      onProgress: (totals) => {
        this.totals = totals;
      },
      onWaiting: (isWaiting) => {
        this.isWaiting = isWaiting;
      },
    });
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
    const { settings } = this.checked!;
    try {
      const passkey = { ...(await answerWithPasskey()) };
      const body: ImportStart = { ...settings, confirm: typed, passkey };
      const { token } = await request<ImportToken>('POST', `${this.#path}/start`, body);
      const renewal = this.#renewal;
      this.#renewal = undefined;
      this.isAsking = false;
      if (renewal) renewal.resolve(token);
      else void this.#import(settings, token);
    } catch (error) {
      const isPasskey = error instanceof ConsoleError && error.status === 403;
      this.problem = isPasskey ? this.words.passkeyRefused : this.#describe(error);
    } finally {
      this.isBusy = false;
    }
  }

  async #import(settings: ImportSettings, token: string): Promise<void> {
    await this.#run('import', 'import', async (signal) => {
      try {
        this.imported = await this.#send(settings, token, signal);
      } finally {
        this.dispatchEvent(new PetitionChangedEvent());
      }
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLElement>('#imported')?.focus();
    });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    // The dialog was closed, and nobody confirmed.
    if (changed.has('isAsking') && !this.isAsking && this.#renewal) {
      this.#renewal.reject(new DOMException('', 'AbortError'));
      this.#renewal = undefined;
      this.#stop.abort();
    }
  }

  async #saveRejected(): Promise<void> {
    await saveFile(`${this.petition.slug}-rejected.csv`, () => this.#reader.rejectedFile());
  }

  #renderFile(): TemplateResult {
    const { words, running } = this;
    return html`<console-import-file
      .name=${this.name}
      .found=${this.file}
      .isLocked=${running === 'import'}
      .status=${html`${
        running === 'read'
          ? this.#renderProgress(fill(words.importReading, { percent: percent(this.#share) }))
          : nothing
      }
      ${this.#renderProblem('file')}`}
      @file-chosen=${({ file }: FileChosenEvent) => void this.#open(file)}
    ></console-import-file>`;
  }

  get #share(): number {
    return Math.min(1, (this.totals?.bytesRead ?? this.bytesRead) / Math.max(1, this.#size));
  }

  #renderProgress(text: string): TemplateResult {
    const { words } = this;
    return html`<div class="stack">
      <progress aria-label=${text.split(/\s?[:：]/)[0]!} max="1" value=${this.#share}></progress>
      <div class="row between">
        <span class="soft">${text}</span>
        <button id="stop" type="button" @click=${this.#cancel}>${words.cancel}</button>
      </div>
      <p role="status" class=${this.isWaiting ? 'alert' : ''}>${this.isWaiting ? words.importWaiting : nothing}</p>
    </div>`;
  }

  #renderProblem(step: Step): TemplateResult | typeof nothing {
    const { stepProblem } = this;
    return stepProblem?.at === step ? html`<p class="alert" role="alert">${stepProblem.text}</p>` : nothing;
  }

  #renderColumns(file: FoundFile): TemplateResult {
    const { words } = this;
    return html`<section class="card stack" aria-labelledby="columns-title">
      <h2 id="columns-title">${words.importColumns}</h2>
      <p>${words.importColumnsHint}</p>
      <console-column-choices
        .file=${file}
        .stored=${this.stored!}
        .choices=${this.choices}
        @choices=${this.#onChoices}
      ></console-column-choices>
      ${this.lacksPerson ? html`<p class="error" role="alert">${words.importNoPerson}</p>` : nothing}
      <console-reading-options
        .name=${this.name}
        .hasDates=${this.choices.includes('signedOn')}
        .unclear=${this.unclear}
        @input=${this.#reset}
      ></console-reading-options>
    </section>`;
  }

  #onChoices({ choices }: ChoicesEvent): void {
    this.#reset();
    this.unclear = undefined;
    this.choices = choices;
  }

  #renderCheck(): TemplateResult {
    const { words, running, checked } = this;
    return html`<section class="card stack" aria-labelledby="check-title">
      <h2 id="check-title">${words.importCheck}</h2>
      <p>${words.importCheckHint}</p>
      ${
        running === 'check'
          ? this.#renderProgress(fill(words.importChecking, { count: rowsOf(this.totals) }))
          : html`<button id="check" type="button" class=${checked ? '' : 'primary'} aria-disabled=${running ? 'true' : 'false'} @click=${this.#check}>
            ${words.importCheckButton}
          </button>`
      }
      ${this.#renderProblem('check')} ${checked ? this.#renderReport(checked) : nothing}
    </section>`;
  }

  #renderReport({ totals, settings: { dates } }: NonNullable<ImportScreen['checked']>): TemplateResult {
    return renderCheckReport(
      {
        totals,
        dates,
        hasDays: this.choices.includes('signedOn'),
        carriesOver: this.carriesOver,
        isBusy: this.running !== undefined,
        onCarryOver: (isChosen) => {
          this.carriesOver = isChosen;
        },
        onSaveRejected: () => void this.#saveRejected(),
      },
      this.words,
    );
  }

  #renderImport({ totals }: { totals: Totals }): TemplateResult {
    const { words, running, imported } = this;
    if (imported) {
      return html`<section class="card stack" aria-labelledby="imported">
        <h2 id="imported" class="done" tabindex="-1">${fill(words.importDone, { count: imported.present })}</h2>
        ${
          this.carriesOver
            ? html`<p>${fill(words.importCarried, { count: imported.withoutEmail })}</p>`
            : nothing
        }
      </section>`;
    }
    return html`<section class="card stack" aria-labelledby="import-title">
      <h2 id="import-title">${words.importStep}</h2>
      <p>${words.importAgainHint}</p>
      ${this.#renderProblem('import')}
      ${
        running === 'import'
          ? this.#renderProgress(fill(words.importRunning, { count: rowsOf(this.totals) }))
          : html`<button
            id="import"
            type="button"
            class="primary"
            ?disabled=${totals.present === 0 && !this.carriesOver}
            @click=${() => {
              this.problem = '';
              this.isAsking = true;
            }}
          >
            ${words.importStart}
          </button>`
      }
    </section>`;
  }

  /** What is about to be added. */
  #describeImport(totals: Totals | undefined): string {
    const { words } = this;
    return [
      ...(this.carriesOver ? [fill(words.importConfirmCarried, { count: totals?.withoutEmail ?? 0 })] : []),
      fill(words.importConfirm, { count: totals?.present ?? 0 }),
    ].join(' ');
  }

  protected override render() {
    const { words, petition, file, checked, running } = this;
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
          text: this.#describeImport(checked?.totals),
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
