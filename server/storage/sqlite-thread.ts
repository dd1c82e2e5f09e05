import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely';

/** What the thread is asked to run. */
export interface Request {
  id: number;
  /** Begins a transaction before anything else; where that fails, nothing else is run. */
  begin?: string;
  /** null to close the database and end. */
  text: string | null;
  /** For a statement that runs once. */
  parameters?: unknown[];
  /** For one that runs many times. */
  packed?: PackedLists;
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

/** What came of it: the rows of a statement that reads, or how many rows each run of one that writes changed. */
interface Answer {
  id: number;
  rows: Record<string, unknown>[];
  changes: number[];
  failure?: { message: string; code: string };
}

interface Waiting {
  resolve: (answer: Answer) => void;
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
  /** One connection, for one user after the other: resolves once it is free. */
  #free: Promise<void> = Promise.resolve();
  #release = () => {};

  /**
   * @param file must be one that SQLite can open
   * @param busyTimeoutMs how long a statement waits for another program's lock
   */
  constructor(file: string, busyTimeoutMs: number) {
    this.#worker = new Worker(new URL('./sqlite-worker.js', import.meta.url), {
      workerData: { file, busyTimeoutMs },
      // Not those of this thread, a loader for TypeScript among them.
      execArgv: [],
    });
    this.#worker.on('message', (answer: Answer) => this.#settle(answer));
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
    return new SqliteConnection((request) => this.#ask(request));
  }

  async releaseConnection(): Promise<void> {
    this.#release();
  }

  async beginTransaction(): Promise<void> {
    throw new Error('transactions are begun by Storage.write');
  }

  async commitTransaction(): Promise<void> {}
  async rollbackTransaction(): Promise<void> {}

  async destroy(): Promise<void> {
    const ended = once(this.#worker, 'exit');
    this.#worker.ref();
    this.#worker.postMessage({ id: 0, text: null } satisfies Request);
    await ended;
  }

  #ask(request: Omit<Request, 'id'>): Promise<Answer> {
    const id = ++this.#lastId;
    // Only while somebody waits for an answer does the thread keep the process alive.
    if (this.#waiting.size === 0) this.#worker.ref();
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, ...request } satisfies Request);
    });
  }

  #settle(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (this.#waiting.size === 0) this.#worker.unref();
    if (answer.failure) {
      const { message, code } = answer.failure;
      waiting?.reject(Object.assign(new Error(message), { code }));
    } else waiting?.resolve(answer);
  }
}

export class SqliteConnection implements DatabaseConnection {
  readonly #ask: (request: Omit<Request, 'id'>) => Promise<Answer>;
  #begin: string | undefined;

  constructor(ask: (request: Omit<Request, 'id'>) => Promise<Answer>) {
    this.#ask = ask;
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    if (sql.startsWith('begin')) {
      // Goes with the statement behind it: each message wakes the other thread, which takes its time.
      this.#begin = sql;
      return { rows: [] };
    }
    if (this.#begin && (sql === 'commit' || sql === 'rollback')) {
      // Nothing was asked for in between.
      this.#begin = undefined;
      return { rows: [] };
    }
    const { rows, changes } = await this.#ask({
      ...this.#takeBegin(),
      text: sql,
      parameters: parameters.map(ownBytes),
    });
    return {
      rows: rows.map(withBuffers) as R[],
      ...(changes[0] !== undefined && { numAffectedRows: BigInt(changes[0]) }),
    };
  }

  /**
   * Runs a statement with each list of parameters; what is bytes in the first must be in all.
   *
   * @returns how many rows each changed
   */
  async executeEach(text: string, lists: readonly (readonly unknown[])[]): Promise<number[]> {
    const [first = []] = lists;
    const { changes } = await this.#ask({
      ...this.#takeBegin(),
      text,
      packed: {
        parameters: lists.flatMap((list) => list.map(bytesAsText)),
        width: first.length,
        bytesAt: first.flatMap((value, at) => (value instanceof Uint8Array ? at : [])),
      },
    });
    return changes;
  }

  #takeBegin(): { begin?: string } {
    const begin = this.#begin;
    this.#begin = undefined;
    return begin === undefined ? {} : { begin };
  }

  // biome-ignore lint/correctness/useYield: there is none
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new Error('page by key instead');
  }
}

/** Small buffers are cut from a large one, all of which would be copied to the other thread. */
function ownBytes(value: unknown): unknown {
  return value instanceof Uint8Array ? new Uint8Array(value) : value;
}

function bytesAsText(value: unknown): unknown {
  return value instanceof Uint8Array
    ? Buffer.from(value.buffer, value.byteOffset, value.length).toString('latin1')
    : value;
}

/** Bytes arrive as plain arrays, without what Node's buffers can do. */
function withBuffers(row: Record<string, unknown>): Record<string, unknown> {
  for (const [name, value] of Object.entries(row)) {
    if (value instanceof Uint8Array)
      row[name] = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  }
  return row;
}
