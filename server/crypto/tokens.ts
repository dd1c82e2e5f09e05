import { hkdfSync } from 'node:crypto';
import { decrypt, encrypt, OVERHEAD_BYTES } from './aead.ts';

/** What a link in a letter lets its holder do. */
export type TokenPurpose = 'confirm' | 'withdraw';

const DAY_MS = 24 * 60 * 60 * 1000;
const EXPIRY_BYTES = 4;
/** The key alone says what a token is for. */
const NO_AAD = Buffer.alloc(0);

/**
 * Makes and reads the tokens that stand in letters' links: AES-256-GCM under a key of the secret, one key a purpose, so
 * that a token for one thing does nothing else. Nothing of it is stored, so whoever has a copy of the database has no
 * link; and what it is about can't be read off the link, which stands in proxies' logs.
 */
export class EmailTokens {
  readonly #keys: Record<TokenPurpose, Uint8Array>;

  constructor(secret: Uint8Array) {
    const keyFor = (purpose: TokenPurpose) =>
      new Uint8Array(hkdfSync('sha256', secret, '', `petition-widget ${purpose} token`, 32));
    this.#keys = { confirm: keyFor('confirm'), withdraw: keyFor('withdraw') };
  }

  /** @param days how long it works */
  create(purpose: TokenPurpose, payload: Uint8Array, days: number, now = Date.now()): string {
    const expires = Buffer.alloc(EXPIRY_BYTES);
    expires.writeUInt32BE(Math.floor(now / DAY_MS) + days);
    const plain = Buffer.concat([expires, payload]);
    return encrypt(this.#keys[purpose], plain, NO_AAD).toString('base64url');
  }

  /** The payload; null where it is no token of ours, for something else, or no longer works. */
  read(purpose: TokenPurpose, token: string, now = Date.now()): Buffer | null {
    const bytes = Buffer.from(token, 'base64url');
    if (bytes.length < OVERHEAD_BYTES + EXPIRY_BYTES) return null;
    try {
      const opened = decrypt(this.#keys[purpose], bytes, NO_AAD);
      return opened.readUInt32BE() < Math.floor(now / DAY_MS) ? null : opened.subarray(EXPIRY_BYTES);
    } catch {
      return null;
    }
  }
}
