import { decrypt, encrypt } from '../crypto/aead.ts';
import { deriveKey } from '../crypto/derive-key.ts';

/** What is sealed, and the ID of the row that it is in. Sealed data can't be moved to another row or column. */
type Place = { column: 'url' | 'secret' | 'body'; id: string };

const aad = ({ column, id }: Place) => Buffer.from(`${column} ${id}`);

/**
 * Encrypts what webhooks need under a key derived from the secret. A copy of the database shows neither URLs, which may contain a
 * token, nor the secrets that sign, nor what was sent.
 */
export class WebhookCipher {
  readonly #key: Uint8Array;

  constructor(secret: Uint8Array) {
    this.#key = deriveKey(secret, 'petition-widget webhook');
  }

  seal(text: string, place: Place): Buffer {
    return encrypt(this.#key, Buffer.from(text), aad(place));
  }

  /** @throws if it is damaged, or was sealed for another place */
  open(sealed: Uint8Array, place: Place): string {
    return decrypt(this.#key, sealed, aad(place)).toString('utf8');
  }
}
