import { CompiledQuery, type Kysely, sql } from 'kysely';
import { toHex } from '../lib/bytes.ts';
import { UserError } from '../lib/errors.ts';
import { type CountChange, totalOf } from './count-change.ts';
import type { Database, DataKeyRow } from './schema.ts';
import { changeBatchSetting } from './settings.ts';

type Connection = Kysely<Database>;

/** PostgreSQL's code for the error. Databases that are only like it lack some functions. */
const UNDEFINED_FUNCTION = '42883';

/** Differences between SQLite and PostgreSQL after connecting. */
export interface SqlDialect {
  name: 'SQLite' | 'PostgreSQL';
  /** What migrations must spell differently. */
  syntax: {
    bytes: string;
    /** Follows the columns of a table. */
    table: string;
    /** Follows the columns of a table that is looked up only by its primary key. */
    keyedTable: string;
  };
  /**
   * Whether a query must lock its rows with `forUpdate()`, so that they don't change until the transaction ends.
   */
  locksRows: boolean;
  /**
   * How many batches of signatures to store at a time. If transactions run side by side, one batch is prepared while
   * another is written. Otherwise the second would only wait, while those who sign in the meantime can't join it.
   */
  concurrentBatches: number;
  /** Whether a transaction that failed with this error may succeed if it is repeated as a whole. */
  isRetryable(error: unknown): boolean;
  /**
   * Makes sure that a transaction is written to disk even if it changes nothing, because its timing would
   * reveal it.
   */
  forceWrite(transaction: Connection): Promise<unknown>;
  /**
   * Adds to a petition's numbers, or subtracts. Adding 0 writes as much as adding 1.
   *
   * @param hour in which signatures are added, YYYY-MM-DDTHH. Null for those that are removed
   */
  changeCount(transaction: Connection, change: CountChange, hour: string | null): Promise<void>;
  /**
   * Makes sure that data keys are stored, and stay until the transaction ends. Writes nothing for a key that is there,
   * was used that day already, and isn't about to be deleted.
   */
  holdDataKeys(transaction: Connection, dataKeys: readonly DataKeyRow[]): Promise<void>;
  /** Prepares a connection of its own for storing many batches in a row. What is acknowledged is on disk all the same. */
  prepareForImport(connection: Connection): Promise<void>;
  /**
   * A value that changes when somebody else writes. Null if the database has none.
   *
   * @param ownCount how many transactions with changes this program made on the connection
   */
  readOthersMark(connection: Connection, ownCount: number): Promise<number | null>;
  /** Empties the write-ahead log, which keeps every recent commit separately. */
  truncateWal(connection: Connection): Promise<unknown>;
  /** The names of all tables, including those of other programs. */
  tables(connection: Connection): Promise<string[]>;
  /** Makes servers that upgrade concurrently wait for each other until the transaction ends. */
  lockSchema(transaction: Connection): Promise<void>;
  /** Whether creating the schema may have failed because another server created it at the same time. */
  isConcurrentMigration(error: unknown): boolean;
  /**
   * @throws if an acknowledged commit could be lost in a power cut; UserError if a setting of the database is
   * the cause
   */
  assertDurable(connection: Connection): Promise<void>;
  /** Reads everything that is stored. Returns a description of the damage, or null if there is none. */
  findDamage(connection: Connection): Promise<string | null>;
}

