import { createHash, randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import { UserError } from '../lib/errors.ts';
import { HOUR_MS, utcDay } from '../lib/time.ts';
import type { PetitionStorage } from '../storage/open.ts';
import type { AccountRow, Database } from '../storage/schema.ts';
import { API_TOKEN, COMMAND_LINE, recordAudit, SERVER } from './audit.ts';

/** How long an invitation is valid. */
export const INVITATION_HOURS = 24;
const TOKEN_BYTES = 32;
const MAX_NAME_LENGTH = 80;

/** Who may use the console, and what for. A partner sees one petition's numbers through its own code. */
export type Role = { role: 'organizer' } | { role: 'partner'; slug: string; partner: string };

/** An account with what it needs to be shown. */
export interface Account {
  id: string;
  name: string;
  role: 'organizer' | 'partner';
  /** A partner's petition and code. Null for organizers. */
  petition: { id: number; slug: string } | null;
  partner: string | null;
}

export interface ListedAccount extends Account {
  createdOn: string;
  passkeys: number;
  /** ISO 8601 in UTC. Null without an invitation that is still valid. */
  invitedUntil: string | null;
}

/** Only this is stored of a token. */
export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest();

export const createToken = (): string => randomBytes(TOKEN_BYTES).toString('base64url');

/**
 * Creates an invitation to register a passkey: for a new account, or for one that has lost its passkeys. Earlier
 * invitations of the account end.
 *
 * @param by name of the account that invites, for the audit log
 * @returns the token for the link, which is not stored
 * @throws UserError if the name is taken by an account with another role, or the partner doesn't exist
 */
export async function invite(
  storage: PetitionStorage,
  name: string,
  role: Role,
  by: string,
  now = Date.now(),
): Promise<{ token: string; isNew: boolean; account: Account; expiresAt: string }> {
  const trimmed = parseName(name);
  const token = createToken();
  return storage.write(async (transaction) => {
    if ([COMMAND_LINE, API_TOKEN, SERVER].includes(trimmed.toLowerCase())) {
      throw new UserError(`"${trimmed}" is what the history calls a program. Choose another name.`);
    }
    const wanted = await placeOf(transaction, role);
    const existing = await selectAccounts(transaction).where('account.name', '=', trimmed).executeTakeFirst();
    if (existing && !isSamePlace(existing, wanted)) {
      throw new UserError(
        `"${trimmed}" is ${describePlace(existing)} already. Choose another name, or remove that account first.`,
      );
    }
    const id = existing?.id ?? randomBytes(16).toString('hex');
    if (!existing) {
      await transaction
        .insertInto('account')
        .values({ id, name: trimmed, ...wanted, created_on: utcDay(now) })
        .execute();
    }
    await transaction.deleteFrom('invitation').where('account_id', '=', id).execute();
    const expires_at = new Date(now + INVITATION_HOURS * HOUR_MS).toISOString();
    await transaction
      .insertInto('invitation')
      .values({ hash: hashToken(token), account_id: id, expires_at })
      .execute();
    const account = await selectAccounts(transaction).where('account.id', '=', id).executeTakeFirstOrThrow();
    await recordAudit(
      transaction,
      { account: by, action: 'account.invite', petition: account.slug, detail: trimmed },
      now,
    );
    return { token, isNew: !existing, account: toAccount(account), expiresAt: expires_at };
  });
}

/**
 * Reads the name of an account or of an API token.
 *
 * @throws UserError
 */
export function parseName(name: string): string {
  const trimmed = name.trim().normalize('NFC');
  if (trimmed === '' || trimmed.length > MAX_NAME_LENGTH || /[\p{Cc}\p{Cf}]/u.test(trimmed)) {
    throw new UserError(`A name has 1 to ${MAX_NAME_LENGTH} letters, on one line.`);
  }
  return trimmed;
}

/** The token is in the fragment, which browsers don't send: no log of a server or proxy has it. */
export const invitationUrl = (publicUrl: string, token: string): string =>
  `${publicUrl}/console/#invitation=${token}`;

/** The account that a link invites. Null if the link was used, has expired, was replaced by another, or was made up. */
export async function findInvited(
  db: Kysely<Database>,
  token: string,
  now = Date.now(),
): Promise<Account | null> {
  const row = await selectAccounts(db)
    .innerJoin('invitation', 'invitation.account_id', 'account.id')
    .where('invitation.hash', '=', hashToken(token))
    .where('invitation.expires_at', '>', new Date(now).toISOString())
    .executeTakeFirst();
  return row ? toAccount(row) : null;
}

/** Whether there is any account. Without one, there is no console. */
export async function hasAccounts(db: Kysely<Database>): Promise<boolean> {
  return (await db.selectFrom('account').select('id').limit(1).executeTakeFirst()) !== undefined;
}

export async function listAccounts(db: Kysely<Database>, now = Date.now()): Promise<ListedAccount[]> {
  const rows = await selectAccounts(db)
    .select(({ selectFrom }) => [
      'account.created_on',
      selectFrom('passkey')
        .whereRef('passkey.account_id', '=', 'account.id')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .as('passkeys'),
      selectFrom('invitation')
        .whereRef('invitation.account_id', '=', 'account.id')
        .where('invitation.expires_at', '>', new Date(now).toISOString())
        .select(({ fn }) => fn.max<string>('invitation.expires_at').as('until'))
        .as('invitedUntil'),
    ])
    .orderBy('account.name')
    .execute();
  return rows.map((row) => ({
    ...toAccount(row),
    createdOn: row.created_on,
    passkeys: Number(row.passkeys),
    invitedUntil: row.invitedUntil,
  }));
}

/**
 * Removes an account with its passkeys, invitations, and sessions, and the API tokens that it created: somebody who leaves may
 * have copies of them.
 *
 * @returns false if there is none with this name
 */
export async function removeAccount(storage: PetitionStorage, name: string, by: string): Promise<boolean> {
  return storage.write(async (transaction) => {
    const account = await transaction
      .selectFrom('account')
      .select(['id', 'name'])
      .where('name', '=', name.trim().normalize('NFC'))
      .executeTakeFirst();
    if (!account) return false;
    await deleteAccounts(transaction, [account.id]);
    await recordAudit(transaction, { account: by, action: 'account.remove', detail: account.name });
    return true;
  });
}

/** Removes the accounts of a petition's partners. */
export async function removePartnersOf(transaction: Kysely<Database>, petitionId: number): Promise<void> {
  const accounts = await transaction
    .selectFrom('account')
    .select('id')
    .where('petition_id', '=', petitionId)
    .execute();
  await deleteAccounts(
    transaction,
    accounts.map(({ id }) => id),
  );
}

async function deleteAccounts(transaction: Kysely<Database>, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  for (const table of ['session', 'invitation', 'passkey', 'api_token'] as const) {
    await transaction.deleteFrom(table).where('account_id', 'in', ids).execute();
  }
  await transaction.deleteFrom('account').where('id', 'in', ids).execute();
}

/** The accounts with the slugs of their petitions. */
export function selectAccounts(db: Kysely<Database>) {
  return db
    .selectFrom('account')
    .leftJoin('petition', 'petition.id', 'account.petition_id')
    .select([
      'account.id as id',
      'account.name as name',
      'account.role as role',
      'account.petition_id as petition_id',
      'account.partner as partner',
      'petition.slug as slug',
    ]);
}

export function toAccount({
  id,
  name,
  role,
  petition_id,
  partner,
  slug,
}: Omit<AccountRow, 'created_on'> & { slug: string | null }): Account {
  return {
    id,
    name,
    role,
    petition: petition_id === null ? null : { id: petition_id, slug: slug ?? '' },
    partner,
  };
}

type Place = Pick<AccountRow, 'role' | 'petition_id' | 'partner'>;

async function placeOf(transaction: Kysely<Database>, role: Role): Promise<Place> {
  if (role.role === 'organizer') return { role: 'organizer', petition_id: null, partner: null };
  return { role: 'partner', ...(await findPartner(transaction, role.slug, role.partner)) };
}

/** @throws UserError if the petition doesn't exist, or doesn't list the partner */
export async function findPartner(
  transaction: Kysely<Database>,
  slug: string,
  partner: string,
): Promise<{ petition_id: number; partner: string }> {
  const petition = await transaction
    .selectFrom('petition')
    .select(['id', 'partners'])
    .where('slug', '=', slug)
    .executeTakeFirst();
  if (!petition) throw new UserError(`There is no petition "${slug}". Run \`petitions list\` to see them.`);
  const codes = Object.keys(JSON.parse(petition.partners));
  if (!codes.includes(partner)) {
    const known = codes.length > 0 ? `Its partners: ${codes.join(', ')}.` : 'It has no partners.';
    throw new UserError(`"${slug}" has no partner "${partner}". ${known}`);
  }
  return { petition_id: petition.id, partner };
}

const isSamePlace = (a: Place, b: Place) =>
  a.role === b.role && a.petition_id === b.petition_id && a.partner === b.partner;

const describePlace = ({ role, partner, slug }: Place & { slug: string | null }) =>
  role === 'organizer' ? 'an organizer' : `a partner (${partner} of ${slug})`;
