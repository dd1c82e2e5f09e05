import type { FieldError, Fields, SignatureAnswer, SignatureInput } from '../contract.ts';
import { consentIn } from './consent.ts';
import { COUNTRIES } from './countries.ts';
import { parseMailbox } from './mailbox.ts';
import { boundTo, type Sealer } from './sealing.ts';
import type { SignerKeySource, SignerKeys } from './signer-key.ts';
import type { Writer } from './writer.ts';

/** What signing needs to know of a petition. */
export interface SignablePetition extends SignerKeySource {
  id: number;
  fields: Fields;
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

/** Either the one answer that every signer gets, or what is wrong with the fields. */
export type Signing = { answer: SignatureAnswer } | { errors: FieldError[] };

/** The parts that a signature goes through. */
export interface SigningParts {
  signerKeys: SignerKeys;
  sealer: Sealer;
  writer: Writer;
}

/**
 * Signs an open petition: the whole way from what was typed to what is on disk.
 *
 * A repeated signer takes the same way and gets the same answer: the database alone knows, and keeps it.
 *
 * @throws NotStored where the database can't take it now
 */
export async function sign(
  { signerKeys, sealer, writer }: SigningParts,
  petition: SignablePetition,
  input: SignatureInput,
  today: string,
): Promise<Signing> {
  const mailbox = parseMailbox(input.email);
  const errors = missingFields(petition, input);
  if (!mailbox) errors.push({ field: 'email', code: 'invalid' });
  if (input.country && !COUNTRIES.has(input.country)) errors.push({ field: 'country', code: 'invalid' });
  if (!mailbox || errors.length > 0) return { errors };

  const signerKey = signerKeys.keyOf(mailbox.key, petition);
  const record = recordOf(petition, input, mailbox.address);
  const { dataKeyId, sealed } = await sealer.seal(record, boundTo(petition.id, signerKey));
  await writer.add({
    petition_id: petition.id,
    signer_key: signerKey,
    signed_on: today,
    partner: input.partner ?? null,
    data_key_id: dataKeyId,
    sealed,
  });
  return { answer: { status: 'signed' } };
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
  const { version, lang } = consentIn(input.lang);
  return {
    version: 1,
    givenName: input.givenName.normalize('NFC'),
    ...asked('familyName'),
    email,
    ...asked('postalCode'),
    ...asked('country'),
    ...asked('comment'),
    display: input.display === true,
    contact: fields.contact !== 'off' && input.contact === true,
    partnerContact: fields.partnerContact !== 'off' && input.partnerContact === true,
    consent: { version, lang },
  };
}
