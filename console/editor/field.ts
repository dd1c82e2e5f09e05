import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { directionOf } from '../../common/languages.ts';
import type { Words } from '../words.ts';
import type { Draft } from './draft.ts';
import { describeRule } from './rules.ts';

/** What is wrong with the value at a path of an entry, like `texts.en.title`, in the server's words. */
export interface EntryError {
  path: string;
  message: string;
}

/** What the sections of the editor show, and how they change it. */
export interface Editing {
  words: Words;
  draft: Draft;
  errors: readonly EntryError[];
  edit(changes: Partial<Draft>): void;
}

/** The `id` of the field for a path. */
export const fieldId = (path: string): string => `field-${path.replace(/[^\w-]/g, '_')}`;

/** The sentences about a path, and about what is inside it if `within`. */
export function errorsAt({ errors }: Editing, path: string, within = false): string[] {
  return errors
    .filter((error) => error.path === path || (within && error.path.startsWith(`${path}.`)))
    .map(({ message }) => describeRule(message));
}

interface FieldOptions {
  /** Of the entry, for errors. */
  path: string;
  label: string;
  hint?: string | undefined;
  value: string;
  onInput: (value: string) => void;
  /** Of what is typed. Sets its direction. */
  lang?: string;
  /** Rows of a text of several lines. */
  rows?: number;
  inputMode?: 'numeric' | 'url' | 'email';
  type?: 'text' | 'date';
  /** Whether errors inside the value belong here as well: a list that is typed as text. */
  within?: boolean;
  spellcheck?: boolean;
  list?: string;
  placeholder?: string;
}

/** A label, a hint, what is wrong, and the field itself. */
export function textField(editing: Editing, options: FieldOptions): TemplateResult {
  const { path, label, hint, value, onInput, lang, rows, inputMode, type = 'text', within, list } = options;
  const id = fieldId(path);
  const problems = errorsAt(editing, path, within);
  const described = [hint && `${id}-hint`, problems.length > 0 && `${id}-error`].filter(Boolean).join(' ');
  const direction = lang === undefined ? nothing : directionOf(lang);
  const input = (event: Event) => onInput((event.target as HTMLInputElement).value);
  const isInvalid = problems.length > 0 ? 'true' : nothing;
  return html`<div>
    <label for=${id}>${label}</label>
    ${hint ? html`<p class="hint" id="${id}-hint">${hint}</p>` : nothing}
    ${problems.length > 0 ? html`<p class="error" id="${id}-error">${problems.join(' ')}</p>` : nothing}
    ${
      rows
        ? html`<textarea
            id=${id}
            rows=${rows}
            lang=${lang ?? nothing}
            dir=${direction}
            spellcheck=${options.spellcheck ?? true}
            aria-describedby=${described || nothing}
            aria-invalid=${isInvalid}
            .value=${live(value)}
            @input=${input}
          ></textarea>`
        : html`<input
            id=${id}
            type=${type}
            lang=${lang ?? nothing}
            dir=${direction}
            autocomplete="off"
            inputmode=${inputMode ?? nothing}
            spellcheck=${options.spellcheck ?? true}
            list=${list ?? nothing}
            placeholder=${options.placeholder || nothing}
            aria-describedby=${described || nothing}
            aria-invalid=${isInvalid}
            .value=${live(value)}
            @input=${input}
          />`
    }
  </div>`;
}

/** A box with its sentence. */
export function checkbox(
  label: string,
  isChecked: boolean,
  onChange: (isChecked: boolean) => void,
  hint?: string,
): TemplateResult {
  return html`<label class="choice">
    <input
      type="checkbox"
      .checked=${live(isChecked)}
      @change=${(event: Event) => onChange((event.target as HTMLInputElement).checked)}
    />
    <span>${label}${hint ? html`<span class="hint">${hint}</span>` : nothing}</span>
  </label>`;
}
