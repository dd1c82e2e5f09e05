import {
  EXPORT_COLUMNS,
  type ExportColumn,
  type ExportedSignature,
} from '../../common/exported-signature.ts';
import type { Words } from '../words.ts';
import type { PrintedColumn } from './printed-list.ts';

export const COLUMN_NAMES: Record<ExportColumn, keyof Words> = {
  givenName: 'sigGivenName',
  familyName: 'sigFamilyName',
  email: 'sigEmail',
  postalCode: 'sigPostalCode',
  country: 'sigCountry',
  comment: 'sigComment',
  display: 'sigDisplay',
  contact: 'sigContact',
  partnerContact: 'sigPartnerContact',
  consentVersion: 'sigConsentVersion',
  consentLang: 'sigConsentLang',
  partner: 'partner',
  signedOn: 'day',
};

/** What can be on paper. Never an email address. */
export const PRINTABLE = ['name', 'postalCode', 'country', 'comment', 'partner', 'signedOn'] as const;
export type PrintableColumn = (typeof PRINTABLE)[number];

export const printableName = (column: PrintableColumn): keyof Words =>
  column === 'name' ? 'sigSignedName' : COLUMN_NAMES[column];

/** In the order of a list on paper, whatever order they were chosen in. */
export const printedColumns = (chosen: ReadonlySet<PrintableColumn>, words: Words): PrintedColumn[] =>
  PRINTABLE.filter((column) => chosen.has(column)).map((column) => ({
    title: words[printableName(column)],
    text: (signature) => (column === 'name' ? fullName(signature) : text(signature[column])),
  }));

export type Reader = 'organizer' | 'partner';

/** What somebody can see and save: what people allowed the organizer is none of a partner's business. */
export const columnsFor = (reader: Reader): ExportColumn[] =>
  EXPORT_COLUMNS.filter((column) => reader === 'organizer' || column !== 'contact');

const fullName = ({ givenName, familyName }: ExportedSignature) =>
  [givenName, familyName].filter((part) => part !== null).join(' ');

export const text = (value: string | boolean | null): string => {
  if (value === null || value === false) return '';
  return value === true ? '✓' : value;
};
