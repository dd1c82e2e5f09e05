import { LENGTHS } from '../../common/contract.ts';
import type { CheckedField, FieldProblem, Rejection, RowProblem } from '../../common/import/rejections.ts';

const ROW_PROBLEMS: Record<RowProblem, string> = {
  'extra-cells': 'more cells than the header: a quote or a separator is missing',
  'email-as-name': 'email address in the column of a name',
  empty: 'neither name nor email address',
  'no-date': 'no date',
  'date-invalid': 'date not understood',
  'date-ambiguous': 'unclear which number is the month: use --dates',
  'date-future': 'date in the future',
  'confirmation-unclear': 'neither yes nor no in the column that says whether it was confirmed',
};

const FIELD_NAMES: Record<CheckedField, string> = {
  givenName: 'given name',
  familyName: 'family name',
  email: 'email address',
  postalCode: 'postal code',
  country: 'country',
  comment: 'comment',
};

const MAX_LENGTHS: Partial<Record<CheckedField, number>> = {
  givenName: LENGTHS.name,
  familyName: LENGTHS.name,
  email: LENGTHS.email,
  postalCode: LENGTHS.postalCode,
  comment: LENGTHS.comment,
};

/** Why a row is rejected, on the command line and in its file of rejected rows. */
export function describeRejection(rejection: Rejection): string {
  if (rejection in ROW_PROBLEMS) return ROW_PROBLEMS[rejection as RowProblem];
  const [field, problem] = rejection.split(':') as [CheckedField, FieldProblem];
  switch (problem) {
    case 'missing':
    case 'invalid':
      return `${FIELD_NAMES[field]} ${problem}`;
    case 'too-long':
      return `${FIELD_NAMES[field]} longer than ${MAX_LENGTHS[field]} characters`;
    case 'characters':
      return `${FIELD_NAMES[field]} with control characters`;
  }
}
