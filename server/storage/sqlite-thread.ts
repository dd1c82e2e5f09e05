import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely';
import type { Batch } from './schema.ts';

/** What the thread is asked: to run a statement, or to store a batch. null closes the database. */
export type WorkerRequest = { id: number } & (
  | { batch: PackedBatch; text?: never; parameters?: never }
  | { batch?: never; text: string; parameters: unknown[] }
);

/**
 * A batch is one message, and so is its answer: each further one would wait until this thread has dealt with
 * all requests that came in meanwhile.
 */
export interface PackedBatch {
  /** petition_id, signer_key, signed_on, partner, data_key_id, sealed */
  signatures: PackedLists;
  /** petition_id, signed_on, partner, id, request_id, request, letter, expires_at */
  requests: PackedLists;
}

/**
 * Lists of parameters one behind the other, and their bytes as text of one byte a character: copying an array
 * of arrays of byte arrays to another thread takes as long as everything else about a signature.
 */
export interface PackedLists {
  parameters: unknown[];
  /** How many make one list. */
  width: number;
  /** Which of a list are bytes. */
  bytesAt: number[];
}

/** The rows of a statement that reads, how many one that writes changed. */
interface WorkerResponse {
  id: number;
  rows: Record<string, unknown>[];
  changes: number;
  failure?: { message: string; code: string };
}

interface Waiting {
  resolve: (answer: WorkerResponse) => void;
  reject: (error: Error) => void;
}

/**
 * Kysely's way to a SQLite database that runs in a thread of its own: a disk that is slow to fsync, or
 * another program that holds the file, keep those waiting who ask for something stored, and nobody else.
 */
export class SqliteThread implements Driver {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #closing = false;
  /** One connection, for one user after the other: resolves once it is free. */
  #free: Promise<void> = Promise.resolve();
  #release = () => {};

  /**
   * @param file must be one that SQLite can open
   * @param busyTimeoutMs how long a statement waits for another program's lock
   */
  constructor(file: string, busyTimeoutMs: number, { readonly = false } = {}) {
    this.#worker = new Worker(new URL('./sqlite-worker.js', import.meta.url), {
      workerData: { file, busyTimeoutMs, readonly },
      // Not those of this thread, a loader for TypeScript among them.
      execArgv: [],
    });
    this.#worker.on('message', (answer: WorkerResponse) => this.#settle(answer));
    // Nothing can be stored any more: whoever watches the process starts it again.
    this.#worker.on('error', (error) => {
      throw error;
    });
    this.#worker.unref();
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<SqliteConnection> {
    const before = this.#free;
    let release = () => {};
    this.#free = new Promise((resolve) => {
      release = resolve;
    });
    await before;
    this.#release = release;
    return new SqliteConnection((text, parameters) => this.#ask({ text, parameters }));
  }

  async releaseConnection(_: DatabaseConnection): Promise<void> {
    this.#release();
  }

  async beginTransaction(): Promise<void> {
    throw new Error('transactions are begun by Storage.write');
  }

  async commitTransaction(): Promise<void> {}
  async rollbackTransaction(): Promise<void> {}

  async destroy(): Promise<void> {
    const ended = once(this.#worker, 'exit');
    this.#closing = true;
    this.#worker.ref();
    this.#worker.postMessage(null);
    await ended;
    // Those who came too late, and would wait for ever.
    for (const { reject } of this.#waiting.values()) reject(new Error('the database is closed'));
  }

  /** Stores all of it in one transaction, in the order given, or nothing. */
  async store({ signatures, requests }: Batch): Promise<void> {
    const connection = await this.acquireConnection();
    try {
      await this.#ask({
        batch: {
          signatures: packed(6, [1, 4, 5], signatures, (row) => [
            row.petition_id,
            bytesAsText(row.signer_key),
            row.signed_on,
            row.partner,
            bytesAsText(row.data_key_id),
            bytesAsText(row.sealed),
          ]),
          requests: packed(8, [3, 4, 5, 6], requests, (row) => [
            row.petition_id,
            row.signed_on,
            row.partner,
            bytesAsText(row.id),
            bytesAsText(row.request_id),
            bytesAsText(row.request),
            bytesAsText(row.letter),
            row.expires_at,
          ]),
        },
      });
    } finally {
      await this.releaseConnection(connection);
    }
  }

  #ask(question: { batch: PackedBatch } | { text: string; parameters: unknown[] }): Promise<WorkerResponse> {
    const id = ++this.#lastId;
    // Only while somebody waits for an answer does the thread keep the process alive.
    if (this.#waiting.size === 0) this.#worker.ref();
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, ...question } satisfies WorkerRequest);
    });
  }

  #settle(answer: WorkerResponse): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    // Closing must keep the process alive to its end, or what comes behind it is never done.
    if (this.#waiting.size === 0 && !this.#closing) this.#worker.unref();
    if (answer.failure) {
      const { message, code } = answer.failure;
      waiting?.reject(Object.assign(new Error(message), { code }));
    } else waiting?.resolve(answer);
  }
}

class SqliteConnection implements DatabaseConnection {
  readonly #ask: (text: string, parameters: unknown[]) => Promise<WorkerResponse>;

  constructor(ask: (text: string, parameters: unknown[]) => Promise<WorkerResponse>) {
    this.#ask = ask;
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const { rows, changes } = await this.#ask(sql, parameters.map(ownBytes));
    return { rows: rows.map(withBuffers) as R[], numAffectedRows: BigInt(changes) };
  }

  // biome-ignore lint/correctness/useYield: there is none
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new Error('page by key instead');
  }
}

function packed<T>(
  width: number,
  bytesAt: number[],
  rows: readonly T[],
  list: (row: T) => unknown[],
): PackedLists {
  return { parameters: rows.flatMap(list), width, bytesAt };
}

/** Small buffers are cut from a large one, all of which would be copied to the other thread. */
function ownBytes(value: unknown): unknown {
  return value instanceof Uint8Array ? new Uint8Array(value) : value;
}

function bytesAsText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

/** Bytes arrive as plain arrays, without what Node's buffers can do. */
function withBuffers(row: Record<string, unknown>): Record<string, unknown> {
  for (const [name, value] of Object.entries(row)) {
    if (value instanceof Uint8Array)
      row[name] = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  }
  return row;
}
