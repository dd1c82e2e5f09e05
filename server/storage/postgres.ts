import {
  CompiledQuery,
  type DatabaseConnection,
  Kysely,
  PostgresAdapter,
  PostgresDriver,
  PostgresIntrospector,
  type PostgresPoolClient,
  PostgresQueryCompiler,
  type TransactionSettings,
} from 'kysely';
import pg from 'pg';
import { UserError } from '../lib/errors.ts';
import { SECOND_MS, utcHour } from '../lib/time.ts';
import { type CountedSignature, groupByDay } from './count-change.ts';
import { errorCode, postgres } from './dialect.ts';
import type { Batch, Database, NewRequest, SignatureRow } from './schema.ts';
import type { DatabaseDriver } from './storage.ts';

/** One connection stores batches, one publishes counts, and the others serve everything else. */
const MAX_CONNECTIONS = 4;
/** How long to wait for a connection, and with `failFast` also for the result of a query. */
const TIMEOUT_MS = 10 * SECOND_MS;
/** The OID of the type int8. */
const INT8 = 20;

/**
 * Connects to PostgreSQL. Keeps no state in sessions, so that it works through a transaction-mode pooler.
 *
 * @param failFast gives up on queries without a result, as a server must because requests wait for them
 */
export function connectPostgres(url: string, failFast: boolean): DatabaseDriver {
  const parsedUrl = new URL(url);
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'petitions',
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: TIMEOUT_MS,
    keepAlive: true,
    // Sends queries without waiting for the results of earlier ones.
    pipeline: true,
    // By default, int8 arrives as text, because int8 can exceed Number.MAX_SAFE_INTEGER; our counts don't.
    types: {
      getTypeParser: (oid: number, format?: 'text') =>
        oid === INT8 ? Number : pg.types.getTypeParser(oid, format),
    } as pg.CustomTypesConfig,
  });
  // Reports idle connections that broke. The next query gets another connection.
  pool.on('error', () => {});
  let queryTimeoutMs: number | undefined;
  const driver = new PipeliningDriver({
    pool: {
      connect: async () => guardConnection(await pool.connect(), queryTimeoutMs),
      end: () => pool.end(),
    },
  });
  return {
    db: new Kysely<Database>({
      dialect: {
        createDriver: () => driver,
        createAdapter: () => new PostgresAdapter(),
        createQueryCompiler: () => new PostgresQueryCompiler(),
        createIntrospector: (db) => new PostgresIntrospector(db),
      },
    }),
    dialect: postgres,
    async configure() {
      if (failFast) queryTimeoutMs = TIMEOUT_MS;
    },
    store: (storage, batch) => storage.write((transaction) => storeBatch(transaction, batch)),
    // A failed migration leaves no trace in PostgreSQL, and `pg_dump` makes copies.
    beforeUpgrade: async () => {},
    toUserError: (error) => toUserError(parsedUrl, error),
  };
}

/** Kysely's driver, with transactions that cost no round trip to begin and can't hold their locks forever. */
class PipeliningDriver extends PostgresDriver {
  override async beginTransaction(
    connection: DatabaseConnection,
    { isolationLevel, accessMode }: TransactionSettings,
  ): Promise<void> {
    const begin = ['begin', isolationLevel && `isolation level ${isolationLevel}`, accessMode]
      .filter(Boolean)
      .join(' ');
    // If the network silently drops a connection during a transaction, its locks would block everyone until
    // PostgreSQL notices, which takes hours. `guardConnection` doesn't wait for the result.
    await connection.executeQuery(
      CompiledQuery.raw(`${begin}; set local idle_in_transaction_session_timeout = '10s'`),
    );
  }

  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    // Fails on a broken connection. The error that led here matters more.
    await super.rollbackTransaction(connection).catch(() => {});
  }
}

async function storeBatch(
  transaction: Kysely<Database>,
  { dataKeys = [], signatures, requests, isImport = false }: Batch,
): Promise<void> {
  if (dataKeys.length > 0) await postgres.holdDataKeys(transaction, dataKeys);
  const inserted = signatures.length === 0 ? [] : await insertSignatures(transaction, signatures);
  if (requests.length > 0) await storeRequests(transaction, requests);
  // Last, because everyone else who signs waits for these rows. A repeated signer adds 0, which takes as long as
  // adding 1.
  const hour = isImport ? null : utcHour();
  for (const change of groupByDay(inserted, signatures)) {
    await postgres.changeCount(transaction, change, hour);
  }
}

/** Returns how many signers are new, by petition, day, and partner. */
async function insertSignatures(
  transaction: Kysely<Database>,
  signatures: readonly SignatureRow[],
): Promise<CountedSignature[]> {
  const { bytes, cuts } = packBytes(signatures, ['signer_key', 'data_key_id', 'sealed']);
  // One statement with the same text for any number of rows.
  const { rows } = await transaction.executeQuery<CountedSignature>(
    CompiledQuery.raw(
      `with inserted as (
        insert into signature (petition_id, signed_on, partner, signer_key, data_key_id, sealed)
        select petition_id, signed_on, partner, substring($1::bytea from a1 for l1),
          substring($1::bytea from a2 for l2), substring($1::bytea from a3 for l3)
        from unnest($2::integer[], $3::text[], $4::text[], $5::integer[], $6::integer[], $7::integer[],
          $8::integer[], $9::integer[], $10::integer[])
          as each(petition_id, signed_on, partner, a1, l1, a2, l2, a3, l3)
        on conflict (petition_id, signer_key) do nothing returning petition_id, signed_on, partner
      )
      select petition_id, signed_on, partner, count(*) as difference from inserted
      group by petition_id, signed_on, partner`,
      [
        bytes,
        signatures.map((row) => row.petition_id),
        signatures.map((row) => row.signed_on),
        signatures.map((row) => row.partner),
        ...cuts,
      ],
    ),
  );
  return rows;
}

