import type { Words } from '../locales/index.ts';
import { type PublishedPetition, publishedCount } from '../petitions/catalogue.ts';

/** How far a petition is, in numbers and as it is said: "8,889" and "of 9,000 signatures". */
export function progressOf(petition: PublishedPetition, lang: string, words: Words) {
  const { count, goal } = publishedCount(petition);
  const number = new Intl.NumberFormat(lang);
  const of = words.progress[new Intl.PluralRules(lang).select(goal)] ?? words.progress.other;
  return { count, goal, counted: number.format(count), ofGoal: of(number.format(goal)) };
}
