import { html, nothing } from 'lit';
import type { LoadedPetition } from '../api.ts';
import { interpolate } from '../i18n.ts';
import { details } from '../load-details.ts';
import type { Actions, View } from '../state.ts';
import { blocksTemplate, TOOLS } from './text.ts';

/** Names the petition, also for its button. */
export const titleTemplate = ({ lang, title }: LoadedPetition) =>
  html`<h2 part="title" id="title" lang=${lang}>${title}</h2>`;

/** Title, creator, and text of the petition, with a choice of its languages. */
export function causeTemplate({ petition, locale, showImage }: View, { chooseLanguage }: Actions) {
  const { strings } = locale;
  const { lang, creator, blocks, preview = 1 } = petition;
  const rest = blocksTemplate(blocks!.slice(preview));
  return html`<div part="cause">
    ${
      // An older `petition-details.js` can be in the browser's cache.
      showImage ? details?.pictureTemplate?.(petition, TOOLS) : nothing
    }
    ${details?.languagesTemplate?.(petition, chooseLanguage, TOOLS)}
    ${titleTemplate(petition)}
    <p part="creator">${interpolate(strings.by, creator)}</p>
    ${details?.addresseeTemplate(petition, TOOLS)}
    <div part="text" lang=${lang}>
      ${blocksTemplate(blocks!.slice(0, preview))}
      ${rest[0] ? html`<details><summary lang=${locale.lang}>${strings.more}</summary>${rest}</details>` : nothing}
    </div>
  </div>`;
}
