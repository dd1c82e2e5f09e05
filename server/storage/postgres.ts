import { CompiledQuery, Kysely, PostgresDialect, type PostgresPoolClient } from 'kysely';
import pg from 'pg';
import { UserError } from '../lib/errors.ts';
import { errorCode, postgres } from './dialect.ts';
import type { Batch, Database, NewRequest, SignatureRow } from './schema.ts';
import type { DatabaseDriver } from './storage.ts';

/** One writes batches, one keeps the counts up to date, the others are for whoever asks besides. */
const MAX_CONNECTIONS = 4;
/** How long to wait for a connection, and where one was asked for, for an answer. */
const QUERY_TIMEOUT_MS = 10_000;
const INT8 = 20;

const ADD_TO_COUNT = 'update petition_count set signed = signed + $1 where petition_id = $2';

/**
 * Connects to PostgreSQL as its address says. Nothing is kept in a session, so that a pooler may stand between
 * that gives each transaction another one.
 *
 * @param impatient gives up on an answer that doesn't come, as a server must whose requests wait for it
 */
export function connectPostgres(url: string, impatient: boolean): DatabaseDriver {
  const place = new URL(url);
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'petitions',
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: QUERY_TIMEOUT_MS,
    keepAlive: true,
    // What is asked for before the last answer came is sent without waiting for it.
    pipeline: true,
    // Counts. They come as text, for numbers that no petition reaches.
    types: {
      getTypeParser: (oid: number, format?: 'text') =>
        oid === INT8 ? Number : pg.types.getTypeParser(oid, format),
    } as pg.CustomTypesConfig,
  });
  // Told of connections that nobody was using; whoever asks next gets another.
  pool.on('error', () => {});
  let patience: number | undefined;
  return {
    db: new Kysely<Database>({
      dialect: new PostgresDialect({
        pool: {
          connect: async () => guarded(await pool.connect(), patience),
          end: () => pool.end(),
        },
      }),
    }),
    dialect: postgres,
    async configure() {
      if (impatient) patience = QUERY_TIMEOUT_MS;
    },
    store: (storage, batch) => storage.write((transaction) => storeBatch(transaction, batch)),
    // A migration that fails leaves no trace in PostgreSQL, and copying is `pg_dump`'s.
    beforeUpgrade: async () => {},
    toUserError: (error) => toUserError(place, error),
  };
}

async function storeBatch(transaction: Kysely<Database>, { signatures, requests }: Batch): Promise<void> {
  // One statement of one shape, however many rows.
  const inserted =
    signatures.length === 0
      ? []
      : (
          await transaction.executeQuery<Pick<SignatureRow, 'petition_id'>>(
            CompiledQuery.raw(
              `insert into signature (petition_id, signer_key, signed_on, partner, data_key_id, sealed)
              select * from unnest($1::integer[], $2::bytea[], $3::text[], $4::text[], $5::bytea[], $6::bytea[])
              on conflict (petition_id, signer_key) do nothing returning petition_id`,
              [
                signatures.map((row) => row.petition_id),
                signatures.map((row) => row.signer_key),
                signatures.map((row) => row.signed_on),
                signatures.map((row) => row.partner),
                signatures.map((row) => row.data_key_id),
                signatures.map((row) => row.sealed),
              ],
            ),
          )
        ).rows;
  if (requests.length > 0) await storeRequests(transaction, requests);
  const added = new Map(signatures.map(({ petition_id }) => [petition_id, 0]));
  for (const { petition_id } of inserted) added.set(petition_id, added.get(petition_id)! + 1);
  // Last, because everybody else who signs waits for this row. A repeated signer adds 0, and takes the time of
  // a first one.
  for (const [petitionId, more] of added) {
    await transaction.executeQuery(CompiledQuery.raw(ADD_TO_COUNT, [more, petitionId]));
  }
}

/**
 * All bytes go as one value, from which the database cuts them: in arrays they would be written in hex, and take half as long again.
 */
