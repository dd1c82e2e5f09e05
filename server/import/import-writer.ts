import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import type { SealerPool } from '../crypto/sealer.ts';
import { sealBatch, type UnsealedSignature } from '../signatures/sign.ts';
import type { SignerKeys } from '../signatures/signer-key.ts';
import type { PetitionStorage } from '../storage/open.ts';
import type { Batch, DataKeyRow } from '../storage/schema.ts';

/** How many times as long as a batch took the next one waits if others write. */
const YIELD_FACTOR = 8;
const MAX_YIELD_MS = 1_000;
const YIELD_FOR_MS = 3_000;
/** Rows that are sealed in one go. A server answers people who sign in between. */
const SLICE_SIZE = 100;

/** Seals and stores batches of an import, and leaves most of the time to people who sign meanwhile. */
export class ImportWriter {
  readonly #storage: PetitionStorage;
  readonly #keys: { signerKeys: SignerKeys; sealers: SealerPool };
  readonly #readOthersMark: () => Promise<number | null>;
  /** Resolves when the batches before are stored. */
  #turn: Promise<void> = Promise.resolve();
  #othersMark: number | null | undefined;
  #othersWroteAt = Number.NEGATIVE_INFINITY;
  /** How long the last batch took. */
  #storeMs = 0;

  /** @param readOthersMark a value that changes when somebody else writes. Null if they don't have to wait for this */
  constructor(
    storage: PetitionStorage,
    keys: { signerKeys: SignerKeys; sealers: SealerPool },
    readOthersMark: () => Promise<number | null>,
  ) {
    this.#storage = storage;
    this.#keys = keys;
    this.#readOthersMark = readOthersMark;
  }

  async seal(unsealed: readonly UnsealedSignature[]): Promise<Batch> {
    const { signerKeys, sealers } = this.#keys;
    const signatures: Batch['signatures'][number][] = [];
    const dataKeys = new Map<string, DataKeyRow>();
    for (const slice of slices(unsealed)) {
      const sealed = await sealBatch(slice, signerKeys, sealers, null);
      signatures.push(...sealed.signatures);
      for (const row of sealed.dataKeys!) mergeDataKey(dataKeys, row);
      await setImmediate();
    }
    // In the order of the file, a copy of the database would tell which row is whose.
    signatures.sort((a, b) => Buffer.compare(a.signer_key, b.signer_key));
    return { dataKeys: [...dataKeys.values()], signatures, requests: [], isImport: true };
  }

  /** Resolves once the batch is on disk. It is all or nothing. */
  async store(batch: Batch): Promise<void> {
    if ((await this.#readOthersMark()) === null) return this.#storage.store(batch);
    const turn = this.#turn.then(() => this.#storeInTurn(batch));
    this.#turn = turn.catch(() => {});
    return turn;
  }

  async #storeInTurn(batch: Batch): Promise<void> {
    const mark = await this.#readOthersMark();
    if (this.#othersMark !== undefined && mark !== this.#othersMark) this.#othersWroteAt = performance.now();
    this.#othersMark = mark;
    // Also a moment later: those who wait for the lock look for it at intervals, and would come too late each time.
    if (performance.now() - this.#othersWroteAt < YIELD_FOR_MS) {
      await sleep(Math.min(this.#storeMs * YIELD_FACTOR, MAX_YIELD_MS));
    }
    const start = performance.now();
    await this.#storage.store(batch);
    this.#storeMs = performance.now() - start;
  }
}

/** Parts of a list that are small enough not to hold up anybody. */
export function* slices<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let start = 0; start < items.length; start += SLICE_SIZE) yield items.slice(start, start + SLICE_SIZE);
}

/** Keeps the latest day on which a data key was used. Days compare as text. */
function mergeDataKey(rows: Map<string, DataKeyRow>, row: DataKeyRow): void {
  const id = Buffer.from(row.id).toString('hex');
  const other = rows.get(id);
  if (!other) rows.set(id, row);
  else if (other.used_on! < row.used_on!) other.used_on = row.used_on;
}
