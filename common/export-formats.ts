import type { ExportColumn, ExportedSignature } from './exported-signature.ts';
import { formulaGuard } from './spreadsheet.ts';

/** A file format for decrypted signatures. */
export interface ExportFormat {
  /** Text before the first signature. */
  head: string;
  line(signature: ExportedSignature): string;
}

/** Without it, Excel reads UTF-8 in the local 8-bit encoding. */
const BYTE_ORDER_MARK = '\ufeff';

/** For spreadsheets: RFC 4180 in UTF-8, with an apostrophe before anything that a spreadsheet would run. */
const csv = (columns: readonly ExportColumn[]) => createCsv(columns, ',', formulaGuard(';'));

/**
 * For a double-click in Excel where a comma separates decimals, as in German, French, Portuguese, and Spanish: it splits
 * cells at semicolons there.
 */
const csvSemicolon = (columns: readonly ExportColumn[]) =>
  createCsv(columns, ';', formulaGuard(','), toTextFormula);

/**
 * @param guard makes a text safe for spreadsheet programs
 * @param postalCodeCell writes a postal code that no spreadsheet takes for a number; undefined for others
 */
function createCsv(
  columns: readonly ExportColumn[],
  separator: string,
  guard: (text: string) => string,
  postalCodeCell: (code: string) => string | undefined = () => undefined,
): ExportFormat {
  const cell = (value: string | boolean | null): string => {
    if (value === null) return '';
    if (typeof value === 'boolean') return String(value);
    return `"${guard(String(value)).replaceAll('"', '""')}"`;
  };
  const cellOf = (signature: ExportedSignature, column: keyof ExportedSignature) => {
    const value = signature[column];
    const code = column === 'postalCode' && typeof value === 'string' ? postalCodeCell(value) : undefined;
    return code ?? cell(value);
  };
  const row = (cells: readonly string[]) => `${cells.join(separator)}\r\n`;
  return {
    head: `${BYTE_ORDER_MARK}${row(columns.map(cell))}`,
    line: (signature) => row(columns.map((column) => cellOf(signature, column))),
  };
}

/** Characters of postal codes, none of which ends the text in a formula, starts another one, or separates cells. */
const PLAIN_CODE = /^[\p{L}\p{Nd}](?:[ -]?[\p{L}\p{Nd}])*$/u;

/** A formula that is nothing but a text. As a number, 01067 would lose its zero, and 3-4 would become a date. */
function toTextFormula(code: string): string | undefined {
  return PLAIN_CODE.test(code) ? `"=""${code}"""` : undefined;
}

/** For programs: one JSON object per line, with every value as it was signed. */
const ndjson = (columns: readonly ExportColumn[]): ExportFormat => ({
  head: '',
  line: (signature) =>
    `${JSON.stringify(Object.fromEntries(columns.map((column) => [column, signature[column]])))}\n`,
});

/** For programs that take the mark for text. */
export const withoutByteOrderMark = (format: ExportFormat): ExportFormat => ({
  head: format.head.replace(BYTE_ORDER_MARK, ''),
  line: format.line,
});

/** By the names that `--format` accepts. */
export const EXPORT_FORMATS = { csv, 'csv-semicolon': csvSemicolon, ndjson };

export type ExportFormatName = keyof typeof EXPORT_FORMATS;
