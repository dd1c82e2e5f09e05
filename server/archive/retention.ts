import { setTimeout as sleep } from 'node:timers/promises';
import { type AliasableExpression, type Kysely, sql } from 'kysely';
import { toHex } from '../lib/bytes.ts';
import { UserError } from '../lib/errors.ts';
import { utcDay } from '../lib/time.ts';
import { changeMark, newMark } from '../signatures/count.ts';
import type { PetitionStorage } from '../storage/open.ts';
import type { Database } from '../storage/schema.ts';
import { selectRequests } from '../storage/signature-pages.ts';
import { readVerified, verifyFile, writeSealedFile } from './sealed-file-on-disk.ts';
import {
  createPartnerExport,
  createSealedExport,
  type ExportedPetition,
  listSealedPartners,
} from './stored-pages.ts';

/**
 * Tables other than `signature` with data about signers, and the keys to page through them by. The type requires that
 * all of them are listed.
 */
const RELATED_TABLES = {
  outbox: 'id',
  pending_signature: 'slot',
  shown_signature: 'signer_key',
} satisfies Record<
  Exclude<
    PetitionTables,
    | 'petition_text'
    | 'petition_alias'
    | 'petition_count'
    | 'signed_day'
    | 'signed_hour'
    | 'signature'
    | 'account'
    | 'partner_link'
    | 'imported_file'
    | 'webhook_petition'
    | 'webhook_state'
    | 'api_token'
  >,
  string
>;

type PetitionTables = {
  [Table in keyof Database]: 'petition_id' extends keyof Database[Table] ? Table : never;
}[keyof Database];

/** Rows deleted per transaction. */
const BATCH_SIZE = 500;
/** Pause between transactions. SQLite's lock is unfair; the pause lets waiting writers in. */
const PAUSE_MS = 20;

/** A closed petition that still has data to erase. */
export interface RetainedPetition extends ExportedPetition {
  /** UTC day. */
  closedOn: string;
  signatures: number;
  /** From the last 30 days before closing, confirmed or not. */
  requests: number;
}

/** Finds petitions that were closed on or before a day (UTC) and still have data to erase. */
export async function findErasable({ db }: PetitionStorage, day: string): Promise<RetainedPetition[]> {
  const petitions = await db
    .selectFrom('petition')
    .select(['id', 'slug', 'partners', 'partner_recipients', 'closed_on'])
    .where('status', '=', 'closed')
    .where('closed_on', '<=', day)
    .orderBy('id')
    .execute();
  const retained: RetainedPetition[] = [];
  for (const { id, slug, partners, partner_recipients, closed_on } of petitions) {
    const rowsOf = (table: 'signature' | 'shown_signature') =>
      db.selectFrom(table).select('petition_id').where('petition_id', '=', id);
    const signatures = await countRows(db, rowsOf('signature'));
    const requests = await countRows(db, selectRequests(db, id));
    const publicSignatures = await countRows(db, rowsOf('shown_signature'));
    if (signatures + requests + publicSignatures === 0) continue;
    retained.push({
      id,
      slug,
      partners: JSON.parse(partners),
      partnerRecipients: JSON.parse(partner_recipients),
      closedOn: closed_on!,
      signatures,
      requests,
    });
  }
  return retained;
}

const ALL = { partner: null, since: null };

/**
 * Moves the signatures of a petition into a new file in a folder, which is verified before anything is erased. Each partner that
 * some of them were sealed for gets a file of its own with those.
 *
 * @param closedBy day on or before which the petition must be closed
 * @param onProgress called with the number of signatures that were written, and again when they were erased
 * @throws UserError if the file can't be written or fails verification, or the petition was reopened
 */
export async function moveSignatures(
  folder: string,
  storage: PetitionStorage,
  petition: RetainedPetition,
  closedBy: string,
  onProgress?: (signatures: number) => void,
): Promise<{ file: string; partnerFiles: string[]; erased: number }> {
  const day = utcDay();
  const all = await createSealedExport(storage, petition, ALL);
  const file = await writeSealedFile(all, folder, day, onProgress);
  // After the file that decides what is erased, so that they lack nothing that it has.
  const partnerFiles: string[] = [];
  for (const partner of await listSealedPartners(storage.db, petition.id)) {
    const partnerFile = await writeSealedFile(createPartnerExport(storage, petition, partner), folder, day);
    await verifyFile(partnerFile, petition.id);
    partnerFiles.push(partnerFile);
  }
  return { file, partnerFiles, erased: await eraseExported(file, storage, petition, closedBy, onProgress) };
}

/**
 * Verifies a sealed file, then erases the signatures in it and no others. The count stays, except for signatures that
 * were withdrawn before.
 *
 * @param day on or before which the petition must be closed, now as before
 * @returns how many signatures were erased
 * @throws UserError if the file fails verification, or the petition was reopened
 */
export async function eraseExported(
  file: string,
  storage: PetitionStorage,
  petition: RetainedPetition,
  day: string,
  onProgress: (signatures: number) => void = () => {},
): Promise<number> {
  let erased = 0;
  for await (const { rows } of readVerified(file, petition.id)) {
    for (let start = 0; start < rows.length; start += BATCH_SIZE) {
      const keys = rows.slice(start, start + BATCH_SIZE).map(({ signer_key }) => signer_key);
      erased += await whileClosed(storage, petition, day, (transaction) =>
        eraseSignatures(transaction, petition.id, keys),
      );
      onProgress(keys.length);
    }
  }
  return erased;
}

