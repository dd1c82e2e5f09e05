import type { Context, Handler } from 'hono';
import type * as v from 'valibot';
import {
  Invitation,
  type InvitationLink,
  NewAccount,
  NewPasskey,
  type OwnAccount,
  SignIn,
} from '../../../common/console.ts';
import {
  type Account,
  findInvited,
  invitationUrl,
  invite,
  listAccounts,
  removeAccount,
} from '../../accounts/accounts.ts';
import { readAudit, recordAudit } from '../../accounts/audit.ts';
import { listPasskeys, removePasskey } from '../../accounts/passkeys.ts';
import { endSession, listSessions, revokeSession, startSession } from '../../accounts/sessions.ts';
import type { AppContext } from '../../context.ts';
import { HttpProblem } from '../../http/http-problem.ts';
import { UserError } from '../../lib/errors.ts';
import { utcDay } from '../../lib/time.ts';
import { partnerName } from '../../petitions/published-petitions.ts';
import { type ConsoleEnv, notFound, requireOrganizer } from './guard.ts';
import { readBody } from './read-body.ts';
import { deleteSessionCookie, describeBrowser, setSessionCookie } from './session-cookie.ts';
import type { SignInLimiter } from './sign-in-limiter.ts';

type Response = Parameters<AppContext['passkeys']['register']>[1];
type Assertion = Parameters<AppContext['passkeys']['signIn']>[0];

const AUDIT_PAGE_SIZE = 100;

const invalidInvitation = () =>
  new HttpProblem(
    403,
    'This invitation was used, has expired, or was replaced by a newer one. Ask who invited you for another.',
  );

const passkeyRefused = () =>
  new HttpProblem(
    403,
    'The passkey was not accepted. Try again; if it was removed from your account, ask an organizer for an invitation.',
  );

/** Who is invited, and what the browser needs to create a passkey. */
export function postInvitation(
  { storage, passkeys, petitions }: AppContext,
  limiter: SignInLimiter,
): Handler {
  return async function postInvitation(c) {
    limiter.check(c);
    const { token } = await readBody(c, Invitation);
    const account = await findInvited(storage.db, token);
    if (!account) throw invalidInvitation();
    return c.json({
      ...describeAccount(account),
      ...namesOf(account, petitions),
      options: await passkeys.registrationOptions(account),
    });
  };
}

/** Registers the first passkey, with the token of an invitation, and signs in. */
export function postInvitationPasskey(context: AppContext, limiter: SignInLimiter): Handler {
  const { storage, passkeys } = context;
  return async function postInvitationPasskey(c) {
    limiter.check(c);
    const { token, response, label } = await readBody(c, NewPasskey);
    const account = token === undefined ? null : await findInvited(storage.db, token);
    if (!account) throw invalidInvitation();
    const isRegistered = await passkeys.register(account, response as unknown as Response, {
      label: label || defaultLabel(c),
      invitation: token!,
    });
    if (!isRegistered) throw passkeyRefused();
    return signIn(c, context, account);
  };
}

export function postSignInOptions({ passkeys }: AppContext, limiter: SignInLimiter): Handler {
  return async function postSignInOptions(c) {
    limiter.check(c);
    return c.json(await passkeys.signInOptions());
  };
}

export function postSignIn(context: AppContext, limiter: SignInLimiter): Handler {
  return async function postSignIn(c) {
    limiter.check(c);
    const { response } = await readBody(c, SignIn);
    limiter.checkPasskey(response.id);
    const account = await context.passkeys.signIn(response as unknown as Assertion);
    if (!account) throw passkeyRefused();
    return signIn(c, context, account);
  };
}

export function postSignOut({ storage, config }: AppContext): Handler<ConsoleEnv> {
  return async function postSignOut(c) {
    await storage.write(async (transaction) => {
      await endSession(transaction, c.get('sessionToken'));
      await recordAudit(transaction, { account: c.get('account').name, action: 'session.end' });
    });
    deleteSessionCookie(c, config.publicUrl);
    return c.body(null, 204);
  };
}

export function getSession(): Handler<ConsoleEnv> {
  return function getSession(c) {
    return c.json(describeAccount(c.get('account')));
  };
}

/** Passkeys and sessions of the account that asks. */
export function getOwnAccount({ storage }: AppContext): Handler<ConsoleEnv> {
  return async function getOwnAccount(c) {
    const { id } = c.get('account');
    const own: OwnAccount = {
      passkeys: await listPasskeys(storage.db, id),
      sessions: await listSessions(storage.db, id, c.get('sessionToken')),
    };
    return c.json(own);
  };
}

