import type { FieldError, Fields, SignatureAnswer, SignatureInput } from '../../common/contract.ts';
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

/** What signing needs to know of a petition. */
export interface SignablePetition extends SignerKeyParams {
  id: number;
  fields: Fields;
  /** Those by whose code a signature is kept. */
  partners: Readonly<Record<string, string>>;
}

/** Everything that belongs to one signer: what is sealed, as JSON, in this order. */
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
  /** Which consent text was shown, and in which language. */
  consent: { version: string; lang: string };
}

const SIGNED: SignatureAnswer = { status: 'signed' };
const CONFIRM: SignatureAnswer = { status: 'confirm' };

/** Either the one answer that every signer gets, or what is wrong with the fields. */
export type SignResult = { answer: SignatureAnswer } | { errors: FieldError[] };

/** A signature that is as it should be, and not yet closed to this server's own eyes. */
export interface UnsealedSignature {
  petition: SignablePetition;
  /** Whose it is, as `parseMailbox` has it. */
  canonicalEmail: string;
  record: SignatureRecord;
  partner: string | null;
  signedOn: string;
}

/**
 * Signs an open petition: the whole way from what was typed to what is on disk.
 *
 * A repeated signer takes the same way and gets the same answer: the database alone knows, and keeps it.
 *
 * @throws NotStored where the database can't take it now
 */
export async function sign(
  writer: BatchWriter<UnsealedSignature>,
  petition: SignablePetition,
  input: SignatureInput,
  today: string,
  confirmation: Confirmation,
): Promise<SignResult> {
  const mailbox = parseEmailAddress(input.email);
  const errors = missingFields(petition, input);
  if (!mailbox) errors.push({ field: 'email', code: 'invalid' });
  if (input.country && !COUNTRY_CODES.has(input.country)) errors.push({ field: 'country', code: 'invalid' });
  if (!mailbox || errors.length > 0) return { errors };

  await writer.add({
    petition,
    canonicalEmail: mailbox.canonical,
    record: recordOf(petition, input, mailbox.address),
    partner: partnerOf(petition, input),
    signedOn: today,
  });
  return { answer: confirmation === 'required' ? CONFIRM : SIGNED };
}

/**
 * Makes the rows of a batch: signer keys, and records sealed. One after the other, because cryptography that is
 * still at hand from the last signature takes a fraction of the time.
 *
 * @param requestCipher where mailboxes are to be confirmed: nothing is counted, and each gets a letter
 * @throws where a new data key can't be stored
 */
export async function sealBatch(
  drafts: readonly UnsealedSignature[],
  signerKeys: SignerKeys,
  sealers: Pick<SealerPool, 'forPetition'>,
  requestCipher: RequestCipher | null,
): Promise<Batch> {
  const rows: SignatureRow[] = [];
  for (const { petition, canonicalEmail, record, partner, signedOn } of drafts) {
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
    const { record } = drafts[index]!;
    const shown = shownOf(record);
    const letter = { to: record.email, lang: record.consent.lang };
    return requestCipher.encrypt({ signature, ...(shown && { publicSignature: shown }) }, letter);
  });
  return { signatures: [], requests };
}

/** What is shown of a signature: nothing, unless the signer wished it. */
function shownOf(record: SignatureRecord): PublicSignature | undefined {
  if (!record.display) return undefined;
  const name = publicName(record.givenName, record.familyName);
  return { name, ...(record.comment && { comment: record.comment }) };
}

/**
 * None that the petition doesn't name: whoever made up a code for one person, and sent that person a link with it, would
 * read in a copy of the database whether they signed.
 */
function partnerOf({ partners }: SignablePetition, { partner }: SignatureInput): string | null {
  return partner !== undefined && Object.hasOwn(partners, partner) ? partner : null;
}

function missingFields(petition: SignablePetition, input: SignatureInput): FieldError[] {
  return (['familyName', 'postalCode', 'country', 'comment'] as const)
    .filter((field) => petition.fields[field] === 'required' && !input[field])
    .map((field) => ({ field, code: 'required' }));
}

/** What the petition doesn't ask for is not kept, even where somebody sends it. */
function recordOf(petition: SignablePetition, input: SignatureInput, email: string): SignatureRecord {
  const { fields } = petition;
  const asked = (field: 'familyName' | 'postalCode' | 'country' | 'comment') =>
    fields[field] !== 'off' && input[field] ? { [field]: input[field].normalize('NFC') } : {};
  const { version, lang } = consentFor(input.lang, fields);
  return {
    version: 1,
    givenName: input.givenName.normalize('NFC'),
    ...asked('familyName'),
    email,
    ...asked('postalCode'),
    ...asked('country'),
    ...asked('comment'),
    display: fields.display !== 'off' && input.display === true,
    contact: fields.contact !== 'off' && input.contact === true,
    partnerContact: fields.partnerContact !== 'off' && input.partnerContact === true,
    consent: { version, lang },
  };
}
