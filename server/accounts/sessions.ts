import type { Kysely } from 'kysely';
import { toHex } from '../lib/bytes.ts';
import { HOUR_MS, MINUTE_MS } from '../lib/time.ts';
import type { PetitionStorage } from '../storage/open.ts';
import type { Database } from '../storage/schema.ts';
import { type Account, createToken, hashToken, selectAccounts, toAccount } from './accounts.ts';

/** A session ends after this long without a request. */
export const IDLE_MS = 12 * HOUR_MS;
/** `seen_at` is written only this often, because each write waits for the disk. */
const SEEN_PRECISION_MS = 5 * MINUTE_MS;

/** A session of an account, as its owner sees it. */
export interface ListedSession {
  /** Start of the hash, to name it by. */
  id: string;
  label: string;
  /** ISO 8601 in UTC. */
  createdAt: string;
  seenAt: string;
  isCurrent: boolean;
}

/**
 * Starts a session.
 *
 * @param label browser and system
 * @returns the token for the cookie, which is not stored
 */
export async function startSession(
  transaction: Kysely<Database>,
  accountId: string,
  label: string,
  now = Date.now(),
): Promise<string> {
  const token = createToken();
  const at = new Date(now).toISOString();
  await transaction
    .insertInto('session')
    .values({ hash: hashToken(token), account_id: accountId, label, created_at: at, seen_at: at })
    .execute();
  return token;
}

/** The account of a session. Null if it has ended, was revoked, or was made up. */
export async function findSession(
  storage: PetitionStorage,
  token: string,
  now = Date.now(),
): Promise<Account | null> {
  const hash = hashToken(token);
  const row = await selectAccounts(storage.db)
    .innerJoin('session', 'session.account_id', 'account.id')
    .select('session.seen_at as seenAt')
    .where('session.hash', '=', hash)
    .where('session.seen_at', '>', new Date(now - IDLE_MS).toISOString())
    .executeTakeFirst();
  if (!row) return null;
  if (Date.parse(row.seenAt) < now - SEEN_PRECISION_MS) {
    await storage.write((transaction) =>
      transaction
        .updateTable('session')
        .set({ seen_at: new Date(now).toISOString() })
        .where('hash', '=', hash)
        .execute(),
    );
  }
  return toAccount(row);
}

/** @param token of the session that asks */
export async function listSessions(
  db: Kysely<Database>,
  accountId: string,
  token: string,
  now = Date.now(),
): Promise<ListedSession[]> {
  const rows = await db
    .selectFrom('session')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('seen_at', '>', new Date(now - IDLE_MS).toISOString())
    .orderBy('seen_at', 'desc')
    .execute();
  const current = sessionId(hashToken(token));
  return rows.map(({ hash, label, created_at, seen_at }) => ({
    id: sessionId(hash),
    label,
    createdAt: created_at,
    seenAt: seen_at,
    isCurrent: sessionId(hash) === current,
  }));
}

/** Ends the session of a token. Nothing happens if it has ended already. */
export async function endSession(transaction: Kysely<Database>, token: string): Promise<void> {
  await transaction.deleteFrom('session').where('hash', '=', hashToken(token)).execute();
}

/** Ends a session of an account. @returns false if the account has no such session */
export async function revokeSession(
  transaction: Kysely<Database>,
  accountId: string,
  id: string,
): Promise<boolean> {
  const rows = await transaction
    .selectFrom('session')
    .select('hash')
    .where('account_id', '=', accountId)
    .execute();
  const session = rows.find(({ hash }) => sessionId(hash) === id);
  if (!session) return false;
  await transaction.deleteFrom('session').where('hash', '=', session.hash).execute();
  return true;
}

/** Deletes sessions and invitations that have ended. */
export async function deleteEndedSessions(storage: PetitionStorage, now = Date.now()): Promise<void> {
  await storage.write(async (transaction) => {
    await transaction
      .deleteFrom('session')
      .where('seen_at', '<=', new Date(now - IDLE_MS).toISOString())
      .execute();
    await transaction
      .deleteFrom('invitation')
      .where('expires_at', '<=', new Date(now).toISOString())
      .execute();
  });
}

const sessionId = (hash: Uint8Array) => toHex(hash).slice(0, 16);
