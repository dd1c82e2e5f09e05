import type { FieldError, Fields, SignatureInput, SignatureResponse } from '../../common/contract.ts';
import type { Confirmation } from '../config/config.ts';
import {
  aad,
  type PartnerRecipient,
  type SealedDataKey,
  type Sealer,
  type SealerPool,
} from '../crypto/sealer.ts';
import { COUNTRY_CODES } from '../i18n/countries.ts';
import type { Batch, DataKeyRow, NewRequest, SignatureRow } from '../storage/schema.ts';
import type { BatchWriter } from './batch-writer.ts';
import { consentFor } from './consent.ts';
import { parseEmailAddress } from './email-address.ts';
import { type PublicSignature, publicName } from './public-signature.ts';
import type { RequestCipher, UnsealedRecord } from './request-cipher.ts';
import type { Signer, SignerKeyParams, SignerKeys } from './signer-key.ts';

/** What signing needs to know about a petition. */
export interface SignablePetition extends SignerKeyParams {
  id: number;
  fields: Fields;
  /** Names of the partners, by code. Signatures are stored with these codes only. */
  partners: Readonly<Record<string, string>>;
  /** Recipients of the partners that have one, by code. */
  partnerRecipients: Readonly<Record<string, string>>;
}

/** A signer's personal data. It is sealed as JSON. */
export interface SignatureRecord {
  /** 1 lacks `signedOn` and `partner`. */
  version: 1 | 2;
  /** The same as in the row, which anyone who passes on a sealed file could change. */
  signedOn?: string;
  partner?: string | null;
  givenName: string;
  familyName?: string;
  /** As typed. */
  email: string;
  postalCode?: string;
  country?: string;
  comment?: string;
  display: boolean;
  contact: boolean;
  partnerContact: boolean;
  /** Version of the consent text that was shown, and its language. Of an imported signature, see `IMPORTED_CONSENT`. */
  consent: { version: string; lang: string };
  /** Set if it was collected elsewhere, and imported. */
  imported?: ImportOrigin;
}

/** Where an imported signature is from. */
export interface ImportOrigin {
  /** As the organizer calls it. */
  source: string;
  /** UTC day of the import. */
  on: string;
  /** What the file says about emails from the organizer, in its own words. Null if nothing. */
  consent: { column: string; value: string } | null;
}

const SIGNED: SignatureResponse = { status: 'signed' };
const CONFIRM: SignatureResponse = { status: 'confirm' };

/**
 * Either the body of the response, which is the same for every signer, and the address as it was understood, or the
 * errors in the fields.
 */
export type SignResult = { answer: SignatureResponse; email: string } | { errors: FieldError[] };

/** A valid signature that this server can still read. */
export interface UnsealedSignature {
  petition: SignablePetition;
  /** From `parseEmailAddress`, under the petition's rules. */
  canonicalEmail: string;
  record: Omit<SignatureRecord, 'version' | 'signedOn' | 'partner'>;
  partner: string | null;
  signedOn: string;
}

/**
 * Signs an open petition: checks the input, and resolves once the signature is on disk.
 *
 * A repeated signer takes the same path and gets the same response. Only the database can tell the difference.
 *
 * @throws StorageUnavailableError if it can't be stored now
 */
export async function sign(
  writer: BatchWriter<UnsealedSignature>,
  petition: SignablePetition,
  input: SignatureInput,
  today: string,
  confirmation: Confirmation,
): Promise<SignResult> {
  const email = parseEmailAddress(input.email, petition.canonicalRules);
  const errors = findErrors(petition, input);
  if (!email || errors.length > 0) return { errors };

  await writer.add({
    petition,
    canonicalEmail: email.canonical,
    record: createRecord(petition, input, email.address),
    partner: knownPartner(petition, input),
    signedOn: today,
  });
  return { answer: confirmation === 'required' ? CONFIRM : SIGNED, email: email.address };
}

