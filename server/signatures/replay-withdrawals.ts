import { sql } from 'kysely';
import { utcDay } from '../lib/time.ts';
import type { PetitionStorage } from '../storage/open.ts';
import type { SignatureRow } from '../storage/schema.ts';
import { signaturePages } from '../storage/signature-pages.ts';
import { addToCount, lockRequests } from './count.ts';
import { UNDO_MS } from './withdraw.ts';
import type { WithdrawalLog } from './withdrawal-log.ts';

/** How many requests are searched at a time. */
const PAGE_SIZE = 500;

/**
 * Repeats the withdrawals that a restored database lacks. Reads every row in that case, and only then.
 *
 * @returns whether there were any
 */
export async function replayWithdrawals(
  storage: PetitionStorage,
  log: WithdrawalLog,
  now = Date.now(),
): Promise<boolean> {
  const { withdrawn, undoable, latest } = await log.missingIn(storage.db);
  if (latest === undefined) return false;
  const isWithdrawn = (record: Uint8Array) => withdrawn.has(log.tag(record));
  // In the order in which rows move between tables.
  await deleteRequests(storage, 'outbox', 'id', isWithdrawn);
  await deleteRequests(storage, 'pending_signature', 'slot', isWithdrawn);
  await markWithdrawn(storage, (request) => undoable.has(log.tag(request)), now);
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

/** Requests that can undo their withdrawal stay for as long as after a withdrawal, and know that they were withdrawn. */
async function markWithdrawn(
  storage: PetitionStorage,
  isUndoable: (record: Uint8Array) => boolean,
  now: number,
): Promise<void> {
  for await (const keys of matchingRequests(storage, 'pending_signature', 'slot', isUndoable)) {
    await storage.write(async (transaction) => {
      await lockRequests(storage, transaction);
      await transaction
        .updateTable('pending_signature')
        .set({ delete_on: utcDay(now + UNDO_MS), quiet_until: null })
        .where('slot', 'in', keys)
        .execute();
    });
  }
}

async function deleteRequests(
  storage: PetitionStorage,
  table: 'outbox' | 'pending_signature',
  column: 'id' | 'slot',
  isWithdrawn: (record: Uint8Array) => boolean,
): Promise<void> {
  const key = sql.ref<Uint8Array>(column);
  for await (const keys of matchingRequests(storage, table, column, isWithdrawn)) {
    await storage.write(async (transaction) => {
      await lockRequests(storage, transaction);
      await transaction.deleteFrom(table).where(key, 'in', keys).execute();
    });
  }
}

/** Yields the keys of the requests that match, up to 500 at a time. */
async function* matchingRequests(
  { db }: PetitionStorage,
  table: 'outbox' | 'pending_signature',
  column: 'id' | 'slot',
  matches: (record: Uint8Array) => boolean,
): AsyncGenerator<Uint8Array[]> {
  const key = sql.ref<Uint8Array>(column);
  for (let after: Uint8Array = Buffer.alloc(0); ; ) {
    const rows = await db
      .selectFrom(table)
      .select(['request', key.as('key')])
      .where(key, '>', after)
      .orderBy(key)
      .limit(PAGE_SIZE)
      .execute();
    const keys = rows.filter(({ request }) => matches(request)).map((row) => row.key);
    if (keys.length > 0) yield keys;
    if (rows.length < PAGE_SIZE) return;
    after = rows.at(-1)!.key;
  }
}
