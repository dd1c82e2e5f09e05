import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { CompiledQuery, type DatabaseConnection, type Driver, type QueryResult } from 'kysely';
import { utcHour } from '../lib/time.ts';
import type { Batch } from './schema.ts';

/** A task for the thread: run a statement, or store a batch. Null instead of a request closes the database. */
export type WorkerRequest = { id: number } & (
  | { batch: PackedBatch; text?: never; parameters?: never }
  | { batch?: never; text: string; parameters: unknown[] }
);

/**
 * A batch and its response are one message each. Any further message would wait until this thread has handled
 * all requests that arrived in the meantime.
 */
export interface PackedBatch {
  /** id, made_on, used_on, sealed_to, sealed, partner_sealed */
  dataKeys: PackedRows;
  /** petition_id, signer_key, signed_on, partner, data_key_id, sealed */
  signatures: PackedRows;
  /** petition_id, signed_on, partner, id, request_id, request, letter, tag, expires_at */
  requests: PackedRows;
  /** UTC, YYYY-MM-DDTHH. Null for signatures that count in no hour. */
  hour: string | null;
}

/**
 * The parameters of several rows in one array, with bytes as text of one byte per character. Structured-cloning
 * nested byte arrays costs as much as everything else about a signature.
 */
export interface PackedRows {
  parameters: unknown[];
  /** Number of parameters per row. */
  width: number;
  /** Indexes within a row of those that are bytes or null. */
  bytesAt: number[];
}

interface WorkerResponse {
  id: number;
  /** Empty unless the statement reads. */
  rows: Record<string, unknown>[];
  /** How many rows a statement that writes has changed. */
  changes: number;
  failure?: { message: string; code: string };
}

interface PendingRequest {
  resolve: (response: WorkerResponse) => void;
  reject: (error: Error) => void;
}

/**
 * Kysely's driver for a SQLite database that runs in a thread of its own. A disk that is slow to fsync, or
 * another program that has locked the file, delays only what waits for the database.
 */
export class SqliteThread implements Driver {
  readonly #worker: Worker;
  readonly #pending = new Map<number, PendingRequest>();
  #lastId = 0;
  #closing = false;
  /** Resolves when the one connection is free. Its users queue up by chaining onto this. */
  #free: Promise<void> = Promise.resolve();
  #release = () => {};

  /**
   * @param file must exist. If SQLite can't open it, every request fails with the reason
   * @param busyTimeoutMs how long a statement waits for another program's lock
   */
  constructor(file: string, busyTimeoutMs: number, { readonly = false } = {}) {
    this.#worker = new Worker(new URL('./sqlite-worker.js', import.meta.url), {
      workerData: { file, busyTimeoutMs, readonly },
      // Not this thread's options, which may load TypeScript.
      execArgv: [],
    });
    this.#worker.on('message', (response: WorkerResponse) => this.#settle(response));
    // Ends the process, because nothing can be stored anymore. Its supervisor starts it again.
    this.#worker.on('error', (error) => {
      throw error;
    });
    this.#worker.unref();
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<SqliteConnection> {
    const previous = this.#free;
    let release = () => {};
    this.#free = new Promise((resolve) => {
      release = resolve;
    });
    await previous;
    this.#release = release;
    return new SqliteConnection((text, parameters) => this.#send({ text, parameters }));
  }

  async releaseConnection(_: DatabaseConnection): Promise<void> {
    this.#release();
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    // A plain BEGIN takes the lock at the first write. SQLite refuses that write if what was read before is
    // out of date.
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'));
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    // Fails if SQLite rolled back by itself, as it does when the disk is full. The error that led here
    // matters more.
    await connection.executeQuery(CompiledQuery.raw('rollback')).catch(() => {});
  }

  async destroy(): Promise<void> {
    const exited = once(this.#worker, 'exit');
    this.#closing = true;
    this.#worker.ref();
    this.#worker.postMessage(null);
    await exited;
    // Requests that the thread received too late would wait forever.
    for (const { reject } of this.#pending.values()) reject(new Error('the database is closed'));
  }

  /** Stores a batch in one transaction, in the given order. Stores nothing if it fails. */
  async store({ dataKeys = [], signatures, requests, isImport = false }: Batch): Promise<void> {
    const connection = await this.acquireConnection();
    try {
      await this.#send({
        batch: {
          dataKeys: pack(6, [0, 4, 5], dataKeys, (row) => [
            bytesToText(row.id),
            row.made_on,
            row.used_on,
            row.sealed_to,
            bytesToText(row.sealed),
            row.partner_sealed && bytesToText(row.partner_sealed),
          ]),
          signatures: pack(6, [1, 4, 5], signatures, (row) => [
            row.petition_id,
            bytesToText(row.signer_key),
            row.signed_on,
            row.partner,
            bytesToText(row.data_key_id),
            bytesToText(row.sealed),
          ]),
          requests: pack(9, [3, 4, 5, 6, 7], requests, (row) => [
            row.petition_id,
            row.signed_on,
            row.partner,
            bytesToText(row.id),
            bytesToText(row.request_id),
            bytesToText(row.request),
            bytesToText(row.letter),
            bytesToText(row.tag),
            row.expires_at,
          ]),
          hour: isImport ? null : utcHour(),
        },
      });
    } finally {
      await this.releaseConnection(connection);
    }
  }

  #send(request: { batch: PackedBatch } | { text: string; parameters: unknown[] }): Promise<WorkerResponse> {
    // The thread may have ended already. It would never answer.
    if (this.#closing) return Promise.reject(new Error('the database is closed'));
    const id = ++this.#lastId;
    // The thread keeps the process alive only while a response is pending.
    if (this.#pending.size === 0) this.#worker.ref();
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#worker.postMessage({ id, ...request } satisfies WorkerRequest);
    });
  }

  #settle(response: WorkerResponse): void {
    const pending = this.#pending.get(response.id);
    this.#pending.delete(response.id);
    // While closing, the process must stay alive until the end, or what comes after closing never runs.
    if (this.#pending.size === 0 && !this.#closing) this.#worker.unref();
    if (response.failure) {
      const { message, code } = response.failure;
      pending?.reject(Object.assign(new Error(message), { code }));
    } else pending?.resolve(response);
  }
}

class SqliteConnection implements DatabaseConnection {
  readonly #send: (text: string, parameters: unknown[]) => Promise<WorkerResponse>;

  constructor(send: (text: string, parameters: unknown[]) => Promise<WorkerResponse>) {
    this.#send = send;
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const { rows, changes } = await this.#send(sql, parameters.map(copyBytes));
    return { rows: rows.map(withBuffers) as R[], numAffectedRows: BigInt(changes) };
  }

  // biome-ignore lint/correctness/useYield: not supported
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new Error('streaming is not supported; use keyset pagination');
  }
}

function pack<T>(
  width: number,
  bytesAt: number[],
  rows: readonly T[],
  toParameters: (row: T) => unknown[],
): PackedRows {
  return { parameters: rows.flatMap(toParameters), width, bytesAt };
}

/** A small buffer is a slice of a large one, which would be copied to the other thread as a whole. */
function copyBytes(value: unknown): unknown {
  return value instanceof Uint8Array ? new Uint8Array(value) : value;
}

function bytesToText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

/** Bytes arrive from the other thread as Uint8Array, without the methods of Node's Buffer. */
function withBuffers(row: Record<string, unknown>): Record<string, unknown> {
  for (const [name, value] of Object.entries(row)) {
    if (value instanceof Uint8Array) {
      row[name] = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    }
  }
  return row;
}