async function storeRequests(transaction: Kysely<Database>, requests: readonly NewRequest[]): Promise<void> {
  const { bytes, cuts } = packBytes(requests, ['id', 'request_id', 'request', 'letter', 'tag']);
  await transaction.executeQuery(
    CompiledQuery.raw(
      `insert into outbox (petition_id, signed_on, partner, expires_at, id, request_id, request, letter, tag)
      select petition_id, signed_on, partner, expires_at,
        substring($1::bytea from a1 for l1), substring($1::bytea from a2 for l2),
        substring($1::bytea from a3 for l3), substring($1::bytea from a4 for l4),
        substring($1::bytea from a5 for l5)
      from unnest($2::integer[], $3::text[], $4::text[], $5::text[], $6::integer[], $7::integer[], $8::integer[],
        $9::integer[], $10::integer[], $11::integer[], $12::integer[], $13::integer[], $14::integer[],
        $15::integer[])
        as each(petition_id, signed_on, partner, expires_at, a1, l1, a2, l2, a3, l3, a4, l4, a5, l5)`,
      [
        bytes,
        requests.map((row) => row.petition_id),
        requests.map((row) => row.signed_on),
        requests.map((row) => row.partner),
        requests.map((row) => row.expires_at),
        ...cuts,
      ],
    ),
  );
}

/**
 * All bytes of some columns as one value, which the database cuts into pieces. In arrays, bytes would be written in hex
 * and take 1.5 times as long.
 *
 * @returns `cuts` is the start and then the length of each row's piece, for one column after the other
 */
function packBytes<Column extends string>(
  rows: readonly Record<Column, Uint8Array>[],
  columns: readonly Column[],
): { bytes: Buffer; cuts: number[][] } {
  const bytes: Uint8Array[] = [];
  // SQL counts from 1.
  let end = 1;
  const cuts = columns.flatMap((column) => {
    const starts: number[] = [];
    const lengths: number[] = [];
    for (const row of rows) {
      bytes.push(row[column]);
      starts.push(end);
      lengths.push(row[column].length);
      end += row[column].length;
    }
    return [starts, lengths];
  });
  return { bytes: Buffer.concat(bytes), cuts };
}

/**
 * Wraps a connection so that it isn't reused after it broke. After an error that the database sent, it can be
 * reused. Any other error, including a missing result, leaves it in an unknown state.
 */
function guardConnection(client: pg.PoolClient, queryTimeoutMs: number | undefined): PostgresPoolClient {
  let broken: Error | undefined;
  // The pool handles errors of idle connections only. Without this listener, one that breaks in use would end
  // the process.
  const onError = (error: Error) => {
    broken = error;
  };
  client.on('error', onError);
  return {
    async query(text: string, values: unknown[]) {
      if (broken) throw broken;
      const response = client
        .query({ text, values, ...(queryTimeoutMs && { query_timeout: queryTimeoutMs }) })
        .catch((error) => {
          if (!(error instanceof pg.DatabaseError)) broken = error;
          throw error;
        });
      if (!text.startsWith('begin')) return response;
      // Not awaited: the next query is sent along, and fails if this one does.
      response.catch(() => {});
      return { command: 'SELECT', rowCount: 0, rows: [] };
    },
    release() {
      if (!broken) client.removeListener('error', onError);
      client.release(broken);
    },
    // Cursor queries, the other way to call `query`, aren't supported.
  } as unknown as PostgresPoolClient;
}

function toUserError(url: URL, error: unknown): unknown {
  const code = errorCode(error);
  const reason = error instanceof Error ? error.message : String(error);
  // Only these parts of the URL are shown, because it may contain a password.
  const server = url.host;
  const database = decodeURIComponent(url.pathname.slice(1));
  const user = decodeURIComponent(url.username);
  if (code === '28P01' || code === '28000') {
    return new UserError(
      `PostgreSQL at ${server} rejected the login for "${user}" (${reason}). Check user and password in DATABASE_URL.`,
    );
  }
  if (code === '3D000') {
    return new UserError(
      `PostgreSQL at ${server} has no database "${database}". Create it, or set DATABASE_URL to an existing one.`,
    );
  }
  if (code === '42501' || code === '3F000') {
    return new UserError(
      `"${user}" lacks privileges in the database "${database}" at ${server} (${reason}). Make it the owner: alter database "${database}" owner to "${user}".`,
    );
  }
  if (code === '25006') {
    return new UserError(
      `PostgreSQL at ${server} is read-only (${reason}). Set DATABASE_URL to the primary server.`,
    );
  }
  if (code.startsWith('53')) {
    return new UserError(
      `PostgreSQL at ${server} has run out of resources (${reason}). Fix that and start again.`,
    );
  }
  if (/does not support SSL/i.test(reason)) {
    return new UserError(
      `PostgreSQL at ${server} doesn't support TLS. Turn on "ssl" there or, on a private network, add ?sslmode=disable to DATABASE_URL.`,
    );
  }
  if (/^E[A-Z]+$/.test(code) || code.startsWith('57P') || !(error instanceof pg.DatabaseError)) {
    const isUnreachable = /^E[A-Z]+$|^57P/.test(code) || /timeout|terminated|SSL|certificate/i.test(reason);
    if (isUnreachable) {
      return new UserError(
        `PostgreSQL at ${server} can't be reached (${reason || code}). Check DATABASE_URL and that the server is running.`,
      );
    }
  }
  return error;
}
