import { EXPORT_COLUMNS } from './exported-signature.ts';
import type { ExportFormat } from './format.ts';

/** Without it, Excel takes UTF-8 for the alphabet of its country. */
const BYTE_ORDER_MARK = '\ufeff';

/**
 * What makes spreadsheet programs take a cell for a formula, which can send the whole sheet away. They look
 * for it behind white space, and East Asian ones for its full-width forms.
 *
 * Not only at the beginning: where the comma is for decimals, Excel parts cells at semicolons instead, knows
 * nothing then of the quotes around ours, and takes what stands behind each semicolon, tab or line break for
 * a cell.
 */
const FORMULA = /(?<=^|[;\t\r\n])(?=(?:(?![\t\r\n])[\s\p{C}"])*[=+\-@＝＋－＠﹦﹢﹣﹫])|^(?=[\t\r\n\0])/gu;

/** For spreadsheets: RFC 4180, in UTF-8, with an apostrophe before whatever a spreadsheet would run. */
export const csv: ExportFormat = {
  head: `${BYTE_ORDER_MARK}${EXPORT_COLUMNS.map(cell).join(',')}\r\n`,
  line: (signature) => `${EXPORT_COLUMNS.map((column) => cell(signature[column])).join(',')}\r\n`,
};

function cell(value: string | boolean | null): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return String(value);
  return `"${String(value).replace(FORMULA, "'").replaceAll('"', '""')}"`;
}
