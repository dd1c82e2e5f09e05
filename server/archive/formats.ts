import { EXPORT_COLUMNS, type ExportedSignature } from './exported-signature.ts';

/** A file format for decrypted signatures. */
export interface ExportFormat {
  /** Text before the first signature. */
  head: string;
  line(signature: ExportedSignature): string;
}

/** Without it, Excel reads UTF-8 in the local 8-bit encoding. */
const BYTE_ORDER_MARK = '\ufeff';

/**
 * Places where a spreadsheet program would start to read a formula, which can send the whole sheet elsewhere. The
 * programs skip white space before a formula, and East Asian ones accept full-width characters.
 *
 * Such places are not only at the beginning. In countries with a decimal comma, Excel splits cells at semicolons. It then
 * ignores our quotes, and takes what follows each semicolon, tab, or line break for a cell.
 */
const FORMULA = /(?<=^|[;\t\r\n])(?=(?:(?![\t\r\n])[\s\p{C}"])*[=+\-@＝＋－＠﹦﹢﹣﹫])|^(?=[\t\r\n\0])/gu;

/** For spreadsheets: RFC 4180 in UTF-8, with an apostrophe before anything that a spreadsheet would run. */
export const csv: ExportFormat = {
  head: `${BYTE_ORDER_MARK}${EXPORT_COLUMNS.map(cell).join(',')}\r\n`,
  line: (signature) => `${EXPORT_COLUMNS.map((column) => cell(signature[column])).join(',')}\r\n`,
};

function cell(value: string | boolean | null): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return String(value);
  return `"${String(value).replace(FORMULA, "'").replaceAll('"', '""')}"`;
}

/** For programs: one JSON object per line, with every value as it was signed. */
const ndjson: ExportFormat = {
  head: '',
  line: (signature) => `${JSON.stringify(signature)}\n`,
};

/** By the names that `--format` accepts. */
export const EXPORT_FORMATS = { csv, ndjson };

export type ExportFormatName = keyof typeof EXPORT_FORMATS;
