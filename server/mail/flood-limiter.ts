import { hash, randomBytes } from 'node:crypto';
import { TokenBuckets } from '../bot-protection/token-buckets.ts';
import { HOUR_MS, MINUTE_MS } from '../lib/time.ts';
import { mailboxOf } from '../signatures/mailbox.ts';

/** Emails to one mailbox about all petitions together. Someone who signs several petitions in a row gets them soon. */
const SHORT_TERM = { burst: 4, refillMs: 10 * MINUTE_MS };
const LONG_TERM = { burst: 12, refillMs: 2 * HOUR_MS };

/**
 * Limits how many emails a mailbox gets across petitions and tags (`name+tag@`), at any domain.
 *
 * In memory, under a hash whose salt is never stored: the database must not show which requests, for different petitions,
 * are from the same person.
 */
export class FloodLimiter {
  readonly #enabled: boolean;
  readonly #now: () => number;
  readonly #salt = randomBytes(32).toString('hex');
  readonly #shortTerm = new TokenBuckets(SHORT_TERM);
  readonly #longTerm = new TokenBuckets(LONG_TERM);

  /** @param now milliseconds from a monotonic clock */
  constructor(enabled: boolean, now = () => performance.now()) {
    this.#enabled = enabled;
    this.#now = now;
  }

  /** Counts an email, unless it exceeds the limit. @returns whether it may be sent now */
  take(address: string): boolean {
    if (!this.#enabled) return true;
    const { name, isTagged } = mailboxOf(address);
    // Anyone can make up tags. Together they have a limit of their own, so that they don't delay emails to the plain
    // address, which most people enter.
    const key = hash('sha256', `${this.#salt} ${isTagged ? 'tagged' : 'plain'} ${name}`, 'base64url');
    const now = this.#now();
    return this.#shortTerm.take(key, now) === 0 && this.#longTerm.take(key, now) === 0;
  }
}
