import { hash, randomBytes } from 'node:crypto';
import { clientNetwork } from '../lib/ip-address.ts';
import { DAY_MS, HOUR_MS, SECOND_MS } from '../lib/time.ts';
import { type BucketOptions, TokenBuckets } from './token-buckets.ts';

interface RateLimits {
  /** Per client, without proof: enough for two schools behind one address. */
  client: BucketOptions;
  /** Per client, with or without proof. Further requests have to wait, and are not read. */
  flood: BucketOptions;
  /** Per client, without proof although one is required: a page without scripts can't send any. */
  noScript: BucketOptions;
  /** Per petition, from all clients together, without proof. Beyond it, a proof is required; no one is rejected. */
  petition: BucketOptions;
}

const RATE_LIMITS: RateLimits = {
  client: { burst: 400, refillMs: HOUR_MS / 400 },
  flood: { burst: 1_000, refillMs: SECOND_MS },
  noScript: { burst: 20, refillMs: 30 * SECOND_MS },
  petition: { burst: 3_000, refillMs: SECOND_MS / 50 },
};

interface RateLimitResult {
  /** 0 if the request may be read. */
  waitMs: number;
  /** Whether the signature needs a proof of work. */
  proofRequired: boolean;
}

const ALLOWED: RateLimitResult = { waitMs: 0, proofRequired: false };

/**
 * Limits how fast clients sign a petition, alone and together. Every request that is checked takes a token, whatever
 * email address it contains and whether or not it succeeds, so the limits don't show who has signed.
 *
 * Clients are known only by a hash, under a salt that is never stored and changes every day.
 */
export class RateLimiter {
  /** False allows everything, for load tests. */
  readonly enabled: boolean;
  readonly #now: () => number;
  readonly #buckets: Record<keyof RateLimits, TokenBuckets>;
  #salt = '';
  #saltExpiresAt = Number.NEGATIVE_INFINITY;

  /** @param now milliseconds from a monotonic clock */
  constructor(enabled: boolean, now = () => performance.now(), limits = RATE_LIMITS) {
    this.enabled = enabled;
    this.#now = now;
    this.#buckets = {
      client: new TokenBuckets(limits.client),
      flood: new TokenBuckets(limits.flood),
      noScript: new TokenBuckets(limits.noScript),
      petition: new TokenBuckets(limits.petition),
    };
  }

  /** Checks a request to sign before its body is read. */
  check(clientAddress: string, petitionId: number): RateLimitResult {
    if (!this.enabled) return ALLOWED;
    const now = this.#now();
    const { client, flood, petition } = this.#buckets;
    const key = this.#keyOf(clientAddress, petitionId, now);
    const waitMs = flood.take(key, now);
    if (waitMs > 0) return { waitMs, proofRequired: true };
    // The client's bucket first: one client alone must not use up the petition's for everyone.
    const proofRequired = client.take(key, now) > 0 || petition.take(String(petitionId), now) > 0;
    return proofRequired ? { waitMs, proofRequired } : ALLOWED;
  }

  /** Takes a token to sign without a proof although one is required. @returns milliseconds to wait, 0 for none */
  signWithoutProof(clientAddress: string, petitionId: number): number {
    const now = this.#now();
    return this.#buckets.noScript.take(this.#keyOf(clientAddress, petitionId, now), now);
  }

  #keyOf(clientAddress: string, petitionId: number, now: number): string {
    if (now >= this.#saltExpiresAt) {
      this.#salt = randomBytes(32).toString('hex');
      this.#saltExpiresAt = now + DAY_MS;
      // Their keys were made with the old salt.
      const { client, flood, noScript } = this.#buckets;
      for (const buckets of [client, flood, noScript]) buckets.clear();
    }
    return hash('sha256', `${this.#salt} ${petitionId} ${clientNetwork(clientAddress)}`, 'base64url');
  }
}
