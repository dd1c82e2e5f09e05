import type { UsedField } from '../../common/import/columns.ts';
import type { OtherFormat } from '../../common/import/file-problem.ts';
import {
  type CheckedField,
  type FieldProblem,
  type LeftOut,
  REJECTIONS,
  type Rejection,
  type RowProblem,
} from '../../common/import/rejections.ts';
import { fill, type Words } from '../words.ts';
import type { RejectionWords } from './batches.ts';
import type { ReaderError } from './reader.ts';

/** What a column can be imported as. The server has no use for a language. */
export type ImportField = Exclude<UsedField, 'lang'>;

/** In the order of the choice. */
export const FIELD_NAMES: Record<ImportField, keyof Words> = {
  email: 'sigEmail',
  givenName: 'sigGivenName',
  familyName: 'sigFamilyName',
  name: 'importFullName',
  postalCode: 'sigPostalCode',
  country: 'sigCountry',
  comment: 'sigComment',
  signedOn: 'importDay',
  contact: 'sigContact',
  partner: 'partner',
  status: 'importStatus',
  confirmed: 'importIsConfirmed',
  unsubscribed: 'importHasUnsubscribed',
  deleted: 'importIsDeleted',
  bounced: 'importIsBouncing',
};

export const SEPARATOR_NAMES: Record<string, keyof Words> = {
  ',': 'importComma',
  ';': 'importSemicolon',
  '\t': 'importTab',
  '|': 'importBar',
};

export const LEFT_OUT_COUNTS: Record<LeftOut, keyof Words> = {
  unsubscribed: 'importUnsubscribed',
  deleted: 'importDeleted',
  unconfirmed: 'importUnconfirmed',
  bouncing: 'importBouncing',
};

const FORMAT_NAMES: Record<Exclude<OtherFormat, 'workbook' | 'old-workbook'>, string> = {
  gzip: 'gzip',
  pdf: 'PDF',
  sqlite: 'SQLite',
  sealed: 'JSON',
  html: 'HTML',
  json: 'JSON',
};

const ROW_PROBLEMS: Record<RowProblem, keyof Words> = {
  'extra-cells': 'importExtraCells',
  'email-as-name': 'importEmailAsName',
  empty: 'importEmptyRow',
  'no-date': 'importNoDate',
  'date-invalid': 'importDateInvalid',
  'date-ambiguous': 'importDateAmbiguous',
  'date-future': 'importDateFuture',
  'confirmation-unclear': 'importConfirmedUnclear',
};

const FIELD_PROBLEMS: Record<FieldProblem, keyof Words> = {
  missing: 'importMissing',
  'too-long': 'importTooLong',
  characters: 'importCharacters',
  invalid: 'importInvalid',
};

export function describeRejection(rejection: Rejection, words: Words): string {
  if (rejection in ROW_PROBLEMS) return words[ROW_PROBLEMS[rejection as RowProblem]];
  const [field, problem] = rejection.split(':') as [CheckedField, FieldProblem];
  return fill(words[FIELD_PROBLEMS[problem]], { field: words[FIELD_NAMES[field]] });
}

/** For the file of rejected rows. */
export const rejectionWords = (words: Words): RejectionWords => ({
  header: words.importReason,
  reasons: Object.fromEntries(
    REJECTIONS.map((rejection) => [rejection, describeRejection(rejection, words)]),
  ) as Record<Rejection, string>,
});

/** Why a file isn't read, and what to do about it. */
export function describeProblem({ problem }: ReaderError, words: Words): string {
  switch (problem.code) {
    case 'empty':
      return words.importEmpty;
    case 'no-rows':
      return words.importNoRows;
    case 'damaged':
    case 'nul':
      return words.importDamaged;
    case 'other-format':
      return problem.format === 'workbook' || problem.format === 'old-workbook'
        ? words.importWorkbook
        : fill(words.importOtherFormat, { format: FORMAT_NAMES[problem.format] });
    case 'mixed-encodings':
    case 'not-as-marked':
      return fill(words.importMixed, { line: problem.line });
    case 'other-encoding':
      return fill(words.importEncoding, { encoding: problem.encoding.toUpperCase() });
    case 'too-many-columns':
    case 'long-line':
      return words.importTooWide;
    case 'open-quote':
    case 'unreadable-row':
      return fill(words.importBadRow, { row: problem.row });
    case 'not-loaded':
      return words.screenMissing;
    case 'unreadable':
    case 'closed':
      return words.importUnreadable;
  }
}
