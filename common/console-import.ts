/**
 * What the console's page and the server say to each other while a file of another tool is imported. The page reads the file, and sends
 * the cells of the chosen columns. The schemas validate requests, and describe responses.
 */
import * as v from 'valibot';
import { FIELDS, STORED_IF_ASKED, type UsedField } from './import/columns.ts';
import { DATE_ORDERS } from './import/date-order.ts';
import { LEFT_OUT, REJECTIONS } from './import/rejections.ts';
import { isSourceName } from './import/source-name.ts';

export const MAX_BATCH_ROWS = 1_000;
/** Longer cells are cut off by the page: no field takes that much, so the row is rejected as too long all the same. */
export const MAX_CELL_LENGTH = 10_000;
/** In UTF-16 code units. The page sends fewer rows if they are this long. */
export const MAX_BATCH_LENGTH = 500_000;
/** The longest batch, and one more row, with each code unit escaped. */
export const MAX_BATCH_BYTES = 6 * (MAX_BATCH_LENGTH + FIELDS.length * MAX_CELL_LENGTH);
export const MAX_HEADER_LENGTH = 200;

const UsedFields = FIELDS.filter((field): field is UsedField => field !== 'ignore');

/** What holds for a whole file. A token is for one set of these. */
const settings = {
  /** Where the signatures are from, recorded with each. */
  source: v.pipe(v.string(), v.check(isSourceName)),
  /** Order of day and month in dates like 1/2/2031. Null if no date needs it. */
  dates: v.nullable(v.picklist(DATE_ORDERS)),
  /** IANA name of the time zone of times without one. */
  timeZone: v.pipe(v.string(), v.maxLength(100)),
};
const ImportSettings = v.object(settings);
export type ImportSettings = v.InferOutput<typeof ImportSettings>;

/** What a petition takes from a file. */
export const ImportFields = v.object({
  /** Those of the fields that not every petition has. */
  stored: v.array(v.picklist(STORED_IF_ASKED)),
});
export type ImportFields = v.InferOutput<typeof ImportFields>;

export const ImportStart = v.object({
  ...settings,
  /** The petition's slug, typed to confirm. */
  confirm: v.string(),
  /** Of the account, to `/sign-in/options`: a stolen session isn't enough. */
  passkey: v.looseObject({ id: v.string() }),
});
export type ImportStart = v.InferOutput<typeof ImportStart>;

/** Lets batches of one import be stored, for some hours. */
export const ImportToken = v.object({ token: v.string() });
export type ImportToken = v.InferOutput<typeof ImportToken>;

const Token = v.pipe(v.string(), v.maxLength(200));

export const ImportBatch = v.object({
  ...settings,
  /** Null only checks the rows. */
  token: v.nullable(Token),
  /** The columns of the file that are imported, each for another field. */
  columns: v.pipe(
    v.array(
      v.object({
        field: v.picklist(UsedFields),
        header: v.pipe(v.string(), v.maxLength(MAX_HEADER_LENGTH)),
      }),
    ),
    v.maxLength(UsedFields.length),
    v.check((columns) => new Set(columns.map(({ field }) => field)).size === columns.length),
  ),
  /** Cells of these columns. */
  rows: v.pipe(
    v.array(v.array(v.pipe(v.string(), v.maxLength(MAX_CELL_LENGTH)))),
    v.maxLength(MAX_BATCH_ROWS),
  ),
});
export type ImportBatch = v.InferOutput<typeof ImportBatch>;

/**
 * What became of a batch. Nothing says which of its rows, or how many, were there already: of one row, that would tell whether
 * somebody signed.
 */
export const ImportBatchResult = v.object({
  /** Rows that are in the petition now, or could be. */
  present: v.number(),
  /** Rows that say why they aren't to be imported, by reason. */
  leftOut: v.object(
    Object.fromEntries(LEFT_OUT.map((reason) => [reason, v.number()])) as Record<
      (typeof LEFT_OUT)[number],
      v.NumberSchema<undefined>
    >,
  ),
  withoutEmail: v.number(),
  /** Rows among those present whose country isn't recognized, and left out. */
  unknownCountry: v.number(),
  /** Rows that can't be imported, by their index in the batch. */
  rejected: v.array(v.object({ row: v.number(), reason: v.picklist(REJECTIONS) })),
});
export type ImportBatchResult = v.InferOutput<typeof ImportBatchResult>;

/** The largest number of signatures that anybody carries over. It fits the database many times. */
const MAX_WITHOUT_EMAIL = 100_000_000;

export const ImportFinish = v.object({
  ...settings,
  token: Token,
  /** SHA-256 of the file, in hexadecimal. */
  digest: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  /** How many rows without an email address are added to those carried over, once for each file. */
  withoutEmail: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_WITHOUT_EMAIL)),
});
export type ImportFinish = v.InferOutput<typeof ImportFinish>;
