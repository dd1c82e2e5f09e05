import type { Kysely } from 'kysely';
import type { PetitionStorage } from '../storage/open.ts';
import type { Database } from '../storage/schema.ts';

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
 * Adds to a petition's count, or subtracts. Call this late in a transaction, because everyone else who signs
 * waits for this row. Adding 0 takes as long as adding 1.
 */
export async function addToCount(
  { dialect }: PetitionStorage,
  transaction: Kysely<Database>,
  petitionId: number,
  difference: number,
): Promise<void> {
  await dialect.forceWrite(transaction);
  await transaction
    .updateTable('petition_count')
    .set(({ eb }) => ({ signed: eb('signed', '+', difference) }))
    .where('petition_id', '=', petitionId)
    .execute();
}
