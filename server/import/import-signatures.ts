import { type Field, STORED_IF_ASKED } from '../../common/import/columns.ts';
import { type DateOrder, findDateOrder } from '../../common/import/date-order.ts';
import { isBlank, type Layout } from '../../common/import/layout.ts';
import type { LeftOut } from '../../common/import/rejections.ts';
import { COMMAND_LINE, recordAudit } from '../accounts/audit.ts';
import type { Config, Secrets } from '../config/config.ts';
import { changedRecipients, loadKeys } from '../crypto/keys.ts';
import { SealerPool } from '../crypto/sealer.ts';
import { collectGarbage } from '../lib/collect-garbage.ts';
import { UserError } from '../lib/errors.ts';
import { utcDay } from '../lib/time.ts';
import { findPetition } from '../petitions/repository.ts';
import { canonicalRulesOf } from '../signatures/canonical-rules.ts';
import { type KeyedSignature, keySignature } from '../signatures/imported-signature.ts';
import type { SignablePetition, UnsealedSignature } from '../signatures/sign.ts';
import { SignerKeys } from '../signatures/signer-key.ts';
import type { PetitionStorage } from '../storage/open.ts';
import { carryOver } from './carry-over.ts';
import { DateReader } from './dates.ts';
import { describeRejection } from './describe-rejection.ts';
import { ImportPace } from './import-pace.ts';
import { ImportWriter } from './import-writer.ts';
import { mapColumns } from './map-columns.ts';
import { type RowReader, readRow } from './read-row.ts';
import { RejectsFile } from './rejects-file.ts';
import { findLayout, readPages } from './rows.ts';
import { SignatureSorter } from './signature-sorter.ts';
import type { SourceFile } from './source-file.ts';

/** Rows of a transaction. Few, so that people who sign in the meantime wait only a moment. */
const BATCH_SIZE = 2_000;
/** A collection takes as long as some hundred rows. */
const ROWS_PER_COLLECTION = 20_000;

export interface ImportOptions {
  dryRun: boolean;
  maps: readonly { column: string; field: Field }[];
  dates: DateOrder | null;
  timeZone: string;
  source: string;
  /** Path of a file that doesn't exist yet. Null if nobody wants the rejected rows. */
  rejects: string | null;
  countWithoutEmail: boolean;
}

/**
 * What became of a file's rows. Nothing says which of them, or how many, were there already: of a file with one row, that would
 * tell whether somebody signed.
 */
export interface ImportTotals {
  /** Rows that are in the petition now, whether or not this import added them. */
  present: number;
  leftOut: Map<LeftOut, number>;
  withoutEmail: number;
  /** By reason. */
  rejected: Map<string, number>;
  /** Rows that are in the petition without their country, because nobody knows which it is. */
  unknownCountry: number;
  /** Whether the file has a column with dates. Without it, the rows count on the day of the import. */
  hasDates: boolean;
}

/** An import that may start: the file's columns and dates are understood, and nothing was written. */
export interface PlannedImport {
  /** The field of each column that is used, by header. */
  columns: Map<string, string>;
  /** How its dates are read, if they are like 1/2/2031. */
  order: DateOrder | null;
  /** Headers of the columns that are understood, but not stored because the petition's form doesn't have that field. */
  unusedColumns: string[];
  /**
   * Reads the file, and stores its signatures unless it is a dry run. Each batch is all or nothing, and signatures that are
   * there stay as they are, so that an interrupted import can be run again.
   */
  run(onProgress: (bytes: number) => void): Promise<ImportTotals>;
}

/**
 * Finds out how to read a file.
 *
 * @throws UserError if the petition can't take signatures, or the file isn't understood
 */
