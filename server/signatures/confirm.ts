import { randomBytes } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { EmailTokens } from '../crypto/tokens.ts';
import { utcDay } from '../lib/time.ts';
import type { PetitionStorage } from '../storage/open.ts';
import type { Database, PendingRow, RequestRow } from '../storage/schema.ts';
import { partnerTag } from './partner-tag.ts';
import type { PublicSignature, PublicSignatureCipher } from './public-signature.ts';
import type { RequestCipher } from './request-cipher.ts';
import type { Signer } from './signer-key.ts';

const HANDLE_BYTES = 5;
/** Letters that are looked at together for whose they are. */
const PAGE = 500;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Of days. An unconfirmed signature is kept as long as its link works. */
export const CONFIRMABLE_DAYS = 30;
/** Signing once more brings a letter with a new link. */
const WITHDRAWABLE_DAYS = 366;

/** One request of a signer, of several perhaps. */
export interface SignatureRequest extends Signer {
  request_id: Uint8Array;
}

/** Through which partner the letter was asked for that has a link: see `partner-tag.ts`. */
export interface PartnerLink {
  partnerTag: Uint8Array;
}

const PETITION = 4;
const SIGNER_KEY = 32;
const SIGNER = PETITION + SIGNER_KEY;
const REQUEST = 16;

/** @param partner whom the page behind the link passes the petition on for */
export const createConfirmToken = (
  tokens: EmailTokens,
  request: SignatureRequest,
  partner: string | null,
): string =>
  tokens.create(
    'confirm',
    Buffer.concat([bytesOf(request), request.request_id, partnerTag(partner)]),
    CONFIRMABLE_DAYS,
  );

/** The request that a link confirms, or null where it does no longer. */
export function readConfirmToken(
  tokens: EmailTokens,
  token: string,
): (SignatureRequest & PartnerLink) | null {
  const payload = tokens.read('confirm', token);
  return (
    payload && {
      ...signerIn(payload),
      request_id: payload.subarray(SIGNER, SIGNER + REQUEST),
      partnerTag: payload.subarray(SIGNER + REQUEST),
    }
  );
}

/**
 * It opens whatever the mailbox signs under this petition: it is its owner's to take back.
 *
 * @param partner in the link rather than looked up: the page behind it is the same whether there was a signature or not
 */
export const createWithdrawToken = (tokens: EmailTokens, signer: Signer, partner: string | null): string =>
  tokens.create('withdraw', Buffer.concat([bytesOf(signer), partnerTag(partner)]), WITHDRAWABLE_DAYS);

/** Whom a link lets withdraw, or null where it does no longer. */
export function readWithdrawToken(tokens: EmailTokens, token: string): (Signer & PartnerLink) | null {
  const payload = tokens.read('withdraw', token);
  return payload && { ...signerIn(payload), partnerTag: payload.subarray(SIGNER) };
}

function bytesOf({ petition_id, signer_key }: Signer): Buffer {
  const id = Buffer.alloc(PETITION);
  id.writeUInt32BE(petition_id);
  return Buffer.concat([id, signer_key]);
}

const signerIn = (payload: Buffer): Signer => ({
  petition_id: payload.readUInt32BE(),
  signer_key: payload.subarray(PETITION, SIGNER),
});

