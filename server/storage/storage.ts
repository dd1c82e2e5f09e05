import type { Kysely } from 'kysely';
import type { SqlDialect } from './dialect.ts';
import type { SchemaState } from './migrate.ts';
import type { Batch, Database } from './schema.ts';

/** An open database whose schema is this version's. */
export interface PetitionStorage {
  db: Kysely<Database>;
  dialect: SqlDialect;
  /**
   * Runs `work` in a transaction, and once more where others stood in its way: what it does outside of the
   * database must bear that.
   */
  write<T>(work: (transaction: Kysely<Database>) => Promise<T>): Promise<T>;
  /**
   * Stores a batch in one transaction: those who haven't signed yet, in the order given, every request, and one update of each petition's counter. All of it is on disk once this resolves, and nothing where it rejects.
   */
  store(batch: Batch): Promise<void>;
  close(): Promise<void>;
}

/** What each database brings: a connection, and what is its own about opening it. */
export interface DatabaseDriver {
  db: Kysely<Database>;
  dialect: SqlDialect;
  /** Called once the database is known to be ours. */
  configure(): Promise<void>;
  store(storage: PetitionStorage, batch: Batch): Promise<void>;
  beforeUpgrade(state: SchemaState): Promise<void>;
  /** The same as a Mistake, where it is one; otherwise the error as it is. */
  toUserError(error: unknown): unknown;
}
