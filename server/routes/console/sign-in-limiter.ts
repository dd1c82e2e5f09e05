import type { Context } from 'hono';
import { TokenBuckets } from '../../bot-protection/token-buckets.ts';
import type { AppContext } from '../../context.ts';
import { clientAddressResolver } from '../../http/client-address.ts';
import { HttpProblem } from '../../http/http-problem.ts';
import { clientNetworks } from '../../lib/ip-address.ts';
import { SECOND_MS } from '../../lib/time.ts';

/** A team behind one address, each of whom mistypes a PIN a few times. */
const PER_CLIENT = { burst: 60, refillMs: 5 * SECOND_MS };
const PER_PASSKEY = { burst: 10, refillMs: 30 * SECOND_MS };

/** Limits attempts to sign in or to use an invitation, per client and per passkey. In memory, and for a restart at most. */
export class SignInLimiter {
  readonly #enabled: boolean;
  readonly #addressOf: (c: Context) => string;
  readonly #clients = new TokenBuckets(PER_CLIENT);
  readonly #passkeys = new TokenBuckets(PER_PASSKEY);

  constructor({ config }: AppContext) {
    this.#enabled = config.limits;
    this.#addressOf = clientAddressResolver(config.trustProxy);
  }

  /** @throws HttpProblem 429 */
  check(c: Context): void {
    const [network = ''] = clientNetworks(this.#addressOf(c));
    this.#take(this.#clients, network);
  }

  /** @throws HttpProblem 429 */
  checkPasskey(id: string): void {
    this.#take(this.#passkeys, id.slice(0, 200));
  }

  #take(buckets: TokenBuckets, key: string): void {
    const waitMs = this.#enabled ? buckets.take(key, performance.now()) : 0;
    if (waitMs === 0) return;
    throw new HttpProblem(429, 'Too many attempts. Wait for the time in Retry-After, then try again.', {
      headers: { 'Retry-After': String(Math.ceil(waitMs / SECOND_MS)) },
    });
  }
}
