import type { Handler } from 'hono';
import { cleanInput } from '../../../common/clean-input.ts';
import {
  type AddressErased,
  AddressErasure,
  Purge,
  type PurgePreview,
  type PurgeResult,
} from '../../../common/console-care.ts';
import { recordAudit } from '../../accounts/audit.ts';
import type { AppContext } from '../../context.ts';
import { HttpProblem } from '../../http/http-problem.ts';
import { isValidDay } from '../../lib/time.ts';
import {
  countMatching,
  countSearched,
  describeFilter,
  type PurgeFilter,
  purgeMatching,
  readHoursOf,
} from '../../petitions/purge.ts';
import type { PublishedPetition } from '../../petitions/read-petitions.ts';
import { parseEmailAddress } from '../../signatures/email-address.ts';
import { eraseAddress } from '../../signatures/erase-address.ts';
import { invalidField, requirePasskey, requireSlug } from './confirmation.ts';
import { type ConsoleEnv, requireOrganizer } from './guard.ts';
import { findConsolePetition } from './petitions.ts';
import { readBody } from './read-body.ts';
import type { SignInLimiter } from './sign-in-limiter.ts';

/** With more rows, this would hold up people who sign. Commands run in a process of their own. */
export const MAX_ROWS = 200_000;

/** What a purge would remove. */
export function getPurgePreview(context: AppContext): Handler<ConsoleEnv> {
  return async function getPurgePreview(c) {
    requireOrganizer(c);
    const petition = findConsolePetition(context, c);
    const filter = toFilter(petition, c.req.query());
    await requireSearchable(context, petition);
    const preview: PurgePreview = {
      groups: (await countMatching(context.storage, filter))
        .filter(({ signatures }) => signatures > 0)
        .map(({ day, partner, signatures }) => ({ day, partner, signatures })),
      hours: await readHoursOf(context.storage, filter),
      erased: petition.erased,
    };
    return c.json(preview);
  };
}

/** Removes a robot's wave. Takes a passkey, because nothing brings the signatures back. */
export function postPurge(context: AppContext, limiter: SignInLimiter): Handler<ConsoleEnv> {
  const { storage } = context;
  return async function postPurge(c) {
    requireOrganizer(c);
    const petition = findConsolePetition(context, c);
    const { confirm, passkey, ...input } = await readBody(c, Purge);
    const filter = toFilter(petition, input);
    requireSlug(petition, confirm);
    await requireSearchable(context, petition);
    await requirePasskey(context, limiter, c, passkey);
    // Before anything is removed: each batch is a transaction of its own.
    await storage.write((transaction) =>
      recordAudit(transaction, {
        account: c.get('account').name,
        action: 'signatures.purge',
        petition: petition.slug,
        detail: describeFilter(filter),
      }),
    );
    const groups = await purgeMatching(storage, filter);
    const result: PurgeResult = {
      signatures: groups.reduce((sum, { signatures }) => sum + signatures, 0),
      requests: groups.reduce((sum, { requests }) => sum + requests, 0),
    };
    return c.json(result);
  };
}

/**
 * Erases an address under all petitions. Whoever may see counts and sealed files could learn from them whether the address had
 * signed, so this takes the identity: its owner can read the list anyway.
 */
export function postErasure(context: AppContext): Handler<ConsoleEnv> {
  return async function postErasure(c) {
    requireOrganizer(c);
    const petition = findConsolePetition(context, c);
    const { email, confirm, proof } = await readBody(c, AddressErasure);
    requireSlug(petition, confirm);
    const typed = cleanInput(email, 'email');
    if (!parseEmailAddress(typed)) throw invalidField('email', 'Enter a complete email address.');
    if (!(await context.identityProofs.verify(proof))) {
      throw new HttpProblem(
        403,
        'This takes the identity. Choose it again: the proof has expired, or is another server’s.',
      );
    }
    await context.storage.write((transaction) =>
      recordAudit(transaction, { account: c.get('account').name, action: 'address.erase' }),
    );
    return c.json((await eraseAddress(context, typed)) satisfies AddressErased);
  };
}

/** @throws HttpProblem 422 */
function toFilter(
  { id, partners }: PublishedPetition,
  { since = '', until = '', partner }: Partial<Record<'since' | 'until' | 'partner', string | undefined>>,
): PurgeFilter {
  if (!isValidDay(since)) throw invalidField('since', '`since` must be a day that exists, like 2027-05-31.');
  if (!isValidDay(until)) throw invalidField('until', '`until` must be a day that exists, like 2027-05-31.');
  if (until < since) throw invalidField('until', '`until` is before `since`.');
  if (partner && !Object.hasOwn(partners, partner)) {
    throw invalidField('partner', 'The petition has no such partner.');
  }
  return { petitionId: id, since, until, partner: partner === '' ? null : partner };
}

/** @throws HttpProblem 409 */
async function requireSearchable({ storage }: AppContext, { id, slug }: PublishedPetition): Promise<void> {
  if ((await countSearched(storage, id)) <= MAX_ROWS) return;
  throw new HttpProblem(
    409,
    `This petition is too large to be searched here. Run on the server: petitions purge ${slug} --since DAY --until DAY --dry-run`,
  );
}
