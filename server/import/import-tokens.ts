import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ImportSettings } from '../../common/console-import.ts';
import { deriveKey } from '../crypto/derive-key.ts';
import { HOUR_MS, SECOND_MS } from '../lib/time.ts';

/** Long enough for some million rows. */
export const VALID_MS = 6 * HOUR_MS;
const EXPIRY_BYTES = 4;
const MAC_BYTES = 32;

/** Whose import it is, and into what. */
export interface ImportScope {
  accountId: string;
  petitionId: number;
  settings: ImportSettings;
}

/**
 * Tokens that let an account store batches of one import: an expiry, and a keyed hash of it and of what the token is for. Nothing is
 * stored, and any server with the same secret accepts a token.
 */
export class ImportTokens {
  readonly #key: Uint8Array;

  constructor(secret: Uint8Array) {
    this.#key = deriveKey(secret, 'petition-widget import token');
  }

  create(scope: ImportScope, now = Date.now()): string {
    const expires = Buffer.alloc(EXPIRY_BYTES);
    expires.writeUInt32BE(Math.floor((now + VALID_MS) / SECOND_MS));
    return Buffer.concat([expires, this.#mac(expires, scope)]).toString('base64url');
  }

  /** Whether a token is for this, and hasn't expired. */
  isValid(token: string, scope: ImportScope, now = Date.now()): boolean {
    const bytes = Buffer.from(token, 'base64url');
    if (bytes.length !== EXPIRY_BYTES + MAC_BYTES) return false;
    const expires = bytes.subarray(0, EXPIRY_BYTES);
    if (!timingSafeEqual(bytes.subarray(EXPIRY_BYTES), this.#mac(expires, scope))) return false;
    return expires.readUInt32BE() * SECOND_MS >= now;
  }

  #mac(expires: Uint8Array, { accountId, petitionId, settings }: ImportScope): Buffer {
    const { source, dates, timeZone } = settings;
    const bound = JSON.stringify([accountId, petitionId, source, dates, timeZone]);
    return createHmac('sha256', this.#key).update(expires).update(bound).digest();
  }
}
