import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Storage } from '../storage/open.ts';
import type { Database } from '../storage/schema.ts';
import type { Shown, ShownSeal } from './shown.ts';
import type { Signer } from './signer-key.ts';
import type { Tokens } from './tokens.ts';
import { utcDay } from './utc-day.ts';

const HANDLE_BYTES = 5;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Of days. An unconfirmed signature is kept as long as its link works. */
export const CONFIRMABLE_DAYS = 30;
/** Signing once more brings a letter with a new link. */
const WITHDRAWABLE_DAYS = 366;

/** One request of a signer, of several perhaps. */
export interface Request extends Signer {
  request_id: Uint8Array;
}

const PETITION = 4;
const SIGNER_KEY = 32;

export const confirmToken = (tokens: Tokens, request: Request): string =>
  tokens.make('confirm', Buffer.concat([bytesOf(request), request.request_id]), CONFIRMABLE_DAYS);

/** The request that a link confirms, or null where it does no longer. */
export function openConfirmToken(tokens: Tokens, token: string): Request | null {
  const payload = tokens.open('confirm', token);
  return payload && { ...signerIn(payload), request_id: payload.subarray(PETITION + SIGNER_KEY) };
}

/** It opens whatever the mailbox signs under this petition: it is its owner's to take back. */
export const withdrawToken = (tokens: Tokens, signer: Signer): string =>
  tokens.make('withdraw', bytesOf(signer), WITHDRAWABLE_DAYS);

/** Whom a link lets withdraw, or null where it does no longer. */
export function openWithdrawToken(tokens: Tokens, token: string): Signer | null {
  const payload = tokens.open('withdraw', token);
  return payload && signerIn(payload);
}

function bytesOf({ petition_id, signer_key }: Signer): Buffer {
  const id = Buffer.alloc(PETITION);
  id.writeUInt32BE(petition_id);
  return Buffer.concat([id, signer_key]);
}

const signerIn = (payload: Buffer): Signer => ({
  petition_id: payload.readUInt32BE(),
  signer_key: payload.subarray(PETITION, PETITION + SIGNER_KEY),
});

/** Whether there is still something to confirm, or was: not once it was withdrawn, or deleted for its age. */
export async function isPending({ db }: Storage, request: Request): Promise<boolean> {
  const row = await db
    .selectFrom('pending_signature')
    .select('state')
    .where('petition_id', '=', request.petition_id)
    .where('signer_key', '=', request.signer_key)
    .where('request_id', '=', request.request_id)
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Counts a signature whose mailbox confirmed it. Confirming twice is the same as once, and so is confirming another of
 * one's own.
 *
 * @returns whether it is stored now: not where it was withdrawn, or deleted for its age, meanwhile
 */
export function confirm(storage: Storage, seal: ShownSeal, request: Request): Promise<boolean> {
  return storage.write(async (transaction) => {
    const row = await transaction
      .updateTable('pending_signature')
      .set({ state: 'confirmed' })
      .where('petition_id', '=', request.petition_id)
      .where('signer_key', '=', request.signer_key)
      .where('request_id', '=', request.request_id)
      .returning(['petition_id', 'signer_key', 'signed_on', 'partner', 'data_key_id', 'sealed', 'shown'])
      .executeTakeFirst();
    if (!row) return false;
    const { shown, ...signature } = row;
    const { numInsertedOrUpdatedRows: added } = await transaction
      .insertInto('signature')
      .values(signature)
      .onConflict((conflict) => conflict.columns(['petition_id', 'signer_key']).doNothing())
      .executeTakeFirst();
    await count(storage, transaction, row.petition_id, Number(added ?? 0));
    const opened = added && shown && seal.open({ ...request, shown });
    if (opened) await show(transaction, request, shown, opened);
    return true;
  });
}

/**
 * Deletes everything that is kept of a signer under a petition: the signature, what is pending, letters that are still
 * to be sent. Nothing says afterwards that there was one, and the same person can sign again.
 */
export function withdraw(storage: Storage, { petition_id, signer_key }: Signer): Promise<void> {
  return storage.write(async (transaction) => {
    // The outbox first: what is just being taken out of it is waited for, and found pending.
    for (const table of ['outbox', 'pending_signature', 'shown_signature'] as const) {
      await transaction
        .deleteFrom(table)
        .where('petition_id', '=', petition_id)
        .where('signer_key', '=', signer_key)
        .execute();
    }
    // The same statements for those who had signed and those who hadn't.
    const { numDeletedRows } = await transaction
      .deleteFrom('signature')
      .where('petition_id', '=', petition_id)
      .where('signer_key', '=', signer_key)
      .executeTakeFirst();
    await count(storage, transaction, petition_id, -Number(numDeletedRows));
  });
}

/**
 * Deletes what has had its time: requests that nobody confirmed, when a signer was last written to, and letters that no
 * server came to deliver.
 */
export function forgetUnconfirmed(storage: Storage, now = Date.now()): Promise<void> {
  return storage.write(async (transaction) => {
    await transaction.deleteFrom('outbox').where('expires_at', '<=', new Date(now).toISOString()).execute();
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

/** `place` is the order in which they came. */
async function show(
  transaction: Kysely<Database>,
  { petition_id, signer_key }: Signer,
  shown: Uint8Array,
  { comment }: Shown,
): Promise<void> {
  const { shown: place } = await transaction
    .updateTable('petition_count')
    .set(({ eb }) => ({ shown: eb('shown', '+', 1) }))
    .where('petition_id', '=', petition_id)
    .returning('shown')
    .executeTakeFirstOrThrow();
  await transaction
    .insertInto('shown_signature')
    .values({
      petition_id,
      signer_key,
      place,
      handle: randomBytes(HANDLE_BYTES).toString('hex'),
      shown,
      comment: comment ? 'waiting' : 'none',
    })
    .execute();
}

/** Last in a transaction: everybody else who signs waits for this row. Adding 0 takes the time of adding 1. */
async function count(
  { dialect }: Storage,
  transaction: Kysely<Database>,
  petitionId: number,
  more: number,
): Promise<void> {
  await dialect.mark(transaction);
  await transaction
    .updateTable('petition_count')
    .set(({ eb }) => ({ signed: eb('signed', '+', more) }))
    .where('petition_id', '=', petitionId)
    .execute();
}
