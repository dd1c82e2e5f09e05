import { html, nothing, type TemplateResult } from 'lit';
import { fill } from '../words.ts';
import { type Editing, fieldId } from './field.ts';
import type { Conflict } from './merge.ts';
import { nameOf } from './names.ts';
import { describeRule } from './rules.ts';

interface SummaryOptions {
  conflicts: readonly Conflict[];
  /** Who else has saved the petition meanwhile. Empty if nobody knows, undefined if nobody has. */
  changedBy: string | undefined;
  /** Replaces the value at a path with theirs. */
  take(path: string): void;
  focusField(event: Event, path: string): void;
}

/** Why it isn't saved yet: what is wrong, with links to the fields, and what somebody else has changed. */
export function errorSummary(
  editing: Editing,
  { conflicts, changedBy, take, focusField }: SummaryOptions,
): TemplateResult | typeof nothing {
  const { words, errors } = editing;
  if (errors.length === 0 && changedBy === undefined) return nothing;
  return html`<div class="card stack summary" tabindex="-1" role="alert">
    ${
      changedBy === undefined
        ? html`<h2>${words.editErrors}</h2>`
        : html`<h2>${words.editConflict}</h2>
            <p>
              ${changedBy ? fill(words.editConflictBy, { name: changedBy }) : nothing} ${words.editConflictHint}
            </p>`
    }
    ${
      conflicts.length > 0
        ? html`<p>${words.editConflictBoth}</p>
            <ul>
              ${conflicts.map(
                ({ path, theirs }) =>
                  html`<li>
                    <b>${nameOf(editing, path)}</b>: <q>${theirs ?? words.editTheyRemoved}</q>
                    <button type="button" class="quiet" @click=${() => take(path)}>${words.editTakeTheirs}</button>
                  </li>`,
              )}
            </ul>`
        : nothing
    }
    ${
      errors.length > 0
        ? html`<ul>
            ${errors.map(
              ({ path, message }) =>
                html`<li>
                  <a href="#${fieldId(path)}" @click=${(event: Event) => focusField(event, path)}
                    >${nameOf(editing, path)}: ${describeRule(message)}</a
                  >
                </li>`,
            )}
          </ul>`
        : nothing
    }
  </div>`;
}
