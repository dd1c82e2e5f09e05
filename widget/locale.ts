import type { TemplateResult } from 'lit/html.js';
import { fill } from './elements.ts';
import { wordsBeside } from './home.ts';
import { en, type Words } from './locales/en.ts';
import { es } from './locales/es.ts';
import { fr } from './locales/fr.ts';
import { pt } from './locales/pt.ts';

/** What a language brings: words, numbers, plurals. */
export interface Locale {
  /** BCP 47 tag. */
  lang: string;
  dir: 'ltr' | 'rtl';
  words: Words;
  number(value: number): string;
  /** "of 9,000 signatures", for the goal. */
  ofGoal(goal: number): TemplateResult;
}

/** Those that are here, and those that are on their way. */
const dictionaries: Record<string, Words | Promise<Words>> = { en, es, fr, pt };

/** Those that come when they are wanted. */
const BESIDE = /^(ar|de|ht|tl|vi|zh)$/;

export const ENGLISH = localeOf('en', en);

/**
 * The locale nearest to a wanted tag, which is anything that a page or a browser says; English where there is none, or
 * it can't be had.
 */
export async function localeFor(wanted: string): Promise<Locale> {
  const base = wanted.toLowerCase().split(/[-_]/)[0]!.replace('fil', 'tl');
  if (BESIDE.test(base)) {
    dictionaries[base] ??= wordsBeside(base);
  } else if (!Object.hasOwn(dictionaries, base)) return ENGLISH;
  try {
    return localeOf(base, await dictionaries[base]!);
  } catch {
    // The next widget may have more luck.
    delete dictionaries[base];
    return ENGLISH;
  }
}

function localeOf(lang: string, words: Words): Locale {
  const { format } = new Intl.NumberFormat([lang, 'fr']);
  const plurals = new Intl.PluralRules(lang);
  return {
    lang,
    dir: lang === 'ar' ? 'rtl' : 'ltr',
    words,
    number: format,
    ofGoal: (goal) => fill((words.of[plurals.select(goal)] ?? words.of.other)!, format(goal)),
  };
}

/** Whether a locale is of the language that an element asks for; one that asks for none takes any. */
export const speaks = ({ lang }: Locale, wanted: string) => !wanted || RegExp(`^${lang}`, 'i').test(wanted);

/** The language around an element, through shadow roots; where the page says none, the browser's. */
export function nearestLang(element: Element): string {
  for (let node: Element | undefined = element; node; ) {
    const holder: Element | null = node.closest('[lang]');
    if (holder) return holder.getAttribute('lang') || navigator.language;
    node = (node.getRootNode() as Partial<ShadowRoot>).host;
  }
  return navigator.language;
}

/** What a language calls itself: "español". */
export function languageName(lang: string): string {
  return new Intl.DisplayNames(lang, { type: 'language' }).of(lang)!;
}
