import { createHmac } from 'node:crypto';
import { deriveKey } from '../crypto/derive-key.ts';
import type { Identity } from '../crypto/identities.ts';

const ID_BYTES = 16;

/** The key of the hashes below. Without the identity, nobody can derive it. */
export const signatureIdKey = ({ privateKey }: Identity): Buffer =>
  deriveKey(Buffer.from(privateKey), 'petition-widget forwarded');

/**
 * Names a signature without saying anything about the signer. If somebody withdraws and signs again, that is another signature.
 *
 * @param purpose different ones give IDs that can't be joined
 */
export function signatureId(
  key: Uint8Array,
  purpose: 'id' | 'line' | 'person',
  { signer_key, sealed }: { signer_key: Uint8Array; sealed: Uint8Array },
): string {
  const hash = createHmac('sha256', key).update(purpose).update(signer_key).update(sealed);
  return hash.digest().subarray(0, ID_BYTES).toString('base64url');
}