export async function planImport(
  storage: PetitionStorage,
  settings: { config: Config; secrets: Secrets },
  slug: string,
  file: SourceFile,
  options: ImportOptions,
): Promise<PlannedImport> {
  const petition = await findSignable(storage, slug);
  const layout = await findLayout(file);
  const pace = new ImportPace((storedCount) => storage.dialect.readOthersMark(storage.db, storedCount));
  const mapping = mapColumns(file.path, layout.header, options.maps);
  const column = mapping.signedOn;
  const order = options.dates ?? (column === undefined ? null : await findOrder(file, layout, column, pace));
  const now = Date.now();
  const reader: RowReader = {
    petition,
    header: layout.header,
    mapping,
    dates: new DateReader(order, options.timeZone, now),
    today: utcDay(now),
    source: options.source,
  };
  const nameOf = (index: number) => layout.header[index]!.trim();
  const unused = STORED_IF_ASKED.filter(
    (field) => mapping[field] !== undefined && petition.fields[field] === 'off',
  );
  const unusedColumns = unused.map((field) => nameOf(mapping[field]!));
  for (const field of unused) delete mapping[field];
  return {
    columns: new Map(Object.entries(mapping).map(([field, index]) => [nameOf(index), field])),
    order,
    unusedColumns,
    async run(onProgress) {
      const rejects =
        options.rejects === null ? null : await RejectsFile.create(options.rejects, layout.header);
      const totals: ImportTotals = {
        present: 0,
        leftOut: new Map(),
        withoutEmail: 0,
        rejected: new Map(),
        unknownCountry: 0,
        hasDates: column !== undefined,
      };
      const store = options.dryRun
        ? null
        : await Store.open(storage, settings, slug, petition, options.source, pace);
      try {
        // Storing takes about as long as reading.
        const share = store ? 0.5 : 1;
        let collectedAt = 0;
        const pages = readPages(file, layout, (bytes) => onProgress(bytes * share));
        for await (const page of pace.readSlowly(pages)) {
          if (page[0]!.number - collectedAt > ROWS_PER_COLLECTION) {
            collectedAt = page[0]!.number;
            collectGarbage();
          }
          for (const row of page) {
            if (isBlank(row.cells)) continue;
            const result = readRow(reader, row);
            if ('signature' in result) {
              totals.present += 1;
              totals.unknownCountry += Number(result.unknownCountry);
              store?.add(result.signature);
            } else if ('leftOut' in result) increment(totals.leftOut, result.leftOut);
            else if ('withoutEmail' in result) totals.withoutEmail += 1;
            else {
              const reason = describeRejection(result.rejected);
              increment(totals.rejected, reason);
              await rejects?.add(row.cells, reason);
            }
          }
        }
        await store?.finish((rows) => onProgress((file.bytes * share * rows) / totals.present));
        if (options.countWithoutEmail) await store?.carryOver(file.digest, totals.withoutEmail);
        await rejects?.finish();
        return totals;
      } catch (error) {
        await rejects?.discard();
        throw error;
      } finally {
        await store?.close();
      }
    },
  };
}

/**
 * The order of day and month in a file's dates. Null if no date needs it.
 *
 * @throws UserError if nothing decides, or dates contradict each other
 */
async function findOrder(
  file: SourceFile,
  layout: Layout,
  column: number,
  pace: ImportPace,
): Promise<DateOrder | null> {
  const result = await findDateOrder(pace.readSlowly(readPages(file, layout)), column);
  if ('order' in result) return result.order;
  const name = layout.header[column]!.trim();
  if ('unclear' in result) {
    throw new UserError(
      `In the column "${name}" of ${file.path}, nothing tells the day from the month: see ${describeRows(result.unclear)}. Say with --dates dmy or --dates mdy which comes first.`,
    );
  }
  throw new UserError(
    `In the column "${name}" of ${file.path}, the day comes first in row ${result.dayFirst}, and the month in row ${result.monthFirst}. Fix the file, or say with --dates dmy or --dates mdy what holds: rows that contradict it are rejected.`,
  );
}

function describeRows(numbers: readonly number[]): string {
  if (numbers.length === 1) return `row ${numbers[0]}`;
  return `rows ${numbers.slice(0, -1).join(', ')} and ${numbers.at(-1)}`;
}

function increment<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

