import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { aad, type SealedDataKey, type SealerPool } from '../crypto/sealer.ts';
import type { KeyedSignature } from '../signatures/imported-signature.ts';
import { addDataKey } from '../signatures/sign.ts';
import type { PetitionStorage } from '../storage/open.ts';
import type { Batch, DataKeyRow, SignatureRow } from '../storage/schema.ts';

/** How many times as long as a batch took the next one waits if others write. */
const YIELD_FACTOR = 8;
const MAX_YIELD_MS = 1_000;
const YIELD_FOR_MS = 3_000;
/** Rows that are sealed in one go. A server answers people who sign in between. */
const SLICE_SIZE = 100;

/**
 * A value that changes when somebody else writes. Null if there is none.
 *
 * @param storedCount how many batches the import stored so far
 */
type ReadOthersMark = (storedCount: number) => Promise<number | null>;

/** Seals and stores batches of an import, and leaves most of the time to people who sign meanwhile. */
export class ImportWriter {
  readonly #storage: PetitionStorage;
  readonly #sealers: SealerPool;
  readonly #readOthersMark: ReadOthersMark;
  /** Resolves when the batches before are stored. */
  #turn: Promise<void> = Promise.resolve();
  #storedCount = 0;
  #othersMark: number | null | undefined;
  #othersWroteAt = Number.NEGATIVE_INFINITY;
  /** How long the last batch took. */
  #storeMs = 0;

  constructor(storage: PetitionStorage, sealers: SealerPool, readOthersMark: ReadOthersMark) {
    this.#storage = storage;
    this.#sealers = sealers;
    this.#readOthersMark = readOthersMark;
  }

  async seal(petitionId: number, keyed: readonly KeyedSignature[]): Promise<Batch> {
    // Without a partner: none may open an imported signature.
    const sealer = this.#sealers.forPetition(petitionId);
    const signatures: SignatureRow[] = [];
    const dataKeys = new Map<SealedDataKey, DataKeyRow>();
    // In the order of the file, a copy of the database would tell which row is whose.
    for (const slice of slices(keyed.toSorted(bySignerKey))) {
      for (const { signer_key, signed_on, partner, record } of slice) {
        while (!sealer.isReady) await sealer.prepare();
        const { dataKey, sealed } = sealer.sealJson(record, aad(petitionId, signer_key));
        addDataKey(dataKeys, dataKey, signed_on);
        signatures.push({
          petition_id: petitionId,
          signer_key,
          signed_on,
          partner,
          data_key_id: dataKey.id,
          sealed,
        });
      }
      await setImmediate();
    }
    return { dataKeys: [...dataKeys.values()], signatures, requests: [], isImport: true };
  }

  /** Resolves once the batch is on disk. It is all or nothing. */
  store(batch: Batch): Promise<void> {
    const turn = this.#turn.then(() => this.#storeInTurn(batch));
    this.#turn = turn.catch(() => {});
    return turn;
  }

  async #storeInTurn(batch: Batch): Promise<void> {
    const mark = await this.#readOthersMark(this.#storedCount);
    if (this.#othersMark !== undefined && mark !== this.#othersMark) this.#othersWroteAt = performance.now();
    this.#othersMark = mark;
    // Also a moment later: those who wait for the lock look for it at intervals, and would come too late each time.
    if (performance.now() - this.#othersWroteAt < YIELD_FOR_MS) {
      await sleep(Math.min(this.#storeMs * YIELD_FACTOR, MAX_YIELD_MS));
    }
    const start = performance.now();
    await this.#storage.store(batch);
    this.#storeMs = performance.now() - start;
    this.#storedCount += 1;
  }
}

/** Parts of a list that are small enough not to hold up anybody. */
export function* slices<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let start = 0; start < items.length; start += SLICE_SIZE) yield items.slice(start, start + SLICE_SIZE);
}

const bySignerKey = (a: KeyedSignature, b: KeyedSignature): number =>
  Buffer.compare(a.signer_key, b.signer_key);
