import { DAY_MS, utcDay } from '../lib/time.ts';
import type { PetitionStorage } from '../storage/open.ts';
import type { RequestRow } from '../storage/schema.ts';
import { lockRequests, subtractSignatures } from './count.ts';
import type { RequestCipher } from './request-cipher.ts';
import type { Signer } from './signer-key.ts';
import type { WithdrawalLog } from './withdrawal-log.ts';

/** How long the link in an email goes on working after a withdrawal right after the email was sent. */
export const UNDO_MS = 3 * DAY_MS;
/** How many outbox rows are searched at a time. */
const PAGE_SIZE = 500;

export interface WithdrawalOptions {
  /** Repeats the withdrawal if the database is restored from an earlier backup. */
  log?: WithdrawalLog;
  /** Whether a link in an email that was just sent goes on working. */
  canBeUndone?: boolean;
  /** Unix time in milliseconds. */
  now?: number;
}

/**
 * Deletes everything that is stored about a signer under a petition: the signature, pending requests, and
 * emails still to be sent. Nothing remains that reveals there was one, and the same person can sign again.
 *
 * Requests whose emails were sent within the last ten minutes stay for three days: a program that scans emails may have
 * pressed every button in one, and its owner must still be able to confirm with the link in it.
 */
export async function withdrawSignature(
  storage: PetitionStorage,
  cipher: RequestCipher,
  signer: Signer,
  { log, canBeUndone = true, now = Date.now() }: WithdrawalOptions = {},
): Promise<void> {
  const { petition_id, signer_key } = signer;
  const requestIds = await findInOutbox(storage, cipher, signer);
  await storage.write(async (transaction) => {
    await lockRequests(storage, transaction, petition_id);
    const records: Uint8Array[] = [];
    // The outbox before what is pending: this waits for a request that is currently being moved, and then finds it pending.
    if (requestIds.length > 0) {
      const unsent = await transaction
        .deleteFrom('outbox')
        .where('petition_id', '=', petition_id)
        .where('request_id', 'in', requestIds)
        .returning('request')
        .execute();
      records.push(...unsent.map(({ request }) => request));
    }
    const slots = cipher.slotsFor(signer);
    const sentBefore = new Date(now).toISOString();
    const pending = await transaction
      .deleteFrom('pending_signature')
      .where('petition_id', '=', petition_id)
      .where('slot', 'in', slots)
      .$if(canBeUndone, (query) =>
        query
          .where('delete_on', 'is', null)
          .where((eb) => eb.or([eb('quiet_until', 'is', null), eb('quiet_until', '<=', sentBefore)])),
      )
      .returning('request')
      .execute();
    const kept = await transaction
      .selectFrom('pending_signature')
      .select('request')
      .where('petition_id', '=', petition_id)
      .where('slot', 'in', slots)
      .execute();
    await transaction
      .updateTable('pending_signature')
      // Someone who signs again gets an email right away.
      .set({ delete_on: utcDay(now + UNDO_MS), quiet_until: null })
      .where('petition_id', '=', petition_id)
      .where('slot', 'in', slots)
      .where('delete_on', 'is', null)
      .execute();
    records.push(...pending.map(({ request }) => request));
    await transaction
      .deleteFrom('shown_signature')
      .where('petition_id', '=', petition_id)
      .where('signer_key', '=', signer_key)
      .execute();
    // The same statements whether or not the person had signed.
    const signed = await transaction
      .deleteFrom('signature')
      .where('petition_id', '=', petition_id)
      .where('signer_key', '=', signer_key)
      .returning(['sealed', 'signed_on', 'partner'])
      .execute();
    records.push(...signed.map(({ sealed }) => sealed));
    await log?.add(
      transaction,
      records,
      kept.map(({ request }) => request),
    );
    await subtractSignatures(storage, transaction, petition_id, signed);
  });
}

/**
 * Finds a signer's requests in the outbox. Only their encrypted content reveals whose they are, so all rows with the
 * signer's tag are decrypted. An email that is postponed in the meantime moves toward the end, which is still to be searched.
 */
async function findInOutbox(
  { db }: PetitionStorage,
  cipher: RequestCipher,
  signer: Signer,
): Promise<Uint8Array[]> {
  const requestIds: Uint8Array[] = [];
  const tag = cipher.tagFor(signer);
  for (let after = Buffer.alloc(0); ; ) {
    const page = await db
      .selectFrom('outbox')
      .select(['id', 'petition_id', 'request_id', 'signed_on', 'partner', 'request'])
      .where('petition_id', '=', signer.petition_id)
      .where((eb) => eb.or([eb('tag', '=', tag), eb('tag', 'is', null)]))
      .where('id', '>', after)
      .orderBy('id')
      .limit(PAGE_SIZE)
      .execute();
    for (const row of page) {
      if (belongsTo(signer, cipher, row)) requestIds.push(row.request_id);
    }
    if (page.length < PAGE_SIZE) return requestIds;
    after = Buffer.from(page.at(-1)!.id);
  }
}

function belongsTo({ signer_key }: Signer, cipher: RequestCipher, row: RequestRow): boolean {
  try {
    return Buffer.compare(cipher.decrypt(row).signer.signer_key, signer_key) === 0;
  } catch {
    // Damaged: it can't be attributed to anyone anymore, and expires after 72 hours.
    return false;
  }
}
