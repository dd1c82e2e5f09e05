import { setTimeout as sleep } from 'node:timers/promises';
import { type AliasableExpression, type Kysely, sql } from 'kysely';
import { UserError } from '../lib/errors.ts';
import { utcDay } from '../lib/time.ts';
import type { PetitionStorage } from '../storage/open.ts';
import type { Database } from '../storage/schema.ts';
import { selectRequests } from '../storage/signature-pages.ts';
import { readVerified } from './sealed-file-on-disk.ts';
import { toHex } from './stored-pages.ts';

/** What is kept of signers besides their signatures, and what each is gone through by. The type has it that none is forgotten. */
const RELATED_TABLES = {
  outbox: 'id',
  pending_signature: 'slot',
  shown_signature: 'signer_key',
} satisfies Record<Exclude<TablesOfPetitions, 'petition_text' | 'petition_count' | 'signature'>, string>;

type TablesOfPetitions = {
  [Table in keyof Database]: 'petition_id' extends keyof Database[Table] ? Table : never;
}[keyof Database];

const DAY_MS = 24 * 60 * 60 * 1000;
/** How many are deleted at a time. */
const BATCH_SIZE = 500;
/** After each: SQLite's lock goes to whoever asks at the right moment, and those who sign ask only now and then. */
const PAUSE_MS = 20;

/** A closed petition of which there is still something to erase. */
export interface RetainedPetition {
  id: number;
  slug: string;
  partners: Record<string, string>;
  /** The day (UTC). */
  closedOn: string;
  signatures: number;
  /** Those of the last 30 days before closing, confirmed or not. */
  requests: number;
}

/** The petitions that were closed on a day (UTC) or before, and of which there is still something to erase. */
export async function findRetained({ db }: PetitionStorage, day: string): Promise<RetainedPetition[]> {
  const petitions = await db
    .selectFrom('petition')
    .select(['id', 'slug', 'partners', 'closed_on'])
    .where('status', '=', 'closed')
    .where('closed_on', '<=', day)
    .orderBy('id')
    .execute();
  const kept: RetainedPetition[] = [];
  for (const { id, slug, partners, closed_on } of petitions) {
    const under = (table: 'signature' | 'shown_signature') =>
      db.selectFrom(table).select('petition_id').where('petition_id', '=', id);
    const signatures = await rowsIn(db, under('signature'));
    const requests = await rowsIn(db, selectRequests(db, id));
    const shown = await rowsIn(db, under('shown_signature'));
    if (signatures + requests + shown === 0) continue;
    kept.push({
      id,
      slug,
      partners: JSON.parse(partners),
      closedOn: closed_on!,
      signatures,
      requests,
    });
  }
  return kept;
}

/**
 * Erases the signatures that stand in a sealed file, and no others, once it was read and found whole. The count stays as it
 * is, but for those who withdrew before.
 *
 * @param day on or before which the petition must still be closed
 * @returns how many there were
 * @throws Mistake where the file isn't whole, or the petition was opened again
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

/** Erases whatever else is kept of those who signed a petition, or were about to. */
export async function eraseRelated(
  storage: PetitionStorage,
  petition: RetainedPetition,
  day: string,
): Promise<void> {
  for (const [table, key] of Object.entries(RELATED_TABLES)) {
    const deleteSome = sql`delete from ${sql.table(table)} where petition_id = ${petition.id} and ${sql.ref(key)} in
      (select ${sql.ref(key)} from ${sql.table(table)} where petition_id = ${petition.id} limit ${BATCH_SIZE})`;
    let deleted = 0n;
    do {
      const result = await whileClosed(storage, petition, day, (transaction) =>
        deleteSome.execute(transaction),
      );
      deleted = result.numAffectedRows ?? 0n;
    } while (deleted > 0n);
  }
}

/**
 * Deletes the data keys that nothing is sealed with any more. A request doesn't tell which one it is sealed with, so none is
 * deleted that could be that of the oldest.
 *
 * @param day on or before which they were made: a running server may hold a younger one, and seal with it next
 * @returns how many
 */
export async function deleteUnusedDataKeys(storage: PetitionStorage, day: string): Promise<number> {
  const { db } = storage;
  // First: a request that is confirmed from here on is sealed with none of those that are looked at.
  const before = await oldestRequestOn(db);
  const made = await db
    .selectFrom('data_key')
    .select('id')
    .where('made_on', '<=', day)
    // A server holds one for half a day, which may begin before midnight.
    .$if(before !== null, (keys) => keys.where('made_on', '<', utcDay(Date.parse(before!) - DAY_MS)))
    .execute();
  if (made.length === 0) return 0;
  // Outside of a transaction that writes, for it reads every row.
  const rows = await db.selectFrom('signature').select('data_key_id').distinct().execute();
  const used = new Set(rows.map(({ data_key_id }) => toHex(data_key_id)));
  const unused = made.map(({ id }) => id).filter((id) => !used.has(toHex(id)));
  for (let start = 0; start < unused.length; start += BATCH_SIZE) {
    const ids = unused.slice(start, start + BATCH_SIZE);
    await storage.write((transaction) => transaction.deleteFrom('data_key').where('id', 'in', ids).execute());
  }
  return unused.length;
}

/** The day (UTC); null where there is none. */
async function oldestRequestOn(db: Kysely<Database>): Promise<string | null> {
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
    .set(({ eb }) => ({ erased: eb('erased', '+', erased) }))
    .where('petition_id', '=', petitionId)
    .execute();
  return erased;
}

/**
 * Runs a transaction during which nobody can open the petition. From the first signature on that was erased, nobody can at
 * all: see `loadPetitions`.
 */
async function whileClosed<T>(
  storage: PetitionStorage,
  { id }: RetainedPetition,
  day: string,
  work: (transaction: Kysely<Database>) => Promise<T>,
): Promise<T> {
  const result = await storage.write(async (transaction) => {
    const { rows } = await sql`
      select id from petition where id = ${id} and status = 'closed' and closed_on <= ${day}
      ${sql.raw(storage.dialect.syntax.forUpdate)}
    `.execute(transaction);
    if (rows.length === 0) {
      throw new UserError('It was opened again meanwhile, so nothing more of it was erased.');
    }
    return work(transaction);
  });
  await sleep(PAUSE_MS);
  return result;
}

async function rowsIn(db: Kysely<Database>, query: AliasableExpression<unknown>): Promise<number> {
  const { rows } = await db
    .selectFrom(query.as('each'))
    .select(({ fn }) => fn.countAll<number>().as('rows'))
    .executeTakeFirstOrThrow();
  return rows;
}
