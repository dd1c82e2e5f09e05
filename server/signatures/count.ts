import type { Kysely } from 'kysely';
import type { PetitionStorage } from '../storage/open.ts';
import type { Database } from '../storage/schema.ts';

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
