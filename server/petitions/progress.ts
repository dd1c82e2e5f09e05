import type { Dictionary } from '../i18n/dictionaries.ts';
import { type PublishedPetition, publishedCount } from './published-petitions.ts';

/** What a language is written as in numbers and names: as in French where Node knows nothing of it, like Haitian Creole, not as on this machine. */
export const numberLocales = (lang: string) => [lang, 'fr'];

/** How far a petition is, in numbers and as it is said: "8,889" and "of 9,000 signatures". */
export function describeProgress(petition: PublishedPetition, lang: string, words: Dictionary) {
  const { count, goal } = publishedCount(petition);
  const number = new Intl.NumberFormat(numberLocales(lang));
  const of = words.progress[new Intl.PluralRules(lang).select(goal)] ?? words.progress.other;
  return { count, goal, counted: number.format(count), ofGoal: of(number.format(goal)) };
}
