/** What a request must prove before something that can't be undone. */
import type { Context } from 'hono';
import * as v from 'valibot';
import { PasskeyResponse } from '../../../common/console-care.ts';
import { PASSKEY_HEADER } from '../../../common/recipients.ts';
import type { AppContext } from '../../context.ts';
import { HttpProblem } from '../../http/http-problem.ts';
import type { ConsoleEnv } from './guard.ts';
import type { SignInLimiter } from './sign-in-limiter.ts';

type Assertion = Parameters<AppContext['passkeys']['signIn']>[0];

/** @throws HttpProblem 422 */
export function requireSlug({ slug }: { slug: string }, typed: string): void {
  if (typed.trim() !== slug) throw invalidField('confirm', 'Type the petition’s slug to confirm.');
}

/** @throws HttpProblem 403 unless the account of the session answers with a passkey of its own */
export async function requirePasskey(
  { passkeys }: AppContext,
  limiter: SignInLimiter,
  c: Context<ConsoleEnv>,
  response: { id: string },
): Promise<void> {
  limiter.checkPasskey(response.id);
  const account = await passkeys.signIn(response as unknown as Assertion);
  if (account?.id === c.get('account').id) return;
  throw new HttpProblem(403, 'The passkey was not accepted. Use one of the account that is signed in.');
}

/**
 * Whether a request whose body is something else comes with a passkey of its account.
 *
 * @throws HttpProblem 400 or 403 if it comes with anything else
 */
export async function hasPasskey(
  context: AppContext,
  limiter: SignInLimiter,
  c: Context<ConsoleEnv>,
): Promise<boolean> {
  const header = c.req.header(PASSKEY_HEADER);
  if (header === undefined) return false;
  await requirePasskey(context, limiter, c, parsePasskey(header));
  return true;
}

function parsePasskey(header: string): { id: string } {
  try {
    return v.parse(PasskeyResponse, JSON.parse(header));
  } catch {
    throw new HttpProblem(400, `${PASSKEY_HEADER} must be the answer to \`/sign-in/options\`, as JSON.`);
  }
}

export const invalidField = (field: string, detail: string) =>
  new HttpProblem(422, detail, { errors: [{ field, code: 'invalid' }] });