/**
 * Creates the rows of a batch: derives signer keys, and encrypts records. All signatures in one loop, because
 * cryptography is much faster with a warm instruction cache.
 *
 * @param requestCipher null if signatures count without confirmation. Otherwise nothing is counted, and each
 *   signature becomes a request with an email. It is sealed only when it is confirmed, so it needs no data key
 * @returns the rows, with the data keys that they need
 */
export async function sealBatch(
  unsealed: readonly UnsealedSignature[],
  signerKeys: SignerKeys,
  sealers: Pick<SealerPool, 'forPetition'>,
  requestCipher: RequestCipher | null,
): Promise<Batch> {
  const requests: NewRequest[] = [];
  const signatures: SignatureRow[] = [];
  const dataKeys = new Map<SealedDataKey, DataKeyRow>();
  for (const { petition, canonicalEmail, record, partner, signedOn } of unsealed) {
    const signer = { petition_id: petition.id, signer_key: signerKeys.derive(canonicalEmail, petition) };
    const unsealedRecord = { signedOn, partner, ...record };
    if (requestCipher) {
      requests.push(requestCipher.encrypt(signer, unsealedRecord));
      continue;
    }
    const sealer = await readySealer(sealers, petition, unsealedRecord);
    const { dataKey, signature } = seal(sealer, signer, unsealedRecord);
    // Mostly the same data key and day as before.
    if (dataKeys.get(dataKey)?.used_on !== signedOn) addDataKey(dataKeys, dataKey, signedOn);
    signatures.push(signature);
  }
  return { dataKeys: [...dataKeys.values()], signatures, requests };
}

/** A confirmed signature, with what is stored in its transaction. */
export interface SealedSignature {
  signature: SignatureRow;
  /** Null if it is in the database for certain, like that of a request of an earlier version. */
  dataKey: DataKeyRow | null;
  /** What the signer chose to show publicly. */
  publicSignature: PublicSignature | null;
}

/** Seals what a signer confirms. The same work for first and repeated signers. */
export async function sealSignature(
  sealers: Pick<SealerPool, 'forPetition'>,
  petition: SealingPetition,
  { signer_key }: Pick<Signer, 'signer_key'>,
  record: UnsealedRecord,
): Promise<SealedSignature> {
  const sealer = await readySealer(sealers, petition, record);
  const { dataKey, signature } = seal(sealer, { petition_id: petition.id, signer_key }, record);
  // The day of the request, not today: the key's days must not tell when somebody confirmed.
  const dataKeyRow = createDataKeyRow(dataKey, record.signedOn);
  return { signature, dataKey: dataKeyRow, publicSignature: createPublicSignature(record) };
}

type SealingPetition = Pick<SignablePetition, 'id' | 'partnerRecipients'>;

/**
 * Who may open a record besides the organizer: the partner it was signed through, if that has a recipient and the signer
 * allowed it to email them. Such records have a data key of their own, which is also sealed to the partner. So they cost
 * what all others cost, and whatever deletes a signature takes what the partner could open.
 */
function findPartnerRecipient(
  { partnerRecipients }: SealingPetition,
  { partner, partnerContact }: UnsealedRecord,
): PartnerRecipient | null {
  if (!partnerContact || partner === null || !Object.hasOwn(partnerRecipients, partner)) return null;
  return { code: partner, recipient: partnerRecipients[partner]! };
}

async function readySealer(
  sealers: Pick<SealerPool, 'forPetition'>,
  petition: SealingPetition,
  record: UnsealedRecord,
): Promise<Sealer> {
  const sealer = sealers.forPetition(petition.id, findPartnerRecipient(petition, record));
  while (!sealer.isReady) await sealer.prepare();
  return sealer;
}

function seal(
  sealer: Sealer,
  { petition_id, signer_key }: Signer,
  record: UnsealedRecord,
): { dataKey: SealedDataKey; signature: SignatureRow } {
  const { signedOn: signed_on, partner } = record;
  const { dataKey, sealed } = sealer.seal({ version: 2, ...record }, aad(petition_id, signer_key));
  return {
    dataKey,
    signature: { petition_id, signer_key, signed_on, partner, data_key_id: dataKey.id, sealed },
  };
}

