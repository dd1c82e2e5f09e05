import type { Dictionary } from '../i18n/dictionaries.ts';
import { numberLocales } from '../i18n/number-format.ts';
import { type PublishedPetition, publishedCount } from './published-petitions.ts';

/** A petition's count and goal as numbers and as text: "8,889" and "of 9,000 signatures". */
export function describeProgress(petition: PublishedPetition, lang: string, words: Dictionary) {
  const { count, goal } = publishedCount(petition);
  const number = new Intl.NumberFormat(numberLocales(lang));
  const ofGoal = words.progress[new Intl.PluralRules(lang).select(goal)] ?? words.progress.other;
  return { count, goal, counted: number.format(count), ofGoal: ofGoal(number.format(goal)) };
}
