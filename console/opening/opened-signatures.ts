import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ConsolePetition } from '../../common/console.ts';
import { EXPORT_COLUMNS, type ExportColumn } from '../../common/exported-signature.ts';
import { ConsoleElement, withBase } from '../console-element.ts';
import { dayName, fill, language, number, type Words } from '../words.ts';
import {
  COLUMN_NAMES,
  columnsFor,
  PRINTABLE,
  type PrintableColumn,
  printableName,
  printedColumns,
  text,
} from './columns.ts';
import { type Opener, OpenerError } from './opener.ts';
import { OPENING } from './opening.styles.ts';
import { PrintedList } from './printed-list.ts';
import type { Opened, Rows, SaveFormat, Selection } from './protocol.ts';
import { saveFile } from './save-file.ts';

const PREVIEW_ROWS = 12;
/** About five hundred pages. */
const MAX_PRINTED = 20_000;
/** Few enough that the page stays responsive in between. */
const ROWS_AT_ONCE = 500;

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
  declare reader: 'organizer' | 'partner';
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
    const list = new PrintedList(
      {
        title: petition.title,
        target: petition.target === null ? null : fill(words.sigCoverTo, { target: petition.target }),
        total: fill(words.sigCoverTotal, { count: number(found.count) }),
        day: fill(words.sigCoverDay, {
          day: dayName(new Date().toISOString().slice(0, 10), { dateStyle: 'long' }),
        }),
      },
      columns,
    );
    try {
      for (let offset = 0; offset < found.count; offset += ROWS_AT_ONCE) {
        list.append((await this.opener.rows(selection, offset, ROWS_AT_ONCE)).rows);
      }
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
            <label class="choice"
              ><input
                id="anyway"
                type="checkbox"
                .checked=${this.isAccepted}
                @change=${(event: Event) => {
                  this.isAccepted = isChecked(event);
                }}
              /><span>${words.sigUseAnyway}</span></label
            >`
      }
    </section>`;
  }

  #renderSelection(): TemplateResult {
    const { words, selection, found } = this;
    return html`<section class="card stack" aria-labelledby="who">
      <h2 id="who">${words.sigWho}</h2>
      <div class="filters">
        ${this.reader === 'organizer' ? this.#renderPartnerChoice() : nothing}
        <label
          >${words.sigSince}
          <input
            id="since"
            type="date"
            @change=${(event: Event) => this.#select({ since: (event.target as HTMLInputElement).value || null })}
        /></label>
      </div>
      ${
        this.reader === 'organizer'
          ? this.#renderChoice('contact', words.sigContactOnly, selection.contactOnly, (contactOnly) => ({
              contactOnly,
            }))
          : nothing
      }
      ${
        this.reader === 'partner' || selection.partner
          ? this.#renderChoice(
              'partner-contact',
              words.sigPartnerContactOnly,
              selection.partnerContactOnly,
              (partnerContactOnly) => ({ partnerContactOnly }),
            )
          : nothing
      }
      <p role="status"><b>${found ? fill(words.sigMatch, { count: number(found.count) }) : nothing}</b></p>
      ${found && found.rows.length > 0 ? this.#renderRows(found) : nothing}
    </section>`;
  }

  #renderPartnerChoice(): TemplateResult {
    const { words, opened, petition } = this;
    const nameOf = (code: string) =>
      Object.hasOwn(petition.partners, code) ? petition.partners[code]! : code;
    return html`<label
          >${words.partner}
          <select
            id="partner"
            @change=${(event: Event) => {
              const { value } = event.target as HTMLSelectElement;
              const partner = value === 'all' ? null : value.slice(1);
              this.#select({ partner, partnerContactOnly: partner !== null && partner !== '' });
            }}
          >
            <option value="all">${words.sigEverybody}</option>
            <option value=":">${words.noPartner}</option>
            ${opened.partners.map((code) => html`<option value=${`:${code}`}>${nameOf(code)}</option>`)}
          </select></label
        >`;
  }

  #renderChoice(
    id: string,
    label: string,
    isChosen: boolean,
    toSelection: (isChosen: boolean) => Partial<Selection>,
  ): TemplateResult {
    return html`<label class="choice"
      ><input
        id=${id}
        type="checkbox"
        .checked=${isChosen}
        @change=${(event: Event) => this.#select(toSelection(isChecked(event)))}
      /><span>${label}</span></label
    >`;
  }

  #renderRows({ rows }: Rows): TemplateResult {
    const { words } = this;
    const caption = fill(words.sigFirstRows, { count: number(rows.length) });
    // Most petitions ask for a few of them.
    const columns = columnsFor(this.reader).filter((column) => rows.some((row) => text(row[column]) !== ''));
    // Browsers that translate a page send its text to somebody else.
    return html`<div class="scroll preview" tabindex="0" role="group" aria-label=${caption} translate="no">
      <table>
        <caption class="hidden">${caption}</caption>
        <thead>
          <tr>${columns.map((column) => html`<th scope="col">${words[COLUMN_NAMES[column]]}</th>`)}</tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) =>
              html`<tr>${columns.map((column) => html`<td dir="auto">${text(row[column])}</td>`)}</tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  #renderColumns<Column extends string>(
    id: string,
    all: readonly Column[],
    chosen: ReadonlySet<Column>,
    nameOf: (column: Column) => keyof Words,
    choose: (columns: ReadonlySet<Column>) => void,
  ): TemplateResult {
    const { words } = this;
    const onChange = (column: Column, event: Event) => {
      const columns = new Set(chosen);
      if (isChecked(event)) columns.add(column);
      else columns.delete(column);
      this.saved = undefined;
      choose(columns);
    };
    return html`<fieldset id=${id}>
      <legend>${words.sigColumns}</legend>
      <div class="columns">
        ${repeat(
          all,
          (column) => column,
          (column) =>
            html`<label class="choice"
              ><input
                type="checkbox"
                value=${column}
                .checked=${chosen.has(column)}
                @change=${(event: Event) => onChange(column, event)}
              /><span>${words[nameOf(column)]}</span></label
            >`,
        )}
      </div>
    </fieldset>`;
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
      ${this.#renderColumns(
        'save-columns',
        columnsFor(this.reader),
        this.saveColumns,
        (column) => COLUMN_NAMES[column],
        (columns) => {
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
      ${this.#renderColumns('print-columns', PRINTABLE, this.printColumns, printableName, (columns) => {
        this.printColumns = columns;
      })}
      ${this.#renderProblem('print')}
      <button id="print-button" type="button" aria-disabled=${this.busyWith === 'print'} @click=${this.#print}>
        ${words.sigPrintButton}
      </button>
    </section>`;
  }

  protected override render() {
    const { opened } = this;
    const hasUsable = opened.opened > 0 && (opened.isComplete || this.isAccepted);
    return html`<div class="steps" lang=${language()}>
      ${this.#renderCounts()}
      ${hasUsable ? html`${this.#renderSelection()} ${this.#renderSave()} ${this.#renderPrint()}` : nothing}
    </div>`;
  }
}

const isChecked = (event: Event) => (event.target as HTMLInputElement).checked;

customElements.define('console-opened-signatures', OpenedSignatures);
