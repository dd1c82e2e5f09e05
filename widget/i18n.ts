import { html, type TemplateResult } from 'lit';
import { type Language, matchLanguage, uiDirectionOf } from '../common/languages.ts';
import { type Dictionary, en } from './locales/en.ts';
import { es } from './locales/es.ts';
import { loadDictionary } from './script-origin.ts';

/** Everything that differs between languages. */
export interface Locale {
  lang: Language;
  dir: 'ltr' | 'rtl';
  strings: Dictionary;
  formatNumber(value: number): string;
  /** "of 9,000 signatures" */
  formatGoal(goal: number): string;
  /** "signatures" */
  formatUnit(count: number): string;
}

/** A language whose dictionary isn't part of the script. It is loaded when a widget needs it. */
export type LoadedLanguage = Exclude<Language, 'en' | 'es'>;

/** Loaded dictionaries, and those being loaded. */
const dictionaries: Partial<Record<Language, Dictionary | Promise<Dictionary>>> = { en, es };

export const ENGLISH = createLocale('en', en);

/**
 * Loads the locale for the first tag that one of our languages serves. English if there is none, or if its dictionary
 * can't be loaded.
 *
 * @param tags untrusted BCP 47 tags from the page or the browser, in order of preference
 */
export async function loadLocale(tags: readonly string[]): Promise<Locale> {
  const language = pickLanguage(tags);
  try {
    dictionaries[language] ??= loadDictionary(language as LoadedLanguage);
    return createLocale(language, await dictionaries[language]);
  } catch {
    // Lets the next widget try again.
    delete dictionaries[language];
    return ENGLISH;
  }
}

function pickLanguage(tags: readonly string[]): Language {
  const earlierTags: string[] = [];
  for (const tag of tags) {
    // Browsers insert the bare language after a regional tag: "zh-TW, zh, en". That "zh" wasn't chosen by the reader.
    const isInserted = earlierTags.some((earlier) => earlier.startsWith(`${tag}-`));
    const language = isInserted ? undefined : matchLanguage(tag);
    if (language) return language;
    earlierTags.push(tag);
  }
  return 'en';
}

function createLocale(lang: Language, strings: Dictionary): Locale {
  // Like the server's `formatNumber`: only Spanish differs between the United States and its "own" country, and browsers have no
  // number format for Haitian Creole.
  const { format } = new Intl.NumberFormat([`${lang}-US`, 'fr']);
  const plurals = new Intl.PluralRules(lang);
  // A dictionary from the browser's cache can be older than the script.
  const pluralOf = (forms: Dictionary['of'] | undefined, n: number) =>
    forms?.[plurals.select(n)] ?? forms?.other ?? '';
  return {
    lang,
    dir: uiDirectionOf(lang),
    strings,
    formatNumber: format,
    formatGoal: (goal) => pluralOf(strings.of, goal).replace('#', format(goal)),
    formatUnit: (count) => pluralOf(strings.signatures, count),
  };
}

/**
 * Puts a value into the `#` of a sentence. `<bdi>` isolates it, so that a name in another script doesn't reorder the
 * sentence.
 */
export function interpolate(sentence: string, value: string): TemplateResult {
  const [before, after] = sentence.split('#');
  return html`${before}<bdi>${value}</bdi>${after}`;
}
