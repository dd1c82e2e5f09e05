import { setTimeout } from 'node:timers/promises';

/** Of reading, which takes a processor, but no lock. */
const READING = { minMs: 50, factor: 3 };
const MAX_WAIT_MS = 1_000;
const WAIT_FOR_MS = 3_000;

/**
 * A value that changes when somebody else writes. Null if there is none.
 *
 * @param storedCount how many batches the import stored so far
 */
export type ReadOthersMark = (storedCount: number) => Promise<number | null>;

/** Slows an import down while others write, so that most of the time is left to people who sign. */
export class ImportPace {
  readonly #readOthersMark: ReadOthersMark;
  readonly #sleep: (ms: number) => Promise<void>;
  #othersMark: number | null | undefined;
  #othersWroteAt = Number.NEGATIVE_INFINITY;
  #storedCount = 0;

  constructor(readOthersMark: ReadOthersMark, sleep: (ms: number) => Promise<void> = setTimeout) {
    this.#readOthersMark = readOthersMark;
    this.#sleep = sleep;
  }

  /** Says that the import stored a batch, which isn't what others write. */
  countBatch(): void {
    this.#storedCount += 1;
  }

  /** Waits `factor` times as long as the work before took, if others write. */
  async wait(workMs: number, factor: number): Promise<void> {
    const mark = await this.#readOthersMark(this.#storedCount);
    if (this.#othersMark !== undefined && mark !== this.#othersMark) this.#othersWroteAt = performance.now();
    this.#othersMark = mark;
    // Also a moment later: those who wait for the lock look for it at intervals, and would come too late each time.
    if (performance.now() - this.#othersWroteAt < WAIT_FOR_MS) {
      await this.#sleep(Math.min(workMs * factor, MAX_WAIT_MS));
    }
  }

  /** The same pages, with time for others in between. */
  async *readSlowly<Page>(pages: AsyncIterable<Page>): AsyncGenerator<Page> {
    let start = performance.now();
    for await (const page of pages) {
      yield page;
      const workMs = performance.now() - start;
      if (workMs < READING.minMs) continue;
      await this.wait(workMs, READING.factor);
      start = performance.now();
    }
  }
}
