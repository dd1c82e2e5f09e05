/** A signature as it is exported, on the command line and in the console. */

/** What is sealed of a signature, as far as it is exported. */
interface Record {
  givenName: string;
  familyName?: string;
  email: string;
  postalCode?: string;
  country?: string;
  comment?: string;
  display: boolean;
  contact: boolean;
  partnerContact: boolean;
  consent: { version: string; lang: string };
  /** Set if it was collected elsewhere. */
  imported?: { source: string; on: string; consent: { column: string; value: string } | null };
}

/** The columns of an export, in this order. */
export const EXPORT_COLUMNS = [
  'givenName',
  'familyName',
  'email',
  'postalCode',
  'country',
  'comment',
  'display',
  'contact',
  'partnerContact',
  'consentVersion',
  'consentLang',
  'partner',
  'signedOn',
] as const;

export type ExportColumn = (typeof EXPORT_COLUMNS)[number];

/** Null for what the form didn't ask for or the signer didn't enter. */
export type ExportedSignature = { [Column in ExportColumn]: string | boolean | null };

/** @param row the day and the partner, which are stored beside the sealed record */
export function toExportedSignature(
  record: Record,
  row: { partner: string | null; signed_on: string },
): ExportedSignature {
  return {
    givenName: record.givenName,
    familyName: record.familyName ?? null,
    email: record.email,
    postalCode: record.postalCode ?? null,
    country: record.country ?? null,
    comment: record.comment ?? null,
    display: record.display,
    contact: record.contact,
    partnerContact: record.partnerContact,
    consentVersion: record.imported ? describeImport(record.imported) : record.consent.version,
    consentLang: record.consent.lang,
    partner: row.partner,
    signedOn: row.signed_on,
  };
}

/** "imported from Change.org on 2031-02-03; Email Opt-in: Yes", with what the file said about emails. */
function describeImport({ source, on, consent }: NonNullable<Record['imported']>): string {
  const origin = `imported from ${source} on ${on}`;
  return consent ? `${origin}; ${consent.column}: ${consent.value}` : origin;
}
