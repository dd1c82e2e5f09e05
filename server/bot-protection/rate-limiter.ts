import { hash, randomBytes } from 'node:crypto';
import { clientNetworks } from '../lib/ip-address.ts';
import { DAY_MS, HOUR_MS, SECOND_MS } from '../lib/time.ts';
import { type BucketOptions, TokenBuckets } from './token-buckets.ts';

/** An allowance for each network that a client belongs to, in the order of `clientNetworks`. */
type NetworkLimits = readonly BucketOptions[];

interface RateLimits {
  /** Per network, without proof: enough for two schools behind one address. */
  client: NetworkLimits;
  /** Per network, with or without proof. Further requests have to wait, and are not read. */
  flood: NetworkLimits;
  /** Per network, without proof although one is required: a page without scripts can't send any. */
  noScript: NetworkLimits;
  /** Per petition, from all clients together, without proof. Beyond it, a proof is required; no one is rejected. */
  petition: BucketOptions;
  /** Per petition, from all clients together, without proof although one is required. Further requests have to wait. */
  noScriptPetition: BucketOptions;
}

/**
 * The first of each is for an IPv4 address or an IPv6 network of 64 bits, the others for the networks of 56, 48, and 32
 * bits around it. Whoever rents one of those chooses freely among the smaller ones, so an address gets less of each wider
 * one. The widest is an internet provider, with many households.
 */
const RATE_LIMITS: RateLimits = {
  client: [
    { burst: 400, refillMs: HOUR_MS / 400 },
    { burst: 600, refillMs: HOUR_MS / 600 },
    { burst: 1_000, refillMs: HOUR_MS / 1_800 },
    { burst: 2_000, refillMs: SECOND_MS / 10 },
  ],
  flood: [
    { burst: 1_000, refillMs: SECOND_MS },
    { burst: 1_500, refillMs: SECOND_MS / 2 },
    { burst: 2_000, refillMs: SECOND_MS / 4 },
    { burst: 6_000, refillMs: SECOND_MS / 40 },
  ],
  noScript: [
    { burst: 20, refillMs: 30 * SECOND_MS },
    { burst: 30, refillMs: 20 * SECOND_MS },
    { burst: 60, refillMs: 10 * SECOND_MS },
    { burst: 200, refillMs: SECOND_MS },
  ],
  petition: { burst: 3_000, refillMs: SECOND_MS / 50 },
  noScriptPetition: { burst: 300, refillMs: SECOND_MS / 10 },
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
  readonly #client: TokenBuckets[];
  readonly #flood: TokenBuckets[];
  readonly #noScript: TokenBuckets[];
  readonly #petition: TokenBuckets;
  readonly #noScriptPetition: TokenBuckets;
  #salt = '';
  #saltExpiresAt = Number.NEGATIVE_INFINITY;

  /** @param now milliseconds from a monotonic clock */
  constructor(enabled: boolean, now = () => performance.now(), limits = RATE_LIMITS) {
    this.enabled = enabled;
    this.#now = now;
    const perNetwork = (options: NetworkLimits) => options.map((option) => new TokenBuckets(option));
    this.#client = perNetwork(limits.client);
    this.#flood = perNetwork(limits.flood);
    this.#noScript = perNetwork(limits.noScript);
    this.#petition = new TokenBuckets(limits.petition);
    this.#noScriptPetition = new TokenBuckets(limits.noScriptPetition);
  }

  /** Checks a request to sign before its body is read. */
  check(clientAddress: string, petitionId: number): RateLimitResult {
    if (!this.enabled) return ALLOWED;
    const now = this.#now();
    const keys = this.#keysOf(clientAddress, petitionId, now);
    const waitMs = takeAll(this.#flood, keys, now);
    if (waitMs > 0) return { waitMs, proofRequired: true };
    // The client's buckets first: one client alone must not use up the petition's for everyone.
    const proofRequired =
      takeAll(this.#client, keys, now) > 0 || this.#petition.take(String(petitionId), now) > 0;
    return proofRequired ? { waitMs, proofRequired } : ALLOWED;
  }

  /** Takes a token to sign without a proof although one is required. @returns milliseconds to wait, 0 for none */
  signWithoutProof(clientAddress: string, petitionId: number): number {
    const now = this.#now();
    const waitMs = takeAll(this.#noScript, this.#keysOf(clientAddress, petitionId, now), now);
    return waitMs > 0 ? waitMs : this.#noScriptPetition.take(String(petitionId), now);
  }

  /** One for each of the client's networks. */
  #keysOf(clientAddress: string, petitionId: number, now: number): string[] {
    if (now >= this.#saltExpiresAt) {
      this.#salt = randomBytes(32).toString('hex');
      this.#saltExpiresAt = now + DAY_MS;
      // Their keys were made with the old salt.
      for (const buckets of [...this.#client, ...this.#flood, ...this.#noScript]) buckets.clear();
    }
    return clientNetworks(clientAddress).map((network) =>
      hash('sha256', `${this.#salt} ${petitionId} ${network}`, 'base64url'),
    );
  }
}

/**
 * Takes a token for each of the client's networks, the narrowest first: a client that has used up a narrow one's must not use up
 * those that the wider network's other households need.
 *
 * @returns milliseconds to wait, 0 for none
 */
function takeAll(buckets: readonly TokenBuckets[], keys: readonly string[], now: number): number {
  for (const [index, key] of keys.entries()) {
    const waitMs = buckets[index]!.take(key, now);
    if (waitMs > 0) return waitMs;
  }
  return 0;
}
