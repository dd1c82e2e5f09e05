import type { Dictionary } from '../i18n/dictionaries.ts';
import { formatNumber } from '../i18n/number-format.ts';
import { publishedCount } from './published-petitions.ts';
import type { PublishedPetition } from './read-petitions.ts';

/**
 * A petition's count and goal as numbers and as text: "8,889" and "of 9,000 signatures". A closed petition has no goal,
 * unless its organizer set one that it didn't reach: the others only lead to the next signature.
 */
export function describeProgress(petition: PublishedPetition, lang: string, words: Dictionary) {
  const { count, goal } = publishedCount(petition);
  const plural = new Intl.PluralRules(lang);
  const counted = formatNumber(count, lang);
  if (petition.status === 'closed' && goal !== petition.ownGoal) {
    return {
      count,
      goal: null,
      counted,
      ofGoal: words.signatures[plural.select(count)] ?? words.signatures.other,
    };
  }
  const ofGoal = words.progress[plural.select(goal)] ?? words.progress.other;
  return { count, goal, counted, ofGoal: ofGoal(formatNumber(goal, lang)) };
}
