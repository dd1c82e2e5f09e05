import * as v from 'valibot';
import { SignatureInput } from '../../common/contract.ts';
import type { Mapping } from '../../common/import/columns.ts';
import { hasExtraCells, type SourceRow } from '../../common/import/layout.ts';
import type { CheckedField, FieldProblem, LeftOut, Rejection } from '../../common/import/rejections.ts';
import { parseEmailAddress } from '../signatures/email-address.ts';
import { toImportedSignature } from '../signatures/imported-signature.ts';
import type { ImportOrigin, SignablePetition, UnsealedSignature } from '../signatures/sign.ts';
import { countryCode } from './countries.ts';
import type { DateReader } from './dates.ts';

export type RowResult =
  | { signature: UnsealedSignature; unknownCountry: boolean }
  | { leftOut: LeftOut }
  | { withoutEmail: true }
  | { rejected: Rejection };

export interface RowReader {
  petition: SignablePetition;
  header: readonly string[];
  mapping: Mapping;
  dates: DateReader;
  /** The day of rows without a column for it. */
  today: string;
  source: string;
}

const YES = new Set(
  `1 true t yes y x on ok optin optedin subscribed confirmed checked
  si sí verdadero oui o vrai sim verdadeiro ja j wahr wi vre oo tunay có co đúng 是 已 对 نعم`.split(/\s+/),
);
const NO = new Set(
  `0 false f no n off none optout optedout unsubscribed unconfirmed unchecked
  falso non faux não nao nein falsch fo hindi không khong sai 否 不 لا`.split(/\s+/),
);
/** Of a list, as Action Network, Mailchimp, and others write it. */
const LEFT_OUT_STATUS = new Map<string, LeftOut>([
  ['unsubscribed', 'unsubscribed'],
  ['opted out', 'unsubscribed'],
  ['spam complaint', 'unsubscribed'],
  ['bouncing', 'bouncing'],
  ['bounced', 'bouncing'],
  // Mailchimp's word for addresses that bounced.
  ['cleaned', 'bouncing'],
  ['unconfirmed', 'unconfirmed'],
  ['pending', 'unconfirmed'],
  ['deleted', 'deleted'],
]);

/** Clips what of a file's own words goes into each record, or few records would be so long that they stand out. */
const MAX_COLUMN = 60;
const MAX_VALUE = 30;

/** Decides about a row. Looks at nothing but the row: whether its signer signed before is for the database to know. */
export function readRow(reader: RowReader, { cells }: Pick<SourceRow, 'cells'>): RowResult {
  const { header, mapping, petition } = reader;
  const cell = (field: keyof Mapping): string => {
    const index = mapping[field];
    return index === undefined ? '' : unguard(cells[index]?.trim() ?? '');
  };
  if (hasExtraCells(cells, header.length)) return { rejected: 'extra-cells' };
  const status = cell('status').toLowerCase();
  const leftOut = leftOutBy(cell, mapping, status);
  if (leftOut) return leftOut;

  const { givenName, familyName } = names(cell, mapping);
  const email = cell('email');
  if (looksLikeEmail(givenName) || looksLikeEmail(familyName)) {
    return { rejected: 'email-as-name' };
  }
  if (email === '') {
    // A row in which nothing is left is no person.
    if (givenName === '' && familyName === '') return { rejected: 'empty' };
    return { withoutEmail: true };
  }
  const country = cell('country');
  const code = country === '' ? undefined : countryCode(country);
  const parsed = v.safeParse(SignatureInput, {
    givenName,
    familyName,
    email,
    postalCode: cell('postalCode'),
    country: code,
    comment: cell('comment'),
  });
  if (!parsed.success) return { rejected: rejectionOf(parsed.issues[0]) };
  const input = parsed.output;
  const address = parseEmailAddress(input.email, petition.canonicalRules);
  if (!address) return { rejected: 'email:invalid' };

  const day = readDay(reader, cell('signedOn'));
  if ('rejected' in day) return day;
  const consent = consentIn(reader, cell, status);
  const origin: ImportOrigin = {
    source: reader.source,
    on: reader.today,
    consent: consent?.evidence ?? null,
  };
  const signature = toImportedSignature(petition, input, address, {
    signedOn: day.day,
    contact: consent?.given ?? false,
    partner: cell('partner'),
    origin,
  });
  return { signature, unknownCountry: country !== '' && code === undefined };
}

