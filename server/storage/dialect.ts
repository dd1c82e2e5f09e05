import { CompiledQuery, type Kysely, sql } from 'kysely';
import { Mistake } from '../mistake.ts';
import type { Database, LetterRow, SignatureRow } from './schema.ts';
import type { SqliteConnection } from './sqlite-thread.ts';

type Connection = Kysely<Database>;

/** Everything in which one database differs from the other, once it is connected. */
export interface Dialect {
  name: 'SQLite' | 'PostgreSQL';
  /** How migrations spell what isn't spelled alike everywhere. */
  words: {
    bytes: string;
    /** Behind the columns of a table. */
    table: string;
    /** Behind the columns of a table that is looked up by its primary key alone. */
    keyedTable: string;
  };
  /** What a transaction that writes begins with. */
  begin: string;
  /** Whether a transaction that failed so may pass when it is tried again, whole. */
  passesLater(error: unknown): boolean;
  /** The names of all tables, also of those that aren't ours. */
  tables(connection: Connection): Promise<string[]>;
  /** Makes servers that upgrade at once do it one after the other. The transaction's end lets go. */
  lockSchema(transaction: Connection): Promise<void>;
  /** Whether a new schema wasn't made because another server made it at the same moment. */
  madeByAnother(error: unknown): boolean;
  /** @throws Mistake where a commit that was answered may still be lost in a power cut */
  assertDurable(connection: Connection): Promise<void>;
  /**
   * Stores those who haven't signed yet, in the order given.
   *
   * @returns how many are new by petition, 0 included
   */
  insertSignatures(transaction: Connection, rows: readonly SignatureRow[]): Promise<Map<number, number>>;
  insertLetters(transaction: Connection, rows: readonly LetterRow[]): Promise<void>;
  /** Reads everything that is stored: what is damaged, or null. */
  findDamage(connection: Connection): Promise<string | null>;
}

const SIGNATURE = 'signature (petition_id, signer_key, signed_on, partner, data_key_id, sealed)';
const LETTER = 'outbox (id, petition_id, signer_key, letter, due_at, attempts)';

/**
 * Something new in every batch: SQLite skips the disk for a commit that changes nothing, and would tell by
 * its speed that everybody in it had signed before.
 */
const MARK_BATCH = CompiledQuery.raw(
  `insert into setting (name, value) values ('batch', lower(hex(randomblob(8))))
  on conflict (name) do update set value = excluded.value`,
);

