import { html, nothing } from 'lit';
import { interpolate, languageName } from '../i18n.ts';
import type { Actions, View } from '../state.ts';
import { paragraphs, splitPreview } from './text.ts';

/** Title, creator, and text of the petition, with a choice of its languages. */
export function causeTemplate({ petition, locale }: View, { chooseLanguage }: Actions) {
  const { strings } = locale;
  const { lang, languages, title, creator, text } = petition;
  const [preview, rest] = splitPreview(text);
  return html`<div part="cause">
    ${
      languages.length > 1
        ? html`<p>${languages.map((language) => html`<button type="button" part="link" lang=${language} aria-pressed=${language === lang} @click=${() => chooseLanguage(language)}>${languageName(language)}</button>`)}</p>`
        : nothing
    }
    <h2 part="title" lang=${lang}>${title}</h2>
    <p part="creator">${interpolate(strings.by, creator)}</p>
    <div part="text" lang=${lang}>
      ${paragraphs(preview)}
      ${rest ? html`<details><summary lang=${locale.lang}>${strings.more}</summary>${paragraphs(rest)}</details>` : nothing}
    </div>
  </div>`;
}
