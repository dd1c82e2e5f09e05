import { html, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Words } from '../words.ts';

/** Which columns of the signatures are saved or printed. */
export function renderColumnChoice<Column extends string>(
  words: Words,
  id: string,
  {
    all,
    chosen,
    nameOf,
  }: {
    all: readonly Column[];
    chosen: ReadonlySet<Column>;
    nameOf(column: Column): keyof Words;
  },
  choose: (columns: ReadonlySet<Column>) => void,
): TemplateResult {
  const onChange = (column: Column, event: Event) => {
    const columns = new Set(chosen);
    if ((event.target as HTMLInputElement).checked) columns.add(column);
    else columns.delete(column);
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
