/** How much may be taken. */
export interface BucketOptions {
  /** How many at once. */
  burst: number;
  /** How many ms it takes until there is one more. */
  refillMs: number;
}

/** How many are kept in mind. An attacker with more addresses than that meets the petition's own budget. */
const MAX_KEYS = 100_000;

/**
 * A token bucket for each key, in a bounded amount of memory.
 *
 * What is kept of a bucket is the one moment at which it will be full again: taking moves it further away, and
 * a bucket that is full needs no keeping.
 */
export class TokenBuckets {
  readonly #allowance: BucketOptions;
  readonly #mostKeys: number;
  /** Two generations: forgetting the older one costs nothing, forgetting the oldest key of one map much. */
  #recent = new Map<string, number>();
  #older = new Map<string, number>();

  constructor(allowance: BucketOptions, mostKeys = MAX_KEYS) {
    this.#allowance = allowance;
    this.#mostKeys = mostKeys;
  }

  /**
   * Takes one.
   *
   * @param now in ms, from a clock that doesn't go back
   * @returns 0, or where there was none left, in how many ms there will be one
   */
  take(key: string, now: number): number {
    const { burst, refillMs } = this.#allowance;
    const fullAt = Math.max(this.#recent.get(key) ?? this.#older.get(key) ?? 0, now);
    const wait = Math.max(0, fullAt + refillMs - now - burst * refillMs);
    if (this.#recent.size >= this.#mostKeys / 2) {
      this.#older = this.#recent;
      this.#recent = new Map();
    }
    this.#recent.set(key, wait > 0 ? fullAt : fullAt + refillMs);
    return wait;
  }

  /** How many are kept in mind, at most. */
  get size(): number {
    return this.#recent.size + this.#older.size;
  }

  clear(): void {
    this.#recent.clear();
    this.#older.clear();
  }
}