/** Adds a data key to those of a batch, with the latest day on which it was used. */
export function addDataKey(
  rows: Map<SealedDataKey, DataKeyRow>,
  dataKey: SealedDataKey,
  signedOn: string,
): void {
  const row = rows.get(dataKey);
  if (row) {
    // Days compare as text.
    if (row.used_on! < signedOn) row.used_on = signedOn;
    return;
  }
  rows.set(dataKey, createDataKeyRow(dataKey, signedOn));
}

const createDataKeyRow = (
  { id, sealed, sealedTo, partnerSealed }: SealedDataKey,
  day: string,
): DataKeyRow => ({
  id,
  made_on: day,
  used_on: day,
  sealed_to: sealedTo,
  sealed,
  partner_sealed: partnerSealed ?? null,
});

/** Nothing is public unless the signer chose it. */
function createPublicSignature(record: UnsealedRecord): PublicSignature | null {
  const name = record.display ? publicName(record.givenName, record.familyName) : null;
  if (name === null) return null;
  return { name, ...(record.comment && { comment: record.comment }) };
}

/**
 * Returns the partner only if the petition lists it. Otherwise someone could invent a code for one person,
 * send that person a link with it, and read in a copy of the database whether they signed.
 */
export function knownPartner({ partners }: SignablePetition, { partner }: SignatureInput): string | null {
  return partner !== undefined && Object.hasOwn(partners, partner) ? partner : null;
}

function findMissingFields(petition: SignablePetition, input: Partial<SignatureInput>): FieldError[] {
  return (['familyName', 'postalCode', 'country', 'comment'] as const)
    .filter((field) => petition.fields[field] === 'required' && !input[field])
    .map((field) => ({ field, code: 'required' }));
}

/**
 * The errors that the schema doesn't find, because they depend on the petition or need more than a pattern.
 *
 * @param input fields that the schema accepts; those it rejects are left out
 */
export function findErrors(petition: SignablePetition, input: Partial<SignatureInput>): FieldError[] {
  const errors = findMissingFields(petition, input);
  if (input.email !== undefined && !parseEmailAddress(input.email, petition.canonicalRules)) {
    errors.push({ field: 'email', code: 'invalid' });
  }
  if (!canBeShown(petition, input)) errors.push({ field: 'givenName', code: 'characters' });
  if (input.country && !COUNTRY_CODES.has(input.country)) errors.push({ field: 'country', code: 'invalid' });
  return errors;
}

/** Digits, web addresses, and piles of marks are accepted as a name, but not shown on everyone's page. */
function canBeShown(
  { fields }: SignablePetition,
  { display, givenName, familyName }: Partial<SignatureInput>,
): boolean {
  if (fields.display === 'off' || display !== true || givenName === undefined) return true;
  return publicName(givenName, fields.familyName === 'off' ? '' : familyName) !== null;
}

/** Fields that the petition doesn't have are not stored, even if someone sends them. */
export function createRecord(
  petition: SignablePetition,
  input: SignatureInput,
  email: string,
): UnsealedSignature['record'] {
  const { fields } = petition;
  const optional = (field: 'familyName' | 'postalCode' | 'country' | 'comment') =>
    fields[field] !== 'off' && input[field] ? { [field]: input[field].normalize('NFC') } : {};
  const { version, lang } = consentFor(input.lang, fields);
  return {
    givenName: input.givenName.normalize('NFC'),
    ...optional('familyName'),
    email,
    ...optional('postalCode'),
    ...optional('country'),
    ...optional('comment'),
    display: fields.display !== 'off' && input.display === true,
    contact: fields.contact !== 'off' && input.contact === true,
    partnerContact: fields.partnerContact !== 'off' && input.partnerContact === true,
    consent: { version, lang },
  };
}
