import { html, nothing, type TemplateResult } from 'lit';
import { guessColumns, STORED_IF_ASKED } from '../../common/import/columns.ts';
import { ConsoleElement, withBase } from '../console-element.ts';
import { fill } from '../words.ts';
import { FIELD_NAMES, type ImportField } from './describe.ts';
import { IMPORT } from './import.styles.ts';
import type { FoundFile } from './protocol.ts';
import type { ChosenColumn } from './run.ts';

/** The field that each column is imported as. Null for those that aren't. */
export type Choices = readonly (ImportField | null)[];

/** Dispatched when somebody chooses what a column holds. */
export class ChoicesEvent extends Event {
  static readonly eventName = 'choices';

  constructor(readonly choices: Choices) {
    super(ChoicesEvent.eventName);
  }
}

/** Fields that not every petition has, and this one doesn't. */
export const notStored = (stored: readonly string[]): ImportField[] =>
  STORED_IF_ASKED.filter((field) => !stored.includes(field));

/** What the headers say. Two columns with the same header are both chosen, so that somebody decides. */
export function guessChoices({ header }: FoundFile, stored: readonly string[]): Choices {
  const { mapping, ties } = guessColumns(header);
  const choices: (ImportField | null)[] = header.map(() => null);
  const left = notStored(stored);
  const choose = (column: number, field: string) => {
    if (isImportField(field) && !left.includes(field)) choices[column] = field;
  };
  for (const [field, column] of Object.entries(mapping)) choose(column, field);
  for (const { field, columns } of ties) for (const column of columns) choose(column, field);
  return choices;
}

const isImportField = (field: string): field is ImportField => Object.hasOwn(FIELD_NAMES, field);

/** Fields that more than one column is imported as. */
export const chosenTwice = (choices: Choices): ReadonlySet<ImportField> =>
  new Set(choices.filter((field): field is ImportField => field !== null && isTwice(choices, field)));

const isTwice = (choices: Choices, field: ImportField) =>
  choices.indexOf(field) !== choices.lastIndexOf(field);

/** Whether rows can be told from empty ones. */
export const hasPerson = (choices: Choices): boolean =>
  choices.includes('email') || choices.includes('givenName') || choices.includes('name');

/** The columns that are imported. */
export const chosenColumns = (choices: Choices, { header }: FoundFile): ChosenColumn[] =>
  choices.flatMap((field, index) =>
    field === null ? [] : [{ field, index, header: header[index]!.slice(0, 200) }],
  );

/** A row per column of a file: its header, its first values, and what it is imported as. */
export class ColumnChoices extends ConsoleElement {
  static override styles = withBase(IMPORT);
  static override properties = {
    file: { attribute: false },
    stored: { attribute: false },
    choices: { attribute: false },
  };

  declare file: FoundFile;
  /** Fields that not every petition has, and this one does. */
  declare stored: readonly string[];
  declare choices: Choices;

  /** Puts the focus into the first choice that is wrong, or else the first. */
  override focus(): void {
    const { renderRoot } = this;
    const wrong = renderRoot.querySelector<HTMLElement>('[aria-invalid=true]');
    (wrong ?? renderRoot.querySelector('select'))?.focus();
  }

  #choose(column: number, event: Event): void {
    const { value } = event.target as HTMLSelectElement;
    const field = isImportField(value) ? value : null;
    const choices = this.choices.map((before, index) => (index === column ? field : before));
    this.dispatchEvent(new ChoicesEvent(choices));
  }

  #renderSelect(column: number, fields: readonly ImportField[], isWrong: boolean): TemplateResult {
    const { words, file, choices } = this;
    const chosen = choices[column];
    return html`<select
        id="column-${column}"
        aria-label=${fill(words.importColumnAs, { column: file.header[column]! })}
        aria-invalid=${isWrong ? 'true' : 'false'}
        aria-describedby="column-${column}-error"
        @change=${(event: Event) => this.#choose(column, event)}
      >
        <option value="" ?selected=${chosen === null}>${words.importSkip}</option>
        ${fields.map(
          (field) =>
            html`<option value=${field} ?selected=${chosen === field}>${words[FIELD_NAMES[field]]}</option>`,
        )}
      </select>
      <p class=${isWrong ? 'error' : ''} id="column-${column}-error" role="alert">
        ${isWrong ? fill(words.importTwice, { field: words[FIELD_NAMES[chosen!]] }) : nothing}
      </p>`;
  }

  protected override render() {
    const { words, file, choices, stored } = this;
    const twice = chosenTwice(choices);
    const left = notStored(stored);
    const fields = (Object.keys(FIELD_NAMES) as ImportField[]).filter((field) => !left.includes(field));
    // Browsers that translate a page send its text to somebody else.
    return html`<table translate="no">
        <thead>
          <tr>
            <th scope="col">${words.importColumn}</th>
            <th scope="col">${words.importFirstRows}</th>
            <th scope="col">${words.importAs}</th>
          </tr>
        </thead>
        <tbody>
          ${file.header.map((name, column) => {
            const chosen = choices[column];
            return html`<tr>
              <th scope="row" dir="auto">${name}</th>
              <td>
                <ul class="plain">
                  ${file.firstRows.map((cells) => html`<li dir="auto">${cells[column] ?? ''}</li>`)}
                </ul>
              </td>
              <td>${this.#renderSelect(column, fields, chosen != null && twice.has(chosen))}</td>
            </tr>`;
          })}
        </tbody>
      </table>
      ${
        left.length > 0
          ? html`<p class="hint">
            ${fill(words.importNotStored, { fields: left.map((field) => words[FIELD_NAMES[field]]).join(', ') })}
          </p>`
          : nothing
      }`;
  }
}

customElements.define('console-column-choices', ColumnChoices);
