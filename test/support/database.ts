import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { after, type TestContext } from 'node:test';
import SQLite from 'better-sqlite3';
import { sql } from 'kysely';
import pg from 'pg';
import { openStorage, type PetitionStorage } from '../../server/storage/open.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Where the suite runs on PostgreSQL: a database of the cluster from which others can be made. */
const CLUSTER = process.env.TEST_POSTGRES_URL;

export const onPostgres = CLUSTER !== undefined;
/** Given to a test that is about the other database: `it('…', onlySqlite, …)`. */
export const onlySqlite = { skip: onPostgres && 'about SQLite' };
/** What takes long, and has nothing of the database's in it. */
export const onlyOnce = { skip: onPostgres && 'the same on any database' };
export const onlyPostgres = { skip: !onPostgres && 'about PostgreSQL' };

/** The address of a database with nothing in it, which is gone after the test or the file's tests. */
export async function emptyDatabase(t?: TestContext): Promise<string> {
  if (CLUSTER === undefined) return `sqlite:${temporaryFolder(t)}/petitions.db`;
  return createdFrom('template1', t);
}

/** Makes one more database like that which was prepared, gone after the test or the file's tests. */
type Copy = (t?: TestContext) => Promise<string>;

const prepared = new Map<string, Promise<Copy>>();

/** The same for one with today's tables and nothing in them, which takes less time than to make them. */
export const migratedDatabase = (t?: TestContext) => preparedDatabase('migrated', async () => {}, t);

/** The same for one that `prepare` has filled: once, for all tests with the same key that this process runs. */
export async function preparedDatabase(
  key: string,
  prepare: (storage: PetitionStorage) => Promise<unknown>,
  t?: TestContext,
): Promise<string> {
  if (!prepared.has(key)) prepared.set(key, CLUSTER ? templateOf(prepare) : fileOf(prepare));
  return (await prepared.get(key)!)(t);
}

async function fileOf(prepare: (storage: PetitionStorage) => Promise<unknown>): Promise<Copy> {
  const folder = mkdtempSync(join(tmpdir(), 'petitions-test-'));
  const file = join(folder, 'petitions.db');
  await fill(`sqlite:${file}`, prepare);
  const bytes = readFileSync(file);
  rmSync(folder, { recursive: true });
  return async (t) => {
    const copy = join(temporaryFolder(t), 'petitions.db');
    writeFileSync(copy, bytes, { mode: 0o600 });
    return `sqlite:${copy}`;
  };
}

/** Goes away with the cluster. */
async function templateOf(prepare: (storage: PetitionStorage) => Promise<unknown>): Promise<Copy> {
  const template = await create('template1');
  await fill(urlOf(template), prepare);
  return (t) => createdFrom(template, t);
}

async function createdFrom(template: string, t?: TestContext): Promise<string> {
  const name = await create(template);
  const drop = () => administer(`drop database ${name} with (force)`);
  if (t) t.after(drop);
  else after(drop);
  return urlOf(name);
}

async function create(template: string): Promise<string> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await administer(`create database ${name} template ${template} strategy file_copy`);
  return name;
}

function urlOf(name: string): string {
  const url = new URL(CLUSTER!);
  url.pathname = `/${name}`;
  return url.href;
}

async function fill(url: string, prepare: (storage: PetitionStorage) => Promise<unknown>): Promise<void> {
  const storage = await openStorage(url);
  await prepare(storage);
  await storage.close();
}

/** All that is stored: of SQLite the bytes of its files, of PostgreSQL those of each table's rows. */
export async function storedBytes(url: string): Promise<{ where: string; bytes: Buffer }[]> {
  if (url.startsWith('sqlite:')) {
    const file = url.slice('sqlite:'.length);
    // The write-ahead log is looked at too.
    return readdirSync(dirname(file))
      .filter((name) => name.startsWith(basename(file)))
      .map((name) => ({ where: name, bytes: readFileSync(join(dirname(file), name)) }));
  }
  const client = new pg.Client(url);
  await client.connect();
  try {
    const { rows: tables } = await client.query(
      'select table_name as name from information_schema.tables where table_schema = current_schema()',
    );
    return await Promise.all(
      tables.map(async ({ name }) => {
        const { rows } = await client.query(`select * from ${name}`);
        const values = rows.flatMap((row) => Object.values(row));
        return {
          where: name,
          bytes: Buffer.concat(
            values.map((value) => (value instanceof Buffer ? value : Buffer.from(`${value}\n`))),
          ),
        };
      }),
    );
  } finally {
    await client.end();
  }
}

/** Runs statements in a database as another program would. */
export async function runIn(url: string, statements: string): Promise<void> {
  if (!url.startsWith('sqlite:')) return administer(statements, url);
  const connection = new SQLite(url.slice('sqlite:'.length));
  connection.exec(statements);
  connection.close();
}

/** Runs a statement as the cluster's superuser, in the database of the address or in the one for making others. */
export async function administer(statement: string, url = CLUSTER): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Returns a value that moves whenever another commit has been written to disk. */
export async function diskMark({ db }: PetitionStorage, t: TestContext): Promise<() => Promise<unknown>> {
  if (onPostgres) {
    return async () =>
      (await sql<{ lsn: string }>`select pg_current_wal_flush_lsn() as lsn`.execute(db)).rows[0]!.lsn;
  }
  const { rows } = await sql<{ file: string }>`select file from pragma_database_list`.execute(db);
  const onlooker = new SQLite(rows[0]!.file, { readonly: true });
  t.after(() => onlooker.close());
  return async () => onlooker.pragma('data_version', { simple: true });
}

/** Makes a table refuse every insert, or that of one signer key, until the returned function is called. */
export async function refuseInserts(
  { db }: PetitionStorage,
  table: 'signature' | 'data_key' | 'used_challenge',
  signerKey?: Buffer,
): Promise<() => Promise<unknown>> {
  const hex = signerKey?.toString('hex');
  if (!onPostgres) {
    const when = hex ? `when new.signer_key = x'${hex}'` : '';
    await sql
      .raw(
        `create trigger refuse before insert on ${table} ${when} begin select raise(abort, 'no room'); end`,
      )
      .execute(db);
    return () => sql.raw('drop trigger refuse').execute(db);
  }
  const when = hex ? `when (new.signer_key = '\\x${hex}')` : '';
  await sql
    .raw(`create function refuse() returns trigger language plpgsql as 'begin raise ''no room''; end'`)
    .execute(db);
  await sql
    .raw(`create trigger refuse before insert on ${table} for each row ${when} execute function refuse()`)
    .execute(db);
  return () => sql.raw('drop function refuse cascade').execute(db);
}
