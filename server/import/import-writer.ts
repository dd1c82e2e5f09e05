import { setImmediate } from 'node:timers/promises';
import { aad, type SealedDataKey, type SealerPool } from '../crypto/sealer.ts';
import type { KeyedSignature } from '../signatures/imported-signature.ts';
import { addDataKey } from '../signatures/sign.ts';
import type { PetitionStorage } from '../storage/open.ts';
import type { Batch, DataKeyRow, SignatureRow } from '../storage/schema.ts';
import type { ImportPace } from './import-pace.ts';

/** How many times as long as a batch took the next one waits if others write. */
const WAIT_FACTOR = 8;
/** Rows that are sealed in one go. A server answers people who sign in between. */
const SLICE_SIZE = 100;

/** Seals and stores batches of an import, and leaves most of the time to people who sign meanwhile. */
export class ImportWriter {
  readonly #storage: PetitionStorage;
  readonly #sealers: SealerPool;
  readonly #pace: ImportPace;
  /** Resolves when the batches before are stored. */
  #turn: Promise<void> = Promise.resolve();
  /** How long the last batch took. */
  #storeMs = 0;

  constructor(storage: PetitionStorage, sealers: SealerPool, pace: ImportPace) {
    this.#storage = storage;
    this.#sealers = sealers;
    this.#pace = pace;
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
    await this.#pace.wait(this.#storeMs, WAIT_FACTOR);
    const start = performance.now();
    await this.#storage.store(batch);
    this.#storeMs = performance.now() - start;
    this.#pace.countBatch();
  }
}

/** Parts of a list that are small enough not to hold up anybody. */
export function* slices<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let start = 0; start < items.length; start += SLICE_SIZE) yield items.slice(start, start + SLICE_SIZE);
}

const bySignerKey = (a: KeyedSignature, b: KeyedSignature): number =>
  Buffer.compare(a.signer_key, b.signer_key);
