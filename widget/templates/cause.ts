import { html, nothing } from 'lit';
import { interpolate, languageName } from '../i18n.ts';
import { details } from '../load-details.ts';
import type { Actions, View } from '../state.ts';
import { blocksTemplate, TOOLS } from './text.ts';

/** Title, creator, and text of the petition, with a choice of its languages. */
export function causeTemplate({ petition, locale, showImage }: View, { chooseLanguage }: Actions) {
  const { strings } = locale;
  const { lang, languages, title, creator, blocks, preview = 1 } = petition;
  const rest = blocksTemplate(blocks!.slice(preview));
  return html`<div part="cause">
    ${
      // An older `petition-details.js` can be in the browser's cache.
      showImage ? details?.pictureTemplate?.(petition, TOOLS) : nothing
    }
    ${
      languages.length > 1
        ? html`<p>${languages.map((language) => html`<button type="button" part="link" lang=${language} aria-pressed=${language === lang} @click=${() => chooseLanguage(language)}>${languageName(language)}</button>`)}</p>`
        : nothing
    }
    <h2 part="title" lang=${lang}>${title}</h2>
    <p part="creator">${interpolate(strings.by, creator)}</p>
    ${details?.addresseeTemplate(petition, TOOLS)}
    <div part="text" lang=${lang}>
      ${blocksTemplate(blocks!.slice(0, preview))}
      ${rest[0] ? html`<details><summary lang=${locale.lang}>${strings.more}</summary>${rest}</details>` : nothing}
    </div>
  </div>`;
}
