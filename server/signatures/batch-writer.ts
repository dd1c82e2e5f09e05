import { randomBytes } from 'node:crypto';
import { SECOND_MS } from '../lib/time.ts';
import type { PetitionStorage } from '../storage/open.ts';
import type { Batch, SignatureRow } from '../storage/schema.ts';

/** The queue is full, or the database did not store the batch. Nothing was stored; try again later. */
export class StorageUnavailableError extends Error {
  override name = 'StorageUnavailableError';
}

interface QueueEntry<T> {
  signature: T;
  resolve: () => void;
  reject: (error: StorageUnavailableError) => void;
}

/** `size` counts all signatures, also those of people who have signed before. `seconds` to the millisecond. */
type BatchObserver = (size: number, seconds: number) => void;

interface Limits {
  maxQueueLength: number;
  maxBatchSize: number;
  minBatchSize: number;
  /** How many transactions run at a time. */
  concurrency: number;
}

const LIMITS = {
  /** How many signatures may wait. At 10,000 per second, the last one waits for a second. */
  maxQueueLength: 10_000,
  /** How many go into one transaction. More would save little, and keep the first of them waiting. */
  maxBatchSize: 256,
  /** Smaller batches are not split: the fsync of a small batch costs as much as that of a large one. */
  minBatchSize: 32,
};

/**
 * Groups signatures that arrive together into one transaction, so that they share one fsync.
 *
 * Batches form by back-pressure, not by a timer. The first arrival starts a worker, which stores one batch
 * after the other until the queue is empty. Arrivals while all workers are busy go into the next batch. `add`
 * resolves after the commit is on disk, for first and repeated signers alike.
 */
export class BatchWriter<T> {
  readonly #storage: PetitionStorage;
  readonly #toBatch: (signatures: readonly T[]) => Promise<Batch>;
  readonly #onFailure: (error: unknown) => void;
  readonly #limits: Limits;
  readonly #onStored: BatchObserver | undefined;
  #queue: QueueEntry<T>[] = [];
  readonly #workers = new Set<Promise<void>>();
  #added = 0;
  #isHealthy = true;

  /**
   * @param toBatch turns what was added into rows; if it throws, the batch fails
   * @param onStored called after each batch
   */
  constructor(
    storage: PetitionStorage,
    toBatch: (signatures: readonly T[]) => Promise<Batch>,
    onFailure: (error: unknown) => void,
    onStored?: BatchObserver,
    limits: Limits = { ...LIMITS, concurrency: storage.dialect.concurrentBatches },
  ) {
    this.#storage = storage;
    this.#toBatch = toBatch;
    this.#onFailure = onFailure;
    this.#limits = limits;
    this.#onStored = onStored;
  }

  /** Whether the last batch was stored, and the database hasn't failed since. */
  get isHealthy(): boolean {
    return this.#isHealthy;
  }

  /** Records that the database failed elsewhere. The next stored batch or probe clears this. */
  markUnhealthy(): void {
    this.#isHealthy = false;
  }

  /** Whether the next signature would be refused, so that no work needs to be spent on it. */
  get isFull(): boolean {
    return this.#queue.length >= this.#limits.maxQueueLength;
  }

  /** How many signatures wait to be stored. */
  get queueLength(): number {
    return this.#queue.length;
  }

  /** Whether signatures are being stored or waiting, so that less urgent work should wait. */
  get isBusy(): boolean {
    return this.#queue.length > 0 || this.#workers.size > 0;
  }

  /** How many were added. Changes while people sign, so that less urgent work can leave them time. */
  get added(): number {
    return this.#added;
  }

  /** @throws StorageUnavailableError */
  add(signature: T): Promise<void> {
    if (this.isFull) return Promise.reject(new StorageUnavailableError('the queue is full'));
    this.#added += 1;
    return new Promise((resolve, reject) => {
      this.#queue.push({ signature, resolve, reject });
      if (this.#workers.size < this.#limits.concurrency) this.#startWorker();
    });
  }

  /** Checks whether the database can be written to: inserts and deletes a row with petition_id 0. */
  async probe(): Promise<void> {
    const empty = Buffer.alloc(0);
    const row = { petition_id: 0, signer_key: randomBytes(32), signed_on: '', partner: null };
    await this.#storage.write(async (transaction) => {
      await transaction
        .insertInto('signature')
        .values({ ...row, data_key_id: empty, sealed: empty })
        .execute();
      await transaction.deleteFrom('signature').where('petition_id', '=', 0).execute();
    });
    this.#isHealthy = true;
  }

  /** Resolves once everything that was added is stored or refused. */
  async drain(): Promise<void> {
    await Promise.all(this.#workers);
  }

  /** A worker's share of the queue, so that the rest can be prepared while the first is written. */
  #batchSize(): number {
    const { minBatchSize, maxBatchSize, concurrency } = this.#limits;
    return Math.min(maxBatchSize, Math.max(minBatchSize, Math.ceil(this.#queue.length / concurrency)));
  }

  #startWorker(): void {
    const worker = this.#work(() => this.#workers.delete(worker));
    this.#workers.add(worker);
  }

  async #work(onDone: () => void): Promise<void> {
    for (;;) {
      // Requests that arrive in the same turn of the event loop go into the batch.
      await new Promise(setImmediate);
      const batch = this.#queue.splice(0, this.#batchSize());
      if (batch.length === 0) break;
      try {
        const rows = await this.#toBatch(batch.map(({ signature }) => signature));
        const startedAt = performance.now();
        // Sorted, so that concurrent transactions lock rows in the same order.
        await this.#storage.store({ ...rows, signatures: rows.signatures.toSorted(bySigner) });
        this.#isHealthy = true;
        for (const { resolve } of batch) resolve();
        this.#onStored?.(batch.length, Math.round(performance.now() - startedAt) / SECOND_MS);
      } catch (error) {
        this.#isHealthy = false;
        this.#onFailure(error);
        const refusal = 'the database did not store the batch';
        for (const { reject } of batch) reject(new StorageUnavailableError(refusal));
      }
    }
    // No await between the last queue check and this line, so a late arrival starts a new worker.
    onDone();
  }
}

function bySigner(a: SignatureRow, b: SignatureRow): number {
  return a.petition_id - b.petition_id || Buffer.compare(a.signer_key, b.signer_key);
}
