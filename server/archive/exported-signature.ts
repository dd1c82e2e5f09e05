import type { SealedDataKey } from '../crypto/sealer.ts';
import type { SignatureRecord } from '../signatures/sign.ts';
import type { SignatureRow } from '../storage/schema.ts';

/** A row without its petition, which is the same for the whole export. */
export type SealedSignature = Omit<SignatureRow, 'petition_id'>;

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

/** Null for what the form didn't ask for or the signer didn't enter. */
export type ExportedSignature = Record<(typeof EXPORT_COLUMNS)[number], string | boolean | null>;

export function toExportedSignature(record: SignatureRecord, row: SealedSignature): ExportedSignature {
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

/** Some signatures, and the data keys that no earlier page contained. */
export interface SealedPage {
  dataKeys: SealedDataKey[];
  rows: SealedSignature[];
}
