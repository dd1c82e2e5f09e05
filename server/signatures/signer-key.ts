import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { deriveKey } from '../crypto/derive-key.ts';
import { CANONICAL_RULES_VERSION } from './email-address.ts';

export const SIGNER_KEY_BYTES = 32;

/** A person under a petition. */
export interface Signer {
  petition_id: number;
  signer_key: Uint8Array;
}

/** What a petition adds to its signer keys. */
export interface SignerKeyParams {
  /** 32 random bytes, different for each petition, so that the signers of two petitions can't be matched. */
  salt: Uint8Array;
  /** Version of the rules for canonical email addresses, from the petition's creation. */
  canonicalRules: number;
}

/**
 * Derives the keyed hash that makes a person unique within a petition:
 * HMAC-SHA-256(HKDF-SHA-256(secret, salt), canonical email address), 32 bytes.
 *
 * The secret is kept outside the database. Without it, no one can test a guess against a hash.
 */
export class SignerKeys {
  readonly #secret: Uint8Array;
  readonly #petitionKeys = new WeakMap<Uint8Array, KeyObject>();

  constructor(secret: Uint8Array) {
    this.#secret = secret;
  }

  /** @throws if the petition was created under rules that this version doesn't have */
  derive(canonicalEmail: string, petition: SignerKeyParams): Buffer {
    if (petition.canonicalRules !== CANONICAL_RULES_VERSION) {
      throw new Error(`unknown version of the email address rules: ${petition.canonicalRules}`);
    }
    return createHmac('sha256', this.#petitionKey(petition.salt))
      .update(`${petition.canonicalRules}\n${canonicalEmail}`)
      .digest();
  }

  /** Cached for as long as the salt is in memory, which is as long as its petition is published. */
  #petitionKey(salt: Uint8Array): KeyObject {
    const cached = this.#petitionKeys.get(salt);
    if (cached) return cached;
    const key = createSecretKey(deriveKey(this.#secret, 'petition-widget signer key', salt));
    this.#petitionKeys.set(salt, key);
    return key;
  }
}
