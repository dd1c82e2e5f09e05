import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** What a link in a letter lets its holder do. */
export type Purpose = 'confirm' | 'withdraw';

const DAY_MS = 24 * 60 * 60 * 1000;
const NONCE = 12;
const TAG = 16;
const EXPIRES = 4;

/**
 * Makes and reads the tokens that stand in letters' links: AES-256-GCM under a key of the secret, one key a purpose, so
 * that a token for one thing does nothing else. Nothing of it is stored, so whoever has a copy of the database has no
 * link; and what it is about can't be read off the link, which stands in proxies' logs.
 */
export class Tokens {
  readonly #keys: Record<Purpose, Uint8Array>;

  constructor(secret: Uint8Array) {
    const keyFor = (purpose: Purpose) =>
      new Uint8Array(hkdfSync('sha256', secret, '', `petition-widget ${purpose} token`, 32));
    this.#keys = { confirm: keyFor('confirm'), withdraw: keyFor('withdraw') };
  }

  /** @param days how long it works */
  make(purpose: Purpose, payload: Uint8Array, days: number, now = Date.now()): string {
    const expires = Buffer.alloc(EXPIRES);
    expires.writeUInt32BE(Math.floor(now / DAY_MS) + days);
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv('aes-256-gcm', this.#keys[purpose], nonce);
    const sealed = [cipher.update(expires), cipher.update(payload), cipher.final()];
    return Buffer.concat([nonce, ...sealed, cipher.getAuthTag()]).toString('base64url');
  }

  /** The payload; null where it is no token of ours, for something else, or no longer works. */
  open(purpose: Purpose, token: string, now = Date.now()): Buffer | null {
    const bytes = Buffer.from(token, 'base64url');
    if (bytes.length < NONCE + EXPIRES + TAG) return null;
    const decipher = createDecipheriv(
      'aes-256-gcm',
      this.#keys[purpose],
      bytes.subarray(0, NONCE),
    ).setAuthTag(bytes.subarray(-TAG));
    try {
      const opened = Buffer.concat([decipher.update(bytes.subarray(NONCE, -TAG)), decipher.final()]);
      return opened.readUInt32BE() < Math.floor(now / DAY_MS) ? null : opened.subarray(EXPIRES);
    } catch {
      return null;
    }
  }
}