export function deleteSession({ storage }: AppContext): Handler<ConsoleEnv> {
  return async function deleteSession(c) {
    const { id, name } = c.get('account');
    const wasOpen = await storage.write(async (transaction) => {
      const wasOpen = await revokeSession(transaction, id, c.req.param('id')!);
      if (wasOpen) await recordAudit(transaction, { account: name, action: 'session.end' });
      return wasOpen;
    });
    if (!wasOpen) throw notFound();
    return c.body(null, 204);
  };
}

export function postPasskeyOptions({ passkeys }: AppContext): Handler<ConsoleEnv> {
  return async function postPasskeyOptions(c) {
    return c.json(await passkeys.registrationOptions(c.get('account')));
  };
}

export function postPasskey({ passkeys }: AppContext): Handler<ConsoleEnv> {
  return async function postPasskey(c) {
    const { response, label } = await readBody(c, NewPasskey);
    const isRegistered = await passkeys.register(c.get('account'), response as unknown as Response, {
      label: label || defaultLabel(c),
    });
    if (!isRegistered) throw passkeyRefused();
    return c.body(null, 204);
  };
}

export function deletePasskey({ storage }: AppContext): Handler<ConsoleEnv> {
  return async function deletePasskey(c) {
    const result = await removePasskey(storage, c.get('account'), c.req.param('id')!);
    if (result === 'unknown') throw notFound();
    if (result === 'last') {
      throw new HttpProblem(
        409,
        'This is your only passkey. Add another one first, or you couldn’t sign in.',
      );
    }
    return c.body(null, 204);
  };
}

export function getAccounts({ storage }: AppContext): Handler<ConsoleEnv> {
  return async function getAccounts(c) {
    requireOrganizer(c);
    const accounts = await listAccounts(storage.db);
    return c.json(
      accounts.map((account) => ({
        ...describeAccount(account),
        createdOn: account.createdOn,
        passkeys: account.passkeys,
        invitedUntil: account.invitedUntil,
      })),
    );
  };
}

export function postAccount({ storage, config }: AppContext): Handler<ConsoleEnv> {
  return async function postAccount(c) {
    requireOrganizer(c);
    const input = await readBody(c, NewAccount);
    const { token, expiresAt } = await invite(
      storage,
      input.name,
      toRole(input),
      c.get('account').name,
    ).catch((error: unknown) => {
      if (error instanceof UserError) throw new HttpProblem(409, error.message);
      throw error;
    });
    const link: InvitationLink = { url: invitationUrl(config.publicUrl, token), expiresAt };
    return c.json(link, 201);
  };
}

export function deleteAccount({ storage }: AppContext): Handler<ConsoleEnv> {
  return async function deleteAccount(c) {
    requireOrganizer(c);
    const { name: own } = c.get('account');
    const name = c.req.param('name')!;
    if (name === own) {
      throw new HttpProblem(
        409,
        'You can’t remove your own account. Another organizer can, or `petitions accounts`.',
      );
    }
    if (!(await removeAccount(storage, name, own))) throw notFound();
    return c.body(null, 204);
  };
}

/** The latest changes, newest first. `before` is the ID of the last entry of the page before. */
export function getAudit({ storage }: AppContext): Handler<ConsoleEnv> {
  return async function getAudit(c) {
    requireOrganizer(c);
    return c.json(await readAudit(storage.db, { limit: AUDIT_PAGE_SIZE, before: c.req.query('before') }));
  };
}

async function signIn(c: Context, { storage, config }: AppContext, account: Account) {
  const token = await storage.write(async (transaction) => {
    await recordAudit(transaction, { account: account.name, action: 'session.start' });
    return startSession(transaction, account.id, describeBrowser(c.req.header('User-Agent') ?? ''));
  });
  setSessionCookie(c, config.publicUrl, token);
  return c.json(describeAccount(account));
}

const describeAccount = ({ name, role, petition, partner }: Account) => ({
  name,
  role,
  petition: petition?.slug ?? null,
  partner,
});

/** What a partner's petition and code are called. */
function namesOf({ petition: place, partner }: Account, petitions: AppContext['petitions']) {
  if (!place || partner === null) return {};
  const petition = petitions.get(place.slug) ?? petitions.draft(place.slug);
  return {
    petition: petition ? petition.texts[0]!.title : place.slug,
    partner: (petition && partnerName(petition, partner)) ?? partner,
  };
}

const toRole = (input: v.InferOutput<typeof NewAccount>) =>
  input.role === 'organizer'
    ? { role: input.role }
    : { role: input.role, slug: input.petition, partner: input.partner };

const defaultLabel = (c: Context) => `${describeBrowser(c.req.header('User-Agent') ?? '')}, ${utcDay()}`;
