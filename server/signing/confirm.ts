import type { Kysely } from 'kysely';
import type { Storage } from '../storage/open.ts';
import type { Database, PendingRow } from '../storage/schema.ts';
import type { Tokens } from './tokens.ts';
import { utcDay } from './utc-day.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Of days. An unconfirmed signature is kept as long as its link works. */
export const CONFIRMABLE_DAYS = 30;
/** Signing once more brings a letter with a new link. */
const WITHDRAWABLE_DAYS = 366;

/** Whose signature under what. */
export interface Signer {
  petition_id: number;
  signer_key: Uint8Array;
}

export const confirmToken = (tokens: Tokens, { id }: Pick<PendingRow, 'id'>): string =>
  tokens.make('confirm', id, CONFIRMABLE_DAYS);

/** It opens whatever the mailbox signs under this petition: it is its owner's to take back. */
export function withdrawToken(tokens: Tokens, { petition_id, signer_key }: Signer): string {
  const id = Buffer.alloc(4);
  id.writeUInt32BE(petition_id);
  return tokens.make('withdraw', Buffer.concat([id, signer_key]), WITHDRAWABLE_DAYS);
}

/** Whom a link lets withdraw, or null where it does no longer. */
export function openWithdrawToken(tokens: Tokens, token: string): Signer | null {
  const payload = tokens.open('withdraw', token);
  return payload && { petition_id: payload.readUInt32BE(), signer_key: payload.subarray(4) };
}

/** The signature that a link confirms, or null where there is none any more. */
export async function findPending(
  { db }: Storage,
  tokens: Tokens,
  token: string,
): Promise<Pick<PendingRow, 'id' | 'petition_id'> | null> {
  const id = tokens.open('confirm', token);
  if (!id) return null;
  const row = await db
    .selectFrom('pending_signature')
    .select(['id', 'petition_id'])
    .where('id', '=', id)
    .executeTakeFirst();
  return row ?? null;
}

/**
 * Counts a signature whose mailbox confirmed it. Confirming twice is the same as once, and so is confirming another of
 * one's own.
 *
 * @returns whether it is stored now: not where it was withdrawn, or deleted for its age, meanwhile
 */
export function confirm(storage: Storage, { id }: Pick<PendingRow, 'id'>): Promise<boolean> {
  return storage.write(async (transaction) => {
    const row = await transaction
      .updateTable('pending_signature')
      .set({ state: 'confirmed' })
      .where('id', '=', id)
      .returning(['petition_id', 'signer_key', 'signed_on', 'partner', 'data_key_id', 'sealed'])
      .executeTakeFirst();
    if (!row) return false;
    const { numInsertedOrUpdatedRows: added } = await transaction
      .insertInto('signature')
      .values(row)
      .onConflict((conflict) => conflict.columns(['petition_id', 'signer_key']).doNothing())
      .executeTakeFirst();
    await count(transaction, row.petition_id, Number(added ?? 0));
    return true;
  });
}

/**
 * Deletes everything that is kept of a signer under a petition: the signature, what is pending, letters that are still
 * to be sent. Nothing says afterwards that there was one, and the same person can sign again.
 */
export function withdraw(storage: Storage, { petition_id, signer_key }: Signer): Promise<void> {
  return storage.write(async (transaction) => {
    // The same statements for those who had signed and those who hadn't.
    const { numDeletedRows } = await transaction
      .deleteFrom('signature')
      .where('petition_id', '=', petition_id)
      .where('signer_key', '=', signer_key)
      .executeTakeFirst();
    for (const table of ['pending_signature', 'outbox'] as const) {
      await transaction
        .deleteFrom(table)
        .where('petition_id', '=', petition_id)
        .where('signer_key', '=', signer_key)
        .execute();
    }
    await count(transaction, petition_id, -Number(numDeletedRows));
  });
}

/** Deletes what has had its time: requests that nobody confirmed, and when a signer was last written to. */
export function forgetUnconfirmed(storage: Storage, now = Date.now()): Promise<void> {
  return storage.write(async (transaction) => {
    await transaction
      .deleteFrom('pending_signature')
      .where('signed_on', '<', utcDay(now - CONFIRMABLE_DAYS * DAY_MS))
      .execute();
    await transaction
      .updateTable('pending_signature')
      .set({ quiet_until: null })
      .where('quiet_until', '<', new Date(now).toISOString())
      .execute();
  });
}

/** Last in a transaction: everybody else who signs waits for this row. */
async function count(transaction: Kysely<Database>, petitionId: number, more: number): Promise<void> {
  await transaction
    .updateTable('petition_count')
    .set(({ eb }) => ({ signed: eb('signed', '+', more) }))
    .where('petition_id', '=', petitionId)
    .execute();
}
