import type {
  ImportBatch,
  ImportBatchResult,
  ImportFinish,
  ImportSettings,
} from '../../common/console-import.ts';
import type { LeftOut, Rejection } from '../../common/import/rejections.ts';
import { ConsoleError, request } from '../api.ts';
import type { RejectedRow, RejectionWords } from './batches.ts';
import type { ImportReader } from './reader.ts';

/** What became of a file's rows so far. */
export interface Totals {
  present: number;
  withoutEmail: number;
  unknownCountry: number;
  leftOut: Partial<Record<LeftOut, number>>;
  rejected: Partial<Record<Rejection, number>>;
  bytesRead: number;
}

/** A column that is imported. */
export interface ChosenColumn {
  index: number;
  field: ImportBatch['columns'][number]['field'];
  header: string;
}

export interface RunOptions {
  path: string;
  settings: ImportSettings;
  columns: readonly ChosenColumn[];
  words: RejectionWords;
  /** SHA-256 of the file, in hexadecimal. */
  digest: string;
  /** Whether rows without an email address are added to those carried over. */
  carriesOver: boolean;
  /** Null only checks. */
  token: string | null;
  /** Asks for a new token, because the old one has expired. */
  renewToken(): Promise<string>;
  signal: AbortSignal;
  onProgress(totals: Totals): void;
  /** Told whether the server can't be reached at the moment. */
  onWaiting(isWaiting: boolean): void;
}

const FIRST_PAUSE_MS = 1_000;
const MAX_PAUSE_MS = 30_000;

/**
 * Sends a file batch by batch. Sending a batch again changes nothing, so whatever may be temporary is tried again.
 *
 * @throws ReaderError, ConsoleError, or the signal's reason
 */
export async function runImport(reader: ImportReader, options: RunOptions): Promise<Totals> {
  const { columns, words, signal, onProgress } = options;
  const totals: Totals = {
    present: 0,
    withoutEmail: 0,
    unknownCountry: 0,
    leftOut: {},
    rejected: {},
    bytesRead: 0,
  };
  const server = new ImportServer(options);
  await reader.start(
    columns.map(({ index }) => index),
    words,
  );
  let rejected: readonly RejectedRow[] = [];
  for (let batch = await reader.next([]); batch !== null; batch = await reader.next(rejected)) {
    signal.throwIfAborted();
    increase(totals.rejected, 'extra-cells', batch.extraCells);
    totals.bytesRead = batch.bytesRead;
    rejected = [];
    if (batch.rows.length > 0) {
      const result = await server.send(batch.rows);
      add(totals, result);
      rejected = result.rejected;
    }
    onProgress({ ...totals });
    signal.throwIfAborted();
  }
  if (options.token !== null) await server.finish(options.carriesOver ? totals.withoutEmail : 0);
  return totals;
}

/** Repeats a request until it succeeds, unless it fails for good. */
async function persist<T>(
  send: () => Promise<T>,
  { signal, onWaiting }: Pick<RunOptions, 'signal' | 'onWaiting'>,
): Promise<T> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, MAX_PAUSE_MS)) {
    try {
      const answer = await send();
      onWaiting(false);
      return answer;
    } catch (error) {
      if (!(error instanceof ConsoleError && isTemporary(error))) throw error;
      onWaiting(true);
      await pause(pauseMs, signal);
    }
  }
}

/** Sends what an import consists of, and asks for another token when one has expired. */
class ImportServer {
  readonly #options: RunOptions;
  #token: string | null;

  constructor(options: RunOptions) {
    this.#options = options;
    this.#token = options.token;
  }

  send(rows: string[][]): Promise<ImportBatchResult> {
    const { path, settings } = this.#options;
    const columns = this.#options.columns.map(({ field, header }) => ({ field, header }));
    return this.#withToken((token) => {
      const batch: ImportBatch = { ...settings, token, columns, rows };
      return request<ImportBatchResult>('POST', path, batch);
    });
  }

  finish(withoutEmail: number): Promise<void> {
    const { path, settings, digest } = this.#options;
    return this.#withToken((token) => {
      const finish: ImportFinish = { ...settings, token: token!, digest, withoutEmail };
      return request<void>('POST', `${path}/finish`, finish);
    });
  }

  async #withToken<T>(send: (token: string | null) => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await persist(() => send(this.#token), this.#options);
      } catch (error) {
        const isExpired = error instanceof ConsoleError && error.status === 403 && this.#token !== null;
        if (!isExpired) throw error;
        this.#token = await this.#options.renewToken();
      }
    }
  }
}

const isTemporary = ({ status }: ConsoleError) => status === 0 || status === 429 || status >= 500;

/** Waits, or until the browser says that it is online again. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (done: () => void) => {
      clearTimeout(timer);
      removeEventListener('online', onOnline);
      signal.removeEventListener('abort', onAbort);
      done();
    };
    const onOnline = () => settle(resolve);
    const onAbort = () => settle(() => reject(signal.reason));
    const timer = setTimeout(() => settle(resolve), ms);
    addEventListener('online', onOnline);
    signal.addEventListener('abort', onAbort);
  });
}

function add(totals: Totals, result: ImportBatchResult): void {
  totals.present += result.present;
  totals.withoutEmail += result.withoutEmail;
  totals.unknownCountry += result.unknownCountry;
  for (const [reason, rows] of Object.entries(result.leftOut)) {
    increase(totals.leftOut, reason as LeftOut, rows);
  }
  for (const { reason } of result.rejected) increase(totals.rejected, reason, 1);
}

function increase<Key extends string>(counts: Partial<Record<Key, number>>, key: Key, by: number): void {
  if (by > 0) counts[key] = (counts[key] ?? 0) + by;
}
