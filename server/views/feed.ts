import { html } from 'hono/html';
import type { Organizer } from '../../common/contract.ts';
import { dictionaryFor } from '../i18n/dictionaries.ts';
import { selectText } from '../petitions/published-petitions.ts';
import type { PublishedPetition } from '../petitions/read-petitions.ts';
import { summarize } from './text.ts';
import { pageUrl } from './urls.ts';

interface FeedState {
  petitions: readonly PublishedPetition[];
  languages: readonly string[];
  publicUrl: string;
  organizer: Pick<Organizer, 'name'> | null;
}

/** Feed readers ask again and again, and remember what they have read. */
const MAX_ITEMS = 100;

/** RSS 2.0, the newest petitions first. Characters that XML doesn't allow can't get into a petition. */
export function feed({ petitions, languages, publicUrl, organizer }: FeedState) {
  const { lang, words } = dictionaryFor(...languages);
  const self = `${publicUrl}/feed.xml?lang=${lang}`;
  const items = petitions
    .slice(-MAX_ITEMS)
    .reverse()
    .map((petition) => {
      const text = selectText(petition, languages);
      const url = pageUrl(publicUrl, petition, { text });
      return html`<item>
<title>${text.title}</title>
<link>${url}</link>
<guid isPermaLink="false">${`${publicUrl}/petitions/${petition.id}`}</guid>
${petition.createdOn === null ? '' : html`<pubDate>${new Date(petition.createdOn).toUTCString()}</pubDate>\n`}<description>${summarize(text.text, 400)}</description>
</item>
`;
    });
  return html`<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
<title>${organizer ? `${words.petitions} – ${organizer.name}` : words.petitions}</title>
<link>${`${publicUrl}/?lang=${lang}`}</link>
<atom:link href="${self}" rel="self" type="application/rss+xml"/>
<description>${words.petitions}</description>
<language>${lang}</language>
${items}</channel>
</rss>
`;
}
