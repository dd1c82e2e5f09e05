import type { FieldError, Fields, SignatureInput, SignatureResponse } from '../../common/contract.ts';
import type { Confirmation } from '../config/config.ts';
import { aad, type SealerPool } from '../crypto/sealer.ts';
import { COUNTRY_CODES } from '../i18n/countries.ts';
import type { Batch, SignatureRow } from '../storage/schema.ts';
import type { BatchWriter } from './batch-writer.ts';
import { consentFor } from './consent.ts';
import { parseEmailAddress } from './email-address.ts';
import { type PublicSignature, publicName } from './public-signature.ts';
import type { RequestCipher } from './request-cipher.ts';
import type { SignerKeyParams, SignerKeys } from './signer-key.ts';

/** What signing needs to know about a petition. */
interface SignablePetition extends SignerKeyParams {
  id: number;
  fields: Fields;
  /** Names of the partners, by code. Signatures are stored with these codes only. */
  partners: Readonly<Record<string, string>>;
}

/** A signer's personal data. It is sealed as JSON, in this order. */
export interface SignatureRecord {
  version: 1;
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
  /** Version of the consent text that was shown, and its language. */
  consent: { version: string; lang: string };
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
  /** From `parseEmailAddress`. */
  canonicalEmail: string;
  record: SignatureRecord;
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
  const email = parseEmailAddress(input.email);
  const errors = findMissingFields(petition, input);
  if (!email) errors.push({ field: 'email', code: 'invalid' });
  if (input.country && !COUNTRY_CODES.has(input.country)) errors.push({ field: 'country', code: 'invalid' });
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
 * Creates the rows of a batch: derives signer keys, and seals records. All signatures in one loop, because
 * cryptography is much faster with a warm instruction cache.
 *
 * @param requestCipher null if signatures count without confirmation. Otherwise nothing is counted, and each
 *   signature becomes a request with an email
 * @throws if a new data key can't be stored
 */
export async function sealBatch(
  unsealed: readonly UnsealedSignature[],
  signerKeys: SignerKeys,
  sealers: Pick<SealerPool, 'forPetition'>,
  requestCipher: RequestCipher | null,
): Promise<Batch> {
  const rows: SignatureRow[] = [];
  for (const { petition, canonicalEmail, record, partner, signedOn } of unsealed) {
    const signer_key = signerKeys.derive(canonicalEmail, petition);
    const sealer = sealers.forPetition(petition.id);
    while (!sealer.isReady) await sealer.prepare();
    const { dataKeyId, sealed } = sealer.seal(record, aad(petition.id, signer_key));
    rows.push({
      petition_id: petition.id,
      signer_key,
      signed_on: signedOn,
      partner,
      data_key_id: dataKeyId,
      sealed,
    });
  }
  if (!requestCipher) return { signatures: rows, requests: [] };
  const requests = rows.map((signature, index) => {
    const { record } = unsealed[index]!;
    const publicSignature = createPublicSignature(record);
    const email = { to: record.email, lang: record.consent.lang };
    return requestCipher.encrypt({ signature, ...(publicSignature && { publicSignature }) }, email);
  });
  return { signatures: [], requests };
}

/** Nothing is public unless the signer chose it. */
function createPublicSignature(record: SignatureRecord): PublicSignature | undefined {
  if (!record.display) return undefined;
  const name = publicName(record.givenName, record.familyName);
  return { name, ...(record.comment && { comment: record.comment }) };
}

/**
 * Returns the partner only if the petition lists it. Otherwise someone could invent a code for one person,
 * send that person a link with it, and read in a copy of the database whether they signed.
 */
function knownPartner({ partners }: SignablePetition, { partner }: SignatureInput): string | null {
  return partner !== undefined && Object.hasOwn(partners, partner) ? partner : null;
}

function findMissingFields(petition: SignablePetition, input: SignatureInput): FieldError[] {
  return (['familyName', 'postalCode', 'country', 'comment'] as const)
    .filter((field) => petition.fields[field] === 'required' && !input[field])
    .map((field) => ({ field, code: 'required' }));
}

/** Fields that the petition doesn't have are not stored, even if someone sends them. */
function createRecord(petition: SignablePetition, input: SignatureInput, email: string): SignatureRecord {
  const { fields } = petition;
  const optional = (field: 'familyName' | 'postalCode' | 'country' | 'comment') =>
    fields[field] !== 'off' && input[field] ? { [field]: input[field].normalize('NFC') } : {};
  const { version, lang } = consentFor(input.lang, fields);
  return {
    version: 1,
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
