import { randomBytes } from 'node:crypto';
import { after, type TestContext } from 'node:test';
import SQLite from 'better-sqlite3';
import pg from 'pg';
import { type Cluster, startPostgres } from '../support/postgres.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

export const DATABASES = ['SQLite', 'PostgreSQL'] as const;
export type DatabaseName = (typeof DATABASES)[number];

export type Row = Record<string, unknown>;

/** Enough for the few servers of a test, on a machine that does other things besides. */
export const SETTINGS = ['max_connections=60', 'shared_buffers=32MB'];

let starting: Promise<Cluster> | undefined;

/** The PostgreSQL of this test file, with fsync as it comes. It is gone after the file's tests. */
export function cluster(): Promise<Cluster> {
  starting ??= startPostgres(SETTINGS);
  return starting;
}

after(async () => {
  await (await starting)?.stop();
});

/** The address of a database with nothing in it. */
export async function emptyDatabase(t: TestContext, database: DatabaseName): Promise<string> {
  if (database === 'SQLite') return `sqlite:${temporaryFolder(t)}/petitions.db`;
  const name = `fault_${randomBytes(6).toString('hex')}`;
  const { query, urlOf } = await cluster();
  await query(`create database ${name}`);
  return urlOf(name);
}

export const isSqlite = (url: string) => url.startsWith('sqlite:');

export const fileOf = (url: string) => url.slice('sqlite:'.length);

/** Asks the database behind the server's back, on a connection that is closed again. */
export async function ask(url: string, text: string): Promise<Row[]> {
  if (isSqlite(url)) {
    const connection = new SQLite(fileOf(url), { fileMustExist: true, timeout: 5_000 });
    try {
      const statement = connection.prepare<unknown[], Row>(text);
      if (statement.reader) return statement.all();
      statement.run();
      return [];
    } finally {
      connection.close();
    }
  }
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

/** How bytes are written in a statement. */
export function literal(url: string, bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex');
  return isSqlite(url) ? `x'${hex}'` : `'\\x${hex}'::bytea`;
}

/** Every table with all its rows, in an order that is the same each time. */
export async function dump(url: string): Promise<Record<string, string[]>> {
  const tables = await ask(
    url,
    isSqlite(url)
      ? `select name from sqlite_schema where type = 'table' order by name`
      : `select table_schema || '.' || table_name as name from information_schema.tables
         where table_schema not in ('pg_catalog', 'information_schema') order by name`,
  );
  const dumped: Record<string, string[]> = {};
  for (const { name } of tables) {
    const rows = await ask(url, `select * from ${name}`);
    dumped[String(name)] = rows.map((row) => JSON.stringify(row)).sort();
  }
  return dumped;
}