function leftOutBy(
  cell: (field: keyof Mapping) => string,
  mapping: Mapping,
  status: string,
): { leftOut: LeftOut } | { rejected: Rejection } | null {
  const byStatus = LEFT_OUT_STATUS.get(status);
  if (byStatus) return { leftOut: byStatus };
  // A day, or yes.
  for (const [field, leftOut] of [
    ['deleted', 'deleted'],
    ['unsubscribed', 'unsubscribed'],
    ['bounced', 'bouncing'],
  ] as const) {
    const value = cell(field);
    if (value !== '' && booleanOf(value) !== false) return { leftOut };
  }
  if (mapping.confirmed === undefined) return null;
  const value = cell('confirmed');
  const isConfirmed = booleanOf(value);
  if (isConfirmed === false) return { leftOut: 'unconfirmed' };
  // Some tools write when it was confirmed. An empty cell says that it wasn't.
  if (value === '') return { leftOut: 'unconfirmed' };
  if (isConfirmed === null && !/\d{4}/.test(value)) {
    return { rejected: 'confirmation-unclear' };
  }
  return null;
}

/** Null for what is neither. */
function booleanOf(value: string): boolean | null {
  const plain = value.toLowerCase().replace(/[\s._-]/g, '');
  if (YES.has(plain)) return true;
  return NO.has(plain) ? false : null;
}

function names(cell: (field: keyof Mapping) => string, mapping: Mapping) {
  if (mapping.name === undefined) return { givenName: cell('givenName'), familyName: cell('familyName') };
  const whole = cell('name').replace(/\s+/g, ' ');
  if (mapping.familyName !== undefined) return { givenName: whole, familyName: cell('familyName') };
  // "Rivera, Ana"
  const [family, given, ...more] = whole.split(',').map((part) => part.trim());
  if (given && family && more.length === 0) return { givenName: given, familyName: family };
  const space = whole.lastIndexOf(' ');
  if (space < 0) return { givenName: whole, familyName: '' };
  return { givenName: whole.slice(0, space), familyName: whole.slice(space + 1) };
}

const looksLikeEmail = (name: string) => /^\S+@\S+\.\S+$/.test(name);

/**
 * Removes what spreadsheet programs and our own exports put around a text so that it stays one: `="01067"`, and an apostrophe before
 * a formula.
 */
function unguard(cell: string): string {
  const [, text] = /^="([^"]*)"$/.exec(cell) ?? [];
  if (text !== undefined) return text;
  return /^'[=+\-@]/.test(cell) ? cell.slice(1) : cell;
}

function readDay(
  { mapping, dates, today }: RowReader,
  text: string,
): { day: string } | { rejected: Rejection } {
  if (mapping.signedOn === undefined) return { day: today };
  if (text === '') return { rejected: 'no-date' };
  const result = dates.read(text);
  return 'day' in result ? result : { rejected: `date-${result.problem}` };
}

/** What the file says about emails from the organizer. Null if nothing. */
function consentIn(
  { header, mapping }: RowReader,
  cell: (field: keyof Mapping) => string,
  status: string,
): { given: boolean; evidence: { column: string; value: string } } | null {
  for (const field of ['contact', 'status'] as const) {
    const index = mapping[field];
    const value = field === 'status' ? status : cell(field);
    if (index === undefined || value === '') continue;
    const evidence = { column: clip(header[index]!.trim(), MAX_COLUMN), value: clip(value, MAX_VALUE) };
    return { given: field === 'status' ? status === 'subscribed' : booleanOf(value) === true, evidence };
  }
  return null;
}

const clip = (text: string, length: number) => Array.from(text).slice(0, length).join('');

/** By the messages of the schema. */
const FIELD_PROBLEM: Record<string, FieldProblem> = {
  required: 'missing',
  too_long: 'too-long',
  characters: 'characters',
};

const rejectionOf = ({ path, message }: v.BaseIssue<unknown>): Rejection =>
  `${path![0]!.key as CheckedField}:${FIELD_PROBLEM[message] ?? 'invalid'}`;
