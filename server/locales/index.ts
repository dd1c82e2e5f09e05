import { ar } from './ar.ts';
import { de } from './de.ts';
import { en, type Words } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import { ht } from './ht.ts';
import { pt } from './pt.ts';
import { tl } from './tl.ts';
import { vi } from './vi.ts';
import { zh } from './zh.ts';

export type { Words };

const dictionaries: Record<string, Words> = { en, es, fr, pt, de, ar, zh, vi, tl, ht };

/** The languages that the server's own sentences come in. A petition's texts may be in any. */
export const LANGUAGES: readonly string[] = Object.keys(dictionaries);

/** The dictionary nearest to a wanted language tag ("es-MX" finds "es"), else the English one. */
export function wordsIn(wanted: string | undefined): { lang: string; words: Words } {
  const tag = wanted?.split('-', 1)[0]?.toLowerCase() ?? '';
  // Browsers say "fil" for what most others call "tl".
  const base = tag === 'fil' ? 'tl' : tag;
  const lang = Object.hasOwn(dictionaries, base) ? base : 'en';
  return { lang, words: dictionaries[lang]! };
}
