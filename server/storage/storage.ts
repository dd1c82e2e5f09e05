import type { Kysely, Transaction } from 'kysely';
import type { SqlDialect } from './dialect.ts';
import type { SchemaState } from './migrate.ts';
import type { Batch, Database } from './schema.ts';

/** An open database with this version's schema. */
export interface PetitionStorage {
  db: Kysely<Database>;
  dialect: SqlDialect;
  /**
   * Runs `work` in a transaction, and runs it again if it conflicted with another one. `work` must be safe to
   * repeat, including what it does outside the database.
   */
  write<T>(work: (transaction: Transaction<Database>) => Promise<T>): Promise<T>;
  /**
   * Stores a batch in one transaction: the signatures of those who haven't signed yet, in the given order,
   * all requests, and one update of each petition's counter. Everything is on disk once this resolves.
   * Nothing is stored if it rejects.
   */
  store(batch: Batch): Promise<void>;
  close(): Promise<void>;
}

/** What differs between databases in connecting and opening. */
export interface DatabaseDriver {
  db: Kysely<Database>;
  dialect: SqlDialect;
  /** Called once it is certain that the database belongs to this program. */
  configure(): Promise<void>;
  store(storage: PetitionStorage, batch: Batch): Promise<void>;
  /** Called before the schema of a database with data changes. */
  beforeUpgrade(state: SchemaState): Promise<void>;
  /** Translates an error that the user can fix into a UserError. Returns others as they are. */
  toUserError(error: unknown): unknown;
}
