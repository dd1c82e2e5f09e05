import { FileProblemError } from './file-problem.ts';
import { QuoteRepair } from './quotes.ts';

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
/** A quote that is never closed would make the rest of the file one row. */
export const MAX_ROW_BYTES = 1024 * 1024;

/** Options of `csv-parse` for a file of another tool. */
export const parserOptions = (separator: string) => ({
  delimiter: separator,
  relax_column_count: true,
  relax_quotes: true,
  // Padding counts tabs, too.
  trim: separator !== '\t',
  skip_empty_lines: true,
  max_record_size: MAX_ROW_BYTES,
});

/** `parse` of `csv-parse/sync`, which has a build for browsers of its own. Calls back for each row. */
export type ParseText = (
  text: string,
  options: ReturnType<typeof parserOptions> & {
    to?: number;
    record_delimiter?: string;
    on_record(cells: string[]): null;
  },
) => unknown;

/** Whether `csv-parse` couldn't go on. Its builds have a class each. */
export const isParserError = (error: unknown): error is Error & { code: string } =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_');

/** @param row number of the last one that could be read */
export function toRowProblem({ code }: { code: string }, row: number): FileProblemError {
  const isOpen = code === 'CSV_MAX_RECORD_SIZE' || code === 'CSV_QUOTE_NOT_CLOSED';
  return new FileProblemError(
    isOpen ? { code: 'open-quote', row: row + 1 } : { code: 'unreadable-row', row: row + 1, reason: code },
  );
}

/** Whether a row has cells that no column belongs to, because a quote or a separator is missing. */
export const hasExtraCells = (cells: readonly string[], columns: number): boolean =>
  cells.length > columns && cells.slice(columns).some((extra) => extra.trim() !== '');

/** Whether nothing is in a row. Spreadsheet programs write rows of separators below the last one. */
export const isBlank = (cells: readonly string[]): boolean => cells.every((cell) => cell.trim() === '');

/**
 * Finds out how a file separates its cells: by the separator with which the first rows have equally many.
 *
 * @throws FileProblemError if it can't be a table
 */
export async function findLayout(text: AsyncIterable<string>, parse: ParseText): Promise<Layout> {
  const sample = await readSample(text);
  let best: { separator: string; rows: string[][]; score: number } | undefined;
  for (const separator of SEPARATORS) {
    const rows = parseSample(sample, separator, parse);
    const columns = rows[0]?.length ?? 0;
    if (columns === 0) continue;
    const alike = rows.filter(({ length }) => Math.abs(length - columns) <= 1).length / rows.length;
    // One column is consistent with every separator that the file doesn't have.
    const score = columns === 1 ? 0 : alike + 1 - 1 / columns;
    if (best === undefined || score > best.score) best = { separator, rows, score };
  }
  if (!best) throw new FileProblemError({ code: 'no-rows' });
  const header = best.rows[0]!;
  if (header.length > MAX_COLUMNS) throw new FileProblemError({ code: 'too-many-columns', max: MAX_COLUMNS });
  return { separator: best.separator, header };
}

async function readSample(text: AsyncIterable<string>): Promise<string> {
  let sample = '';
  for await (const part of text) {
    sample += part;
    if (sample.length >= SAMPLE_LENGTH) break;
  }
  if (sample.length < SAMPLE_LENGTH) return sample;
  // The last row may be cut off.
  const end = Math.max(sample.lastIndexOf('\n'), sample.lastIndexOf('\r'));
  if (end >= 0) return sample.slice(0, end + 1);
  throw new FileProblemError({ code: 'long-line', max: SAMPLE_LENGTH / 1024 });
}

/** The rows of a sample, up to a mistake: its end may be within a quoted cell. */
function parseSample(sample: string, separator: string, parse: ParseText): string[][] {
  const rows: string[][] = [];
  try {
    parse(new QuoteRepair(separator).repair(sample, true), {
      ...parserOptions(separator),
      to: SAMPLE_ROWS,
      on_record: (cells) => {
        rows.push(cells);
        return null;
      },
    });
  } catch (error) {
    if (!isParserError(error)) throw error;
  }
  return rows;
}
