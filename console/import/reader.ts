import type { DateOrderResult } from '../../common/import/date-order.ts';
import { type NoAnswer, WorkerClient } from '../worker-client.ts';
import type { FileBatch, RejectedRow, RejectionWords } from './batches.ts';
import type { FoundFile, ReadingProblem, ReadingProgress, ReadingRequest } from './protocol.ts';

/** Why a file can't be read any further. */
export class ReaderError extends Error {
  override name = 'ReaderError';

  constructor(readonly problem: ReadingProblem | { code: NoAnswer }) {
    super(problem.code);
  }
}

type OnBytes = (bytesRead: number) => void;

/** Reads a file of another tool in a worker, which the browser lets reach nothing. */
export class ImportReader extends WorkerClient<ReadingRequest, ReadingProgress, ReadingProblem> {
  constructor() {
    super(
      () => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }),
      (reason) => new ReaderError(typeof reason === 'string' ? { code: reason } : reason),
    );
  }

  open(file: Blob, onBytes: OnBytes): Promise<FoundFile> {
    return this.ask({ type: 'open', file }, ({ bytesRead }) => onBytes(bytesRead));
  }

  findDateOrder(column: number, onBytes: OnBytes): Promise<DateOrderResult> {
    return this.ask({ type: 'find-date-order', column }, ({ bytesRead }) => onBytes(bytesRead));
  }

  /** Starts from the first row. */
  start(columns: readonly number[], words: RejectionWords): Promise<void> {
    return this.ask({ type: 'start', columns, words });
  }

  /** @param rejected rows of the batch before. @returns null at the end */
  next(rejected: readonly RejectedRow[]): Promise<FileBatch | null> {
    return this.ask({ type: 'next', rejected });
  }

  /** The rejected rows since the start, with all their cells. */
  rejectedFile(): Promise<Blob> {
    return this.ask({ type: 'save-rejected' });
  }
}
