import { Readable } from 'node:stream';
import { CsvError, type Options, type Parser, parse } from 'csv-parse';
import { parse as parseSync } from 'csv-parse/sync';
import { UserError } from '../lib/errors.ts';
import { QuoteRepair } from './quotes.ts';
import type { SourceFile } from './source-file.ts';

/** A row of a file, with its number as spreadsheet programs show it. The header is row 1. */
export interface SourceRow {
  number: number;
  cells: string[];
}

export interface Layout {
  separator: string;
  header: string[];
}

const SEPARATORS = [',', ';', '\t', '|'];
const SAMPLE_LENGTH = 256 * 1024;
const SAMPLE_ROWS = 100;
const MAX_COLUMNS = 2_000;
const PAGE_SIZE = 500;
/** A quote that is never closed would make the rest of the file one row. */
const MAX_ROW_BYTES = 1024 * 1024;

const options = (separator: string): Options => ({
  delimiter: separator,
  relax_column_count: true,
  relax_quotes: true,
  // Padding counts tabs, too.
  trim: separator !== '\t',
  skip_empty_lines: true,
  max_record_size: MAX_ROW_BYTES,
});

/**
 * Finds out how a file separates its cells: by the separator with which the first rows have equally many.
 *
 * @throws UserError if it can't be a table
 */
export async function findLayout(file: SourceFile): Promise<Layout> {
  const sample = await readSample(file);
  let best: { separator: string; rows: string[][]; score: number } | undefined;
  for (const separator of SEPARATORS) {
    const rows = parseSample(sample, separator);
    const columns = rows[0]?.length ?? 0;
    if (columns === 0) continue;
    const alike = rows.filter(({ length }) => Math.abs(length - columns) <= 1).length / rows.length;
    // One column is consistent with every separator that the file doesn't have.
    const score = columns === 1 ? 0 : alike + 1 - 1 / columns;
    if (best === undefined || score > best.score) best = { separator, rows, score };
  }
  if (!best) throw new UserError(`${file.path} has no rows. Export the signatures as CSV, with a header.`);
  const header = best.rows[0]!;
  if (header.length > MAX_COLUMNS) {
    throw new UserError(
      `${file.path} has more than ${MAX_COLUMNS.toLocaleString('en-US')} columns, so it is no list of signatures. Export only the columns that are needed.`,
    );
  }
  return { separator: best.separator, header };
}

async function readSample(file: SourceFile): Promise<string> {
  let sample = '';
  for await (const text of file.text()) {
    sample += text;
    if (sample.length >= SAMPLE_LENGTH) break;
  }
  if (sample.length < SAMPLE_LENGTH) return sample;
  // The last row may be cut off.
  const end = Math.max(sample.lastIndexOf('\n'), sample.lastIndexOf('\r'));
  if (end >= 0) return sample.slice(0, end + 1);
  throw new UserError(
    `The first line of ${file.path} is longer than ${SAMPLE_LENGTH / 1024} KB, so it is no list of signatures, or has far too many columns.`,
  );
}

/** The rows of a sample, up to a mistake: its end may be within a quoted cell. */
function parseSample(sample: string, separator: string): string[][] {
  const rows: string[][] = [];
  try {
    parseSync(new QuoteRepair(separator).repair(sample, true), {
      ...options(separator),
      to: SAMPLE_ROWS,
      on_record: (cells: string[]) => {
        rows.push(cells);
        return null;
      },
    } as Options);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
  }
  return rows;
}

/**
 * Yields the rows below the header, many at a time, in constant memory.
 *
 * @param onProgress called with the number of bytes of each chunk
 * @throws UserError if the rest of the file can't be divided into rows
 */
export async function* readPages(
  file: SourceFile,
  { separator }: Layout,
  onProgress?: (bytes: number) => void,
): AsyncGenerator<SourceRow[]> {
  // Not through the parser's own iterator, which takes a few promises for each row.
  const parser = parse({ ...options(separator), readableHighWaterMark: PAGE_SIZE } as Options);
  const source = Readable.from(repairedText(file, separator, onProgress), { highWaterMark: 1 });
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  let number = 0;
  try {
    while (await isReadable(parser)) {
      const page: SourceRow[] = [];
      for (let cells = parser.read(); cells !== null; cells = parser.read()) {
        number += 1;
        if (number > 1) page.push({ number, cells });
      }
      if (page.length > 0) yield page;
    }
  } catch (error) {
    throw error instanceof CsvError ? new UserError(describe(file, error, number)) : error;
  } finally {
    source.destroy();
    parser.destroy();
  }
}

/** Waits for rows. False at the end. */
function isReadable(parser: Parser): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const settle = (done: () => void) => {
      parser.off('readable', onReadable).off('end', onEnd).off('error', onError);
      done();
    };
    const onReadable = () => settle(() => resolve(true));
    const onEnd = () => settle(() => resolve(false));
    const onError = (error: Error) => settle(() => reject(error));
    if (parser.errored) return reject(parser.errored);
    if (parser.readableEnded) return resolve(false);
    if (parser.readableLength > 0) return resolve(true);
    parser.on('readable', onReadable).on('end', onEnd).on('error', onError);
  });
}

async function* repairedText(
  file: SourceFile,
  separator: string,
  onProgress?: (bytes: number) => void,
): AsyncGenerator<string> {
  const quotes = new QuoteRepair(separator);
  for await (const text of file.text(onProgress)) {
    const repaired = quotes.repair(text, false);
    // An empty string would end the stream.
    if (repaired !== '') yield repaired;
  }
  const rest = quotes.repair('', true);
  if (rest !== '') yield rest;
}

function describe({ path }: SourceFile, { code }: CsvError, row: number): string {
  if (code === 'CSV_MAX_RECORD_SIZE' || code === 'CSV_QUOTE_NOT_CLOSED') {
    return `In ${path}, a quoted cell of row ${row + 1} doesn't end. Check the quotes there, and import the file again.`;
  }
  return `Row ${row + 1} of ${path} can't be read (${code}). Check the quotes there, and import the file again.`;
}
