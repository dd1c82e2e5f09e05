import { randomBytes } from 'node:crypto';
import { after, type TestContext } from 'node:test';
import pg from 'pg';
import { type Cluster, startPostgres } from '../support/postgres.ts';
import { openSqlite } from '../support/sqlite.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

export const DATABASES = ['SQLite', 'PostgreSQL'] as const;
export type DatabaseName = (typeof DATABASES)[number];

export type Row = Record<string, unknown>;

/** Enough for the few servers of a test, on a machine that is also doing other things. */
export const POSTGRES_SETTINGS = ['max_connections=60', 'shared_buffers=32MB'];

let clusterPromise: Promise<Cluster> | undefined;

/** The PostgreSQL of this test file, with fsync on (the default). It is stopped after the file's tests. */
export function sharedCluster(): Promise<Cluster> {
  clusterPromise ??= startPostgres(POSTGRES_SETTINGS);
  return clusterPromise;
}

after(async () => {
  await (await clusterPromise)?.stop();
});

/** Returns the URL of a database without tables. */
export async function emptyDatabase(t: TestContext, database: DatabaseName): Promise<string> {
  if (database === 'SQLite') return `sqlite:${temporaryFolder(t)}/petitions.db`;
  const name = `fault_${randomBytes(6).toString('hex')}`;
  const { query, urlOf } = await sharedCluster();
  await query(`create database ${name}`);
  return urlOf(name);
}

export const isSqlite = (url: string) => url.startsWith('sqlite:');

export const sqlitePath = (url: string) => url.slice('sqlite:'.length);

/** Runs a statement directly on the database, over a connection of its own that is closed afterwards. */
export async function queryDatabase(url: string, statement: string): Promise<Row[]> {
  if (isSqlite(url)) {
    const connection = openSqlite(sqlitePath(url), { fileMustExist: true, timeout: 5_000 });
    try {
      const prepared = connection.prepare<unknown[], Row>(statement);
      if (prepared.reader) return prepared.all();
      prepared.run();
      return [];
    } finally {
      connection.close();
    }
  }
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<Row>(statement)).rows;
  } finally {
    await client.end();
  }
}

/** Bytes as an SQL literal. */
export function bytesLiteral(url: string, bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex');
  return isSqlite(url) ? `x'${hex}'` : `'\\x${hex}'::bytea`;
}

/** Returns all rows of every table as JSON, in a stable order. */
export async function dumpTables(url: string): Promise<Record<string, string[]>> {
  const tables = await queryDatabase(
    url,
    isSqlite(url)
      ? `select name from sqlite_schema where type = 'table' order by name`
      : `select table_schema || '.' || table_name as name from information_schema.tables
         where table_schema not in ('pg_catalog', 'information_schema') order by name`,
  );
  const dumped: Record<string, string[]> = {};
  for (const { name } of tables) {
    const rows = await queryDatabase(url, `select * from ${name}`);
    dumped[String(name)] = rows.map((row) => JSON.stringify(row)).sort();
  }
  return dumped;
}
