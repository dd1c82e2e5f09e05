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
    consentVersion: record.consent.version,
    consentLang: record.consent.lang,
    partner: row.partner,
    signedOn: row.signed_on,
  };
}
