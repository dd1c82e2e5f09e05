import { hash, randomBytes } from 'node:crypto';
import { TokenBuckets } from '../bot-protection/token-buckets.ts';
import { HOUR_MS, MINUTE_MS } from '../lib/time.ts';
import { mailboxOf } from '../signatures/mailbox.ts';

/** Emails to one mailbox about all petitions together. Someone who signs several petitions in a row gets them soon. */
const SHORT_TERM = { burst: 4, refillMs: 10 * MINUTE_MS };
const LONG_TERM = { burst: 12, refillMs: 2 * HOUR_MS };
/** A petition that hasn't asked for this long has no email waiting anymore. Waiting emails ask every ten minutes. */
const QUEUE_TIMEOUT_MS = 30 * MINUTE_MS;
/** How many mailboxes may have a queue before those that nobody asked for are dropped. */
const MAX_QUEUES = 10_000;

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
  /** By mailbox: the petitions with an email that waits, in the order in which they have their turn, and when they asked last. */
  readonly #queues = new Map<string, Map<number, number>>();

  /** @param now milliseconds from a monotonic clock */
  constructor(enabled: boolean, now = () => performance.now()) {
    this.#enabled = enabled;
    this.#now = now;
  }

  /**
   * Counts an email, unless it exceeds the limit. Petitions take turns: someone who keeps requesting emails about others
   * delays the owner's, but doesn't keep it from being sent.
   *
   * @returns whether it may be sent now. If not, ask again before the petition loses its turn
   */
  take(address: string, petitionId: number): boolean {
    if (!this.#enabled) return true;
    const { name, isTagged } = mailboxOf(address);
    // Anyone can make up tags. Together they have a limit of their own, so that they don't delay emails to the plain
    // address, which most people enter.
    const key = hash('sha256', `${this.#salt} ${isTagged ? 'tagged' : 'plain'} ${name}`, 'base64url');
    const now = this.#now();
    const queue = this.#queueOf(key, now);
    const [next = petitionId] = queue.keys();
    const isAllowed =
      next === petitionId && this.#shortTerm.take(key, now) === 0 && this.#longTerm.take(key, now) === 0;
    if (isAllowed) queue.delete(petitionId);
    // Keeps its place, if it has one.
    else queue.set(petitionId, now);
    if (queue.size > 0) this.#queues.set(key, queue);
    else this.#queues.delete(key);
    return isAllowed;
  }

  #queueOf(key: string, now: number): Map<number, number> {
    const isOver = (askedAt: number) => askedAt < now - QUEUE_TIMEOUT_MS;
    if (this.#queues.size > MAX_QUEUES) {
      for (const [other, queue] of this.#queues) {
        if ([...queue.values()].every(isOver)) this.#queues.delete(other);
      }
    }
    const waiting = [...(this.#queues.get(key) ?? [])].filter(([, askedAt]) => !isOver(askedAt));
    return new Map(waiting);
  }
}
