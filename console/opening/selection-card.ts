import { html, nothing, type TemplateResult } from 'lit';
import type { ConsolePetition } from '../../common/console.ts';
import { checkbox } from '../form-parts.ts';
import { fill, number, type Words } from '../words.ts';
import { COLUMN_NAMES, columnsFor, type Reader, text } from './columns.ts';
import type { Opened, Rows, Selection } from './protocol.ts';

/** What there is to select from, and what is selected. */
interface Selecting {
  petition: ConsolePetition;
  opened: Opened;
  reader: Reader;
  selection: Selection;
  /** The first of those that are selected. Undefined until they are found. */
  found: Rows | undefined;
}

/** Who is saved or printed, how many they are, and the first of them. */
export function renderSelectionCard(
  words: Words,
  selecting: Selecting,
  select: (change: Partial<Selection>) => void,
): TemplateResult {
  const { reader, selection, found } = selecting;
  return html`<section class="card stack" aria-labelledby="who">
    <h2 id="who">${words.sigWho}</h2>
    <div class="filters">
      ${reader === 'organizer' ? renderPartnerChoice(words, selecting, select) : nothing}
      <label
        >${words.sigSince}
        <input
          id="since"
          type="date"
          @change=${(event: Event) => select({ since: (event.target as HTMLInputElement).value || null })}
      /></label>
    </div>
    ${
      reader === 'organizer'
        ? checkbox('contact', words.sigContactOnly, selection.contactOnly, (contactOnly) =>
            select({ contactOnly }),
          )
        : nothing
    }
    ${
      reader === 'partner' || selection.partner
        ? checkbox(
            'partner-contact',
            words.sigPartnerContactOnly,
            selection.partnerContactOnly,
            (partnerContactOnly) => select({ partnerContactOnly }),
          )
        : nothing
    }
    <p role="status"><b>${found ? fill(words.sigMatch, { count: number(found.count) }) : nothing}</b></p>
    ${found && found.rows.length > 0 ? renderRows(words, reader, found) : nothing}
  </section>`;
}

function renderPartnerChoice(
  words: Words,
  { petition, opened }: Selecting,
  select: (change: Partial<Selection>) => void,
): TemplateResult {
  const nameOf = (code: string) => (Object.hasOwn(petition.partners, code) ? petition.partners[code]! : code);
  return html`<label
        >${words.partner}
        <select
          id="partner"
          @change=${(event: Event) => {
            const { value } = event.target as HTMLSelectElement;
            const partner = value === 'all' ? null : value.slice(1);
            select({ partner, partnerContactOnly: partner !== null && partner !== '' });
          }}
        >
          <option value="all">${words.sigEverybody}</option>
          <option value=":">${words.noPartner}</option>
          ${opened.partners.map((code) => html`<option value=${`:${code}`}>${nameOf(code)}</option>`)}
        </select></label
      >`;
}

function renderRows(words: Words, reader: Reader, { rows }: Rows): TemplateResult {
  const caption = fill(words.sigFirstRows, { count: number(rows.length) });
  // Most petitions ask for a few of them.
  const columns = columnsFor(reader).filter((column) => rows.some((row) => text(row[column]) !== ''));
  // Browsers that translate a page send its text to somebody else.
  return html`<div class="scroll preview" tabindex="0" role="group" aria-label=${caption} translate="no">
    <table>
      <caption class="hidden">${caption}</caption>
      <thead>
        <tr>${columns.map((column) => html`<th scope="col">${words[COLUMN_NAMES[column]]}</th>`)}</tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) => html`<tr>${columns.map((column) => html`<td dir="auto">${text(row[column])}</td>`)}</tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