/** The database's code for an error, such as SQLITE_BUSY or 40001. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

export const sqlite: SqlDialect = {
  name: 'SQLite',
  syntax: {
    bytes: 'blob',
    table: 'strict',
    keyedTable: 'strict, without rowid',
  },
  // Only one transaction can write at a time.
  locksRows: false,
  concurrentBatches: 1,

  // SQLite itself waits for the lock.
  isRetryable: () => false,

  // SQLite skips the disk if a commit leaves every byte as it was.
  forceWrite: changeBatchSetting,

  // The same as the statements in sqlite-worker.js.
  async changeCount(transaction, { petitionId, days }, hour) {
    const total = totalOf(days);
    for (const { day, partner, difference } of days) {
      await sql`insert into signed_day (petition_id, day, partner, signed)
        values (${petitionId}, ${day}, ${partner}, ${difference})
        on conflict (petition_id, day, partner) do update set signed = signed + excluded.signed`.execute(
        transaction,
      );
    }
    await sql`update petition_count set signed = signed + ${total} where petition_id = ${petitionId}`.execute(
      transaction,
    );
    if (hour === null) return;
    await sql`insert into signed_hour (petition_id, hour, signed) values (${petitionId}, ${hour}, ${total})
      on conflict (petition_id, hour) do update set signed = signed + excluded.signed`.execute(transaction);
  },

  // The same as `INSERT_DATA_KEY` in sqlite-worker.js.
  async holdDataKeys(transaction, dataKeys) {
    for (const row of dataKeys) {
      await sql`insert into data_key (id, made_on, used_on, sealed_to, sealed, partner_sealed)
        values (${row.id}, ${row.made_on}, ${row.used_on}, ${row.sealed_to}, ${row.sealed}, ${row.partner_sealed})
        on conflict (id) do update set used_on = max(coalesce(used_on, ''), excluded.used_on), unused = 0
        where unused <> 0 or used_on is null or used_on < excluded.used_on`.execute(transaction);
    }
  },

  // Signer keys are random, so each batch changes pages all over the table. The fewer checkpoints, the more often a page is written to
  // the log only; and with a cache, fewer are read again.
  async prepareForImport(connection) {
    await sql`pragma wal_autocheckpoint = 16000`.execute(connection);
    await sql`pragma cache_size = -8000`.execute(connection);
  },

  async readOthersMark(connection) {
    const { rows } = await sql<{ data_version: number }>`pragma data_version`.execute(connection);
    return rows[0]!.data_version;
  },

  // Without truncation, the write-ahead log is overwritten from the start, and what follows the new content
  // remains.
  // Not while another program reads, such as a backup: waiting for it would hold up signing. The next truncation
  // succeeds.
  truncateWal: (connection) =>
    connection.connection().execute(async (own) => {
      const { rows } = await sql<{ timeout: number }>`pragma busy_timeout`.execute(own);
      await sql`pragma busy_timeout = 0`.execute(own);
      try {
        await sql`pragma wal_checkpoint(truncate)`.execute(own);
      } finally {
        await sql`pragma busy_timeout = ${sql.lit(rows[0]!.timeout)}`.execute(own);
      }
    }),

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
    const result = rows[0]?.quick_check ?? 'no result';
    return result === 'ok' ? null : result;
  },
};

export const postgres: SqlDialect = {
  name: 'PostgreSQL',
  syntax: {
    bytes: 'bytea',
    table: '',
    keyedTable: '',
  },
  locksRows: true,
  concurrentBatches: 2,

  // Serialization failure and deadlock. CockroachDB and YugabyteDB request retries with the first.
  isRetryable: (error) => ['40001', '40P01'].includes(errorCode(error)),

  // Every update is written, even one that adds 0.
  forceWrite: async () => {},

  // One statement, because everyone who signs waits until the transaction ends. The count's row comes first: the
  // transaction that has locked it is alone with the other rows, so no order of locking them can lead to a deadlock.
  async changeCount(transaction, { petitionId, days }, hour) {
    const addToHour = `, by_hour as (
        insert into signed_hour (petition_id, hour, signed) select petition_id, $6, $2 from counted
        on conflict (petition_id, hour) do update set signed = signed_hour.signed + excluded.signed
      )`;
    await transaction.executeQuery(
      CompiledQuery.raw(
        `with counted as (
          update petition_count set signed = signed + $2 where petition_id = $1 returning petition_id
        )${hour === null ? '' : addToHour}
        insert into signed_day (petition_id, day, partner, signed)
        select petition_id, each.* from counted, unnest($3::text[], $4::text[], $5::integer[]) as each
        on conflict (petition_id, day, partner) do update set signed = signed_day.signed + excluded.signed`,
        [
          petitionId,
          totalOf(days),
          days.map(({ day }) => day),
          days.map(({ partner }) => partner),
          days.map(({ difference }) => difference),
          ...(hour === null ? [] : [hour]),
        ],
      ),
    );
  },

  // The lock is shared, so that transactions under one key don't wait for each other; `retention` waits for all of them.
  async holdDataKeys(transaction, dataKeys) {
    const sorted = dataKeys.toSorted((a, b) => Buffer.compare(a.id, b.id));
    const { rows } = await transaction.executeQuery<{ id: Buffer; used_on: string | null; unused: number }>(
      CompiledQuery.raw(
        'select id, used_on, unused from data_key where id = any($1::bytea[]) order by id for key share',
        [sorted.map(({ id }) => id)],
      ),
    );
    const stored = new Map(rows.map((row) => [toHex(row.id), row]));
    const outdated = sorted.filter(({ id, used_on }) => {
      const row = stored.get(toHex(id));
      const isCurrent = row?.unused === 0 && row.used_on !== null && row.used_on >= used_on!;
      return !isCurrent;
    });
    if (outdated.length === 0) return;
    await transaction.executeQuery(
      CompiledQuery.raw(
        `insert into data_key (id, made_on, used_on, sealed_to, sealed, partner_sealed)
        select * from unnest($1::bytea[], $2::text[], $3::text[], $4::text[], $5::bytea[], $6::bytea[])
        on conflict (id) do update
          set used_on = greatest(data_key.used_on, excluded.used_on), unused = 0`,
        [
          outdated.map((row) => row.id),
          outdated.map((row) => row.made_on),
          outdated.map((row) => row.used_on),
          outdated.map((row) => row.sealed_to),
          outdated.map((row) => row.sealed),
          outdated.map((row) => row.partner_sealed),
        ],
      ),
    );
  },

  // Its settings are the whole server's.
  prepareForImport: async () => {},

  // The number of the next transaction that changes anything.
  async readOthersMark(connection, ownCount) {
    try {
      const { rows } = await sql<{ next: number }>`
        select txid_snapshot_xmax(txid_current_snapshot()) as next
      `.execute(connection);
      return rows[0]!.next - ownCount;
    } catch (error) {
      if (errorCode(error) === UNDEFINED_FUNCTION) return null;
      throw error;
    }
  },

  // The write-ahead log is needed to replicate and restore the database.
  truncateWal: async () => {},

  async tables(connection) {
    const { rows } = await sql<{ name: string }>`
      select table_name as name from information_schema.tables
      where table_schema = current_schema() and table_type = 'BASE TABLE'
    `.execute(connection);
    return rows.map(({ name }) => name);
  },

  async lockSchema(transaction) {
    // Rows, because PostgreSQL-compatible databases lack advisory locks and LOCK TABLE.
    await sql`select name from migration for update`.execute(transaction);
  },

  // If two servers create a table, the second waits for the first, and then fails because it exists.
  isConcurrentMigration: (error) => ['42P07', '23505'].includes(errorCode(error)),

  async assertDurable(connection) {
    // PostgreSQL-compatible databases may lack either setting.
    const { rows } = await sql<{ name: string; value: string | null }>`
      select name, current_setting(name, true) as value from (values ('fsync'), ('synchronous_commit')) as setting(name)
    `.execute(connection);
    const off = rows.filter(({ value }) => value === 'off').map(({ name }) => name);
    if (off.length > 0) {
      throw new UserError(
        `PostgreSQL runs with ${off.join(' and ')} off, so a power cut could lose acknowledged signatures. Turn it on.`,
      );
    }
  },

  async findDamage(connection) {
    // PostgreSQL verifies a page whenever it reads it, if the cluster was created with checksums, and fails
    // if it is damaged. Counting whole rows makes it read every page.
    for (const name of await this.tables(connection)) {
      await sql`select count(each) from ${sql.table(name)} as each`.execute(connection);
    }
    return null;
  },
};
