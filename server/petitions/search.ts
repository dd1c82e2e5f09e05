import { nameLocales } from '../i18n/number-format.ts';
import type { PublishedPetition } from './read-petitions.ts';

/** Longer queries are cut: nobody types them, and each character costs time. */
const MAX_QUERY_LENGTH = 100;

/** What decides whether a petition is found. */
interface Search {
  /** Words, all of which must occur. */
  query: string;
  tag: string;
}

/** The open petitions that match, in their order. An empty search matches all. */
export function searchPetitions(
  petitions: readonly PublishedPetition[],
  { query, tag }: Search,
): PublishedPetition[] {
  const words = normalize(query.slice(0, MAX_QUERY_LENGTH)).split(/\s+/).filter(Boolean);
  return petitions.filter((petition) => {
    if (petition.status !== 'open' || (tag && !petition.tags.includes(tag))) return false;
    return words.length === 0 || words.every((word) => searchableText(petition).includes(word));
  });
}

/** The tags of open petitions, the most frequent first. */
export function tagsOf(petitions: readonly PublishedPetition[]): string[] {
  const counts = new Map<string, number>();
  for (const { status, tags } of petitions) {
    if (status === 'open') for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a, m], [b, n]) => n - m || a.localeCompare(b, nameLocales('en')))
    .map(([tag]) => tag);
}

const searchable = new WeakMap<PublishedPetition, string>();

/** Everything that is written about a petition, in all its languages. */
function searchableText(petition: PublishedPetition): string {
  let text = searchable.get(petition);
  if (text === undefined) {
    const { creator, organizer, tags, texts } = petition;
    const parts = texts.flatMap(({ title, text, target }) => [title, text, target ?? '']);
    text = normalize([creator, organizer?.name ?? '', ...tags, ...parts].join('\n'));
    searchable.set(petition, text);
  }
  return text;
}

/** People search without accents and capitals. */
function normalize(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
