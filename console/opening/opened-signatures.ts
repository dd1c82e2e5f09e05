import { html, nothing, type TemplateResult } from 'lit';
import type { ConsolePetition } from '../../common/console.ts';
import { EXPORT_COLUMNS, type ExportColumn } from '../../common/exported-signature.ts';
import { ConsoleElement, withBase } from '../console-element.ts';
import { checkbox } from '../form-parts.ts';
import { fill, language, number, type Words } from '../words.ts';
import { renderColumnChoice } from './column-choice.ts';
import {
  COLUMN_NAMES,
  columnsFor,
  PRINTABLE,
  type PrintableColumn,
  printableName,
  printedColumns,
  type Reader,
} from './columns.ts';
import { type Opener, OpenerError } from './opener.ts';
import { OPENING } from './opening.styles.ts';
import type { PrintedList } from './printed-list.ts';
import { coverOf, MAX_PRINTED, writeList } from './printing.ts';
import type { Opened, Rows, SaveFormat, Selection } from './protocol.ts';
import { saveFile } from './save-file.ts';
import { renderSelectionCard } from './selection-card.ts';

const PREVIEW_ROWS = 12;

const FORMATS: readonly [SaveFormat, keyof Words][] = [
  ['excel', 'sigExcel'],
  ['excel-semicolon', 'sigExcelSemicolon'],
  ['csv', 'sigPlainCsv'],
  ['ndjson', 'sigNdjson'],
];

/** Excel splits cells at semicolons where a comma separates decimals. */
const usesDecimalComma = () => (1.5).toLocaleString(navigator.language).includes(',');

/** Signatures that were opened: how many, the first of them, and ways to save or print those that are chosen. */
export class OpenedSignatures extends ConsoleElement {
  static override styles = withBase(OPENING);
  static override properties = {
    petition: { attribute: false },
    opened: { attribute: false },
    opener: { attribute: false },
    reader: {},
    selection: { state: true },
    found: { state: true },
    saveColumns: { state: true },
    printColumns: { state: true },
    format: { state: true },
    isAccepted: { state: true },
    busyWith: { state: true },
    saved: { state: true },
    problem: { state: true },
  };

  declare petition: ConsolePetition;
  declare opened: Opened;
  declare opener: Opener;
  /** A partner has no use for other partners, or for what people allowed the organizer. */
  declare reader: Reader;
  declare selection: Selection;
  declare found: Rows | undefined;
  declare saveColumns: ReadonlySet<ExportColumn>;
  declare printColumns: ReadonlySet<PrintableColumn>;
  declare format: SaveFormat;
  /** Whether somebody wants what is there of an incomplete file. */
  declare isAccepted: boolean;
  declare busyWith: 'save' | 'print' | undefined;
  declare saved: number | undefined;
  declare problem: { at: 'save' | 'print'; text: string } | undefined;

  #printed: PrintedList | undefined;

  constructor() {
    super();
    this.selection = { contactOnly: false, partnerContactOnly: false, since: null, partner: null };
    this.saveColumns = new Set(EXPORT_COLUMNS);
    this.printColumns = new Set<PrintableColumn>(['name', 'postalCode']);
    this.format = usesDecimalComma() ? 'excel-semicolon' : 'excel';
    this.isAccepted = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#find();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#printed?.remove();
  }

