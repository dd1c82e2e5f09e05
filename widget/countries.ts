/** Regions that have a name and no code in ISO 3166-1, but for Kosovo (XK), which people do choose. */
const NO_COUNTRY = /AC|C[PQ]|DG|E[AUZ]|IC|QO|TA|UN|X[AB]|ZZ/;

/** Every country with its name in a language, in that language's order: all from the browser's own data. */
export function countriesIn(lang: string): { code: string; name: string }[] {
  const names = new Intl.DisplayNames(lang, { type: 'region', fallback: 'none' });
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  return letters
    .flatMap((first) => letters.map((second) => first + second))
    .map((code) => ({ code, name: names.of(code)! }))
    .filter(({ code, name }) => name && !NO_COUNTRY.test(code) && isCurrent(code))
    .sort((a, b) => a.name.localeCompare(b.name, lang));
}

/** A code that was given up (DD, SU) is an alias for another. */
function isCurrent(code: string): boolean {
  return new Intl.Locale(`und-${code}`).region === code;
}
