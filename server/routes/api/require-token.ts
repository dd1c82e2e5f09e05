import type { Context, MiddlewareHandler } from 'hono';
import { type ApiToken, acceptApiToken, TOKEN_PREFIX } from '../../accounts/api-tokens.ts';
import { TokenBuckets } from '../../bot-protection/token-buckets.ts';
import type { AppContext } from '../../context.ts';
import { clientAddressResolver } from '../../http/client-address.ts';
import { HttpProblem } from '../../http/http-problem.ts';
import { clientNetworks } from '../../lib/ip-address.ts';
import { SECOND_MS } from '../../lib/time.ts';

/** What a handler behind `requireToken` finds in its context. */
export interface TokenEnv {
  Variables: { token: ApiToken };
}

/** Guessing a token is hopeless. This keeps those who try from reading the database for each attempt. */
const FAILURES = { burst: 20, refillMs: 10 * SECOND_MS };

/** Limits requests with tokens that aren't valid, per client. In memory, and for a restart at most. */
export class TokenFailureLimiter {
  readonly #enabled: boolean;
  readonly #addressOf: (c: Context) => string;
  readonly #failures = new TokenBuckets(FAILURES);

  constructor({ config }: AppContext) {
    this.#enabled = config.limits;
    this.#addressOf = clientAddressResolver(config.trustProxy);
  }

  /** @throws HttpProblem 429 after too many failures, also for a valid token */
  check(c: Context): void {
    const waitMs = this.#enabled ? this.#failures.waitMs(this.#network(c), performance.now()) : 0;
    if (waitMs === 0) return;
    throw new HttpProblem(
      429,
      'Too many requests with a token that isn’t valid. Wait for the time in Retry-After, then send a valid one.',
      { headers: { 'Retry-After': String(Math.ceil(waitMs / SECOND_MS)) } },
    );
  }

  recordFailure(c: Context): void {
    this.#failures.take(this.#network(c), performance.now());
  }

  #network(c: Context): string {
    return clientNetworks(this.#addressOf(c))[0] ?? '';
  }
}

/**
 * Finds what a token may read.
 *
 * @param sent undefined if the request has none
 * @returns null if there is none, or it isn't valid
 * @throws HttpProblem 400 if it is in the address, 429 after too many that weren't valid
 */
export async function findToken(
  { storage }: AppContext,
  limiter: TokenFailureLimiter,
  c: Context,
  sent: string | undefined,
): Promise<ApiToken | null> {
  refuseTokenInUrl(c);
  limiter.check(c);
  if (sent === undefined) return null;
  const token = await acceptApiToken(storage, sent);
  if (!token) limiter.recordFailure(c);
  return token;
}

/**
 * Requires a valid token.
 *
 * @param readToken finds the token in a request; by default in `Authorization: Bearer`
 */
export function requireToken(
  context: AppContext,
  limiter: TokenFailureLimiter,
  readToken: (c: Context) => string | undefined = bearerToken,
): MiddlewareHandler<TokenEnv> {
  return async function requireToken(c, next) {
    const sent = readToken(c);
    const token = await findToken(context, limiter, c, sent);
    if (!token) {
      throw new HttpProblem(
        401,
        sent === undefined
          ? 'Send an API token in the header Authorization, as `Bearer TOKEN`. An organizer creates one in the console.'
          : 'The API token was revoked, has expired, or is incomplete. Create another one in the console.',
        { headers: { 'WWW-Authenticate': 'Bearer' } },
      );
    }
    c.set('token', token);
    await next();
    c.header('Cache-Control', 'no-store');
  };
}

/** @throws HttpProblem 403 */
export function requireCounts(token: ApiToken): void {
  if (token.scope === 'counts') return;
  throw new HttpProblem(
    403,
    'This token reads sealed files, not counts. Create one that reads counts in the console.',
  );
}

export const bearerToken = (c: Context): string | undefined =>
  /^Bearer +(\S+)$/i.exec(c.req.header('Authorization')?.trim() ?? '')?.[1];

/** @throws HttpProblem 400 */
function refuseTokenInUrl(c: Context): void {
  if (!new URL(c.req.url).search.includes(TOKEN_PREFIX)) return;
  throw new HttpProblem(
    400,
    'Never send a token in an address: logs and histories keep it. Revoke this token, create another one, and send that in the header Authorization.',
  );
}
