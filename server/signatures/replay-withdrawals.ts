import { type Kysely, sql } from 'kysely';
import { utcDay } from '../lib/time.ts';
import type { PetitionStorage } from '../storage/open.ts';
import type { Database, SignatureRow } from '../storage/schema.ts';
import { signaturePages } from '../storage/signature-pages.ts';
import { lockRequests, subtractSignatures } from './count.ts';
import { UNDO_MS } from './withdraw.ts';
import type { WithdrawalLog } from './withdrawal-log.ts';

/** How many requests are searched at a time. */
const PAGE_SIZE = 500;

/** How often a replay starts again because the log has changed in the meantime. */
const MAX_ATTEMPTS = 3;

/** Somebody withdrew, or undid a withdrawal, during the replay: what it deletes may be confirmed again. */
class LogChangedError extends Error {}

type Write = (work: (transaction: Kysely<Database>) => Promise<void>) => Promise<void>;

/**
 * Repeats the withdrawals that a restored database lacks. Reads every row in that case, and only then. Signing continues
 * meanwhile, because a database can be restored while a server keeps running.
 *
 * @returns whether there were any
 * @throws if the log keeps changing. The database then still shows that it lacks them
 */
export async function replayWithdrawals(
  storage: PetitionStorage,
  log: WithdrawalLog,
  now = Date.now(),
): Promise<boolean> {
  if (!(await log.isAhead(storage))) return false;
  for (let attempt = 1; ; attempt++) {
    try {
      return await replay(storage, log, now);
    } catch (error) {
      if (!(error instanceof LogChangedError) || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

async function replay(storage: PetitionStorage, log: WithdrawalLog, now: number): Promise<boolean> {
  const { withdrawn, undoable, latest } = await log.missingIn(storage.db);
  if (latest === undefined) return false;
  const write: Write = (work) =>
    storage.write(async (transaction) => {
      // Withdrawals and confirmations write to the log under the same lock.
      await lockRequests(storage, transaction);
      if ((await log.latest()) !== latest) throw new LogChangedError('the log of withdrawals keeps changing');
      await work(transaction);
    });
  const isWithdrawn = (record: Uint8Array) => withdrawn.has(log.tag(record));
  // In the order in which rows move between tables.
  await deleteRequests(storage, write, 'outbox', 'id', isWithdrawn);
  await deleteRequests(storage, write, 'pending_signature', 'slot', isWithdrawn);
  await markWithdrawn(storage, write, (request) => undoable.has(log.tag(request)), now);
  const petitions = await storage.db.selectFrom('petition').select('id').orderBy('id').execute();
  for (const { id } of petitions) {
    for await (const page of signaturePages(storage.db, id)) {
      const rows = page.filter(({ sealed }) => isWithdrawn(sealed));
      if (rows.length > 0) await deleteSignatures(storage, write, id, rows);
    }
  }
  await write((transaction) => log.remember(transaction, latest));
  return true;
}

async function deleteSignatures(
  storage: PetitionStorage,
  write: Write,
  petitionId: number,
  rows: readonly SignatureRow[],
): Promise<void> {
  const keys = rows.map(({ signer_key }) => signer_key);
  const records = rows.map(({ sealed }) => sealed);
  await write(async (transaction) => {
    const deleted = await transaction
      .deleteFrom('signature')
      .where('petition_id', '=', petitionId)
      .where('signer_key', 'in', keys)
      // The person may have signed again in the meantime.
      .where('sealed', 'in', records)
      .returning(['signer_key', 'signed_on', 'partner'])
      .execute();
    if (deleted.length === 0) return;
    await transaction
      .deleteFrom('shown_signature')
      .where('petition_id', '=', petitionId)
      .where(
        'signer_key',
        'in',
        deleted.map(({ signer_key }) => signer_key),
      )
      .execute();
    await subtractSignatures(storage, transaction, petitionId, deleted);
  });
}

/** Requests that can undo their withdrawal stay for as long as after a withdrawal, and know that they were withdrawn. */
async function markWithdrawn(
  storage: PetitionStorage,
  write: Write,
  isUndoable: (record: Uint8Array) => boolean,
  now: number,
): Promise<void> {
  for await (const keys of matchingRequests(storage, 'pending_signature', 'slot', isUndoable)) {
    await write(async (transaction) => {
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
  write: Write,
  table: 'outbox' | 'pending_signature',
  column: 'id' | 'slot',
  isWithdrawn: (record: Uint8Array) => boolean,
): Promise<void> {
  const key = sql.ref<Uint8Array>(column);
  for await (const keys of matchingRequests(storage, table, column, isWithdrawn)) {
    await write(async (transaction) => {
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
