import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { deriveKey } from '../crypto/derive-key.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../lib/time.ts';
import type { PetitionStorage } from '../storage/open.ts';

/** How long somebody may take to answer the browser's question, and a browser to open a challenge. */
const VALID_MS = 5 * MINUTE_MS;
const NONCE_BYTES = 16;
const EXPIRY_BYTES = 4;
const MAC_BYTES = 16;

export type ChallengePurpose = 'register' | 'sign-in' | 'prove-identity';

/**
 * What a passkey signs, or an identity opens: a random value, its expiry, and a keyed hash of both. Nothing is stored until a challenge is used,
 * and any server with the same secret accepts it, once.
 */
export class Challenges {
  readonly #key: Uint8Array;
  readonly #storage: PetitionStorage;

  constructor(secret: Uint8Array, storage: PetitionStorage) {
    this.#key = deriveKey(secret, 'petition-widget passkey challenge');
    this.#storage = storage;
  }

  create(purpose: ChallengePurpose, now = Date.now()): Uint8Array<ArrayBuffer> {
    const expires = Buffer.alloc(EXPIRY_BYTES);
    expires.writeUInt32BE(Math.floor((now + VALID_MS) / SECOND_MS));
    const signed = Buffer.concat([randomBytes(NONCE_BYTES), expires]);
    return Uint8Array.from(Buffer.concat([signed, this.#mac(purpose, signed)]));
  }

  /**
   * Uses a challenge up.
   *
   * @param challenge in base64url, as browsers return it
   * @returns false if it was used already, has expired, was created for something else, or was made up
   */
  async use(purpose: ChallengePurpose, challenge: string, now = Date.now()): Promise<boolean> {
    const bytes = Buffer.from(challenge, 'base64url');
    if (bytes.length !== NONCE_BYTES + EXPIRY_BYTES + MAC_BYTES) return false;
    const signed = bytes.subarray(0, NONCE_BYTES + EXPIRY_BYTES);
    if (!timingSafeEqual(bytes.subarray(signed.length), this.#mac(purpose, signed))) return false;
    if (signed.readUInt32BE(NONCE_BYTES) * SECOND_MS < now) return false;
    const { numInsertedOrUpdatedRows } = await this.#storage.write((transaction) =>
      transaction
        .insertInto('used_challenge')
        .values({ id: bytes, forget_after: new Date(now + VALID_MS + HOUR_MS).toISOString().slice(0, 13) })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst(),
    );
    return Number(numInsertedOrUpdatedRows) === 1;
  }

  #mac(purpose: ChallengePurpose, signed: Uint8Array): Buffer {
    return createHmac('sha256', this.#key).update(purpose).update(signed).digest().subarray(0, MAC_BYTES);
  }
}
