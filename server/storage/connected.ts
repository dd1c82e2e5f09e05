import type { Kysely } from 'kysely';
import type { Dialect } from './dialect.ts';
import type { SchemaState } from './migrate.ts';
import type { Database } from './schema.ts';

/** What each database brings: a connection, and what is its own about opening it. */
export interface Connected {
  db: Kysely<Database>;
  dialect: Dialect;
  /** Called once the database is known to be ours. */
  configure(): Promise<void>;
  beforeUpgrade(state: SchemaState): Promise<void>;
  /** The same as a Mistake, where it is one; otherwise the error as it is. */
  inPlainWords(error: unknown): unknown;
}
