import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import { MINUTE_MS } from '../lib/time.ts';
import type { PetitionStorage } from '../storage/open.ts';
import type { Database } from '../storage/schema.ts';
import { countSignature, lockRequests, newMark } from './count.ts';
import type { ConfirmLink, SignatureRequest } from './email-links.ts';
import type { PublicSignature, PublicSignatureCipher } from './public-signature.ts';
import type { EarlierRequest, RequestCipher, UnsealedRecord } from './request-cipher.ts';
import type { SealedSignature } from './sign.ts';
import type { Signer } from './signer-key.ts';
import type { WithdrawalLog } from './withdrawal-log.ts';

const HANDLE_BYTES = 5;
/** How long a signature that was confirmed again can be withdrawn without losing its request. */
const UNDO_WINDOW_MS = 10 * MINUTE_MS;

/** A request that a link confirms: what was entered, unless an earlier version has sealed it already. */
export type ConfirmableRequest = { record: UnsealedRecord } | EarlierRequest;

/** Returns the request behind a link. Null if it was withdrawn, or deleted because of its age. */
export async function findRequest(
  { db }: PetitionStorage,
  cipher: RequestCipher,
  link: ConfirmLink,
): Promise<ConfirmableRequest | null> {
  const row = await selectRequest(db, cipher, link).executeTakeFirst();
  if (!row) return null;
  const request = cipher.decrypt(row);
  // Requests of earlier versions live for 30 days, and links without a key as long. Remove both after that.
  if ('signature' in request) return request;
  // Only a link that somebody shortened has no key.
  if (!link.key) return null;
  return { record: cipher.decryptRecord(request.signer, request.record, link.key) };
}

/**
 * Counts a signature whose email address was confirmed. Confirming twice has the same effect as once, and so
 * does confirming another request of the same signer: the first stays. The pending row stays as it is, until it is 30
 * days old. If it was withdrawn, it is no longer.
 *
 * @param confirmed what is stored, sealed; the same work whether or not the signer has already signed
 * @param options `log` forgets the withdrawal that this undoes, if it does
 * @returns whether the signature is stored now: false if it was withdrawn, or deleted because of its age
 */
export function confirmSignature(
  storage: PetitionStorage,
  cipher: RequestCipher,
  publicSignatureCipher: PublicSignatureCipher,
  request: SignatureRequest,
  { signature, dataKey, publicSignature }: SealedSignature,
  { log, now = Math.ceil(Date.now() / MINUTE_MS) * MINUTE_MS }: { log?: WithdrawalLog; now?: number } = {},
): Promise<boolean> {
  return storage.write(async (transaction) => {
    // So that a concurrent withdrawal finds the resulting signature.
    await lockRequests(storage, transaction, request.petition_id);
    const row = await selectRequest(transaction, cipher, request).executeTakeFirst();
    if (!row) return false;
    if (row.delete_on !== null) {
      await transaction
        .updateTable('pending_signature')
        // Pressed again and again, the buttons of one email go on undoing each other.
        .set({ delete_on: null, quiet_until: new Date(now + UNDO_WINDOW_MS).toISOString() })
        .where('petition_id', '=', row.petition_id)
        .where('slot', '=', row.slot)
        .execute();
      // Earlier versions logged only what they had sealed, which is confirmed again as it is.
      await log?.undo(transaction, dataKey ? [row.request] : [row.request, signature.sealed]);
    }
    if (dataKey) await storage.dialect.holdDataKeys(transaction, [dataKey]);
    const { numInsertedOrUpdatedRows: added } = await transaction
      .insertInto('signature')
      .values(signature)
      .onConflict((conflict) => conflict.columns(['petition_id', 'signer_key']).doNothing())
      .executeTakeFirst();
    await countSignature(storage, transaction, signature, Number(added ?? 0));
    if (added && publicSignature) {
      await storePublicSignature(transaction, publicSignatureCipher, request, publicSignature);
    }
    return true;
  });
}

const selectRequest = (
  db: Kysely<Database>,
  cipher: RequestCipher,
  { petition_id, signer_key, request_id }: SignatureRequest,
) =>
  db
    .selectFrom('pending_signature')
    .selectAll()
    .where('petition_id', '=', petition_id)
    .where('slot', 'in', cipher.slotsFor({ petition_id, signer_key }))
    .where('request_id', '=', request_id);

/** Public signatures are numbered in the order in which they were confirmed. */
async function storePublicSignature(
  transaction: Kysely<Database>,
  cipher: PublicSignatureCipher,
  { petition_id, signer_key }: Signer,
  publicSignature: PublicSignature,
): Promise<void> {
  const { shown: place } = await transaction
    .updateTable('petition_count')
    .set(({ eb }) => ({ shown: eb('shown', '+', 1), mark: newMark() }))
    .where('petition_id', '=', petition_id)
    .returning('shown')
    .executeTakeFirstOrThrow();
  const { approve_names } = await transaction
    .selectFrom('petition')
    .select('approve_names')
    .where('id', '=', petition_id)
    .executeTakeFirstOrThrow();
  await transaction
    .insertInto('shown_signature')
    .values({
      petition_id,
      signer_key,
      place,
      handle: randomBytes(HANDLE_BYTES).toString('hex'),
      shown: cipher.encrypt({ petition_id, signer_key }, publicSignature),
      comment: publicSignature.comment || approve_names === 1 ? 'waiting' : 'none',
    })
    .execute();
}
