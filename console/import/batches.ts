import { MAX_BATCH_LENGTH, MAX_BATCH_ROWS, MAX_CELL_LENGTH } from '../../common/console-import.ts';
import { hasExtraCells, isBlank } from '../../common/import/layout.ts';
import { BYTE_ORDER_MARK, type Rejection, rejectedLine } from '../../common/import/rejections.ts';
import type { ImportSource } from './source.ts';

/** What the file of rejected rows says, in the reader's language. */
export interface RejectionWords {
  /** Header of the last column. */
  header: string;
  reasons: Record<Rejection, string>;
}

/** Rows of a file, with the cells of the chosen columns only: nothing else leaves this browser. */
export interface FileBatch {
  rows: string[][];
  /** Rows that can't be sent, because it can't be told which cell belongs to which column. */
  extraCells: number;
  /** How much of the file was read, this batch included. */
  bytesRead: number;
}

/** A row that the server rejected, by its index in the batch. */
export interface RejectedRow {
  row: number;
  reason: Rejection;
}

interface ReadBatch {
  batch: FileBatch;
  /** All cells of the rows, for the file of rejected ones. */
  originals: string[][];
}

/** Lines that are put into a part of the file of rejected rows together. */
const PART_LENGTH = 256 * 1024;

/** Reads a file batch by batch, and collects the rejected rows as they were. */
export class FileBatches {
  readonly #source: ImportSource;
  readonly #columns: readonly number[];
  readonly #words: RejectionWords;
  readonly #batches: AsyncGenerator<ReadBatch, undefined>;
  /** Read while the server works on the one before. */
  #ahead: Promise<IteratorResult<ReadBatch, undefined>>;
  #originals: string[][] = [];
  /** Blobs, which browsers keep outside of the worker's memory. */
  readonly #parts: Blob[] = [];
  #lines = '';

  /** @param columns indexes of the columns that are sent */
  constructor(source: ImportSource, columns: readonly number[], words: RejectionWords) {
    this.#source = source;
    this.#columns = columns;
    this.#words = words;
    this.#batches = this.#read();
    this.#ahead = this.#readAhead();
  }

  /**
   * @param rejected those of the batch before
   * @returns null at the end
   * @throws FileProblemError
   */
  async next(rejected: readonly RejectedRow[]): Promise<FileBatch | null> {
    for (const { row, reason } of rejected) this.#addRejected(this.#originals[row]!, reason);
    const { done, value } = await this.#ahead;
    if (done) return null;
    this.#originals = value.originals;
    this.#ahead = this.#readAhead();
    return value.batch;
  }

  /** The rejected rows, each with its reason. */
  rejectedFile(): Blob {
    const { header } = this.#source.layout;
    const head = BYTE_ORDER_MARK + rejectedLine(header, header.length, this.#words.header);
    return new Blob([head, ...this.#parts, this.#lines], { type: 'text/csv' });
  }

  #readAhead() {
    const ahead = this.#batches.next();
    // Reported by `next`.
    ahead.catch(() => {});
    return ahead;
  }

  async *#read(): AsyncGenerator<ReadBatch, undefined> {
    let bytesRead = 0;
    let rows: string[][] = [];
    let originals: string[][] = [];
    let extraCells = 0;
    let length = 0;
    const take = (): ReadBatch => {
      const taken = { batch: { rows, extraCells, bytesRead }, originals };
      rows = [];
      originals = [];
      extraCells = 0;
      length = 0;
      return taken;
    };
    const columns = this.#source.layout.header.length;
    const pages = this.#source.pages((bytes) => {
      bytesRead = bytes;
    });
    for await (const page of pages) {
      for (const { cells } of page) {
        if (isBlank(cells)) continue;
        if (hasExtraCells(cells, columns)) {
          extraCells += 1;
          this.#addRejected(cells, 'extra-cells');
          continue;
        }
        const row = this.#columns.map((column) => (cells[column] ?? '').slice(0, MAX_CELL_LENGTH));
        rows.push(row);
        originals.push(cells);
        length += row.reduce((sum, cell) => sum + cell.length, 0);
        if (rows.length === MAX_BATCH_ROWS || length >= MAX_BATCH_LENGTH) yield take();
      }
    }
    yield take();
  }

  #addRejected(cells: readonly string[], reason: Rejection): void {
    this.#lines += rejectedLine(cells, this.#source.layout.header.length, this.#words.reasons[reason]);
    if (this.#lines.length < PART_LENGTH) return;
    this.#parts.push(new Blob([this.#lines]));
    this.#lines = '';
  }
}
