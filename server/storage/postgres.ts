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
import { SECOND_MS } from '../lib/time.ts';
import { errorCode, postgres } from './dialect.ts';
import { storeBatch, storeImport } from './postgres-batch.ts';
import type { Database } from './schema.ts';
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
    store: ({ db }, batch) =>
      batch.isImport
        ? storeImport(db, batch)
        : db.transaction().execute((transaction) => storeBatch(transaction, batch)),
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
