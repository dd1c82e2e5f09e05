import { type Kysely, sql } from 'kysely';
import { UserError } from '../lib/errors.ts';
import type { Database } from './schema.ts';

type Connection = Kysely<Database>;

/** Everything in which one database differs from the other, once it is connected. */
export interface SqlDialect {
  name: 'SQLite' | 'PostgreSQL';
  /** How migrations spell what isn't spelled alike everywhere. */
  syntax: {
    bytes: string;
    /** Behind the columns of a table. */
    table: string;
    /** Behind the columns of a table that is looked up by its primary key alone. */
    keyedTable: string;
    /** Behind a query whose rows are to stay as they are until the transaction ends. */
    forUpdate: string;
    /** The same, leaving out what another transaction holds. */
    skipLocked: string;
  };
  /** What a transaction that writes begins with. */
  begin: string;
  /** Whether a transaction that failed so may pass when it is tried again, whole. */
  isRetryable(error: unknown): boolean;
  /** Has a transaction written to disk that may change nothing, so that its time doesn't tell. */
  forceWrite(transaction: Connection): Promise<unknown>;
  /** Drops what the database still has of how it came to be as it is: the commits of the last hours, one by one. */
  truncateWal(connection: Connection): Promise<unknown>;
  /** The names of all tables, also of those that aren't ours. */
  tables(connection: Connection): Promise<string[]>;
  /** Makes servers that upgrade at once do it one after the other. The transaction's end lets go. */
  lockSchema(transaction: Connection): Promise<void>;
  /** Whether a new schema may have failed because another server made it at the same moment. */
  isConcurrentMigration(error: unknown): boolean;
  /** @throws Mistake where a commit that was answered may still be lost in a power cut */
  assertDurable(connection: Connection): Promise<void>;
  /** Reads everything that is stored: what is damaged, or null. */
  findDamage(connection: Connection): Promise<string | null>;
}

/** What the database says of an error: SQLITE_BUSY, or 40001. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

export const sqlite: SqlDialect = {
  name: 'SQLite',
  syntax: {
    bytes: 'blob',
    table: 'strict',
    keyedTable: 'strict, without rowid',
    // There is one transaction at a time that writes.
    forUpdate: '',
    skipLocked: '',
  },
  // A plain BEGIN takes the lock at the first write, and what was read before that may be out of date by
  // then, which SQLite refuses.
  begin: 'begin immediate',
  // It waits by itself for whoever holds the lock.
  isRetryable: () => false,

  // SQLite skips the disk for a commit that leaves every byte as it was.
  forceWrite: (transaction) =>
    sql`insert into setting (name, value) values ('batch', lower(hex(randomblob(8))))
      on conflict (name) do update set value = excluded.value`.execute(transaction),

  // Otherwise the write-ahead log is used anew from its start, and keeps what was behind that.
  truncateWal: (connection) => sql`pragma wal_checkpoint(truncate)`.execute(connection),

  async tables(connection) {
    const { rows } = await sql<{ name: string }>`
      select name from sqlite_schema where type = 'table' and name not like 'sqlite~_%' escape '~'
    `.execute(connection);
    return rows.map(({ name }) => name);
  },

  async lockSchema() {
    // BEGIN IMMEDIATE took the only lock there is.
  },

  isConcurrentMigration: () => false,

  async assertDurable(connection) {
    const { rows } = await sql<{ synchronous: number }>`pragma synchronous`.execute(connection);
    const synchronous = rows[0]?.synchronous;
    if (synchronous !== 2) throw new Error(`SQLite runs with synchronous=${synchronous} instead of 2 (FULL)`);
  },

  async findDamage(connection) {
    const { rows } = await sql<{ quick_check: string }>`pragma quick_check(1)`.execute(connection);
    const result = rows[0]?.quick_check ?? 'no answer';
    return result === 'ok' ? null : result;
  },
};

export const postgres: SqlDialect = {
  name: 'PostgreSQL',
  syntax: {
    bytes: 'bytea',
    table: '',
    keyedTable: '',
    forUpdate: 'for update',
    skipLocked: 'for update skip locked',
  },
  // Where a network loses the connection amid a transaction and tells nobody, its locks would hold up
  // everyone until PostgreSQL finds out, which takes hours.
  begin: "begin; set local idle_in_transaction_session_timeout = '10s'",
  // Serialization failure and deadlock. CockroachDB and YugabyteDB ask for a retry with the first.
  isRetryable: (error) => ['40001', '40P01'].includes(errorCode(error)),

  // Every update writes, also one that adds 0.
  forceWrite: async () => {},

  // What its write-ahead log keeps is for those who replicate and restore.
  truncateWal: async () => {},

  async tables(connection) {
    const { rows } = await sql<{ name: string }>`
      select table_name as name from information_schema.tables
      where table_schema = current_schema() and table_type = 'BASE TABLE'
    `.execute(connection);
    return rows.map(({ name }) => name);
  },

  async lockSchema(transaction) {
    // Rows, because advisory locks and LOCK TABLE are missing from the databases that speak its language.
    await sql`select name from migration for update`.execute(transaction);
  },

  // Whoever creates a table second waits for the first, and is told that it is there.
  isConcurrentMigration: (error) => ['42P07', '23505'].includes(errorCode(error)),

  async assertDurable(connection) {
    // Databases that speak PostgreSQL's language don't know both settings.
    const { rows } = await sql<{ name: string; value: string | null }>`
      select name, current_setting(name, true) as value from (values ('fsync'), ('synchronous_commit')) as setting(name)
    `.execute(connection);
    const off = rows.filter(({ value }) => value === 'off').map(({ name }) => name);
    if (off.length > 0) {
      throw new UserError(
        `PostgreSQL runs with ${off.join(' and ')} off, so a power cut could take signatures that were acknowledged. Turn it on.`,
      );
    }
  },

  async findDamage(connection) {
    // PostgreSQL checks a page whenever it reads it, where the cluster was made with checksums, and refuses to
    // read on. Counting whole rows is what makes it read every page.
    for (const name of await this.tables(connection)) {
      await sql`select count(each) from ${sql.table(name)} as each`.execute(connection);
    }
    return null;
  },
};
