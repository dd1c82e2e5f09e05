import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const DEFAULT_LENGTHS = [128] as const;
/** How much longer the result of {@link encrypt} is than its input. */
export const OVERHEAD_BYTES = NONCE_BYTES + TAG_BYTES;

/**
 * Encrypts with AES-256-GCM. All encryption here uses this format: 12 random bytes of nonce, ciphertext, 16
 * bytes of tag.
 *
 * @param key 32 bytes
 * @param aad what the data belongs to; it can't be decrypted with any other value
 */
export function encrypt(key: Uint8Array, plain: Uint8Array, aad: Uint8Array): Buffer {
  const nonce = nextNonce();
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(aad);
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** @throws if the data is damaged, or was encrypted under another key or for something else */
export function decrypt(key: Uint8Array, sealed: Uint8Array, aad: Uint8Array): Buffer {
  const nonce = sealed.subarray(0, NONCE_BYTES);
  // Without a fixed length, truncated data would be checked against a shorter tag.
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
    .setAAD(aad)
    .setAuthTag(sealed.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
}

/**
 * Serializes to JSON, padded so that the length reveals little of the content. JSON allows trailing white space.
 *
 * @param lengths in bytes, ascending: the first that is long enough is used, or else a multiple of the last
 */
export const padJson = (data: object, lengths: readonly number[] = DEFAULT_LENGTHS): Buffer =>
  pad(Buffer.from(JSON.stringify(data)), lengths);

/** The same for what is JSON already. */
export function pad(json: Uint8Array, lengths: readonly number[]): Buffer {
  const last = lengths.at(-1)!;
  const length = lengths.find((length) => json.length <= length) ?? Math.ceil(json.length / last) * last;
  // Every byte is written below. `alloc` would ask the system for memory each time.
  const padded = Buffer.allocUnsafe(length);
  padded.set(json);
  return padded.fill(' ', json.length);
}

let nonces = Buffer.alloc(0);

/** Fetches many at a time: twelve random bytes from the system cost as much as thousands. */
function nextNonce(): Buffer {
  if (nonces.length === 0) nonces = randomBytes(NONCE_BYTES * 256);
  const nonce = nonces.subarray(0, NONCE_BYTES);
  nonces = nonces.subarray(NONCE_BYTES);
  return nonce;
}
