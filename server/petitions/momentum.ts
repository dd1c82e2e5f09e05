import type { Dictionary } from '../i18n/dictionaries.ts';
import { formatNumber } from '../i18n/number-format.ts';
import type { PublishedPetition } from './read-petitions.ts';

/** Fewer are not mentioned: they would discourage, and nearly name a person. */
const MIN_SHOWN = 10;

/**
 * Rounds down a day's signatures to one digit below a hundred, and to two from there on, so that single signatures can't
 * be read off. 0 if there are too few to mention.
 */
export function roundDown(signatures: number): number {
  if (signatures < MIN_SHOWN) return 0;
  const digits = signatures < 100 ? 1 : 2;
  const unit = 10 ** (String(signatures).length - digits);
  return Math.floor(signatures / unit) * unit;
}

/** "At least 30 people signed today". Null unless there are enough. */
export function describeMomentum(
  { status, signedToday }: Pick<PublishedPetition, 'status' | 'signedToday'>,
  lang: string,
  words: Dictionary,
): string | null {
  if (status !== 'open' || signedToday === 0) return null;
  return words.signedToday(formatNumber(signedToday, lang));
}
