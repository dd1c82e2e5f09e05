import { closeSync, existsSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import SQLite from 'better-sqlite3';
import { Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, sql } from 'kysely';
import { UserError } from '../lib/errors.ts';
import { ensurePrivateDir, replaceFile } from '../lib/fs.ts';
import { errorCode, sqlite } from './dialect.ts';
import type { Database } from './schema.ts';
import { SqliteThread } from './sqlite-thread.ts';
import type { DatabaseDriver } from './storage.ts';

/** How long a statement waits for another program's lock, in ms. Signing answers 503 after that. */
const BUSY_TIMEOUT_MS = 5_000;
const PROGRESS_INTERVAL_MS = 100;

/** Connects to the SQLite file, which is made where there is none. */
export function connectSqlite(file: string): DatabaseDriver {
  try {
    ensurePrivateDir(dirname(file));
    // Its owner's alone, also in a folder that others may look into; SQLite makes the files beside it alike.
    if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
    // Here, where an error can be told in plain words; then in its thread.
    new SQLite(file).close();
  } catch (error) {
    throw toUserError(file, error);
  }
  const thread = new SqliteThread(file, BUSY_TIMEOUT_MS);
  const db = kyselyOn(thread);
  return {
    db,
    dialect: sqlite,
    async configure() {
      await sql`pragma journal_mode = wal`.execute(db);
      // After the first statement: better-sqlite3 is built to fall back to NORMAL in WAL mode, where a
      // power cut takes the last commits along.
      await sql`pragma synchronous = full`.execute(db);
    },
    store: (_, batch) => thread.store(batch),
    beforeUpgrade: async ({ applied }) => copySqlite(file, `${file}.before-upgrade-from-${applied.at(-1)}`),
    toUserError: (error) => toUserError(file, error),
  };
}

function kyselyOn(thread: SqliteThread): Kysely<Database> {
  return new Kysely<Database>({
    dialect: {
      createDriver: () => thread,
      createAdapter: () => new SqliteAdapter(),
      createQueryCompiler: () => new SqliteQueryCompiler(),
      createIntrospector: (db) => new SqliteIntrospector(db),
    },
  });
}

/**
 * Copies the database as it is at this moment, while others go on writing to it: a whole file that is on
 * disk once this returns.
 *
 * @param onProgress called with the size of the copy so far, in bytes
 * @throws Mistake where it can't be written
 */
export async function copySqlite(
  file: string,
  copy: string,
  onProgress: (bytes: number) => void = () => {},
): Promise<void> {
  try {
    // Here, where errors can be caught; then in a thread, so that progress can be reported.
    new SQLite(file, { readonly: true }).close();
    await replaceFile(copy, async (draft) => {
      const source = kyselyOn(new SqliteThread(file, BUSY_TIMEOUT_MS, { readonly: true }));
      const timer = setInterval(() => onProgress(statSync(draft).size), PROGRESS_INTERVAL_MS);
      try {
        // One statement reads one moment. SQLite's backup interface would start again at each write of another
        // process, and never end while signatures come in.
        await sql`vacuum into ${draft}`.execute(source);
      } finally {
        clearInterval(timer);
        await source.destroy();
      }
    });
  } catch (error) {
    if (/^SQLITE_(NOTADB|CORRUPT|BUSY)/.test(errorCode(error))) throw toUserError(file, error);
    throw new UserError(
      `${copy} can't be written (${(error as Error).message}). Check the space on its disk and who owns its folder.`,
    );
  }
}

/**
 * @throws Mistake where a server still runs on the file: what it acknowledged from now on would stay behind
 */
export function assertNotInUse(file: string): void {
  try {
    const connection = new SQLite(file, { fileMustExist: true, timeout: 0 });
    try {
      // Leaving write-ahead mode is for the only one who has the file open.
      connection.pragma('journal_mode = delete');
    } finally {
      connection.close();
    }
  } catch (error) {
    throw errorCode(error).startsWith('SQLITE_BUSY')
      ? new UserError(`A server still runs on ${file}. Stop it first, so that no signature stays behind.`)
      : toUserError(file, error);
  }
}

function toUserError(file: string, error: unknown): unknown {
  const code = errorCode(error);
  const why = error instanceof Error ? error.message : String(error);
  if (code.startsWith('SQLITE_NOTADB') || code.startsWith('SQLITE_CORRUPT')) {
    return new UserError(
      `${file} is no SQLite database, or is damaged (${why}). Restore it from a backup, or name another in DATABASE_URL.`,
    );
  }
  if (code.startsWith('SQLITE_BUSY')) {
    return new UserError(`Another program holds ${file} locked. Stop it and start again.`);
  }
  if (code.startsWith('SQLITE_FULL')) {
    return new UserError(`The disk that ${file} lies on is full. Make room and start again.`);
  }
  if (
    code.startsWith('SQLITE_CANTOPEN') ||
    code.startsWith('SQLITE_READONLY') ||
    ['EACCES', 'EEXIST', 'ENOENT', 'ENOTDIR'].includes(code)
  ) {
    return new UserError(
      `${file} can't be opened for writing (${why}). Check who owns it and its folder, or name another in DATABASE_URL.`,
    );
  }
  return error;
}
