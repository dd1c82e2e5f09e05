import { type Kysely, sql } from 'kysely';
import { UserError } from '../lib/errors.ts';
import { errorCode, type SqlDialect } from './dialect.ts';
import { migrations } from './migrations/index.ts';
import type { Database } from './schema.ts';

/** Names of the migrations that were applied, and of those that are pending. */
export interface SchemaState {
  applied: string[];
  pending: string[];
}

/** The error codes of SQLite and PostgreSQL. */
const NO_SUCH_COLUMN = ['SQLITE_ERROR', '42703'];

/** @throws UserError if the database belongs to another program, or to a newer version of this one */
export async function schemaState(db: Kysely<Database>, dialect: SqlDialect): Promise<SchemaState> {
  const tables = await dialect.tables(db);
  const applied = tables.includes('migration') ? await appliedNames(db) : [];
  const known = migrations.map(({ name }) => name);
  if (tables.length > 0 && !applied.includes(known[0]!)) {
    throw new UserError(
      `The database contains tables of another program (${tables.toSorted().slice(0, 3).join(', ')}). ` +
        'Create a separate database for the petitions, and set DATABASE_URL to it.',
    );
  }
  const newer = applied.filter((name) => !known.includes(name));
  if (newer.length > 0) {
    throw new UserError(
      `The database was written by a newer version of this server (unknown migration "${newer.at(-1)}"). ` +
        'Run the newer version, or restore a backup made before the upgrade.',
    );
  }
  return { applied, pending: known.filter((name) => !applied.includes(name)) };
}

/**
 * Applies all pending migrations. Call this in a transaction, so that nothing is applied if one fails. If
 * several servers start at the same time, one of them migrates, and the others wait and find it done.
 *
 * Kysely's `Migrator` doesn't fit: it takes advisory locks, which PostgreSQL-compatible databases lack, and
 * its migrations don't receive the syntax that differs between databases.
 *
 * @param beforeUpgrade called before migrations change a database that may contain data
 */
export async function migrate(
  transaction: Kysely<Database>,
  dialect: SqlDialect,
  beforeUpgrade: (state: SchemaState) => Promise<void> = async () => {},
): Promise<void> {
  let state = await schemaState(transaction, dialect);
  if (state.applied.length === 0 && state.pending.length > 0) {
    await sql`create table migration (
      name text primary key not null
    ) ${sql.raw(dialect.syntax.table)}`.execute(transaction);
  } else {
    await dialect.lockSchema(transaction);
    // Another server may have migrated while this one waited.
    state = await schemaState(transaction, dialect);
    if (state.pending.length > 0) await beforeUpgrade(state);
  }
  for (const { name, up } of migrations) {
    if (!state.pending.includes(name)) continue;
    await up(transaction, dialect.syntax);
    await transaction.insertInto('migration').values({ name }).execute();
  }
}

/** Returns none if the table `migration` is another program's. */
async function appliedNames(db: Kysely<Database>): Promise<string[]> {
  try {
    const rows = await db.selectFrom('migration').select('name').orderBy('name').execute();
    return rows.map(({ name }) => name);
  } catch (error) {
    if (NO_SUCH_COLUMN.includes(errorCode(error))) return [];
    throw error;
  }
}
