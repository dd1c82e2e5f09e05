import type { Dictionary } from '../i18n/dictionaries.ts';
import { formatNumber } from '../i18n/number-format.ts';
import { DAY_MS, dayIn } from '../lib/time.ts';
import type { PublishedPetition } from './read-petitions.ts';

/** A closing day further away is no reason to hurry. */
const MAX_DAYS_SHOWN = 14;

/**
 * How many days are left to sign, the last one included, in the petition's time zone. Null unless it closes within two weeks.
 *
 * @param now milliseconds since 1970
 */
export function daysLeft(
  { status, closesOn }: Pick<PublishedPetition, 'status' | 'closesOn'>,
  now: number,
): number | null {
  if (status === 'closed' || closesOn === null) return null;
  const days = (Date.parse(closesOn.day) - Date.parse(dayIn(closesOn.timeZone, now))) / DAY_MS + 1;
  return days >= 1 && days <= MAX_DAYS_SHOWN ? days : null;
}

/** "5 days left to sign". Null unless the petition closes within two weeks. */
export function describeDeadline(
  petition: PublishedPetition,
  lang: string,
  words: Dictionary,
  now = Date.now(),
): string | null {
  const days = daysLeft(petition, now);
  if (days === null) return null;
  if (days === 1) return words.lastDay;
  const sentence = words.daysLeft[new Intl.PluralRules(lang).select(days)] ?? words.daysLeft.other;
  return sentence(formatNumber(days, lang));
}