/** What the database says of an error: SQLITE_BUSY, or 40001. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

export const sqlite: Dialect = {
  name: 'SQLite',
  words: { bytes: 'blob', table: 'strict', keyedTable: 'strict, without rowid' },
  // A plain BEGIN takes the lock at the first write, and what was read before that may be out of date by
  // then, which SQLite refuses.
  begin: 'begin immediate',
  // It waits by itself for whoever holds the lock.
  passesLater: () => false,

  async tables(connection) {
    const { rows } = await sql<{ name: string }>`
      select name from sqlite_schema where type = 'table' and name not like 'sqlite~_%' escape '~'
    `.execute(connection);
    return rows.map(({ name }) => name);
  },

  async lockSchema() {
    // BEGIN IMMEDIATE took the only lock there is.
  },

  madeByAnother: () => false,

  async assertDurable(connection) {
    const { rows } = await sql<{ synchronous: number }>`pragma synchronous`.execute(connection);
    const synchronous = rows[0]?.synchronous;
    if (synchronous !== 2) throw new Error(`SQLite runs with synchronous=${synchronous} instead of 2 (FULL)`);
  },

  async insertSignatures(transaction, rows) {
    const [changes] = await onThread(transaction, (thread) =>
      Promise.all([
        thread.executeEach(
          `insert into ${SIGNATURE} values (?, ?, ?, ?, ?, ?) on conflict (petition_id, signer_key) do nothing`,
          rows.map((row) => [
            row.petition_id,
            row.signer_key,
            row.signed_on,
            row.partner,
            row.data_key_id,
            row.sealed,
          ]),
        ),
        thread.executeQuery(MARK_BATCH),
      ]),
    );
    const added = new Map<number, number>();
    for (const [index, { petition_id }] of rows.entries()) {
      added.set(petition_id, (added.get(petition_id) ?? 0) + changes[index]!);
    }
    return added;
  },

  async insertLetters(transaction, rows) {
    await onThread(transaction, (thread) =>
      thread.executeEach(
        `insert into ${LETTER} values (?, ?, ?, ?, ?, ?)`,
        rows.map((row) => [row.id, row.petition_id, row.signer_key, row.letter, row.due_at, row.attempts]),
      ),
    );
  },

  async findDamage(connection) {
    const { rows } = await sql<{ quick_check: string }>`pragma quick_check(1)`.execute(connection);
    const result = rows[0]?.quick_check ?? 'no answer';
    return result === 'ok' ? null : result;
  },
};

export const postgres: Dialect = {
  name: 'PostgreSQL',
  words: { bytes: 'bytea', table: '', keyedTable: '' },
  // Where a network loses the connection amid a transaction and tells nobody, its locks would hold up
  // everyone until PostgreSQL finds out, which takes hours.
  begin: "begin; set local idle_in_transaction_session_timeout = '10s'",
  // Serialization failure and deadlock. CockroachDB and YugabyteDB ask for a retry with the first.
  passesLater: (error) => ['40001', '40P01'].includes(codeOf(error)),

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
  madeByAnother: (error) => ['42P07', '23505'].includes(codeOf(error)),

  async assertDurable(connection) {
    // Databases that speak PostgreSQL's language don't know both settings.
    const { rows } = await sql<{ name: string; value: string | null }>`
      select name, current_setting(name, true) as value from (values ('fsync'), ('synchronous_commit')) as setting(name)
    `.execute(connection);
    const off = rows.filter(({ value }) => value === 'off').map(({ name }) => name);
    if (off.length > 0) {
      throw new Mistake(
        `PostgreSQL runs with ${off.join(' and ')} off, so a power cut could take signatures that were acknowledged. Turn it on.`,
      );
    }
  },

  async insertSignatures(transaction, rows) {
    const { rows: inserted } = await transaction.executeQuery<Pick<SignatureRow, 'petition_id'>>(
      // One statement of one shape, however many rows.
      CompiledQuery.raw(
        `insert into ${SIGNATURE}
        select * from unnest($1::integer[], $2::bytea[], $3::text[], $4::text[], $5::bytea[], $6::bytea[])
        on conflict (petition_id, signer_key) do nothing returning petition_id`,
        [
          rows.map((row) => row.petition_id),
          rows.map((row) => row.signer_key),
          rows.map((row) => row.signed_on),
          rows.map((row) => row.partner),
          rows.map((row) => row.data_key_id),
          rows.map((row) => row.sealed),
        ],
      ),
    );
    const added = new Map(rows.map(({ petition_id }) => [petition_id, 0]));
    for (const { petition_id } of inserted) added.set(petition_id, added.get(petition_id)! + 1);
    return added;
  },

  async insertLetters(transaction, rows) {
    await transaction.executeQuery(
      CompiledQuery.raw(
        `insert into ${LETTER}
        select * from unnest($1::bytea[], $2::integer[], $3::bytea[], $4::bytea[], $5::text[], $6::integer[])`,
        [
          rows.map((row) => row.id),
          rows.map((row) => row.petition_id),
          rows.map((row) => row.signer_key),
          rows.map((row) => row.letter),
          rows.map((row) => row.due_at),
          rows.map((row) => row.attempts),
        ],
      ),
    );
  },

  async findDamage(connection) {
    // PostgreSQL checks a page whenever it reads it, where the cluster was made with checksums, and refuses to
    // read on. Reading every row is what makes it look.
    await sql`select count(sealed) from signature`.execute(connection);
    return null;
  },
};

/** Past Kysely, which asks for one thing after the other. */
function onThread<T>(transaction: Connection, work: (thread: SqliteConnection) => Promise<T>): Promise<T> {
  return transaction.getExecutor().provideConnection((connection) => work(connection as SqliteConnection));
}
