import { html } from 'hono/html';
import { shareTargets } from '../../common/share-targets.ts';
import type { Dictionary } from '../i18n/dictionaries.ts';
import type { PetitionText } from '../petitions/read-petitions.ts';
import { subpageUrl } from './urls.ts';

/** Links to share a petition, and a poster. They send nothing to anyone until one is followed. */
export function sharePart(url: string, { title, lang, shareText }: PetitionText, words: Dictionary) {
  const targets = shareTargets({ title, lang, url, shareText }, { email: words.byEmail, sms: words.bySms });
  return html`<ul class="share">${targets.map(
    ({ label, href }) =>
      html`<li><a class="quiet button" href="${href}" rel="noopener noreferrer">${label}</a></li>`,
  )}</ul>
      <p><a href="${subpageUrl(url, 'poster')}">${words.poster.link}</a></p>`;
}