async function storeRequests(transaction: Kysely<Database>, requests: readonly NewRequest[]): Promise<void> {
  const bytes: Uint8Array[] = [];
  /** The first is number 1. */
  let end = 1;
  const cut = (column: 'id' | 'request_id' | 'request' | 'letter') => {
    const at: number[] = [];
    const length: number[] = [];
    for (const row of requests) {
      bytes.push(row[column]);
      at.push(end);
      length.push(row[column].length);
      end += row[column].length;
    }
    return [at, length];
  };
  const cuts = [cut('id'), cut('request_id'), cut('request'), cut('letter')].flat();
  await transaction.executeQuery(
    CompiledQuery.raw(
      `insert into outbox (petition_id, signed_on, partner, expires_at, id, request_id, request, letter)
      select petition_id, signed_on, partner, expires_at,
        substring($1::bytea from a1 for l1), substring($1::bytea from a2 for l2),
        substring($1::bytea from a3 for l3), substring($1::bytea from a4 for l4)
      from unnest($2::integer[], $3::text[], $4::text[], $5::text[], $6::integer[], $7::integer[], $8::integer[],
        $9::integer[], $10::integer[], $11::integer[], $12::integer[], $13::integer[])
        as each(petition_id, signed_on, partner, expires_at, a1, l1, a2, l2, a3, l3, a4, l4)`,
      [
        Buffer.concat(bytes),
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
 * A connection that isn't handed to the next one after trouble. An error that the database sent leaves it
 * sound; any other, an answer that didn't come among them, leaves it in a state that nobody knows.
 */
function guarded(client: pg.PoolClient, patience: number | undefined): PostgresPoolClient {
  let broken: Error | undefined;
  // The pool listens only while nobody uses the connection; one that breaks in use would end the process.
  const breaks = (error: Error) => {
    broken = error;
  };
  client.on('error', breaks);
  return {
    async query(text: string, values: unknown[]) {
      if (broken) throw broken;
      const asked = client
        .query({ text, values, ...(patience && { query_timeout: patience }) })
        .catch((error) => {
          if (!(error instanceof pg.DatabaseError)) broken = error;
          throw error;
        });
      if (!text.startsWith('begin')) return asked;
      // What is asked for next goes with it, and fails where this did.
      asked.catch(() => {});
      return { command: 'SELECT', rowCount: 0, rows: [] };
    },
    release() {
      if (!broken) client.removeListener('error', breaks);
      client.release(broken);
    },
    // Cursors, the other way to call `query`, are not used here.
  } as unknown as PostgresPoolClient;
}

function toUserError(place: URL, error: unknown): unknown {
  const code = errorCode(error);
  const why = error instanceof Error ? error.message : String(error);
  // The address may hold a password: only this much of it is told.
  const server = place.host;
  const database = decodeURIComponent(place.pathname.slice(1));
  const user = decodeURIComponent(place.username);
  if (code === '28P01' || code === '28000') {
    return new UserError(
      `PostgreSQL at ${server} doesn't let "${user}" in (${why}). Check user and password in DATABASE_URL.`,
    );
  }
  if (code === '3D000') {
    return new UserError(
      `PostgreSQL at ${server} has no database "${database}". Create it, or name another in DATABASE_URL.`,
    );
  }
  if (code === '42501' || code === '3F000') {
    return new UserError(
      `"${user}" may not do what it must in the database "${database}" at ${server} (${why}). Make it the owner: alter database "${database}" owner to "${user}".`,
    );
  }
  if (code === '25006') {
    return new UserError(
      `PostgreSQL at ${server} can only be read from (${why}). Name the primary in DATABASE_URL.`,
    );
  }
  if (code.startsWith('53')) {
    return new UserError(`PostgreSQL at ${server} has no room left (${why}). Mend that and start again.`);
  }
  if (/does not support SSL/i.test(why)) {
    return new UserError(
      `PostgreSQL at ${server} offers no TLS. Turn "ssl" on there, or end DATABASE_URL in ?sslmode=disable where the network is your own.`,
    );
  }
  if (/^E[A-Z]+$/.test(code) || code.startsWith('57P') || !(error instanceof pg.DatabaseError)) {
    const unreachable = /^E[A-Z]+$|^57P/.test(code) || /timeout|terminated|SSL|certificate/i.test(why);
    if (unreachable) {
      return new UserError(
        `PostgreSQL at ${server} can't be reached (${why || code}). Check that it runs, and DATABASE_URL.`,
      );
    }
  }
  return error;
}