async function findSignable({ db }: PetitionStorage, slug: string): Promise<SignablePetition> {
  const { id, partners, partnerRecipients } = await findPetition(db, slug);
  const row = await db
    .selectFrom('petition')
    .select(['status', 'salt', 'mailbox_rules', 'fields'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  if (row.status === 'closed') {
    throw new UserError(
      `${slug} is closed. To import into it, reopen it first: run \`petitions load\` with "status": "open" in its entry.`,
    );
  }
  return {
    id,
    salt: row.salt,
    canonicalRules: canonicalRulesOf(row.mailbox_rules),
    fields: JSON.parse(row.fields),
    partners,
    partnerRecipients,
  };
}

/** Sorts, seals, and stores signatures. While a batch is stored, the next one is sealed. */
class Store {
  readonly #storage: PetitionStorage;
  readonly #secret: Uint8Array;
  readonly #sealers: SealerPool;
  readonly #signerKeys: SignerKeys;
  readonly #writer: ImportWriter;
  readonly #sorter: SignatureSorter;
  readonly #petition: SignablePetition;
  /** The batch that is being stored. */
  #pending: Promise<void> = Promise.resolve();

  private constructor(
    storage: PetitionStorage,
    petition: SignablePetition,
    keys: { secret: Uint8Array; recipients: readonly string[] },
    folder: string,
    pace: ImportPace,
  ) {
    this.#storage = storage;
    this.#petition = petition;
    this.#secret = keys.secret;
    this.#sealers = new SealerPool(keys.recipients);
    this.#signerKeys = new SignerKeys(keys.secret);
    this.#sorter = new SignatureSorter(folder);
    this.#writer = new ImportWriter(storage, this.#sealers, pace);
  }

  static async open(
    storage: PetitionStorage,
    { config, secrets }: { config: Config; secrets: Secrets },
    slug: string,
    petition: SignablePetition,
    source: string,
    pace: ImportPace,
  ): Promise<Store> {
    const keys = await loadKeys(config, secrets, storage);
    if (await changedRecipients(storage, keys.recipients)) {
      throw new UserError(
        'RECIPIENT is not what the server started with last. Set it as for the server, or start the server once if you mean to change it.',
      );
    }
    await storage.write((transaction) =>
      recordAudit(transaction, {
        account: COMMAND_LINE,
        action: 'signatures.import',
        petition: slug,
        detail: source,
      }),
    );
    await storage.dialect.prepareForImport(storage.db);
    return new Store(storage, petition, keys, config.dataDir, pace);
  }

  add(signature: UnsealedSignature): void {
    this.#sorter.add(keySignature(signature, this.#signerKeys));
  }

  /**
   * Stores everything that was added.
   *
   * @param onStored called with the number of rows of each batch
   */
  async finish(onStored: (rows: number) => void): Promise<void> {
    let batch: KeyedSignature[] = [];
    let sinceCollection = 0;
    for (const signatures of this.#sorter.sorted()) {
      batch = batch.concat(signatures);
      while (batch.length >= BATCH_SIZE) {
        await this.#store(batch.slice(0, BATCH_SIZE), onStored);
        batch = batch.slice(BATCH_SIZE);
        sinceCollection += BATCH_SIZE;
      }
      if (sinceCollection >= ROWS_PER_COLLECTION) {
        sinceCollection = 0;
        collectGarbage();
      }
    }
    if (batch.length > 0) await this.#store(batch, onStored);
    await this.#pending;
  }

  /** Waits for what is being stored, so that the database can be closed. */
  async close(): Promise<void> {
    this.#sealers.wipe();
    this.#sorter.close();
    await this.#pending.catch(() => {});
  }

  carryOver(digest: Uint8Array, rows: number): Promise<void> {
    return carryOver(this.#storage, this.#secret, this.#petition, digest, rows);
  }

  async #store(batch: readonly KeyedSignature[], onStored: (rows: number) => void): Promise<void> {
    const sealed = await this.#writer.seal(this.#petition.id, batch);
    await this.#pending;
    this.#pending = this.#writer.store(sealed).then(() => onStored(batch.length), fail);
    // Reported when the next batch waits for it.
    this.#pending.catch(() => {});
  }
}

function fail(error: Error): never {
  throw new UserError(
    `The signatures can't be stored: ${error.message}. Some may be in the petition already. Fix the database, and run the import again: nobody is counted twice.`,
    { cause: error },
  );
}
