import { createHmac, timingSafeEqual } from 'node:crypto';
import { deriveKey } from '../crypto/derive-key.ts';

/**
 * Links that show a draft. Derived from the secret and the petition's salt, so that nothing is stored: a copy of the database has no
 * link. A link works until the petition is published, and again if it becomes a draft again.
 */
export class PreviewLinks {
  readonly #key: Uint8Array;

  constructor(secret: Uint8Array) {
    this.#key = deriveKey(secret, 'petition-widget preview');
  }

  url(publicUrl: string, petition: { slug: string; salt: Uint8Array }): string {
    return `${publicUrl}/p/${petition.slug}?preview=${this.#token(petition)}`;
  }

  isValid(petition: { salt: Uint8Array }, token: string): boolean {
    const expected = Buffer.from(this.#token(petition));
    const given = Buffer.from(token);
    return given.length === expected.length && timingSafeEqual(given, expected);
  }

  #token({ salt }: { salt: Uint8Array }): string {
    return createHmac('sha256', this.#key).update(salt).digest().subarray(0, 16).toString('base64url');
  }
}
