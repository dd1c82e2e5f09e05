import { html, nothing, type TemplateResult } from 'lit';
import type { ConsoleComment } from '../../common/console-care.ts';
import { fill, timeOfDay, type Words } from '../words.ts';
import { ACTION_WORDS, type Action, actionsOf } from './decisions.ts';

const STATES: Record<Exclude<ConsoleComment['state'], 'waiting'>, keyof Words> = {
  approved: 'commentsPublic',
  refused: 'commentsRefused',
  hidden: 'commentsHidden',
  name: 'commentsNameOnly',
};

/** A comment as others see it, what was decided about it, and what can be. */
export function renderComment(
  comment: ConsoleComment,
  words: Words,
  decide: (action: Action) => void,
): TemplateResult {
  const { handle, name, comment: text, state, finalAt } = comment;
  const label = (action: Action) => words[ACTION_WORDS[action]];
  const isKept = state === 'refused' || state === 'hidden';
  return html`<li data-handle=${handle} tabindex="-1" aria-label=${name}>
    <div>
      <div class="public ${isKept ? 'kept' : ''}" dir="auto">
        ${state === 'hidden' ? html`<s>${name}</s>` : html`<strong>${name}</strong>`}
        ${text === null ? nothing : html`<q>${text}</q>`}
      </div>
      ${
        state === 'waiting'
          ? nothing
          : html`<p class="hint">
            ${words[STATES[state]]}
            ${finalAt === null ? nothing : fill(words.commentsFinalAt, { time: timeOfDay(finalAt) })}
          </p>`
      }
    </div>
    <div class="actions">
      ${actionsOf(comment).map(
        (action) =>
          html`<button
            type="button"
            aria-label=${fill(words.commentsActionOf, { action: label(action), name })}
            @click=${() => decide(action)}
          >
            ${label(action)}
          </button>`,
      )}
    </div>
  </li>`;
}
