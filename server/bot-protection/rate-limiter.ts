import { hash, randomBytes } from 'node:crypto';
import { household } from '../http/client-address.ts';
import { type Allowance, Budget } from './token-buckets.ts';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;

export interface Allowances {
  /** What one client may send without proof: a school of 300 behind one address, and the one next door. */
  client: Allowance;
  /** What one client may send at all. Whoever sends more is told to wait before their request is read. */
  flood: Allowance;
  /** What one client may sign without proof where one is asked for: a page without scripts can't give any. */
  scriptless: Allowance;
  /** What may be signed under one petition without proof, by everybody together. Never refuses anybody. */
  petition: Allowance;
}

const ALLOWANCES: Allowances = {
  client: { burst: 400, refillMs: HOUR / 400 },
  flood: { burst: 1_000, refillMs: SECOND },
  scriptless: { burst: 20, refillMs: 30 * SECOND },
  petition: { burst: 3_000, refillMs: SECOND / 50 },
};

export interface Verdict {
  /** In ms; 0 where the request may be read. */
  wait: number;
  /** Whether the signature needs a proof of work. */
  strained: boolean;
}

const FREE: Verdict = { wait: 0, strained: false };

/**
 * What a client, and everybody together, may sign under one petition. A budget is taken from by every
 * request that is looked at, whosever address is in it and whatever becomes of it: it tells nothing about who
 * has signed.
 *
 * Clients are known by a hash alone, under a salt that is never stored, and is another one each day.
 */
export class Limits {
  /** False lets everything pass, for a load test. */
  readonly on: boolean;
  readonly #now: () => number;
  readonly #budgets: Record<keyof Allowances, Budget>;
  #salt = '';
  #saltEnds = Number.NEGATIVE_INFINITY;

  /** @param now in ms, from a clock that doesn't go back */
  constructor(on: boolean, now = () => performance.now(), allowances = ALLOWANCES) {
    this.on = on;
    this.#now = now;
    const { client, flood, scriptless, petition } = allowances;
    this.#budgets = {
      client: new Budget(client),
      flood: new Budget(flood),
      scriptless: new Budget(scriptless),
      petition: new Budget(petition),
    };
  }

  /** Looks at a request to sign, before it is read. */
  look(address: string, petitionId: number): Verdict {
    if (!this.on) return FREE;
    const now = this.#now();
    const { client, flood, petition } = this.#budgets;
    const key = this.#keyOf(address, petitionId, now);
    const wait = flood.take(key, now);
    if (wait > 0) return { wait, strained: true };
    // In this order, so that one client alone can't strain the petition for everybody.
    const strained = client.take(key, now) > 0 || petition.take(String(petitionId), now) > 0;
    return strained ? { wait, strained } : FREE;
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
    return hash('sha256', `${this.#salt} ${petitionId} ${household(address)}`, 'base64url');
  }
}
