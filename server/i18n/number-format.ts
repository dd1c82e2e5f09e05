/**
 * Locales for formatting numbers and names in a language. French stands in for languages that Node has no data for,
 * like Haitian Creole. Otherwise the locale of this machine would.
 */
export const numberLocales = (lang: string) => [lang, 'fr'];
