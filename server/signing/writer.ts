import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Storage } from '../storage/open.ts';
import type { Database, LetterRow, SignatureRow } from '../storage/schema.ts';

/** The queue is full, or the database didn't take the batch: nothing was stored, try again later. */
export class NotStored extends Error {
  override name = 'NotStored';
}

interface Waiting {
  signature: SignatureRow;
  letter: LetterRow | null;
  resolve: () => void;
  reject: (error: NotStored) => void;
}

const LIMITS = {
  /** How many may wait. At ten thousand a second, whoever comes last waits for one. */
  longestQueue: 10_000,
  /** How many go into one transaction. More would save little, and keep the first of them waiting. */
  largestBatch: 256,
};

/**
 * Groups signatures that arrive together into one transaction, so that they share one fsync.
 *
 * Back-pressure makes the groups, not a timer: the first arrival starts a flush, and whoever arrives while
 * it runs goes into the next. `add` resolves after the commit is on disk, for a first and a repeated
 * signer alike.
 */
export class Writer {
  readonly #storage: Storage;
  readonly #onFailure: (error: unknown) => void;
  readonly #limits: typeof LIMITS;
  #waiting: Waiting[] = [];
  #flushing: Promise<void> | undefined;
  /** Whether the last batch was stored. */
  healthy = true;

  constructor(storage: Storage, onFailure: (error: unknown) => void, limits = LIMITS) {
    this.#storage = storage;
    this.#onFailure = onFailure;
    this.#limits = limits;
  }

  /** Whether the next one would be refused, so that no work need be spent on it. */
  get full(): boolean {
    return this.#waiting.length >= this.#limits.longestQueue;
  }

  /**
   * @param letter what goes into the outbox in the same transaction, for a repeated signer too
   * @throws NotStored
   */
  add(signature: SignatureRow, letter: LetterRow | null = null): Promise<void> {
    if (this.full) return Promise.reject(new NotStored('the queue is full'));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ signature, letter, resolve, reject });
      this.#flushing ??= this.#flushAll();
    });
  }

  /** Stores the signature of no petition and takes it back, to see whether the database takes any. */
  async probe(): Promise<void> {
    const nothing = Buffer.alloc(0);
    const row = { petition_id: 0, signer_key: randomBytes(32), signed_on: '', partner: null };
    await this.#storage.write(async (transaction) => {
      await this.#storage.dialect.insertSignatures(transaction, [
        { ...row, data_key_id: nothing, sealed: nothing },
      ]);
      await transaction.deleteFrom('signature').where('petition_id', '=', 0).execute();
    });
    this.healthy = true;
  }

  /** Resolves once everything that was added is stored or refused. */
  async drain(): Promise<void> {
    await this.#flushing;
  }

  async #flushAll(): Promise<void> {
    // The requests that the same turn of the event loop brings go into the first batch.
    await new Promise(setImmediate);
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, this.#limits.largestBatch);
      try {
        await this.#storage.write((transaction) => this.#store(transaction, batch));
        this.healthy = true;
        for (const { resolve } of batch) resolve();
      } catch (error) {
        this.healthy = false;
        this.#onFailure(error);
        for (const { reject } of batch) reject(new NotStored('the database did not take the batch'));
      }
    }
    // In the same breath as the last look at the queue: whoever arrives from here on starts a new flush.
    this.#flushing = undefined;
  }

  async #store(transaction: Kysely<Database>, batch: readonly Waiting[]): Promise<void> {
    const { dialect } = this.#storage;
    // In one order everywhere: two processes that insert in opposite orders wait for each other for ever.
    const signatures = batch.map(({ signature }) => signature).sort(bySigner);
    const added = await dialect.insertSignatures(transaction, signatures);
    const letters = batch.flatMap(({ letter }) => letter ?? []);
    if (letters.length > 0) await dialect.insertLetters(transaction, letters);
    // Last, because everybody else who signs waits for this row. A repeated signer adds 0, and takes the time
    // of a first one.
    for (const [petitionId, more] of added) {
      await transaction
        .updateTable('petition_count')
        .set(({ eb }) => ({ signed: eb('signed', '+', more) }))
        .where('petition_id', '=', petitionId)
        .execute();
    }
  }
}

function bySigner(a: SignatureRow, b: SignatureRow): number {
  return a.petition_id - b.petition_id || Buffer.compare(a.signer_key, b.signer_key);
}
