import { en, type Words } from './en.ts';
import { es } from './es.ts';

export type { Words };

const dictionaries: Record<string, Words> = { en, es };

/** The languages that the server's own sentences come in. A petition's texts may be in any. */
export const LANGUAGES: readonly string[] = Object.keys(dictionaries);

/** The dictionary nearest to a wanted language tag ("es-MX" finds "es"), else the English one. */
export function wordsIn(wanted: string | undefined): { lang: string; words: Words } {
  const base = wanted?.split('-', 1)[0]?.toLowerCase() ?? '';
  const lang = Object.hasOwn(dictionaries, base) ? base : 'en';
  return { lang, words: dictionaries[lang]! };
}
