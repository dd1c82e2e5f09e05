export interface BucketOptions {
  /** Size of a bucket: how many tokens can be taken at once. */
  burst: number;
  /** Time until a token is added. */
  refillMs: number;
}

/** An attacker with more IP addresses than this meets the petition's own limit. */
const MAX_KEYS = 100_000;

/**
 * One token bucket per key, in bounded memory.
 *
 * A bucket is stored as the time when it will be full again. Taking a token moves that time further away, and a full
 * bucket needs no storage.
 */
export class TokenBuckets {
  readonly #options: BucketOptions;
  readonly #maxKeys: number;
  /** Two generations: dropping the older one is free, while evicting the oldest key of a single map is slow. */
  #recent = new Map<string, number>();
  #older = new Map<string, number>();

  constructor(options: BucketOptions, maxKeys = MAX_KEYS) {
    this.#options = options;
    this.#maxKeys = maxKeys;
  }

  /**
   * Takes a token.
   *
   * @param now milliseconds from a monotonic clock
   * @returns 0, or if the bucket is empty, milliseconds until it has a token
   */
  take(key: string, now: number): number {
    const { refillMs } = this.#options;
    const fullAt = this.#fullAt(key, now);
    const waitMs = this.waitMs(key, now);
    if (this.#recent.size >= this.#maxKeys / 2) {
      this.#older = this.#recent;
      this.#recent = new Map();
    }
    this.#recent.set(key, waitMs > 0 ? fullAt : fullAt + refillMs);
    return waitMs;
  }

  /** The same without taking a token. */
  waitMs(key: string, now: number): number {
    const { burst, refillMs } = this.#options;
    return Math.max(0, this.#fullAt(key, now) + refillMs - now - burst * refillMs);
  }

  #fullAt(key: string, now: number): number {
    return Math.max(this.#recent.get(key) ?? this.#older.get(key) ?? 0, now);
  }

  /** Upper bound of the number of stored buckets. */
  get size(): number {
    return this.#recent.size + this.#older.size;
  }

  clear(): void {
    this.#recent.clear();
    this.#older.clear();
  }
}
