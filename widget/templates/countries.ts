export interface Country {
  code: string;
  name: string;
}

/** Sorted lists, by language and codes. */
const lists: Record<string, Country[]> = {};

/**
 * Countries with their names in a language, in that language's order. Both come from the browser. It has no names in some
 * languages, like Haitian Creole; those get French ones. Memoized: every render needs the list, and sorting it is slow.
 *
 * @param codes ISO 3166-1 alpha-2
 */
export function listCountries(lang: string, codes: readonly string[]): Country[] {
  const key = `${lang} ${codes}`;
  lists[key] ??= sortedCountries(lang, codes);
  return lists[key];
}

function sortedCountries(lang: string, codes: readonly string[]): Country[] {
  const names = new Intl.DisplayNames([lang, 'fr'], { type: 'region' });
  return codes
    .map((code) => ({ code, name: names.of(code)! }))
    .sort((a, b) => a.name.localeCompare(b.name, lang));
}
