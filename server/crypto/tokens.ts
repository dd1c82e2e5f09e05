import { DAY_MS } from '../lib/time.ts';
import { decrypt, encrypt, OVERHEAD_BYTES } from './aead.ts';
import { deriveKey } from './derive-key.ts';

/** What a link in an email lets its holder do, or a button on the page after signing. */
type TokenPurpose = 'confirm' | 'withdraw' | 'stop' | 'change';

const EXPIRY_BYTES = 4;
/** The key alone determines what a token is for. */
const NO_AAD = Buffer.alloc(0);

/**
 * Creates and reads the tokens in the links of emails, and behind a button: AES-256-GCM under a key derived from the secret. Each
 * purpose has its own key, so a token works for one purpose only. Tokens are not stored, so a copy of the
 * database contains no link. They are encrypted, so a link in a proxy's log doesn't reveal what it is about.
 */
export class EmailTokens {
  readonly #keys: Record<TokenPurpose, Uint8Array>;

  constructor(secret: Uint8Array) {
    this.#keys = {
      confirm: deriveKey(secret, 'petition-widget confirm token'),
      withdraw: deriveKey(secret, 'petition-widget withdraw token'),
      stop: deriveKey(secret, 'petition-widget stop token'),
      change: deriveKey(secret, 'petition-widget change token'),
    };
  }

  /** @param days how long the token is valid */
  create(purpose: TokenPurpose, payload: Uint8Array, days: number, now = Date.now()): string {
    const expires = Buffer.alloc(EXPIRY_BYTES);
    expires.writeUInt32BE(Math.floor(now / DAY_MS) + days);
    const plain = Buffer.concat([expires, payload]);
    return encrypt(this.#keys[purpose], plain, NO_AAD).toString('base64url');
  }

  /** Returns the payload, or null if the token is invalid, expired, or for another purpose. */
  read(purpose: TokenPurpose, token: string, now = Date.now()): Buffer | null {
    const bytes = Buffer.from(token, 'base64url');
    if (bytes.length < OVERHEAD_BYTES + EXPIRY_BYTES) return null;
    try {
      const plain = decrypt(this.#keys[purpose], bytes, NO_AAD);
      return plain.readUInt32BE() < Math.floor(now / DAY_MS) ? null : plain.subarray(EXPIRY_BYTES);
    } catch {
      return null;
    }
  }
}
