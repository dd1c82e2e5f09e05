import { setImmediate } from 'node:timers/promises';
import type { ImportBatch, ImportBatchResult, ImportFinish } from '../../common/console-import.ts';
import type { Mapping } from '../../common/import/columns.ts';
import { SealerPool } from '../crypto/sealer.ts';
import { utcDay } from '../lib/time.ts';
import { type KeyedSignature, keySignature } from '../signatures/imported-signature.ts';
import type { SignablePetition } from '../signatures/sign.ts';
import type { SignerKeys } from '../signatures/signer-key.ts';
import type { PetitionStorage } from '../storage/open.ts';
import { carryOver } from './carry-over.ts';
import { DateReader } from './dates.ts';
import { ImportPace } from './import-pace.ts';
import { ImportWriter, slices } from './import-writer.ts';
import { type RowReader, readRow } from './read-row.ts';

interface Parts {
  storage: PetitionStorage;
  secret: Uint8Array;
  recipients: readonly string[];
  signerKeys: SignerKeys;
  /** A value that changes when somebody signs. */
  readSignersMark(): number;
}

/** Imports batches of rows that a browser has read, beside people who sign on the same server. */
export class ImportBatches {
  readonly #parts: Parts;
  /** Not those of people who sign: an import uses up a data key every few seconds, and who signs would wait for the next one. */
  readonly #sealers: SealerPool;
  readonly #writer: ImportWriter;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#sealers = new SealerPool(parts.recipients);
    this.#writer = new ImportWriter(
      parts.storage,
      this.#sealers,
      new ImportPace(async () => parts.readSignersMark()),
    );
  }

  /** Decides about each row, and stores those that can be imported unless the batch is only to be checked. */
  async run(
    petition: SignablePetition,
    { columns, rows, source, dates, timeZone, token }: ImportBatch,
    now = Date.now(),
  ): Promise<ImportBatchResult> {
    const reader: RowReader = {
      petition,
      header: columns.map(({ header }) => header),
      mapping: Object.fromEntries(columns.map(({ field }, index) => [field, index])) as Mapping,
      dates: new DateReader(dates, timeZone, now),
      today: utcDay(now),
      source,
    };
    const result: ImportBatchResult = {
      present: 0,
      leftOut: { unsubscribed: 0, deleted: 0, unconfirmed: 0, bouncing: 0 },
      withoutEmail: 0,
      unknownCountry: 0,
      rejected: [],
    };
    const signatures: KeyedSignature[] = [];
    let row = 0;
    for (const slice of slices(rows)) {
      for (const cells of slice) {
        const read = readRow(reader, { cells });
        if ('signature' in read) {
          result.present += 1;
          result.unknownCountry += Number(read.unknownCountry);
          if (token !== null) signatures.push(keySignature(read.signature, this.#parts.signerKeys));
        } else if ('leftOut' in read) result.leftOut[read.leftOut] += 1;
        else if ('withoutEmail' in read) result.withoutEmail += 1;
        else result.rejected.push({ row, reason: read.rejected });
        row += 1;
      }
      // People who sign come first.
      await setImmediate();
    }
    if (signatures.length > 0) {
      await this.#writer.store(await this.#writer.seal(petition.id, signatures));
    }
    return result;
  }

  /** Ends an import: adds its rows without an email address to those carried over, and wipes its data key. */
  async finish(
    petition: SignablePetition,
    { digest, withoutEmail }: Pick<ImportFinish, 'digest' | 'withoutEmail'>,
  ): Promise<void> {
    const { storage, secret } = this.#parts;
    this.#sealers.forPetition(petition.id).wipe();
    if (withoutEmail === 0) return;
    await carryOver(storage, secret, petition, Buffer.from(digest, 'hex'), withoutEmail);
  }

  /** Wipes all data keys. */
  wipe(): void {
    this.#sealers.wipe();
  }
}
