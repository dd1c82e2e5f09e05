import { html, nothing, type TemplateResult } from 'lit';
import { fill, languageName } from '../../words.ts';
import type { Draft } from '../draft.ts';
import { type Editing, errorsAt, fieldId, textField } from '../field.ts';
import '../language-adder.ts';
import '../text-tools.ts';

/** Title, target, and text, with a column for each language. */
export function textsSection(
  editing: Editing,
  addLanguage: (lang: string) => void,
  removeLanguage: (lang: string) => void,
): TemplateResult {
  const { words, draft, edit } = editing;
  const set = (key: 'title' | 'text' | 'target', lang: string) => (value: string) =>
    edit({ [key]: { ...draft[key], [lang]: value } } as Partial<Draft>);
  const isMarkdown = draft.format === 'markdown';
  return html`<section class="card stack" aria-labelledby="texts">
    <h2 id="texts">${words.editTexts}</h2>
    <fieldset>
      <legend>${words.editFormat}</legend>
      <div class="row">
        ${(['plain', 'markdown'] as const).map(
          (format) =>
            html`<label class="choice">
              <input
                type="radio"
                name="format"
                .checked=${draft.format === format}
                @change=${() => edit({ format })}
              />
              <span>${format === 'plain' ? words.editFormatPlain : words.editFormatMarkdown}</span>
            </label>`,
        )}
      </div>
    </fieldset>
    ${draft.languages.length > 1 ? html`<p class="hint">${words.editTextsHint}</p>` : nothing}
    <div class="columns">
      ${draft.languages.map((lang) => {
        const name = languageName(lang);
        const wrong = errorsAt(editing, `texts.${lang}`);
        return html`<div class="stack" role="group" aria-label=${name}>
          <div class="row between">
            <h3>${name}</h3>
            ${
              draft.languages.length > 1
                ? html`<button type="button" class="quiet" @click=${() => removeLanguage(lang)}>
                    ${fill(words.editRemoveLanguage, { language: name })}
                  </button>`
                : nothing
            }
          </div>
          ${wrong.map((text) => html`<p class="error">${text}</p>`)}
          ${textField(editing, {
            path: `texts.${lang}.title`,
            label: words.editTitle,
            value: draft.title[lang] ?? '',
            lang,
            onInput: set('title', lang),
          })}
          ${textField(editing, {
            path: `target.${lang}`,
            label: words.editTarget,
            hint: words.editTargetHint,
            value: draft.target[lang] ?? '',
            lang,
            onInput: set('target', lang),
          })}
          ${
            isMarkdown
              ? html`<console-text-tools .field=${fieldId(`texts.${lang}.text`)}></console-text-tools>`
              : nothing
          }
          ${textField(editing, {
            path: `texts.${lang}.text`,
            label: words.editText,
            hint: isMarkdown ? words.editTextHintMarkdown : words.editTextHintPlain,
            value: draft.text[lang] ?? '',
            lang,
            rows: 12,
            onInput: set('text', lang),
          })}
        </div>`;
      })}
    </div>
    ${errorsAt(editing, 'texts').map((text) => html`<p class="error">${text}</p>`)}
    <console-language-adder
      .languages=${draft.languages}
      @language-added=${({ detail }: CustomEvent<string>) => addLanguage(detail)}
    ></console-language-adder>
  </section>`;
}
