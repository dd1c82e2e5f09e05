/**
 * Countries with their names in a language, in that language's order, both from the browser's own data; in French where
 * it has none, as in Haitian Creole.
 *
 * @param codes ISO 3166-1 alpha-2
 */
export function countriesIn(lang: string, codes: readonly string[]): { code: string; name: string }[] {
  const names = new Intl.DisplayNames([lang, 'fr'], { type: 'region' });
  return codes
    .map((code) => ({ code, name: names.of(code)! }))
    .sort((a, b) => a.name.localeCompare(b.name, lang));
}
