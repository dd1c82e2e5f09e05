import type { SignatureInput } from '../../common/contract.ts';
import {
  createRecord,
  type ImportOrigin,
  knownPartner,
  type SignablePetition,
  type SignatureRecord,
  type UnsealedSignature,
} from './sign.ts';
import type { Signer, SignerKeys } from './signer-key.ts';

/** Instead of a version: the signer read the text of another tool, which nobody has here. */
const IMPORTED_CONSENT = { version: 'imported', lang: '' };

/**
 * A signature from a file. Fields that the petition doesn't have are not stored. Those it requires may be missing: the
 * signer answered another form. Nothing is shown publicly, and no partner may write: only here could the signer allow that.
 *
 * @param details.contact whether the file says that the organizer may email the signer
 * @param details.partner stored only if the petition lists it
 */
export function toImportedSignature(
  petition: SignablePetition,
  input: SignatureInput,
  { address, canonical }: { address: string; canonical: string },
  details: { signedOn: string; contact: boolean; partner: string; origin: ImportOrigin },
): UnsealedSignature {
  const { signedOn, contact, partner, origin } = details;
  const record = createRecord(petition, input, address);
  return {
    petition,
    canonicalEmail: canonical,
    record: { ...record, contact, consent: IMPORTED_CONSENT, imported: origin },
    partner: knownPartner(petition, { ...input, partner }),
    signedOn,
  };
}

/** A valid signature with the key of its row. */
export interface KeyedSignature extends Pick<Signer, 'signer_key'> {
  signed_on: string;
  partner: string | null;
  /** JSON of the `SignatureRecord`, in UTF-8. */
  record: Uint8Array;
}

export function keySignature(
  { petition, canonicalEmail, record, partner, signedOn }: UnsealedSignature,
  signerKeys: SignerKeys,
): KeyedSignature {
  const whole: SignatureRecord = { version: 2, signedOn, partner, ...record };
  return {
    signer_key: signerKeys.derive(canonicalEmail, petition),
    signed_on: signedOn,
    partner,
    record: Buffer.from(JSON.stringify(whole)),
  };
}
