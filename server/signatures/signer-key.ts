import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { deriveKey } from '../crypto/derive-key.ts';
import type { CanonicalRules } from './canonical-rules.ts';

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
  canonicalRules: CanonicalRules;
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

  /** @param canonicalEmail from `parseEmailAddress`, under the petition's rules */
  derive(canonicalEmail: string, petition: SignerKeyParams): Buffer {
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