  #select(change: Partial<Selection>): void {
    this.selection = { ...this.selection, ...change };
    this.saved = undefined;
    this.problem = undefined;
    void this.#find();
  }

  async #find(): Promise<void> {
    const { selection } = this;
    // A rejection means that the worker was ended, and this element with it.
    const found = await this.opener.rows(selection, 0, PREVIEW_ROWS).catch(() => undefined);
    if (selection === this.selection) this.found = found;
  }

  async #save(): Promise<void> {
    if (this.busyWith) return;
    const { words, selection, format, found } = this;
    this.saved = undefined;
    const columns = columnsFor(this.reader).filter((column) => this.saveColumns.has(column));
    this.problem = columns.length === 0 ? { at: 'save', text: words.sigNoColumn } : undefined;
    if (this.problem || !found) return;
    this.busyWith = 'save';
    const name = `${this.petition.slug}.${format === 'ndjson' ? 'ndjson' : 'csv'}`;
    try {
      const isSaved = await saveFile(name, () => this.opener.save(selection, format, columns));
      if (isSaved) this.saved = found.count;
    } catch {
      this.problem = { at: 'save', text: words.sigSaveFailed };
    } finally {
      this.busyWith = undefined;
    }
  }

  async #print(): Promise<void> {
    if (this.busyWith) return;
    const { words, selection, found, petition } = this;
    const columns = printedColumns(this.printColumns, words);
    this.problem = undefined;
    if (columns.length === 0) this.problem = { at: 'print', text: words.sigNoColumn };
    else if (found && found.count > MAX_PRINTED) {
      this.problem = { at: 'print', text: fill(words.sigTooManyToPrint, { max: number(MAX_PRINTED) }) };
    }
    if (this.problem || !found) return;
    this.busyWith = 'print';
    this.#printed?.remove();
    try {
      const list = await writeList(coverOf(petition, found.count, words), columns, {
        opener: this.opener,
        selection,
        count: found.count,
      });
      this.#printed = list;
      list.print();
    } catch (error) {
      // The screen was left meanwhile, and the worker ended with it.
      if (!(error instanceof OpenerError)) throw error;
    } finally {
      this.busyWith = undefined;
    }
  }

  #renderCounts(): TemplateResult {
    const { words, opened } = this;
    return html`<section class="card stack" aria-labelledby="opened">
      <h2 id="opened" class="big" tabindex="-1">
        ${opened.opened + opened.damaged === 0 ? words.sigOpenedNone : fill(words.sigOpened, { count: number(opened.opened) })}
      </h2>
      ${
        opened.damaged > 0
          ? html`<p class="alert">${fill(words.sigDamaged, { count: number(opened.damaged) })}</p>`
          : nothing
      }
      ${
        opened.isComplete
          ? nothing
          : html`<p class="alert" role="alert">${words.sigIncomplete}</p>
            ${checkbox('anyway', words.sigUseAnyway, this.isAccepted, (isAccepted) => {
              this.isAccepted = isAccepted;
            })}`
      }
    </section>`;
  }

  #renderProblem(at: 'save' | 'print'): TemplateResult | typeof nothing {
    const { problem } = this;
    return problem?.at === at ? html`<p class="error" role="alert">${problem.text}</p>` : nothing;
  }

  #renderSave(): TemplateResult {
    const { words, saved } = this;
    return html`<section class="card stack" aria-labelledby="save">
      <h2 id="save">${words.sigSave}</h2>
      <fieldset>
        <legend>${words.sigFormat}</legend>
        ${FORMATS.map(
          ([format, name]) =>
            html`<label class="choice"
              ><input
                type="radio"
                name="format"
                value=${format}
                .checked=${format === this.format}
                @change=${() => {
                  this.format = format;
                  this.saved = undefined;
                }}
              /><span>${words[name]}</span></label
            >`,
        )}
      </fieldset>
      ${renderColumnChoice(
        words,
        'save-columns',
        {
          all: columnsFor(this.reader),
          chosen: this.saveColumns,
          nameOf: (column) => COLUMN_NAMES[column],
        },
        (columns) => {
          this.saved = undefined;
          this.saveColumns = columns;
        },
      )}
      ${this.#renderProblem('save')}
      <button id="save-button" type="button" class="primary" aria-disabled=${this.busyWith === 'save'} @click=${this.#save}>
        ${words.sigSaveButton}
      </button>
      <p role="status" class=${saved === undefined ? '' : 'done'}>
        ${saved === undefined ? nothing : fill(words.sigSaved, { count: number(saved) })}
      </p>
    </section>`;
  }

  #renderPrint(): TemplateResult {
    const { words } = this;
    return html`<section class="card stack" aria-labelledby="print">
      <h2 id="print">${words.sigPrint}</h2>
      <p>${words.sigPrintHint}</p>
      ${renderColumnChoice(
        words,
        'print-columns',
        { all: PRINTABLE, chosen: this.printColumns, nameOf: printableName },
        (columns) => {
          this.saved = undefined;
          this.printColumns = columns;
        },
      )}
      ${this.#renderProblem('print')}
      <button id="print-button" type="button" aria-disabled=${this.busyWith === 'print'} @click=${this.#print}>
        ${words.sigPrintButton}
      </button>
    </section>`;
  }

  protected override render() {
    const { words, petition, opened, reader, selection, found } = this;
    const select = (change: Partial<Selection>) => this.#select(change);
    const hasUsable = opened.opened > 0 && (opened.isComplete || this.isAccepted);
    return html`<div class="steps" lang=${language()}>
      ${this.#renderCounts()}
      ${
        hasUsable
          ? html`${renderSelectionCard(words, { petition, opened, reader, selection, found }, select)}
            ${this.#renderSave()} ${this.#renderPrint()}`
          : nothing
      }
    </div>`;
  }
}

customElements.define('console-opened-signatures', OpenedSignatures);
