/**
 * Locales for formatting names in a language. French stands in for languages that Node has no data for,
 * like Haitian Creole. Otherwise the locale of this machine would.
 */
export const nameLocales = (lang: string) => [lang, 'fr'];

/** Spanish as in the United States and Mexico, "1,234". Plain "es" is Spain's, "1234". The widget does the same. */
const numberLocale = (lang: string) => (lang === 'es' ? 'es-US' : lang);

/** One per language of a petition or dictionary. Creating them takes longer than the rest of a page. */
const formatters = new Map<string, Intl.NumberFormat>();

export function formatNumber(number: number, lang: string): string {
  let formatter = formatters.get(lang);
  if (!formatter) {
    formatter = new Intl.NumberFormat([numberLocale(lang), 'fr']);
    formatters.set(lang, formatter);
  }
  return formatter.format(number);
}
