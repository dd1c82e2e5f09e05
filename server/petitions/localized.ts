import { findLanguage } from '../i18n/find-language.ts';

/** One text for all languages, or one for each. */
export type Localized = string | Readonly<Record<string, string>>;

/** The text in one of the petition's languages, otherwise in its main language, otherwise in the first there is. */
export function localizedText(localized: Localized | null, lang: string, mainLang: string): string | null {
  if (localized === null || typeof localized === 'string') return localized;
  const offered = Object.keys(localized);
  const found = findLanguage(lang, offered) ?? findLanguage(mainLang, offered) ?? offered[0]!;
  return localized[found]!;
}
