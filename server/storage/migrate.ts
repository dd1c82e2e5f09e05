import { type Kysely, sql } from 'kysely';
import { UserError } from '../lib/errors.ts';
import { errorCode, type SqlDialect } from './dialect.ts';
import { migrations } from './migrations/index.ts';
import type { Database } from './schema.ts';

/** Where the schema stands: what was applied, what is still to come. */
export interface SchemaState {
  applied: string[];
  pending: string[];
}

const NO_SUCH_COLUMN = ['SQLITE_ERROR', '42703'];

/** @throws Mistake where the database belongs to another program, or to a newer version of this one */
export async function schemaState(db: Kysely<Database>, dialect: SqlDialect): Promise<SchemaState> {
  const tables = await dialect.tables(db);
  const applied = tables.includes('migration') ? await appliedNames(db) : [];
  const known = migrations.map(({ name }) => name);
  if (tables.length > 0 && !applied.includes(known[0]!)) {
    throw new UserError(
      `The database holds tables of another program (${tables.toSorted().slice(0, 3).join(', ')}). ` +
        'Give the petitions a database of their own, and name it in DATABASE_URL.',
    );
  }
  const newer = applied.filter((name) => !known.includes(name));
  if (newer.length > 0) {
    throw new UserError(
      `The database was written by a newer version of this server (it knows "${newer.at(-1)}", this one doesn't). ` +
        'Run the newer version, or restore a backup made before the upgrade.',
    );
  }
  return { applied, pending: known.filter((name) => !applied.includes(name)) };
}

/**
 * Brings the schema up to date: all of it, or where a step fails nothing. Must run inside a transaction;
 * of servers that start at once, one migrates and the others find it done.
 *
 * @param beforeUpgrade called where there is data that a step is about to change
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
    // What another server did while this one waited.
    state = await schemaState(transaction, dialect);
    if (state.pending.length > 0) await beforeUpgrade(state);
  }
  for (const { name, up } of migrations) {
    if (!state.pending.includes(name)) continue;
    await up(transaction, dialect.syntax);
    await transaction.insertInto('migration').values({ name }).execute();
  }
}

/** None where a table of that name is another program's. */
async function appliedNames(db: Kysely<Database>): Promise<string[]> {
  try {
    const rows = await db.selectFrom('migration').select('name').orderBy('name').execute();
    return rows.map(({ name }) => name);
  } catch (error) {
    if (NO_SUCH_COLUMN.includes(errorCode(error))) return [];
    throw error;
  }
}
