import { formulaGuard } from '../spreadsheet.ts';

/** What is wrong with a field's value. */
export const FIELD_PROBLEMS = ['missing', 'too-long', 'characters', 'invalid'] as const;
export const CHECKED_FIELDS = [
  'givenName',
  'familyName',
  'email',
  'postalCode',
  'country',
  'comment',
] as const;
export type FieldProblem = (typeof FIELD_PROBLEMS)[number];
export type CheckedField = (typeof CHECKED_FIELDS)[number];

/** Why a row is rejected for something other than one field. */
export const ROW_PROBLEMS = [
  'extra-cells',
  'email-as-name',
  'empty',
  'no-date',
  'date-invalid',
  'date-ambiguous',
  'date-future',
  'confirmation-unclear',
] as const;
export type RowProblem = (typeof ROW_PROBLEMS)[number];

/** Why a row isn't imported, although nothing says that it shouldn't be. */
export type Rejection = RowProblem | `${CheckedField}:${FieldProblem}`;
export const REJECTIONS: readonly Rejection[] = [
  ...ROW_PROBLEMS,
  ...CHECKED_FIELDS.flatMap((field) => FIELD_PROBLEMS.map((problem) => `${field}:${problem}` as const)),
];

/** Why a row isn't imported on purpose. */
export const LEFT_OUT = ['unsubscribed', 'deleted', 'unconfirmed', 'bouncing'] as const;
export type LeftOut = (typeof LEFT_OUT)[number];

export const BYTE_ORDER_MARK = '\ufeff';
const guard = formulaGuard(';');

/** A line of a file of rejected rows. @param columns how many the other lines have */
export function rejectedLine(cells: readonly string[], columns: number, reason: string): string {
  const padded = Array.from({ length: Math.max(columns, cells.length) }, (_, index) => cells[index] ?? '');
  const quoted = [...padded, reason].map((cell) => `"${guard(cell).replaceAll('"', '""')}"`);
  return `${quoted.join(',')}\r\n`;
}
