import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { CANONICAL_RULES_VERSION } from './email-address.ts';

/** Whose signature under what. */
export interface Signer {
  petition_id: number;
  signer_key: Uint8Array;
}

/** What a petition brings to the key: its own random salt, so that two petitions can't be joined. */
export interface SignerKeyParams {
  /** 32 random bytes. */
  salt: Uint8Array;
  canonicalRules: number;
}

/**
 * The keyed hash that makes a person unique within one petition:
 * HMAC-SHA-256 under HKDF-SHA-256(secret, salt) of the mailbox's key. 32 bytes.
 *
 * Without the secret, which is kept outside the database, nobody can test a guess against it.
 */
export class SignerKeys {
  readonly #secret: Uint8Array;
  readonly #petitionKeys = new WeakMap<Uint8Array, KeyObject>();

  constructor(secret: Uint8Array) {
    this.#secret = secret;
  }

  derive(canonicalEmail: string, petition: SignerKeyParams): Buffer {
    if (petition.canonicalRules !== CANONICAL_RULES_VERSION) {
      throw new Error(`mailbox rules ${petition.canonicalRules} are not known to this version`);
    }
    return createHmac('sha256', this.#petitionKey(petition.salt))
      .update(`${petition.canonicalRules}\n${canonicalEmail}`)
      .digest();
  }

  /** Kept as long as the salt is, which lives as long as its petition is published. */
  #petitionKey(salt: Uint8Array): KeyObject {
    const known = this.#petitionKeys.get(salt);
    if (known) return known;
    const key = createSecretKey(
      Buffer.from(hkdfSync('sha256', this.#secret, salt, 'petition-widget signer key', 32)),
    );
    this.#petitionKeys.set(salt, key);
    return key;
  }
}

/** Stands in the database to tell this secret from another without giving it away. */
export function secretCheckValue(secret: Uint8Array): string {
  return createHmac('sha256', secret).update('petition-widget secret check').digest('hex');
}
