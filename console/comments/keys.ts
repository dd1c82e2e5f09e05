import { html, type TemplateResult } from 'lit';
import type { Words } from '../words.ts';
import { ACTION_WORDS, type Action } from './decisions.ts';

/** The same keys in every language, so that colleagues can teach each other. */
export const KEYS: Record<string, Action> = { a: 'approve', r: 'refuse', h: 'hide', u: 'undo' };

/** What each key does. */
export function renderKeys(words: Words): TemplateResult {
  const entry = (key: string, text: string) => html`<dt><kbd>${key}</kbd></dt><dd>${text}</dd>`;
  return html`<details class="card" id="keys">
    <summary>${words.commentsKeys}</summary>
    <dl class="keys">
      ${entry('J', words.commentsKeyNext)} ${entry('K', words.commentsKeyPrevious)}
      ${Object.entries(KEYS).map(([key, action]) => entry(key.toUpperCase(), words[ACTION_WORDS[action]]))}
    </dl>
  </details>`;
}
