import { LANGUAGES, type Language, matchLanguage } from '../../common/languages.ts';
import { ar } from './locales/ar.ts';
import { de } from './locales/de.ts';
import { type Dictionary, en } from './locales/en.ts';
import { es } from './locales/es.ts';
import { fr } from './locales/fr.ts';
import { ht } from './locales/ht.ts';
import { pt } from './locales/pt.ts';
import { tl } from './locales/tl.ts';
import { vi } from './locales/vi.ts';
import { zh } from './locales/zh.ts';

export { type Dictionary, LANGUAGES };

const dictionaries: Readonly<Record<Language, Dictionary>> = { en, es, fr, pt, de, ar, zh, vi, tl, ht };

/**
 * The dictionary in the first of these languages that has one ("es-MX" gets "es"), otherwise the English one.
 *
 * @param tags BCP 47, untrusted, the most preferred first
 */
export function dictionaryFor(...tags: readonly (string | undefined)[]): {
  lang: Language;
  words: Dictionary;
} {
  for (const tag of tags) {
    const lang = tag && matchLanguage(tag);
    if (lang) return { lang, words: dictionaries[lang] };
  }
  return { lang: 'en', words: en };
}
