import { UserError } from '../lib/errors.ts';
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

/** For programs: one JSON object per line, with exactly what was signed. */
const ndjson: ExportFormat = {
  head: '',
  line: (signature) => `${JSON.stringify(signature)}\n`,
};

const FORMATS: Record<string, ExportFormat> = { csv, ndjson };

/** @throws UserError if there is no such format */
export function findExportFormat(name = 'csv'): ExportFormat {
  if (Object.hasOwn(FORMATS, name)) return FORMATS[name]!;
  throw new UserError(`--format is "${name}"; it must be ${Object.keys(FORMATS).join(' or ')}.`);
}
