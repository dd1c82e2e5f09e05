export interface Country {
  code: string;
  name: string;
}

/**
 * Countries with their names in a language, in that language's order. Both come from the browser. It has no names in some
 * languages, like Haitian Creole; those get French ones.
 *
 * @param codes ISO 3166-1 alpha-2
 */
export function listCountries(lang: string, codes: readonly string[]): Country[] {
  const names = new Intl.DisplayNames([lang, 'fr'], { type: 'region' });
  return codes
    .map((code) => ({ code, name: names.of(code)! }))
    .sort((a, b) => a.name.localeCompare(b.name, lang));
}
