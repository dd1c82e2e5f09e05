import { randomInt } from 'node:crypto';
import type { Kysely } from 'kysely';
import { utcDay, utcHour } from '../lib/time.ts';
import { groupByDay } from '../storage/count-change.ts';
import type { PetitionStorage } from '../storage/open.ts';
import type { Database, SignatureRow } from '../storage/schema.ts';

type SignatureOrigin = Pick<SignatureRow, 'petition_id' | 'signed_on' | 'partner'>;

/**
 * Makes confirmations wait for each other and for what deletes requests, until the transaction ends.
 *
 * Locks counts, never the requests themselves: PostgreSQL writes the number of the transaction that locks a row into that
 * row, and the signature that the transaction stores has the same number. A copy would show which request became which
 * signature.
 *
 * @param petitionId all petitions if undefined
 */
export async function lockRequests(
  { dialect }: PetitionStorage,
  transaction: Kysely<Database>,
  petitionId?: number,
): Promise<void> {
  // SQLite has one writer at a time.
  if (!dialect.locksRows) return;
  await transaction
    .selectFrom('petition_count')
    .select('petition_id')
    .$if(petitionId !== undefined, (query) => query.where('petition_id', '=', petitionId!))
    .orderBy('petition_id')
    .forUpdate()
    .execute();
}

/**
 * Counts a signature. Call this late in a transaction, because everyone else who signs waits for the petition's count.
 *
 * @param added 0 if the signer had signed before, which takes as long as 1
 */
export async function countSignature(
  { dialect }: PetitionStorage,
  transaction: Kysely<Database>,
  signature: SignatureOrigin,
  added: number,
): Promise<void> {
  await dialect.forceWrite(transaction);
  for (const change of groupByDay([{ ...signature, difference: added }])) {
    await dialect.changeCount(transaction, change, utcHour());
  }
}

/**
 * Subtracts removed signatures of a petition from its count, and from their days and hours. Call this late in a
 * transaction, because everyone else who signs waits for the petition's count. None takes as long as one.
 */
export async function subtractSignatures(
  { dialect }: PetitionStorage,
  transaction: Kysely<Database>,
  petitionId: number,
  removed: readonly Pick<SignatureOrigin, 'signed_on' | 'partner'>[],
): Promise<void> {
  await dialect.forceWrite(transaction);
  const nobody = { petition_id: petitionId, signed_on: utcDay(), partner: null, difference: 0 };
  const rows = removed.map((row) => ({ ...row, petition_id: petitionId, difference: -1 }));
  const [change] = groupByDay(rows.length > 0 ? rows : [nobody]);
  await dialect.changeCount(transaction, change!, null);
  await changeMark(transaction, petitionId);
  for (const { day, difference } of change!.days) {
    await subtractFromHours(transaction, petitionId, day, -difference);
  }
}

/**
 * Tells running servers that signatures were removed, or that what is shown of a petition's signers has changed. Call this before
 * changing what is shown, unless the count is locked already: confirmations and withdrawals lock the count first.
 */
export async function changeMark(transaction: Kysely<Database>, petitionId: number): Promise<void> {
  await transaction
    .updateTable('petition_count')
    .set({ mark: newMark() })
    .where('petition_id', '=', petitionId)
    .execute();
}

export const newMark = (): number => randomInt(2 ** 31);

/** Nothing tells the hour of a signature, so it is subtracted from the hour of its day in which most signed. */
async function subtractFromHours(
  transaction: Kysely<Database>,
  petitionId: number,
  day: string,
  signatures: number,
): Promise<void> {
  let remaining = signatures;
  do {
    const busiest = await transaction
      .selectFrom('signed_hour')
      .select(['hour', 'signed'])
      .where('petition_id', '=', petitionId)
      .where('hour', 'like', `${day}%`)
      .orderBy('signed', 'desc')
      .limit(1)
      .executeTakeFirst();
    const difference = Math.min(remaining, busiest?.signed ?? 0);
    await transaction
      .updateTable('signed_hour')
      .set(({ eb }) => ({ signed: eb('signed', '-', difference) }))
      .where('petition_id', '=', petitionId)
      .where('hour', '=', busiest?.hour ?? '')
      .execute();
    // Older hours are no longer kept, and a confirmation may have come on a later day.
    if (difference === 0) return;
    remaining -= difference;
  } while (remaining > 0);
}
