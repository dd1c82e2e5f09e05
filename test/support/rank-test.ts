/** How long two requests took that were sent one after the other, one of each population. */
export interface Pair {
  a: number;
  b: number;
}

export interface Comparison {
  pairs: number;
  /** By how many standard deviations the ranks of A are above those of B. */
  z: number;
  /** How often a request of A is slower than one of B. 0.5 if there is no difference. */
  superiority: number;
  /** How much slower A is, as a share of B's duration. */
  shift: number;
  /** Standard error of `shift`. */
  error: number;
  /** Median duration of B. */
  median: number;
}

/** Number of consecutive pairs within which the machine's speed hardly changes. */
const BLOCK_SIZE = 10;

/**
 * Compares two populations by pairs in random order.
 *
 * A rank-sum test within blocks of consecutive pairs. Latencies start at a sharp edge and have a long tail. A
 * shift that moves nearly every rank would be lost in the differences within pairs, which is what a signed-rank
 * test ranks. The blocks are for a machine whose speed changes.
 *
 * Assumes nothing about the noise: if the populations don't differ, only the coin that ordered a pair decides
 * which of its two ranks counts for A. So their difference is positive or negative with equal probability,
 * whatever happened before. By Hoeffding's inequality, |z| > c then has a probability of at most 2·exp(−c²/2),
 * for any number of pairs.
 */
export function compare(pairs: readonly Pair[]): Comparison {
  let sum = 0;
  let squares = 0;
  let wins = 0;
  let encounters = 0;
  const shifts: number[] = [];
  for (let start = 0; start < pairs.length; start += BLOCK_SIZE) {
    const block = pairs.slice(start, start + BLOCK_SIZE);
    const size = block.length;
    const ranks = ranksOf([...block.map(({ a }) => a), ...block.map(({ b }) => b)]);
    for (let index = 0; index < size; index++) {
      const difference = ranks[index]! - ranks[index + size]!;
      sum += difference;
      squares += difference ** 2;
      wins += ranks[index]!;
    }
    // Mann and Whitney's U: subtracts the ranks that A would have on its own.
    wins -= (size * (size + 1)) / 2;
    encounters += size ** 2;
    const differences = block.flatMap(({ a }) => block.map(({ b }) => a - b));
    shifts.push(medianOf(differences) / medianOf(block.map(({ b }) => b)));
  }
  const shift = medianOf(shifts);
  // 1.4826 turns a median absolute deviation into a standard deviation.
  const spread = 1.4826 * medianOf(shifts.map((value) => Math.abs(value - shift)));
  return {
    pairs: pairs.length,
    z: squares === 0 ? 0 : sum / Math.sqrt(squares),
    superiority: wins / encounters,
    shift,
    // The standard error of a median is larger than a mean's by this factor.
    error: (Math.sqrt(Math.PI / 2) * spread) / Math.sqrt(shifts.length),
    median: medianOf(pairs.map(({ b }) => b)),
  };
}

/** Chance exceeds this z once in 700 million rounds for any noise, and once in ten billion for normal noise. */
const MIN_CERTAIN_Z = 6.5;
/** Each round doubles the number of pairs. */
const MAX_ROUNDS = 5;

/**
 * - `different`: certainly by more than is tolerated
 * - `alike`: with 95 % confidence by less than is tolerated
 * - `inconclusive`: neither, after the last round
 */
type Verdict = 'different' | 'alike' | 'inconclusive';

/**
 * Compares more and more pairs, until it is certain that the populations differ by more than is tolerated, or
 * clear that they don't. Done after one round on a quiet machine; a noisy one gets more rounds, and may remain
 * inconclusive. Two populations that don't differ are found `different` less than once in 100 million runs.
 *
 * @param measure returns this many new pairs
 * @param firstRound number of pairs in the first round
 * @param tolerance as a share of B's duration
 */
export async function compareUntilCertain(
  measure: (pairs: number) => Promise<Pair[]>,
  firstRound: number,
  tolerance: number,
): Promise<Comparison & { verdict: Verdict }> {
  const pairs: Pair[] = [];
  for (let round = 1; ; round++) {
    pairs.push(...(await measure(Math.max(firstRound, pairs.length))));
    const comparison = compare(pairs);
    const { z, shift, error } = comparison;
    const isDifferent =
      Math.abs(z) > MIN_CERTAIN_Z && Math.sign(z) === Math.sign(shift) && Math.abs(shift) > tolerance;
    const isAlike = Math.abs(shift) + 2 * error < tolerance;
    if (isDifferent) return { ...comparison, verdict: 'different' };
    if (isAlike) return { ...comparison, verdict: 'alike' };
    if (round === MAX_ROUNDS) return { ...comparison, verdict: 'inconclusive' };
  }
}

/** Ranks from 1. Equal values share the mean of their ranks. */
export function ranksOf(values: readonly number[]): number[] {
  const order = [...values.keys()].sort((a, b) => values[a]! - values[b]!);
  const ranks = new Array<number>(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    for (const index of order.slice(start, end)) ranks[index] = (start + 1 + end) / 2;
    start = end;
  }
  return ranks;
}

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
}
