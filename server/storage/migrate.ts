import { type Kysely, sql } from 'kysely';
import { Mistake } from '../mistake.ts';
import type { Dialect } from './dialect.ts';
import { migrations } from './migrations/index.ts';
import type { Database } from './schema.ts';

/** Where the schema stands: what was applied, what is still to come. */
export interface SchemaState {
  applied: string[];
  pending: string[];
}

/** @throws Mistake where the database was written by a newer version than this one */
export async function schemaState(db: Kysely<Database>): Promise<SchemaState> {
  const tables = await db.introspection.getTables();
  const rows = tables.some(({ name }) => name === 'migration')
    ? await db.selectFrom('migration').select('name').orderBy('name').execute()
    : [];
  const applied = rows.map(({ name }) => name);
  const known = new Set(migrations.map(({ name }) => name));
  const newer = applied.filter((name) => !known.has(name));
  if (newer.length > 0) {
    throw new Mistake(
      `The database was written by a newer version of this server (it knows "${newer.at(-1)}", this one doesn't). ` +
        'Run the newer version, or restore a backup made before the upgrade.',
    );
  }
  const pending = migrations.map(({ name }) => name).filter((name) => !applied.includes(name));
  return { applied, pending };
}

/**
 * Brings the schema up to date. Must run inside a transaction that holds the write lock, so that two
 * servers starting at once apply each step once.
 */
export async function migrate(transaction: Kysely<Database>, dialect: Dialect): Promise<void> {
  await sql`create table if not exists migration (
    name text primary key not null
  ) ${sql.raw(dialect.table)}`.execute(transaction);
  const { pending } = await schemaState(transaction);
  for (const { name, up } of migrations) {
    if (!pending.includes(name)) continue;
    await up(transaction, dialect);
    await transaction.insertInto('migration').values({ name }).execute();
  }
}
