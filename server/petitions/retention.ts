import { setTimeout as sleep } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import { wholeFile } from '../export/sealed-on-disk.ts';
import { nameOf } from '../export/stored.ts';
import { Mistake } from '../mistake.ts';
import type { Storage } from '../storage/open.ts';
import type { Database } from '../storage/schema.ts';
import { unconfirmedUnder } from '../storage/signatures.ts';

type TablesWith<Column extends string> = {
  [Table in keyof Database]: Column extends keyof Database[Table] ? Table : never;
}[keyof Database];

const namesOf = <Table extends string>(tables: Record<Table, true>) => Object.keys(tables) as Table[];

/** What is kept of a signer besides the signature. The type has it that none is forgotten. */
const BESIDES = namesOf({
  outbox: true,
  pending_signature: true,
  shown_signature: true,
} satisfies Record<Exclude<TablesWith<'signer_key'>, 'signature'>, true>);

/** What needs data keys. */
const SEALED = namesOf({
  outbox: true,
  pending_signature: true,
  signature: true,
} satisfies Record<TablesWith<'data_key_id'>, true>);

/** How many are deleted at a time. */
const BATCH = 500;
/** After each: SQLite's lock goes to whoever asks at the right moment, and those who sign ask only now and then. */
const PAUSE_MS = 20;

/** A closed petition of which there is still something to erase. */
export interface Kept {
  id: number;
  slug: string;
  partners: Record<string, string>;
  /** The day (UTC). */
  closedOn: string;
  signatures: number;
  /** Those that nobody confirmed, and nobody will. */
  unconfirmed: number;
}

/** The petitions that were closed on a day (UTC) or before, and of which there is still something to erase. */
export async function keptSince({ db }: Storage, day: string): Promise<Kept[]> {
  const petitions = await db
    .selectFrom('petition')
    .select(['id', 'slug', 'partners', 'closed_on'])
    .where('status', '=', 'closed')
    .where('closed_on', '<=', day)
    .orderBy('id')
    .execute();
  const kept: Kept[] = [];
  for (const { id, slug, partners, closed_on } of petitions) {
    const signatures = await rowsOf(db, 'signature', id);
    const besides = await Promise.all(BESIDES.map((table) => rowsOf(db, table, id)));
    if (signatures === 0 && besides.every((rows) => rows === 0)) continue;
    kept.push({
      id,
      slug,
      partners: JSON.parse(partners),
      closedOn: closed_on!,
      signatures,
      unconfirmed: await unconfirmedOf(db, id),
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
export async function eraseWhatStandsIn(
  file: string,
  storage: Storage,
  petition: Kept,
  day: string,
): Promise<number> {
  let erased = 0;
  for await (const { rows } of wholeFile(file, petition.id)) {
    for (let start = 0; start < rows.length; start += BATCH) {
      const keys = rows.slice(start, start + BATCH).map(({ signer_key }) => signer_key);
      erased += await whileClosed(storage, petition, day, (transaction) =>
        eraseSignatures(transaction, petition.id, keys),
      );
    }
  }
  return erased;
}

/** Erases whatever else is kept of those who signed a petition, or were about to. */
export async function eraseBesides(storage: Storage, petition: Kept, day: string): Promise<void> {
  for (const table of BESIDES) {
    for (;;) {
      const found = await storage.db
        .selectFrom(table)
        .select('signer_key')
        .distinct()
        .where('petition_id', '=', petition.id)
        .limit(BATCH)
        .execute();
      if (found.length === 0) break;
      const keys = found.map(({ signer_key }) => signer_key);
      await whileClosed(storage, petition, day, (transaction) =>
        transaction
          .deleteFrom(table)
          .where('petition_id', '=', petition.id)
          .where('signer_key', 'in', keys)
          .execute(),
      );
    }
  }
}

/**
 * Deletes the data keys that nothing is sealed with any more.
 *
 * @param day on or before which they were made: a running server may hold a younger one, and seal with it next
 * @returns how many
 */
export async function deleteUnusedDataKeys(storage: Storage, day: string): Promise<number> {
  const { db } = storage;
  const made = await db.selectFrom('data_key').select('id').where('made_on', '<=', day).execute();
  if (made.length === 0) return 0;
  // Outside of a transaction that writes, for it reads every row; and in one statement, which sees one moment, so that
  // none is missed that is confirmed meanwhile. Nothing that comes after is sealed with a key of that age.
  const { rows } = await sql<{ data_key_id: Uint8Array }>`${sql.join(
    SEALED.map((table) => sql`select data_key_id from ${sql.table(table)}`),
    sql` union `,
  )}`.execute(db);
  const used = new Set(rows.map(({ data_key_id }) => nameOf(data_key_id)));
  const unused = made.map(({ id }) => id).filter((id) => !used.has(nameOf(id)));
  for (let start = 0; start < unused.length; start += BATCH) {
    const ids = unused.slice(start, start + BATCH);
    await storage.write((transaction) => transaction.deleteFrom('data_key').where('id', 'in', ids).execute());
  }
  return unused.length;
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
  storage: Storage,
  { id }: Kept,
  day: string,
  work: (transaction: Kysely<Database>) => Promise<T>,
): Promise<T> {
  const result = await storage.write(async (transaction) => {
    const { rows } = await sql`
      select id from petition where id = ${id} and status = 'closed' and closed_on <= ${day}
      ${sql.raw(storage.dialect.words.forUpdate)}
    `.execute(transaction);
    if (rows.length === 0) {
      throw new Mistake('It was opened again meanwhile, so nothing more of it was erased.');
    }
    return work(transaction);
  });
  await sleep(PAUSE_MS);
  return result;
}

async function rowsOf(db: Kysely<Database>, table: TablesWith<'signer_key'>, petitionId: number) {
  const { rows } = await db
    .selectFrom(table)
    .select(({ fn }) => fn.countAll<number>().as('rows'))
    .where('petition_id', '=', petitionId)
    .executeTakeFirstOrThrow();
  return rows;
}

async function unconfirmedOf(db: Kysely<Database>, petitionId: number): Promise<number> {
  const { rows } = await db
    .selectFrom(unconfirmedUnder(db, petitionId).as('unconfirmed'))
    .select(({ fn }) => fn.countAll<number>().as('rows'))
    .executeTakeFirstOrThrow();
  return rows;
}
