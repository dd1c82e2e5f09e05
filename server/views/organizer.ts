import { html } from 'hono/html';
import type { Organizer as ShownOrganizer } from '../../common/contract.ts';
import type { Dictionary } from '../i18n/dictionaries.ts';

type Organizer = Omit<ShownOrganizer, 'logo'>;

const link = (href: string, label: string) => html`<a href="${href}" rel="noopener noreferrer">${label}</a>`;

/** "Organized by Harbour Aid", with a link if there is one. */
export function organizedBy({ name, url }: Organizer, words: Dictionary) {
  const [before, after] = words.organizedBy.split('#');
  return html`${before}${url ? link(url, name) : html`<bdi>${name}</bdi>`}${after}`;
}

/** How to reach the organizer, and what it owes its visitors to say. */
export function organizerLinks({ email, privacyUrl, imprintUrl }: Organizer, words: Dictionary) {
  return [
    email && link(`mailto:${email}`, email),
    privacyUrl && link(privacyUrl, words.privacyPolicy),
    imprintUrl && link(imprintUrl, words.imprint),
  ].filter(Boolean);
}

/** Beside the sentence about who can read what is entered: who that is. */
export function organizerNote(organizer: Organizer | null, words: Dictionary) {
  if (!organizer) return '';
  const { privacyUrl } = organizer;
  return html`<p class="consent">${organizedBy(organizer, words)}${privacyUrl ? html` · ${link(privacyUrl, words.privacyPolicy)}` : ''}</p>`;
}
