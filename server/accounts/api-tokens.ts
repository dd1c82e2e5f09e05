import type { Kysely } from 'kysely';
import { UserError } from '../lib/errors.ts';
import { DAY_MS, utcDay } from '../lib/time.ts';
import type { PetitionStorage } from '../storage/open.ts';
import type { ApiTokenRow, Database } from '../storage/schema.ts';
import { createToken, hashToken, parseName } from './accounts.ts';
import { API_TOKEN, recordAudit } from './audit.ts';

/** Lets people and scanners for leaked secrets recognize a token. */
export const TOKEN_PREFIX = 'petitions_';
export const MAX_TOKEN_DAYS = 366;

/** What a token lets its holder read: the counts of all petitions, or the sealed file of one. */
export type TokenScope = { scope: 'counts' } | { scope: 'sealed'; slug: string };

/** A token that is valid. */
export interface ApiToken {
  name: string;
  scope: ApiTokenRow['scope'];
  /** Null for `counts`. */
  petition: { id: number; slug: string } | null;
  /** Last day on which it is valid, UTC. */
  expiresOn: string;
}

export interface ListedToken extends ApiToken {
  /** Name of the account. Null for the command line. */
  createdBy: string | null;
  createdOn: string;
  usedOn: string | null;
  isExpired: boolean;
}

/** Who creates a token. */
interface Creator {
  /** Null for the command line. */
  id: string | null;
  /** For the audit log. */
  name: string;
}

/**
 * Creates a token for a program.
 *
 * @param days how long it is valid, 1 to `MAX_TOKEN_DAYS`
 * @returns the token, which is not stored
 * @throws UserError if the name is taken or invalid, or the petition doesn't exist
 */
export async function createApiToken(
  storage: PetitionStorage,
  { name, scope, days }: { name: string; scope: TokenScope; days: number },
  by: Creator,
  now = Date.now(),
): Promise<{ token: string; expiresOn: string }> {
  const parsed = parseName(name);
  const token = `${TOKEN_PREFIX}${createToken()}`;
  const expiresOn = utcDay(now + days * DAY_MS);
  await storage.write(async (transaction) => {
    const slug = scope.scope === 'sealed' ? scope.slug : null;
    const petition = slug === null ? null : await findPetitionId(transaction, slug);
    const { numInsertedOrUpdatedRows } = await transaction
      .insertInto('api_token')
      .values({
        hash: hashToken(token),
        name: parsed,
        scope: scope.scope,
        petition_id: petition,
        account_id: by.id,
        created_on: utcDay(now),
        expires_on: expiresOn,
        used_on: null,
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    if (Number(numInsertedOrUpdatedRows) === 0) {
      throw new UserError(
        `There is a token "${parsed}" already. Choose another name, or revoke that one first.`,
      );
    }
    await recordAudit(
      transaction,
      { account: by.name, action: 'token.create', petition: slug, detail: parsed },
      now,
    );
  });
  return { token, expiresOn };
}

/**
 * Finds what a token may read. Notes the day, and the first use of each day in the audit log.
 *
 * @returns null if it was revoked, has expired, or was made up
 */
export async function acceptApiToken(
  storage: PetitionStorage,
  token: string,
  now = Date.now(),
): Promise<ApiToken | null> {
  const hash = hashToken(token);
  const today = utcDay(now);
  const row = await selectTokens(storage.db).where('api_token.hash', '=', hash).executeTakeFirst();
  if (!row || row.expires_on < today) return null;
  const found = toApiToken(row);
  if (row.used_on !== today) {
    await storage.write(async (transaction) => {
      await transaction.updateTable('api_token').set({ used_on: today }).where('hash', '=', hash).execute();
      await recordAudit(
        transaction,
        { account: API_TOKEN, action: 'token.use', petition: row.slug, detail: row.name },
        now,
      );
    });
  }
  return found;
}

export async function listApiTokens(db: Kysely<Database>, now = Date.now()): Promise<ListedToken[]> {
  const rows = await selectTokens(db).orderBy('api_token.name').execute();
  return rows.map((row) => ({
    ...toApiToken(row),
    createdBy: row.creator,
    createdOn: row.created_on,
    usedOn: row.used_on,
    isExpired: row.expires_on < utcDay(now),
  }));
}

/**
 * @param by name of the account, for the audit log
 * @returns false if there is none with this name
 */
export async function revokeApiToken(storage: PetitionStorage, name: string, by: string): Promise<boolean> {
  return storage.write(async (transaction) => {
    const wanted = name.trim().normalize('NFC');
    const { numDeletedRows } = await transaction
      .deleteFrom('api_token')
      .where('name', '=', wanted)
      .executeTakeFirst();
    if (numDeletedRows === 0n) return false;
    await recordAudit(transaction, { account: by, action: 'token.revoke', detail: wanted });
    return true;
  });
}

const selectTokens = (db: Kysely<Database>) =>
  db
    .selectFrom('api_token')
    .leftJoin('petition', 'petition.id', 'api_token.petition_id')
    .leftJoin('account', 'account.id', 'api_token.account_id')
    .select([
      'api_token.name as name',
      'api_token.scope as scope',
      'api_token.petition_id as petition_id',
      'api_token.created_on as created_on',
      'api_token.expires_on as expires_on',
      'api_token.used_on as used_on',
      'petition.slug as slug',
      'account.name as creator',
    ]);

function toApiToken({
  name,
  scope,
  petition_id,
  slug,
  expires_on,
}: Pick<ApiTokenRow, 'name' | 'scope' | 'petition_id' | 'expires_on'> & { slug: string | null }): ApiToken {
  return {
    name,
    scope,
    petition: petition_id === null ? null : { id: petition_id, slug: slug ?? '' },
    expiresOn: expires_on,
  };
}

async function findPetitionId(transaction: Kysely<Database>, slug: string): Promise<number> {
  const petition = await transaction
    .selectFrom('petition')
    .select('id')
    .where('slug', '=', slug)
    .executeTakeFirst();
  if (!petition) throw new UserError(`There is no petition "${slug}". Run \`petitions list\` to see them.`);
  return petition.id;
}
