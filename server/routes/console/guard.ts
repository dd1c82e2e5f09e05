import type { Context, MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';
import type { Account } from '../../accounts/accounts.ts';
import { findSession } from '../../accounts/sessions.ts';
import type { AppContext } from '../../context.ts';
import { HttpProblem } from '../../http/http-problem.ts';
import { sessionCookieName } from './session-cookie.ts';

/** What a handler of the console finds in its context. */
export interface ConsoleEnv {
  Variables: { account: Account; sessionToken: string };
}

/** Refuses requests that another site makes a browser send. The cookie is `SameSite=Strict`, and this doesn't rely on it. */
export function requireSameOrigin({ config }: AppContext): MiddlewareHandler {
  const { origin } = new URL(config.publicUrl);
  return async function requireSameOrigin(c, next) {
    const site = c.req.header('Sec-Fetch-Site');
    const isRead = c.req.method === 'GET' || c.req.method === 'HEAD';
    // Old browsers say nothing, and an address that somebody typed or a bookmark comes from `none`.
    const isSame = isRead
      ? site === undefined || site === 'same-origin' || site === 'none'
      : site === undefined
        ? c.req.header('Origin') === origin
        : site === 'same-origin';
    if (!isSame) throw new HttpProblem(403, 'This request came from another site. Open the console itself.');
    return next();
  };
}

/** Finds the account of the session, or responds with 401. */
export function requireSession({ storage, config }: AppContext): MiddlewareHandler<ConsoleEnv> {
  const cookieName = sessionCookieName(config.publicUrl);
  return async function requireSession(c, next) {
    const token = getCookie(c, cookieName);
    const account = token === undefined ? null : await findSession(storage, token);
    if (!account)
      throw new HttpProblem(401, 'You are not signed in, or your session has ended. Sign in again.');
    c.set('account', account);
    c.set('sessionToken', token!);
    return next();
  };
}

/** @throws HttpProblem 404, as for what doesn't exist: a partner must not learn what others may see */
export function requireOrganizer(c: Context<ConsoleEnv>): void {
  if (c.get('account').role !== 'organizer') throw notFound();
}

export const notFound = () =>
  new HttpProblem(404, 'Not found. It may have been removed, or isn’t yours to see.');
