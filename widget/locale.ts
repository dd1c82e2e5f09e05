import type { TemplateResult } from 'lit/html.js';
import { fill } from './elements.ts';
import { en, type Words } from './locales/en.ts';
import { es } from './locales/es.ts';

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

const dictionaries: Record<string, Words> = { en, es };

/** The dictionary nearest to a wanted tag, which is anything that a page or a browser says; else English. */
export function localeFor(wanted: string): Locale {
  const base = wanted.toLowerCase().split(/[-_]/)[0]!;
  const lang = Object.hasOwn(dictionaries, base) ? base : 'en';
  const words = dictionaries[lang]!;
  const { format } = new Intl.NumberFormat(lang);
  const plurals = new Intl.PluralRules(lang);
  return {
    lang,
    dir: /^(ar|fa|he|ur)$/.test(lang) ? 'rtl' : 'ltr',
    words,
    number: format,
    ofGoal: (goal) => fill((words.of[plurals.select(goal)] ?? words.of.other)!, format(goal)),
  };
}

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
