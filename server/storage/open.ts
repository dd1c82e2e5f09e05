import { setTimeout as sleep } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import { UserError } from '../lib/errors.ts';
import type { SqlDialect } from './dialect.ts';
import { migrate, type SchemaState, schemaState } from './migrate.ts';
import type { Database } from './schema.ts';
import type { DatabaseDriver, PetitionStorage } from './storage.ts';

export type { PetitionStorage };

/** How long a transaction that others stand in the way of is tried again. Signing answers 503 after that. */
const RETRYING_MS = 5_000;

/**
 * Opens the database and brings its schema up to date. Where it belongs to another program, or to a newer
 * version, nothing is written to it.
 *
 * @param url `sqlite:` and a path, or `postgres://…`
 * @param options.upgrade false refuses an older schema rather than bring it up to date
 * @param options.impatient for a server: fail rather than wait for a database that doesn't answer
 * @throws Mistake where it can't be used, with what to do
 */
export async function openStorage(
  url: string,
  options: { upgrade?: boolean; impatient?: boolean } = {},
): Promise<PetitionStorage> {
  const connected = await connect(url, options.impatient ?? false);
  const { db, dialect } = connected;
  const storage: PetitionStorage = {
    db,
    dialect,
    write: (work) => writeTransaction(db, dialect, work),
    store: (batch) => connected.store(storage, batch),
    close: () => db.destroy(),
  };
  try {
    const state = await schemaState(db, dialect);
    await connected.configure();
    if (state.pending.length > 0) {
      if (options.upgrade === false) throw new UserError(olderSchema(state));
      await storage
        .write((transaction) => migrate(transaction, dialect, connected.beforeUpgrade))
        .catch(async (error) => {
          const byAnother =
            dialect.isConcurrentMigration(error) && (await schemaState(db, dialect)).pending.length === 0;
          if (!byAnother) throw error;
        });
    }
    await dialect.assertDurable(db);
  } catch (error) {
    await storage.close();
    throw error instanceof UserError ? error : connected.toUserError(error);
  }
  return storage;
}

function olderSchema({ applied, pending }: SchemaState): string {
  if (applied.length === 0) return 'The database is empty; the first start of the server sets it up.';
  return `The database is of an older version (it lacks "${pending.join('", "')}"); the next start of the server brings it up to date.`;
}

/** Only the one that is asked for is loaded, which takes as long as most commands do. */
async function connect(url: string, impatient: boolean): Promise<DatabaseDriver> {
  const file = sqliteFile(url);
  if (file === null) return (await import('./postgres.ts')).connectPostgres(url, impatient);
  return (await import('./sqlite.ts')).connectSqlite(file);
}

/** Which file a `sqlite:` address names; null for another database. */
export function sqliteFile(url: string): string | null {
  return url.startsWith('sqlite:') ? url.slice('sqlite:'.length) : null;
}

async function writeTransaction<T>(
  db: Kysely<Database>,
  dialect: SqlDialect,
  work: (transaction: Kysely<Database>) => Promise<T>,
): Promise<T> {
  const deadline = performance.now() + RETRYING_MS;
  for (;;) {
    try {
      return await transactionOnce(db, dialect, work);
    } catch (error) {
      if (!dialect.isRetryable(error) || performance.now() > deadline) throw error;
    }
    // Not all at the same moment again.
    await sleep(5 + Math.random() * 20);
  }
}

/** Not Kysely's own transaction, which can't say how it begins. */
function transactionOnce<T>(
  db: Kysely<Database>,
  { begin }: SqlDialect,
  work: (transaction: Kysely<Database>) => Promise<T>,
): Promise<T> {
  return db.connection().execute(async (connection) => {
    await sql.raw(begin).execute(connection);
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
