import type { Context, Handler } from 'hono';
import {
  ImportBatch,
  type ImportFields,
  ImportFinish,
  type ImportSettings,
  ImportStart,
  type ImportToken,
  MAX_BATCH_BYTES,
} from '../../../common/console-import.ts';
import { STORED_IF_ASKED } from '../../../common/import/columns.ts';
import { recordAudit } from '../../accounts/audit.ts';
import type { AppContext } from '../../context.ts';
import { HttpProblem } from '../../http/http-problem.ts';
import type { ImportScope } from '../../import/import-tokens.ts';
import { isTimeZone } from '../../lib/time.ts';
import type { PublishedPetition } from '../../petitions/read-petitions.ts';
import { invalidField, requirePasskey, requireSlug } from './confirmation.ts';
import { type ConsoleEnv, requireOrganizer } from './guard.ts';
import { findConsolePetition } from './petitions.ts';
import { readBody } from './read-body.ts';
import type { SignInLimiter } from './sign-in-limiter.ts';

/** Which fields the petition takes. */
export function getImportFields(context: AppContext): Handler<ConsoleEnv> {
  return function getImportFields(c) {
    requireOrganizer(c);
    const { fields } = findConsolePetition(context, c);
    const answer: ImportFields = { stored: STORED_IF_ASKED.filter((field) => fields[field] !== 'off') };
    return c.json(answer);
  };
}

/**
 * Starts an import that writes. Takes a passkey: with a stolen session alone, somebody could import one address and watch whether
 * the count goes up, or fill a petition with names.
 */
export function postImportStart(context: AppContext, limiter: SignInLimiter): Handler<ConsoleEnv> {
  return async function postImportStart(c) {
    requireOrganizer(c);
    const petition = findImportable(context, c);
    const { confirm, passkey, ...settings } = await readBody(c, ImportStart);
    requireTimeZone(settings);
    requireSlug(petition, confirm);
    await requirePasskey(context, limiter, c, passkey);
    await context.storage.write((transaction) =>
      recordAudit(transaction, {
        account: c.get('account').name,
        action: 'signatures.import',
        petition: petition.slug,
        detail: settings.source,
      }),
    );
    const answer: ImportToken = { token: context.importTokens.create(scopeOf(c, petition, settings)) };
    return c.json(answer);
  };
}

/** Checks the rows of a batch, and stores them if there is a token. */
export function postImportBatch(context: AppContext): Handler<ConsoleEnv> {
  return async function postImportBatch(c) {
    requireOrganizer(c);
    const petition = findImportable(context, c);
    const batch = await readBody(c, ImportBatch, MAX_BATCH_BYTES);
    requireTimeZone(batch);
    if (batch.rows.some((cells) => cells.length !== batch.columns.length)) {
      throw invalidField('rows', 'Each row needs a cell for each column.');
    }
    if (batch.token !== null) requireToken(context, c, petition, batch, batch.token);
    return c.json(await context.importBatches.run(petition, batch));
  };
}

export function postImportFinish(context: AppContext): Handler<ConsoleEnv> {
  return async function postImportFinish(c) {
    requireOrganizer(c);
    const petition = findImportable(context, c);
    const finish = await readBody(c, ImportFinish);
    requireToken(context, c, petition, finish, finish.token);
    await context.importBatches.finish(petition, finish);
    return c.body(null, 204);
  };
}

/** @throws HttpProblem 404, or 409 if it is closed */
function findImportable(context: AppContext, c: Context<ConsoleEnv>): PublishedPetition {
  const petition = findConsolePetition(context, c);
  if (petition.status !== 'closed') return petition;
  throw new HttpProblem(409, 'This petition is closed. Reopen it to import into it.');
}

/** @throws HttpProblem 422 */
function requireTimeZone({ timeZone }: ImportSettings): void {
  if (!isTimeZone(timeZone)) throw invalidField('timeZone', 'Use a name like America/New_York.');
}

/** @throws HttpProblem 403 */
function requireToken(
  { importTokens }: AppContext,
  c: Context<ConsoleEnv>,
  petition: PublishedPetition,
  settings: ImportSettings,
  token: string,
): void {
  if (importTokens.isValid(token, scopeOf(c, petition, settings))) return;
  throw new HttpProblem(403, 'The token is for another import, or has expired. Confirm the import again.');
}

const scopeOf = (
  c: Context<ConsoleEnv>,
  petition: PublishedPetition,
  settings: ImportSettings,
): ImportScope => ({
  accountId: c.get('account').id,
  petitionId: petition.id,
  settings,
});
