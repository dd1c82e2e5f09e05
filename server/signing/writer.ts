import { randomBytes } from 'node:crypto';
import { CompiledQuery, type Kysely } from 'kysely';
import type { Storage } from '../storage/open.ts';
import type { Database } from '../storage/schema.ts';

/** A signature ready to be stored. */
export interface NewSignature {
  petitionId: number;
  signerKey: Buffer;
  /** The day (UTC), YYYY-MM-DD. */
  signedOn: string;
  partner: string | null;
  dataKeyId: Buffer;
  sealed: Buffer;
}

/** The queue is full, or the database didn't take the batch: nothing was stored, try again later. */
export class NotStored extends Error {
  override name = 'NotStored';
}

interface Waiting {
  signature: NewSignature;
  resolve: () => void;
  reject: (error: NotStored) => void;
}

const LONGEST_QUEUE = 10_000;
const LARGEST_BATCH = 256;

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
  readonly #insertSql: string;
  #waiting: Waiting[] = [];
  #flushing: Promise<void> | undefined;
  /** Whether the last batch was stored. */
  healthy = true;

  constructor(storage: Storage, onFailure: (error: unknown) => void) {
    this.#storage = storage;
    this.#onFailure = onFailure;
    this.#insertSql = compileInsert(storage.db);
  }

  /** @throws NotStored */
  add(signature: NewSignature): Promise<void> {
    if (this.#waiting.length >= LONGEST_QUEUE) return Promise.reject(new NotStored('the queue is full'));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ signature, resolve, reject });
      this.#flushing ??= this.#flushAll();
    });
  }

  /** Stores the signature of no petition and takes it back, to see whether the database takes any. */
  async probe(): Promise<void> {
    const nothing = Buffer.alloc(0);
    await this.#storage.write(async (transaction) => {
      await transaction.executeQuery(
        CompiledQuery.raw(this.#insertSql, [0, nothing, '', null, nothing, nothing]),
      );
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
      const batch = this.#waiting.splice(0, LARGEST_BATCH);
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
    const newlySigned = new Map<number, number>();
    // In one order everywhere: two processes that insert in opposite orders wait for each other for ever.
    const inOrder = batch.map(({ signature }) => signature).sort(byKey);
    for (const { petitionId, signerKey, signedOn, partner, dataKeyId, sealed } of inOrder) {
      const { numAffectedRows } = await transaction.executeQuery(
        CompiledQuery.raw(this.#insertSql, [petitionId, signerKey, signedOn, partner, dataKeyId, sealed]),
      );
      newlySigned.set(petitionId, (newlySigned.get(petitionId) ?? 0) + Number(numAffectedRows));
    }
    // A repeated signer adds 0, and takes the time of a first one.
    for (const [petitionId, more] of newlySigned) {
      await transaction
        .updateTable('petition_count')
        .set(({ eb }) => ({ signed: eb('signed', '+', more) }))
        .where('petition_id', '=', petitionId)
        .execute();
    }
    // Something new in every batch: a commit that changes nothing would skip the disk, and tell by its speed.
    const value = randomBytes(8).toString('hex');
    await transaction
      .insertInto('setting')
      .values({ name: 'batch', value })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
      .execute();
  }
}

/** Compiled once: compiling it for each signature costs a third of the rate. */
function compileInsert(db: Kysely<Database>): string {
  const placeholder = Buffer.alloc(0);
  return db
    .insertInto('signature')
    .values({
      petition_id: 0,
      signer_key: placeholder,
      signed_on: '',
      partner: '',
      data_key_id: placeholder,
      sealed: placeholder,
    })
    .onConflict((conflict) => conflict.columns(['petition_id', 'signer_key']).doNothing())
    .compile().sql;
}

function byKey(a: NewSignature, b: NewSignature): number {
  return a.petitionId - b.petitionId || Buffer.compare(a.signerKey, b.signerKey);
}