/** Whether there is still something to confirm, or was: not once it was withdrawn, or deleted for its age. */
export async function isPending(
  { db }: PetitionStorage,
  seal: RequestCipher,
  request: SignatureRequest,
): Promise<boolean> {
  const row = await db
    .selectFrom('pending_signature')
    .select('slot')
    .where('petition_id', '=', request.petition_id)
    .where('slot', 'in', seal.slotsFor(request))
    .where('request_id', '=', request.request_id)
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Counts a signature whose mailbox confirmed it. Confirming twice is the same as once, and so is confirming another of
 * one's own. What is pending stays as it is: it goes when it is 30 days old.
 *
 * @returns whether it is stored now: not where it was withdrawn, or deleted for its age, meanwhile
 */
export function confirmSignature(
  storage: PetitionStorage,
  seal: RequestCipher,
  publicSignatureCipher: PublicSignatureCipher,
  request: SignatureRequest,
): Promise<boolean> {
  return storage.write(async (transaction) => {
    // Locked, so that whoever withdraws meanwhile finds what comes of it.
    const { rows } = await sql<PendingRow>`
      select * from pending_signature where petition_id = ${request.petition_id}
      and slot in (${sql.join(seal.slotsFor(request))}) and request_id = ${request.request_id}
      ${sql.raw(storage.dialect.syntax.forUpdate)}
    `.execute(transaction);
    const [row] = rows;
    if (!row) return false;
    const { signature, publicSignature } = seal.decrypt(row);
    const { numInsertedOrUpdatedRows: added } = await transaction
      .insertInto('signature')
      .values(signature)
      .onConflict((conflict) => conflict.columns(['petition_id', 'signer_key']).doNothing())
      .executeTakeFirst();
    await count(storage, transaction, row.petition_id, Number(added ?? 0));
    if (added && publicSignature) await show(transaction, publicSignatureCipher, request, publicSignature);
    return true;
  });
}

/**
 * Deletes everything that is kept of a signer under a petition: the signature, what is pending, letters that are still
 * to be sent. Nothing says afterwards that there was one, and the same person can sign again.
 */
export async function withdrawSignature(
  storage: PetitionStorage,
  seal: RequestCipher,
  signer: Signer,
): Promise<void> {
  const { petition_id, signer_key } = signer;
  const waiting = await waitingOf(storage, seal, signer);
  await storage.write(async (transaction) => {
    // The outbox first: what is just being taken out of it is waited for, and found pending.
    if (waiting.length > 0) {
      await transaction
        .deleteFrom('outbox')
        .where('petition_id', '=', petition_id)
        .where('request_id', 'in', waiting)
        .execute();
    }
    await transaction
      .deleteFrom('pending_signature')
      .where('petition_id', '=', petition_id)
      .where('slot', 'in', seal.slotsFor(signer))
      .execute();
    await transaction
      .deleteFrom('shown_signature')
      .where('petition_id', '=', petition_id)
      .where('signer_key', '=', signer_key)
      .execute();
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
 * The requests of a signer that lie in the outbox. Nothing there tells whose they are but what they hold, so all are
 * opened; a letter that is put off meanwhile moves on to where it is still to be looked at.
 */
async function waitingOf(
  { db }: PetitionStorage,
  seal: RequestCipher,
  signer: Signer,
): Promise<Uint8Array[]> {
  const found: Uint8Array[] = [];
  for (let after = Buffer.alloc(0); ; ) {
    const page = await db
      .selectFrom('outbox')
      .select(['id', 'petition_id', 'request_id', 'signed_on', 'partner', 'request'])
      .where('petition_id', '=', signer.petition_id)
      .where('id', '>', after)
      .orderBy('id')
      .limit(PAGE)
      .execute();
    for (const row of page) {
      if (isOf(signer, seal, row)) found.push(row.request_id);
    }
    if (page.length < PAGE) return found;
    after = Buffer.from(page.at(-1)!.id);
  }
}

function isOf({ signer_key }: Signer, seal: RequestCipher, row: RequestRow) {
  try {
    return Buffer.compare(seal.decrypt(row).signature.signer_key, signer_key) === 0;
  } catch {
    // Damaged: nobody's any more, and given up after 72 hours.
    return false;
  }
}

/**
 * Deletes what has had its time: requests that nobody confirmed, when a signer was last written to, and letters that no
 * server came to deliver.
 */
export function deleteExpiredRequests(storage: PetitionStorage, now = Date.now()): Promise<void> {
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
  seal: PublicSignatureCipher,
  { petition_id, signer_key }: Signer,
  shown: PublicSignature,
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
      shown: seal.encrypt({ petition_id, signer_key }, shown),
      comment: shown.comment ? 'waiting' : 'none',
    })
    .execute();
}

/** Last in a transaction: everybody else who signs waits for this row. Adding 0 takes the time of adding 1. */
async function count(
  { dialect }: PetitionStorage,
  transaction: Kysely<Database>,
  petitionId: number,
  more: number,
): Promise<void> {
  await dialect.forceWrite(transaction);
  await transaction
    .updateTable('petition_count')
    .set(({ eb }) => ({ signed: eb('signed', '+', more) }))
    .where('petition_id', '=', petitionId)
    .execute();
}
