import { hash, randomBytes } from 'node:crypto';
import { clientNetwork } from '../http/client-address.ts';
import { type BucketOptions, TokenBuckets } from './token-buckets.ts';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;

export interface RateLimits {
  /** What one client may send without proof: a school of 300 behind one address, and the one next door. */
  client: BucketOptions;
  /** What one client may send at all. Whoever sends more is told to wait before their request is read. */
  flood: BucketOptions;
  /** What one client may sign without proof where one is asked for: a page without scripts can't give any. */
  scriptless: BucketOptions;
  /** What may be signed under one petition without proof, by everybody together. Never refuses anybody. */
  petition: BucketOptions;
}

const RATE_LIMITS: RateLimits = {
  client: { burst: 400, refillMs: HOUR / 400 },
  flood: { burst: 1_000, refillMs: SECOND },
  scriptless: { burst: 20, refillMs: 30 * SECOND },
  petition: { burst: 3_000, refillMs: SECOND / 50 },
};

export interface RateLimitResult {
  /** In ms; 0 where the request may be read. */
  waitMs: number;
  /** Whether the signature needs a proof of work. */
  proofRequired: boolean;
}

const ALLOWED: RateLimitResult = { waitMs: 0, proofRequired: false };

/**
 * What a client, and everybody together, may sign under one petition. A budget is taken from by every
 * request that is looked at, whosever address is in it and whatever becomes of it: it tells nothing about who
 * has signed.
 *
 * Clients are known by a hash alone, under a salt that is never stored, and is another one each day.
 */
export class RateLimiter {
  /** False lets everything pass, for a load test. */
  readonly enabled: boolean;
  readonly #now: () => number;
  readonly #budgets: Record<keyof RateLimits, TokenBuckets>;
  #salt = '';
  #saltEnds = Number.NEGATIVE_INFINITY;

  /** @param now in ms, from a clock that doesn't go back */
  constructor(on: boolean, now = () => performance.now(), allowances = RATE_LIMITS) {
    this.enabled = on;
    this.#now = now;
    const { client, flood, scriptless, petition } = allowances;
    this.#budgets = {
      client: new TokenBuckets(client),
      flood: new TokenBuckets(flood),
      scriptless: new TokenBuckets(scriptless),
      petition: new TokenBuckets(petition),
    };
  }

  /** Looks at a request to sign, before it is read. */
  check(address: string, petitionId: number): RateLimitResult {
    if (!this.enabled) return ALLOWED;
    const now = this.#now();
    const { client, flood, petition } = this.#budgets;
    const key = this.#keyOf(address, petitionId, now);
    const waitMs = flood.take(key, now);
    if (waitMs > 0) return { waitMs, proofRequired: true };
    // In this order, so that one client alone can't strain the petition for everybody.
    const proofRequired = client.take(key, now) > 0 || petition.take(String(petitionId), now) > 0;
    return proofRequired ? { waitMs, proofRequired } : ALLOWED;
  }

  /** Lets somebody sign who can't prove any work. @returns ms to wait; 0 lets them */
  signWithoutProof(address: string, petitionId: number): number {
    const now = this.#now();
    return this.#budgets.scriptless.take(this.#keyOf(address, petitionId, now), now);
  }

  #keyOf(address: string, petitionId: number, now: number): string {
    if (now >= this.#saltEnds) {
      this.#salt = randomBytes(32).toString('hex');
      this.#saltEnds = now + DAY;
      // Nobody can be found in them any more.
      for (const budget of [this.#budgets.client, this.#budgets.flood, this.#budgets.scriptless]) {
        budget.clear();
      }
    }
    return hash('sha256', `${this.#salt} ${petitionId} ${clientNetwork(address)}`, 'base64url');
  }
}
