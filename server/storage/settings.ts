import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { SqlDialect } from './dialect.ts';
import type { Database, SettingTable } from './schema.ts';

type SettingName = SettingTable['name'];

export async function readSetting(db: Kysely<Database>, name: SettingName): Promise<string | undefined> {
  const row = await db.selectFrom('setting').select('value').where('name', '=', name).executeTakeFirst();
  return row?.value;
}

/** Keeps the stored value if there is one. */
export async function writeSettingIfAbsent(
  transaction: Kysely<Database>,
  name: SettingName,
  value: string,
): Promise<void> {
  await transaction
    .insertInto('setting')
    .values({ name, value })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
}

/** Replaces the stored value. */
export async function writeSetting(
  transaction: Kysely<Database>,
  name: SettingName,
  value: string,
): Promise<void> {
  await transaction
    .insertInto('setting')
    .values({ name, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute();
}

/**
 * Makes other transactions that lock or write the setting wait until this one ends.
 *
 * @returns the stored value, or '' if there is none
 */
export async function lockSetting(transaction: Kysely<Database>, name: SettingName): Promise<string> {
  const { value } = await transaction
    .insertInto('setting')
    .values({ name, value: '' })
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet(({ ref }) => ({ value: ref('setting.value') })),
    )
    .returning('value')
    .executeTakeFirstOrThrow();
  return value;
}

export async function deleteSetting(transaction: Kysely<Database>, name: SettingName): Promise<void> {
  await transaction.deleteFrom('setting').where('name', '=', name).execute();
}

/** A value that changes whenever petitions change. */
export async function readRevision(db: Kysely<Database>): Promise<string> {
  const revision = await readSetting(db, 'revision');
  if (revision === undefined) throw new Error('the database has no revision');
  return revision;
}

/**
 * Tells running servers, which poll the revision, to read what has changed. Call this first: other transactions that change
 * petitions wait here until this one is complete. Each petition that it changes gets the {@link currentRevision}.
 */
export async function bumpRevision(transaction: Kysely<Database>): Promise<void> {
  await transaction
    .updateTable('setting')
    .set(({ eb, cast, lit }) => {
      // Versions up to 0.2.0 wrote "1.0" on SQLite, and `import-sqlite` may have moved that to PostgreSQL.
      const revision = cast<number>(cast('value', 'numeric'), 'integer');
      // A literal, because SQLite would read a parameter as 1.0.
      return { value: cast<string>(eb(revision, '+', lit(1)), 'text') };
    })
    .where('name', '=', 'revision')
    .execute();
}

/** For the `revision` of a petition that changes. Revisions are committed in order, so a server finds what is newer than its own. */
export const currentRevision = (): RawBuilder<number> =>
  sql`(select cast(cast(value as numeric) as integer) from setting where name = 'revision')`;

/**
 * The revision since which petitions must be read, for a server that has read them as of `revision`. Undefined if it must read all of
 * them: deleting a petition leaves no revision in another, and neither does a server of an earlier version, which may still be running.
 */
export async function knownRevision(
  db: Kysely<Database>,
  revision: string | undefined,
): Promise<string | undefined> {
  if (revision === undefined) return undefined;
  const { last } = await db
    .selectFrom('petition')
    .select(({ fn }) => fn.max('revision').as('last'))
    .executeTakeFirstOrThrow();
  return last !== null && last >= Number(await readRevision(db)) ? revision : undefined;
}

/** Makes servers that claim emails wait for each other until this transaction ends. */
export async function lockOutbox(transaction: Kysely<Database>, { locksRows }: SqlDialect): Promise<void> {
  await transaction
    .selectFrom('setting')
    .select('value')
    .where('name', '=', 'outbox')
    .$if(locksRows, (query) => query.forUpdate())
    .execute();
}

/**
 * Stores a new random value, so that SQLite has something to write to disk. `sqlite-worker.js` does the same.
 */
export async function changeBatchSetting(transaction: Kysely<Database>): Promise<void> {
  await sql`insert into setting (name, value) values ('batch', lower(hex(randomblob(8))))
    on conflict (name) do update set value = excluded.value`.execute(transaction);
}
