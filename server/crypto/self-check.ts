import { randomBytes } from 'node:crypto';
import { MINUTE_MS, SECOND_MS } from '../lib/time.ts';
import { decrypt, encrypt, OVERHEAD_BYTES } from './aead.ts';
import { deriveKey } from './derive-key.ts';

/** Long enough for the clocks of two servers that share a database. */
const VALID_MS = 5 * MINUTE_MS;
const EXPIRY_BYTES = 4;
const ANSWER_BYTES = 16;
const CHALLENGE_BYTES = OVERHEAD_BYTES + EXPIRY_BYTES + ANSWER_BYTES;
/** The key alone determines what a challenge is for. */
const NO_AAD = Buffer.alloc(0);

/**
 * Finds out whether a server has the same secret: only then can it decrypt a random value. Strangers can't make
 * challenges, so the answers are nothing by which they could recognize a server under another name.
 */
export class SelfCheck {
  readonly #key: Uint8Array;

  constructor(secret: Uint8Array) {
    this.#key = deriveKey(secret, 'petition-widget self-check');
  }

  createChallenge(now = Date.now()): { challenge: string; answer: string } {
    const answer = randomBytes(ANSWER_BYTES);
    const expires = Buffer.alloc(EXPIRY_BYTES);
    expires.writeUInt32BE(Math.floor((now + VALID_MS) / SECOND_MS));
    const challenge = encrypt(this.#key, Buffer.concat([expires, answer]), NO_AAD);
    return { challenge: challenge.toString('base64url'), answer: answer.toString('base64url') };
  }

  /** Returns null if the challenge has expired, or was made with another secret. */
  answer(challenge: string, now = Date.now()): string | null {
    const bytes = Buffer.from(challenge, 'base64url');
    if (bytes.length !== CHALLENGE_BYTES) return null;
    try {
      const plain = decrypt(this.#key, bytes, NO_AAD);
      const isExpired = plain.readUInt32BE() < now / SECOND_MS;
      return isExpired ? null : plain.subarray(EXPIRY_BYTES).toString('base64url');
    } catch {
      return null;
    }
  }
}
