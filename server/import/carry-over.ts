import { createHmac } from 'node:crypto';
import { deriveKey } from '../crypto/derive-key.ts';
import type { PetitionStorage } from '../storage/open.ts';
import { bumpRevision, currentRevision } from '../storage/settings.ts';

/**
 * Adds rows without an email address to those that were carried over. Nothing tells such rows apart, so they are remembered
 * by the file: importing it again adds only what it didn't add before, for instance because columns were mapped differently.
 *
 * @param digest SHA-256 of the file
 */
export async function carryOver(
  storage: PetitionStorage,
  secret: Uint8Array,
  petition: { id: number; salt: Uint8Array },
  digest: Uint8Array,
  rows: number,
): Promise<void> {
  // Keyed, so that a copy of the database can't be used to prove that a file was imported.
  const key = deriveKey(secret, 'petition-widget imported file', petition.salt);
  const hash = createHmac('sha256', key).update(digest).digest();
  await storage.write(async (transaction) => {
    // Others that change petitions wait for this, so nobody else adds the same file in between.
    await bumpRevision(transaction);
    const before = await transaction
      .selectFrom('imported_file')
      .select('carried_over')
      .where('petition_id', '=', petition.id)
      .where('hash', '=', hash)
      .executeTakeFirst();
    const added = rows - (before?.carried_over ?? 0);
    if (added <= 0) return;
    await transaction
      .insertInto('imported_file')
      .values({ petition_id: petition.id, hash, carried_over: rows })
      .onConflict((conflict) => conflict.columns(['petition_id', 'hash']).doUpdateSet({ carried_over: rows }))
      .execute();
    await transaction
      .updateTable('petition')
      .set(({ eb }) => ({ carried_over: eb('carried_over', '+', added), revision: currentRevision() }))
      .where('id', '=', petition.id)
      .execute();
  });
}
