/** How long two requests took that were sent one right after the other, one of each population. */
export interface Pair {
  /** Of those who have signed. */
  one: number;
  /** Of those who haven't. */
  other: number;
}

export interface Comparison {
  pairs: number;
  /** By how many standard deviations the ranks of the one lie above those of the other. */
  z: number;
  /** How often one of the one is slower than one of the other: 0.5 where it makes no difference. */
  superiority: number;
  /** By how much the one is slower, as a share of what the other takes. */
  shift: number;
  /** The standard error of that. */
  error: number;
  /** How long the other takes. */
  median: number;
}

/** Pairs so near to each other in time that the machine was hardly faster or slower meanwhile. */
const BLOCK = 10;

/**
 * Compares two populations by pairs whose order a coin decided.
 *
 * A rank-sum test within blocks of neighbours. Latencies begin at a sharp edge and have a long tail: a shift that moves nearly
 * every rank would drown in the differences of pairs, which is what a signed-rank test ranks. The blocks are for a machine that
 * grows slower meanwhile. Nothing is assumed of the noise: if it makes no difference whose a request is, the coin alone decides which of
 * a pair's two ranks counts for whom, so that their difference has either sign with equal probability, whatever came before.
 * By Hoeffding's inequality |z| > c then happens with a probability of at most 2·exp(−c²/2), however many pairs there are.
 */
export function compare(pairs: readonly Pair[]): Comparison {
  let sum = 0;
  let squares = 0;
  let wins = 0;
  let meetings = 0;
  const shifts: number[] = [];
  for (let start = 0; start < pairs.length; start += BLOCK) {
    const block = pairs.slice(start, start + BLOCK);
    const size = block.length;
    const ranks = ranksOf([...block.map(({ one }) => one), ...block.map(({ other }) => other)]);
    for (let index = 0; index < size; index++) {
      const difference = ranks[index]! - ranks[index + size]!;
      sum += difference;
      squares += difference ** 2;
      wins += ranks[index]!;
    }
    // Mann and Whitney's U: the ranks that the one would have among themselves say nothing.
    wins -= (size * (size + 1)) / 2;
    meetings += size ** 2;
    const differences = block.flatMap(({ one }) => block.map(({ other }) => one - other));
    shifts.push(medianOf(differences) / medianOf(block.map(({ other }) => other)));
  }
  const shift = medianOf(shifts);
  const spread = 1.4826 * medianOf(shifts.map((each) => Math.abs(each - shift)));
  return {
    pairs: pairs.length,
    z: squares === 0 ? 0 : sum / Math.sqrt(squares),
    superiority: wins / meetings,
    shift,
    // A median's is by so much larger than a mean's.
    error: (Math.sqrt(Math.PI / 2) * spread) / Math.sqrt(shifts.length),
    median: medianOf(pairs.map(({ other }) => other)),
  };
}

/** A z that chance gives a comparison once in 700 million looks, whatever the noise; with a normal one, in ten billion. */
const CERTAIN = 6.5;
/** How often to look, each time at twice as many pairs. */
const LOOKS = 4;

/**
 * Looks at ever more pairs until it is certain that the populations differ by more than is tolerated, or plain that they don't.
 *
 * A quiet machine is done after the first look, a noisy one is given more. Where even the last look leaves it open, they count as alike: what can't be
 * told apart so is no difference. All looks together say of two that are alike that they differ less than once in 100 million.
 *
 * @param measure gives so many fresh pairs
 * @param tolerated as a share of what the other takes
 */
export async function look(
  measure: (pairs: number) => Promise<Pair[]>,
  first: number,
  tolerated: number,
): Promise<Comparison & { differ: boolean }> {
  const pairs: Pair[] = [];
  for (let left = LOOKS; ; left--) {
    pairs.push(...(await measure(Math.max(first, pairs.length))));
    const comparison = compare(pairs);
    const { z, shift, error } = comparison;
    const differ = Math.abs(z) > CERTAIN && Math.sign(z) === Math.sign(shift) && Math.abs(shift) > tolerated;
    const alike = Math.abs(shift) + 2 * error < tolerated;
    if (differ || alike || left === 1) return { ...comparison, differ };
  }
}

/** From 1; those that are equal share the mean of theirs. */
export function ranksOf(values: readonly number[]): number[] {
  const order = [...values.keys()].sort((a, b) => values[a]! - values[b]!);
  const ranks = new Array<number>(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    for (const at of order.slice(start, end)) ranks[at] = (start + 1 + end) / 2;
    start = end;
  }
  return ranks;
}

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
}