/** Erases all other data about people who signed a petition or started to. */
export async function eraseRelated(
  storage: PetitionStorage,
  petition: RetainedPetition,
  day: string,
): Promise<void> {
  for (const [table, key] of Object.entries(RELATED_TABLES)) {
    const deleteBatch = sql`delete from ${sql.table(table)} where petition_id = ${petition.id} and ${sql.ref(key)} in
      (select ${sql.ref(key)} from ${sql.table(table)} where petition_id = ${petition.id} limit ${BATCH_SIZE})`;
    let deleted = 0n;
    do {
      const result = await whileClosed(storage, petition, day, async (transaction) => {
        await changeMark(transaction, petition.id);
        return deleteBatch.execute(transaction);
      });
      deleted = result.numAffectedRows ?? 0n;
    } while (deleted > 0n);
  }
}

/**
 * Deletes the data keys that no longer seal anything. A pending request of an earlier version was sealed when it was made,
 * and doesn't reveal its data key, so keys that the oldest request could be sealed with are kept. No clock decides this, because clocks are wrong at times: a server
 * that still holds a deleted key stores it again with the next row.
 *
 * @param day on or before which they were first used, so that few keys are stored again
 * @returns how many were deleted
 */
export async function deleteUnusedDataKeys(storage: PetitionStorage, day: string): Promise<number> {
  const { db } = storage;
  // In this order: mark, look for requests, look for signatures, delete what is still marked. Whatever is stored under
  // a marked key removes the mark in its own transaction. What was stored before is found, as a request, or as a
  // signature if the request was confirmed and has expired.
  const candidates = await markUnused(storage, day);
  if (candidates.length === 0) return 0;
  const oldestRequest = await oldestRequestDay(db);
  // Outside a write transaction, because it reads every row.
  const rows = await db.selectFrom('signature').select('data_key_id').distinct().execute();
  const used = new Set(rows.map(({ data_key_id }) => toHex(data_key_id)));
  const unused = candidates.filter((id) => !used.has(toHex(id)));
  let deleted = 0;
  for (let start = 0; start < unused.length; start += BATCH_SIZE) {
    const ids = unused.slice(start, start + BATCH_SIZE);
    const { numDeletedRows } = await storage.write((transaction) =>
      transaction
        .deleteFrom('data_key')
        .where('id', 'in', ids)
        .where('unused', '=', 1)
        // No request under a key is later than its last use.
        .$if(oldestRequest !== null, (query) => query.where('used_on', '<', oldestRequest!))
        .executeTakeFirst(),
    );
    deleted += Number(numDeletedRows);
  }
  return deleted;
}

/** Marks the data keys that may be deleted, and returns their IDs. */
async function markUnused(storage: PetitionStorage, day: string): Promise<Uint8Array[]> {
  return storage.write(async (transaction) => {
    const rows = await transaction
      .selectFrom('data_key')
      .select('id')
      .where('made_on', '<=', day)
      .orderBy('id')
      // Waits for batches that are being stored under these keys.
      .$if(storage.dialect.locksRows, (query) => query.forUpdate())
      .execute();
    const ids = rows.map(({ id }) => id);
    for (let start = 0; start < ids.length; start += BATCH_SIZE) {
      await transaction
        .updateTable('data_key')
        .set({ unused: 1 })
        .where('id', 'in', ids.slice(start, start + BATCH_SIZE))
        .where('unused', '=', 0)
        .execute();
    }
    return ids;
  });
}

/** The UTC day of the oldest pending request. Null if there is none. */
async function oldestRequestDay(db: Kysely<Database>): Promise<string | null> {
  const days = await Promise.all(
    (['outbox', 'pending_signature'] as const).map((table) =>
      db
        .selectFrom(table)
        .select(({ fn }) => fn.min<string | null>('signed_on').as('day'))
        .executeTakeFirst(),
    ),
  );
  return days.flatMap((row) => row?.day ?? []).sort()[0] ?? null;
}

async function eraseSignatures(
  transaction: Kysely<Database>,
  petitionId: number,
  keys: readonly Uint8Array[],
): Promise<number> {
  const { numDeletedRows } = await transaction
    .deleteFrom('signature')
    .where('petition_id', '=', petitionId)
    .where('signer_key', 'in', keys)
    .executeTakeFirst();
  const erased = Number(numDeletedRows);
  await transaction
    .updateTable('petition_count')
    .set(({ eb }) => ({ erased: eb('erased', '+', erased), mark: newMark() }))
    .where('petition_id', '=', petitionId)
    .execute();
  return erased;
}

/**
 * Runs a transaction during which the petition can't be reopened. Once its first signature was erased, it can never be:
 * see `loadPetitions`.
 *
 * @throws UserError if it was reopened before
 */
async function whileClosed<T>(
  storage: PetitionStorage,
  { id }: RetainedPetition,
  day: string,
  work: (transaction: Kysely<Database>) => Promise<T>,
): Promise<T> {
  const result = await storage.write(async (transaction) => {
    const closed = await transaction
      .selectFrom('petition')
      .select('id')
      .where('id', '=', id)
      .where('status', '=', 'closed')
      .where('closed_on', '<=', day)
      .$if(storage.dialect.locksRows, (query) => query.forUpdate())
      .executeTakeFirst();
    if (!closed) {
      throw new UserError('It was reopened in the meantime. Nothing more was erased.');
    }
    return work(transaction);
  });
  await sleep(PAUSE_MS);
  return result;
}

async function countRows(db: Kysely<Database>, query: AliasableExpression<unknown>): Promise<number> {
  const { rows } = await db
    .selectFrom(query.as('row'))
    .select(({ fn }) => fn.countAll<number>().as('rows'))
    .executeTakeFirstOrThrow();
  return rows;
}
