import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../lib/errors.ts';
import { SECOND_MS } from '../lib/time.ts';
import { migrate, type SchemaState, schemaState } from './migrate.ts';
import type { DatabaseDriver, PetitionStorage } from './storage.ts';

export type { PetitionStorage };

/** How long a conflicting transaction is retried. After that, signing fails with 503. */
const RETRY_TIMEOUT_MS = 5 * SECOND_MS;

/**
 * Opens the database and upgrades its schema. Writes nothing to a database that belongs to another program or
 * to a newer version.
 *
 * @param url `sqlite:` and a path, or `postgres://…`
 * @param options.upgrade false refuses an older schema instead of upgrading it
 * @param options.failFast true, for servers: fail instead of waiting for a database that doesn't respond
 * @throws UserError that says why the database can't be used, and what to do
 */
export async function openStorage(
  url: string,
  { upgrade = true, failFast = false }: { upgrade?: boolean; failFast?: boolean } = {},
): Promise<PetitionStorage> {
  const driver = await loadDriver(url, failFast);
  const { db, dialect } = driver;
  const storage: PetitionStorage = {
    db,
    dialect,
    write: (work) => retry(() => db.transaction().execute(work), dialect.isRetryable),
    store: (batch) => retry(() => driver.store(storage, batch), dialect.isRetryable),
    close: () => db.destroy(),
  };
  try {
    const state = await schemaState(db, dialect);
    await driver.configure();
    if (state.pending.length > 0) {
      if (!upgrade) throw new UserError(describeOlderSchema(state));
      await storage
        .write((transaction) => migrate(transaction, dialect, driver.beforeUpgrade))
        .catch(async (error) => {
          const migratedByAnother =
            dialect.isConcurrentMigration(error) && (await schemaState(db, dialect)).pending.length === 0;
          if (!migratedByAnother) throw error;
        });
    }
    await dialect.assertDurable(db);
  } catch (error) {
    await storage.close();
    throw error instanceof UserError ? error : driver.toUserError(error);
  }
  return storage;
}

function describeOlderSchema({ applied, pending }: SchemaState): string {
  if (applied.length === 0) return 'The database is empty. The first start of the server creates the tables.';
  return `The database schema is outdated (missing migrations: ${pending.join(', ')}). The next start of the server upgrades it.`;
}

/** Loads only the driver that is needed: loading both takes as long as most commands run. */
async function loadDriver(url: string, failFast: boolean): Promise<DatabaseDriver> {
  const file = sqliteFile(url);
  if (file === null) return (await import('./postgres.ts')).connectPostgres(url, failFast);
  return (await import('./sqlite.ts')).connectSqlite(file);
}

/** Returns the file of a `sqlite:` URL, or null for another database. */
export function sqliteFile(url: string): string | null {
  return url.startsWith('sqlite:') ? url.slice('sqlite:'.length) : null;
}

async function retry<T>(attempt: () => Promise<T>, isRetryable: (error: unknown) => boolean): Promise<T> {
  const deadline = performance.now() + RETRY_TIMEOUT_MS;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!isRetryable(error) || performance.now() > deadline) throw error;
    }
    // Random, so that conflicting transactions don't meet again.
    await sleep(5 + Math.random() * 20);
  }
}
