import { dirname } from 'node:path';
import SQLite from 'better-sqlite3';
import { Kysely, SqliteDialect, sql } from 'kysely';
import { makeFolder } from '../folder.ts';
import { Mistake } from '../mistake.ts';
import { sqlite } from './dialect.ts';
import { migrate } from './migrate.ts';
import type { Database } from './schema.ts';

/** How long a write waits for another program that holds the file. Signing answers 503 after that. */
const BUSY_TIMEOUT_MS = 5_000;

/** An open database whose schema is this version's. */
export interface Storage {
  db: Kysely<Database>;
  /** Runs `work` in a transaction that holds the write lock from its first statement on. */
  write<T>(work: (transaction: Kysely<Database>) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/**
 * Opens, or makes, the SQLite file and brings its schema up to date.
 *
 * @throws Mistake where the file can't be used, with what to do
 */
export async function openStorage(file: string): Promise<Storage> {
  const connection = connect(file);
  const db = new Kysely<Database>({ dialect: new SqliteDialect({ database: connection }) });
  const storage: Storage = {
    db,
    write: (work) => writeTransaction(db, work),
    close: () => db.destroy(),
  };
  try {
    await storage.write((transaction) => migrate(transaction, sqlite));
    assertDurable(connection);
  } catch (error) {
    await storage.close();
    throw error instanceof Mistake ? error : inPlainWords(file, error);
  }
  return storage;
}

function connect(file: string): SQLite.Database {
  try {
    makeFolder(dirname(file));
    const connection = new SQLite(file, { timeout: BUSY_TIMEOUT_MS });
    connection.pragma('journal_mode = WAL');
    // After the first statement: better-sqlite3 is built to fall back to NORMAL in WAL mode, where a
    // power cut takes the last commits along.
    connection.pragma('synchronous = FULL');
    connection.pragma('foreign_keys = ON');
    return connection;
  } catch (error) {
    throw inPlainWords(file, error);
  }
}

/** A promise of the design, so it is checked rather than trusted. */
function assertDurable(connection: SQLite.Database): void {
  const synchronous = connection.pragma('synchronous', { simple: true });
  if (synchronous !== 2) throw new Error(`SQLite runs with synchronous=${synchronous} instead of 2 (FULL)`);
}

async function writeTransaction<T>(
  db: Kysely<Database>,
  work: (transaction: Kysely<Database>) => Promise<T>,
): Promise<T> {
  return db.connection().execute(async (connection) => {
    // Not Kysely's own transaction: its plain BEGIN takes the lock at the first write, and what was read
    // before that may be out of date by then, which SQLite refuses.
    await sql`begin immediate`.execute(connection);
    try {
      const result = await work(connection);
      await sql`commit`.execute(connection);
      return result;
    } catch (error) {
      await sql`rollback`.execute(connection).catch(() => {});
      throw error;
    }
  });
}

function inPlainWords(file: string, error: unknown): Error {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const why = error instanceof Error ? error.message : String(error);
  if (code.startsWith('SQLITE_NOTADB') || code.startsWith('SQLITE_CORRUPT')) {
    return new Mistake(
      `${file} is no SQLite database, or is damaged (${why}). Restore it from a backup, or name another in DATABASE_URL.`,
    );
  }
  if (code.startsWith('SQLITE_BUSY')) {
    return new Mistake(`Another program holds ${file} locked. Stop it and start again.`);
  }
  if (
    code.startsWith('SQLITE_CANTOPEN') ||
    code.startsWith('SQLITE_READONLY') ||
    code === 'EACCES' ||
    code === 'EEXIST' ||
    code === 'ENOENT' ||
    code === 'ENOTDIR'
  ) {
    return new Mistake(
      `${file} can't be opened for writing (${why}). Check who owns it and its folder, or name another in DATABASE_URL.`,
    );
  }
  return error instanceof Error ? error : new Error(why);
}
