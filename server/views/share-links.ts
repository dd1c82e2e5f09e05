import { html } from 'hono/html';
import { shareTargets } from '../../common/share-targets.ts';
import type { Dictionary } from '../i18n/dictionaries.ts';
import type { PetitionText } from '../petitions/published-petitions.ts';

/** Links to share a petition. They send nothing to anyone until one is followed. */
export function shareLinkList(url: string, { title }: PetitionText, words: Dictionary) {
  const targets = shareTargets({ title, url, text: words.shareText(title) }, words.byEmail);
  return html`<ul class="share">${targets.map(
    ({ label, href }) =>
      html`<li><a class="quiet button" href="${href}" rel="noopener noreferrer">${label}</a></li>`,
  )}</ul>`;
}
