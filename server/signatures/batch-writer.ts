import { randomBytes } from 'node:crypto';
import type { PetitionStorage } from '../storage/open.ts';
import type { Batch, SignatureRow } from '../storage/schema.ts';

/** The queue is full, or the database didn't take the batch: nothing was stored, try again later. */
export class StorageUnavailableError extends Error {
  override name = 'NotStored';
}

interface Waiting<T> {
  signature: T;
  resolve: () => void;
  reject: (error: StorageUnavailableError) => void;
}

const LIMITS = {
  /** How many may wait. At ten thousand a second, whoever comes last waits for one. */
  maxQueueLength: 10_000,
  /** How many go into one transaction. More would save little, and keep the first of them waiting. */
  maxBatchSize: 256,
  /** What is never split further: the fsync of a small batch costs as much as that of a large one. */
  minBatchSize: 32,
  /** How many transactions are under way: while one is written to disk, the next is made ready. */
  concurrency: 2,
};

/**
 * Groups signatures that arrive together into one transaction, so that they share one fsync.
 *
 * Back-pressure makes the groups, not a timer: the first arrival opens a lane, and whoever arrives while
 * all lanes are busy goes into the next batch. `add` resolves after the commit is on disk, for a first and a repeated
 * signer alike.
 */
export class BatchWriter<T> {
  readonly #storage: PetitionStorage;
  readonly #onFailure: (error: unknown) => void;
  readonly #limits: typeof LIMITS;
  readonly #finish: (signatures: readonly T[]) => Promise<Batch>;
  #waiting: Waiting<T>[] = [];
  readonly #lanes = new Set<Promise<void>>();
  /** Whether the last batch was stored. */
  isHealthy = true;

  /** @param finish makes rows of what was added; what it throws fails the batch */
  constructor(
    storage: PetitionStorage,
    finish: (signatures: readonly T[]) => Promise<Batch>,
    onFailure: (error: unknown) => void,
    limits = LIMITS,
  ) {
    this.#storage = storage;
    this.#finish = finish;
    this.#onFailure = onFailure;
    this.#limits = limits;
  }

  /** Whether the next one would be refused, so that no work need be spent on it. */
  get isFull(): boolean {
    return this.#waiting.length >= this.#limits.maxQueueLength;
  }

  /** Whether some are being stored, or wait for it, so that other work had better wait. */
  get isBusy(): boolean {
    return this.#waiting.length > 0 || this.#lanes.size > 0;
  }

  /** @throws NotStored */
  add(signature: T): Promise<void> {
    if (this.isFull) return Promise.reject(new StorageUnavailableError('the queue is full'));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ signature, resolve, reject });
      if (this.#lanes.size < this.#limits.concurrency) this.#openLane();
    });
  }

  /** Stores the signature of no petition and takes it back, to see whether the database takes any. */
  async probe(): Promise<void> {
    const nothing = Buffer.alloc(0);
    const row = { petition_id: 0, signer_key: randomBytes(32), signed_on: '', partner: null };
    await this.#storage.write(async (transaction) => {
      await transaction
        .insertInto('signature')
        .values({ ...row, data_key_id: nothing, sealed: nothing })
        .execute();
      await transaction.deleteFrom('signature').where('petition_id', '=', 0).execute();
    });
    this.isHealthy = true;
  }

  /** Resolves once everything that was added is stored or refused. */
  async drain(): Promise<void> {
    await Promise.all(this.#lanes);
  }

  /** Half of those who wait, so that there is something to make ready while the first half is written. */
  #batchSize(): number {
    const { minBatchSize, maxBatchSize } = this.#limits;
    return Math.min(maxBatchSize, Math.max(minBatchSize, Math.ceil(this.#waiting.length / 2)));
  }

  #openLane(): void {
    const lane = this.#flush(() => this.#lanes.delete(lane));
    this.#lanes.add(lane);
  }

  async #flush(close: () => void): Promise<void> {
    // The requests that the same turn of the event loop brings go into the first batch.
    await new Promise(setImmediate);
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, this.#batchSize());
      try {
        const { signatures, requests } = await this.#finish(batch.map(({ signature }) => signature));
        // In one order everywhere: two processes that insert in opposite orders wait for each other for ever.
        await this.#storage.store({ signatures: signatures.toSorted(bySigner), requests });
        this.isHealthy = true;
        for (const { resolve } of batch) resolve();
      } catch (error) {
        this.isHealthy = false;
        this.#onFailure(error);
        for (const { reject } of batch)
          reject(new StorageUnavailableError('the database did not take the batch'));
      }
    }
    // In the same breath as the last look at the queue: whoever arrives from here on opens another.
    close();
  }
}

function bySigner(a: SignatureRow, b: SignatureRow): number {
  return a.petition_id - b.petition_id || Buffer.compare(a.signer_key, b.signer_key);
}
