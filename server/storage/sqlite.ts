import { closeSync, existsSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, sql } from 'kysely';
import { UserError } from '../lib/errors.ts';
import { describeFsError, ensurePrivateDir, replaceFile } from '../lib/fs.ts';
import { SECOND_MS } from '../lib/time.ts';
import { errorCode, sqlite } from './dialect.ts';
import type { Database } from './schema.ts';
import { SqliteThread } from './sqlite-thread.ts';
import type { DatabaseDriver } from './storage.ts';
import { upgradeCopyPath } from './upgrade-copies.ts';

/** How long a statement waits for another program's lock. After that, signing fails with 503. */
const BUSY_TIMEOUT_MS = 5 * SECOND_MS;
const PROGRESS_INTERVAL_MS = 100;
/**
 * How long the write-ahead log gets before it is copied to the database, in pages of 4 KiB. Signer keys are random, so each
 * batch changes pages all over the table: the longer the log, the more often a page is copied once for several
 * changes. Signing fills this many pages within seconds wherever it is too busy for `truncateWal`, which
 * otherwise empties the log every minute, so what was deleted stays in the log no longer than with SQLite's 1000.
 */
const CHECKPOINT_PAGES = 4_000;

/** Connects to a SQLite file, and creates it if it doesn't exist. */
export function connectSqlite(file: string): DatabaseDriver {
  try {
    ensurePrivateDir(dirname(file));
    // Only for its owner, even in a folder that others can read. SQLite gives the files next to it the same
    // mode.
    if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
  } catch (error) {
    throw toUserError(file, error);
  }
  const thread = new SqliteThread(file, BUSY_TIMEOUT_MS);
  const db = createKysely(thread);
  return {
    db,
    dialect: sqlite,
    async configure() {
      await sql`pragma journal_mode = wal`.execute(db);
      // After the first statement. better-sqlite3 is built to fall back to NORMAL in WAL mode, and then a
      // power cut loses the last commits.
      await sql`pragma synchronous = full`.execute(db);
      await sql`pragma wal_autocheckpoint = ${sql.lit(CHECKPOINT_PAGES)}`.execute(db);
    },
    store: (_, batch) => thread.store(batch),
    beforeUpgrade: async ({ applied }) => copySqlite(file, upgradeCopyPath(file, applied.at(-1)!)),
    toUserError: (error) => toUserError(file, error),
  };
}

function createKysely(thread: SqliteThread): Kysely<Database> {
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
 * Copies the database as it is at this moment, while others continue to write to it. The copy is complete,
 * checked, and on disk once this resolves.
 *
 * @param onProgress called with the size of the copy so far, in bytes
 * @throws UserError if the database can't be read or the copy can't be written
 */
export async function copySqlite(
  file: string,
  copy: string,
  onProgress: (bytes: number) => void = () => {},
): Promise<void> {
  try {
    await replaceFile(copy, async (temporary) => {
      const source = createKysely(new SqliteThread(file, BUSY_TIMEOUT_MS, { readonly: true }));
      const timer = setInterval(() => onProgress(statSync(temporary).size), PROGRESS_INTERVAL_MS);
      try {
        // One statement reads one snapshot. SQLite's backup interface would start over at each write of
        // another process, and never end while signatures arrive.
        await sql`vacuum into ${temporary}`.execute(source);
      } finally {
        clearInterval(timer);
        await source.destroy();
      }
      await assertUndamaged(temporary);
    });
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (/^SQLITE_(NOTADB|CORRUPT|BUSY)/.test(errorCode(error))) throw toUserError(file, error);
    throw new UserError(
      `${copy} can't be written: ${describeFsError(error)}. Check the free space on its disk, and who owns its folder.`,
    );
  }
}

async function assertUndamaged(copy: string): Promise<void> {
  const db = createKysely(new SqliteThread(copy, BUSY_TIMEOUT_MS, { readonly: true }));
  try {
    const damage = await sqlite.findDamage(db);
    if (damage === null) return;
    throw new UserError(
      `The copy of the database is damaged (${damage}), and was deleted. Check the disk of ${dirname(copy)}, and run \`petitions doctor --verify\` to check the database.`,
    );
  } finally {
    await db.destroy();
  }
}

/**
 * Runs `work` unless another process has the lock. The lock ends with this process, however that ends.
 *
 * @param file stays empty. Created if it doesn't exist
 * @returns whether `work` was run
 */
export async function withLock(file: string, work: () => Promise<void>): Promise<boolean> {
  closeSync(openSync(file, 'a', 0o600));
  const db = createKysely(new SqliteThread(file, 0));
  try {
    return await db.connection().execute(async (connection) => {
      try {
        // Locks the file, and writes nothing to it.
        await sql`begin exclusive`.execute(connection);
      } catch (error) {
        if (errorCode(error).startsWith('SQLITE_BUSY')) return false;
        throw error;
      }
      await work();
      return true;
    });
  } finally {
    await db.destroy();
  }
}

/**
 * @throws UserError if a server is running on the file: signatures that it stores from now on would be left
 * behind
 */
export async function assertNotInUse(file: string): Promise<void> {
  const db = createKysely(new SqliteThread(file, 0));
  try {
    // Only possible if no other process has the file open.
    await sql`pragma journal_mode = delete`.execute(db);
  } catch (error) {
    throw errorCode(error).startsWith('SQLITE_BUSY')
      ? new UserError(`A server still runs on ${file}. Stop it first, so that no signature is left behind.`)
      : toUserError(file, error);
  } finally {
    await db.destroy();
  }
}

function toUserError(file: string, error: unknown): unknown {
  const code = errorCode(error);
  const reason = error instanceof Error ? error.message : String(error);
  if (code.startsWith('SQLITE_NOTADB') || code.startsWith('SQLITE_CORRUPT')) {
    return new UserError(
      `${file} is not a SQLite database, or is damaged (${reason}). Restore it from a backup, or set DATABASE_URL to another one.`,
    );
  }
  if (code.startsWith('SQLITE_BUSY')) {
    return new UserError(`Another program has locked ${file}. Stop it and start again.`);
  }
  if (code.startsWith('SQLITE_FULL')) {
    return new UserError(`The disk of ${file} is full. Free some space and start again.`);
  }
  if (
    code.startsWith('SQLITE_CANTOPEN') ||
    code.startsWith('SQLITE_READONLY') ||
    ['EACCES', 'EEXIST', 'ENOENT', 'ENOTDIR'].includes(code)
  ) {
    return new UserError(
      `${file} can't be opened for writing (${reason}). Check who owns it and its folder, or set DATABASE_URL to another file.`,
    );
  }
  return error;
}
