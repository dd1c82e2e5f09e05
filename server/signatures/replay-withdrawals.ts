import { sql } from 'kysely';
import type { PetitionStorage } from '../storage/open.ts';
import type { SignatureRow } from '../storage/schema.ts';
import { signaturePages } from '../storage/signature-pages.ts';
import { addToCount } from './count.ts';
import type { WithdrawalLog } from './withdrawal-log.ts';

/** How many requests are searched at a time. */
const PAGE_SIZE = 500;

/**
 * Repeats the withdrawals that a restored database lacks. Reads every row in that case, and only then.
 *
 * @returns whether there were any
 */
export async function replayWithdrawals(storage: PetitionStorage, log: WithdrawalLog): Promise<boolean> {
  const { withdrawn, latest } = await log.missingIn(storage.db);
  if (latest === undefined) return false;
  const isWithdrawn = (record: Uint8Array) => withdrawn.has(log.tag(record));
  // In the order in which rows move between tables.
  await deleteRequests(storage, 'outbox', 'id', isWithdrawn);
  await deleteRequests(storage, 'pending_signature', 'slot', isWithdrawn);
  const petitions = await storage.db.selectFrom('petition').select('id').orderBy('id').execute();
  for (const { id } of petitions) {
    for await (const page of signaturePages(storage.db, id)) {
      const rows = page.filter(({ sealed }) => isWithdrawn(sealed));
      if (rows.length > 0) await deleteSignatures(storage, id, rows);
    }
  }
  await storage.write((transaction) => log.remember(transaction, latest));
  return true;
}

async function deleteSignatures(
  storage: PetitionStorage,
  petitionId: number,
  rows: readonly SignatureRow[],
): Promise<void> {
  const keys = rows.map(({ signer_key }) => signer_key);
  const records = rows.map(({ sealed }) => sealed);
  await storage.write(async (transaction) => {
    await transaction
      .deleteFrom('shown_signature')
      .where('petition_id', '=', petitionId)
      .where('signer_key', 'in', keys)
      .execute();
    const { numDeletedRows } = await transaction
      .deleteFrom('signature')
      .where('petition_id', '=', petitionId)
      .where('signer_key', 'in', keys)
      // On another server, the person may have signed again in the meantime.
      .where('sealed', 'in', records)
      .executeTakeFirst();
    await addToCount(storage, transaction, petitionId, -Number(numDeletedRows));
  });
}

async function deleteRequests(
  storage: PetitionStorage,
  table: 'outbox' | 'pending_signature',
  column: 'id' | 'slot',
  isWithdrawn: (record: Uint8Array) => boolean,
): Promise<void> {
  const key = sql.ref<Uint8Array>(column);
  for (let after: Uint8Array = Buffer.alloc(0); ; ) {
    const rows = await storage.db
      .selectFrom(table)
      .select(['request', key.as('key')])
      .where(key, '>', after)
      .orderBy(key)
      .limit(PAGE_SIZE)
      .execute();
    const keys = rows.filter(({ request }) => isWithdrawn(request)).map((row) => row.key);
    if (keys.length > 0) {
      await storage.write((transaction) => transaction.deleteFrom(table).where(key, 'in', keys).execute());
    }
    if (rows.length < PAGE_SIZE) return;
    after = rows.at(-1)!.key;
  }
}
