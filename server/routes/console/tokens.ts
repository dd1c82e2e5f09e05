import type { Handler } from 'hono';
import { type ListedToken, type NewToken, TokenRequest } from '../../../common/console-care.ts';
import { createApiToken, listApiTokens, revokeApiToken } from '../../accounts/api-tokens.ts';
import type { AppContext } from '../../context.ts';
import { HttpProblem } from '../../http/http-problem.ts';
import { UserError } from '../../lib/errors.ts';
import { requirePasskey } from './confirmation.ts';
import { type ConsoleEnv, notFound, requireOrganizer } from './guard.ts';
import { readBody } from './read-body.ts';
import type { SignInLimiter } from './sign-in-limiter.ts';

export function getTokens({ storage }: AppContext): Handler<ConsoleEnv> {
  return async function getTokens(c) {
    requireOrganizer(c);
    const tokens = await listApiTokens(storage.db);
    return c.json(tokens.map((token): ListedToken => ({ ...token, petition: token.petition?.slug ?? null })));
  };
}

/** Creates a token, which is stored nowhere. Takes a passkey: it outlives the session that creates it. */
export function postToken(context: AppContext, limiter: SignInLimiter): Handler<ConsoleEnv> {
  return async function postToken(c) {
    requireOrganizer(c);
    const { name, days, passkey, ...scope } = await readBody(c, TokenRequest);
    const account = c.get('account');
    await requirePasskey(context, limiter, c, passkey);
    const created: NewToken = await createApiToken(
      context.storage,
      {
        name,
        days,
        scope: scope.scope === 'counts' ? scope : { scope: scope.scope, slug: scope.petition },
      },
      account,
    ).catch((error: unknown) => {
      if (error instanceof UserError) throw new HttpProblem(409, error.message);
      throw error;
    });
    return c.json(created, 201);
  };
}

export function deleteToken({ storage }: AppContext): Handler<ConsoleEnv> {
  return async function deleteToken(c) {
    requireOrganizer(c);
    if (!(await revokeApiToken(storage, c.req.param('name')!, c.get('account').name))) throw notFound();
    return c.body(null, 204);
  };
}
