/** How much may be taken. */
export interface Allowance {
  /** How many at once. */
  burst: number;
  /** How many ms it takes until there is one more. */
  refillMs: number;
}

/** How many are kept in mind. An attacker with more addresses than that meets the petition's own budget. */
const MOST_KEYS = 100_000;

/**
 * A token bucket for each key, in a bounded amount of memory.
 *
 * What is kept of a bucket is the one moment at which it will be full again: taking moves it further away, and
 * a bucket that is full needs no keeping.
 */
export class Budget {
  readonly #allowance: Allowance;
  readonly #mostKeys: number;
  /** In the order in which they were last asked for. */
  readonly #fullAt = new Map<string, number>();

  constructor(allowance: Allowance, mostKeys = MOST_KEYS) {
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
    const fullAt = Math.max(this.#fullAt.get(key) ?? 0, now);
    const wait = Math.max(0, fullAt + refillMs - now - burst * refillMs);
    this.#fullAt.delete(key);
    this.#fullAt.set(key, wait > 0 ? fullAt : fullAt + refillMs);
    if (this.#fullAt.size > this.#mostKeys) this.#forgetOldest();
    return wait;
  }

  /** How many are kept in mind. */
  get size(): number {
    return this.#fullAt.size;
  }

  clear(): void {
    this.#fullAt.clear();
  }

  #forgetOldest(): void {
    for (const key of this.#fullAt.keys()) {
      this.#fullAt.delete(key);
      return;
    }
  }
}
