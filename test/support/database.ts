import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { after, type TestContext } from 'node:test';
import { sql } from 'kysely';
import pg from 'pg';
import { openStorage, type PetitionStorage } from '../../server/storage/open.ts';
import { openSqlite } from './sqlite.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Set if the tests run on PostgreSQL: the URL of a database in the cluster, for creating others. */
const CLUSTER_URL = process.env.TEST_POSTGRES_URL;

export const onPostgres = CLUSTER_URL !== undefined;
/** Options for tests about one of the databases: `it('…', onlySqlite, …)`. */
export const onlySqlite = { skip: onPostgres && 'about SQLite' };
/** Options for tests whose result can't depend on the database. Another test has to run the same queries on both. */
export const onlyOnce = { skip: onPostgres && 'the same on any database' };
export const onlyPostgres = { skip: !onPostgres && 'about PostgreSQL' };

/** Creates an empty database, removes it after the test or the file's tests, and returns its URL. */
export async function emptyDatabase(t?: TestContext): Promise<string> {
  if (CLUSTER_URL === undefined) return `sqlite:${temporaryFolder(t)}/petitions.db`;
  return createFrom('template1', t);
}

/** Creates another database with the prepared content, removed after the test or the file's tests. */
type Copy = (t?: TestContext) => Promise<string>;

const prepared = new Map<string, Promise<Copy>>();

/** Creates a database with the current tables, all empty. Copying them takes less time than creating them. */
export const migratedDatabase = (t?: TestContext) => preparedDatabase('migrated', async () => {}, t);

/** Creates a database with content from `prepare`, which runs once per key and process. */
export async function preparedDatabase(
  key: string,
  prepare: (storage: PetitionStorage) => Promise<unknown>,
  t?: TestContext,
): Promise<string> {
  if (!prepared.has(key)) prepared.set(key, CLUSTER_URL ? prepareTemplate(prepare) : prepareFile(prepare));
  return (await prepared.get(key)!)(t);
}

async function prepareFile(prepare: (storage: PetitionStorage) => Promise<unknown>): Promise<Copy> {
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

/** The template is removed with the cluster. */
async function prepareTemplate(prepare: (storage: PetitionStorage) => Promise<unknown>): Promise<Copy> {
  const template = await create('template1');
  await fill(urlOf(template), prepare);
  return (t) => createFrom(template, t);
}

async function createFrom(template: string, t?: TestContext): Promise<string> {
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
  const url = new URL(CLUSTER_URL!);
  url.pathname = `/${name}`;
  return url.href;
}

async function fill(url: string, prepare: (storage: PetitionStorage) => Promise<unknown>): Promise<void> {
  const storage = await openStorage(url);
  await prepare(storage);
  await storage.close();
}

/** Returns everything that is stored: the bytes of SQLite's files, or of the rows in PostgreSQL's tables. */
export async function storedBytes(url: string): Promise<{ where: string; bytes: Buffer }[]> {
  if (url.startsWith('sqlite:')) {
    const file = url.slice('sqlite:'.length);
    // Including the write-ahead log.
    return readdirSync(dirname(file))
      .filter((name) => name.startsWith(basename(file)))
      .map((name) => ({ where: name, bytes: readFileSync(join(dirname(file), name)) }));
  }
  const client = new pg.Client(url);
  await client.connect();
  try {
    // Most tables were never written to. Reading an empty file takes longer than finding out that it is empty.
    const { rows: tables } = await client.query(
      `select relname as name from pg_class
       where relkind = 'r' and relnamespace = current_schema()::regnamespace and pg_relation_size(oid) > 0`,
    );
    const statements = tables.map(({ name }) => `select * from ${name}`);
    // An array unless it is one result.
    const results = [await client.query(statements.join(';'))].flat();
    return tables.map(({ name }, index) => {
      const values = results[index]!.rows.flatMap((row) => Object.values(row));
      const bytes = Buffer.concat(
        values.map((value) => (value instanceof Buffer ? value : Buffer.from(`${value}\n`))),
      );
      return { where: name, bytes };
    });
  } finally {
    await client.end();
  }
}

/** Runs statements in a database, as another program would. */
export async function runIn(url: string, statements: string): Promise<void> {
  if (!url.startsWith('sqlite:')) return administer(statements, url);
  const connection = openSqlite(url.slice('sqlite:'.length));
  connection.exec(statements);
  connection.close();
}

/** In the database for creating others. One connection, because PostgreSQL starts a process for each. */
const administrators = new pg.Pool({
  connectionString: CLUSTER_URL,
  max: 1,
  allowExitOnIdle: true,
  // It has no timers, which a test with a clock of its own would set or clear on that.
  idleTimeoutMillis: 0,
});
// A connection that was cut while nothing used it is replaced by the next statement's.
administrators.on('error', () => {});

/** Runs a statement as the cluster's superuser. By default in the database for creating others. */
export async function administer(statement: string, url?: string): Promise<void> {
  if (url === undefined) {
    await administrators.query(statement);
    return;
  }
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Returns a function whose result changes whenever a commit has been written to disk. */
export async function diskMark({ db }: PetitionStorage, t: TestContext): Promise<() => Promise<unknown>> {
  if (onPostgres) {
    return async () =>
      (await sql<{ lsn: string }>`select pg_current_wal_flush_lsn() as lsn`.execute(db)).rows[0]!.lsn;
  }
  const { rows } = await sql<{ file: string }>`select file from pragma_database_list`.execute(db);
  const observer = openSqlite(rows[0]!.file, { readonly: true });
  t.after(() => observer.close());
  return async () => observer.pragma('data_version', { simple: true });
}

/** Makes a table refuse all inserts, or those of one signer key, until the returned function is called. */
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
