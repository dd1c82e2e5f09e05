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

export type { Dictionary };

const dictionaries: Record<string, Dictionary> = { en, es, fr, pt, de, ar, zh, vi, tl, ht };

/** The languages that the server's own sentences come in. A petition's texts may be in any. */
export const LANGUAGES: readonly string[] = Object.keys(dictionaries);

/** The dictionary nearest to a wanted language tag ("es-MX" finds "es"), else the English one. */
export function dictionaryFor(wanted: string | undefined): { lang: string; words: Dictionary } {
  const tag = wanted?.split('-', 1)[0]?.toLowerCase() ?? '';
  // Browsers say "fil" for what most others call "tl".
  const base = tag === 'fil' ? 'tl' : tag;
  const lang = Object.hasOwn(dictionaries, base) ? base : 'en';
  return { lang, words: dictionaries[lang]! };
}
