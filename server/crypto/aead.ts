import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const NONCE = 12;
const TAG = 16;
const BLOCK = 128;
/** How much longer than what was encrypted the result is, in bytes. */
export const OVERHEAD = NONCE + TAG;

/**
 * AES-256-GCM, as everything here is encrypted: 12 bytes of random nonce, the ciphertext, 16 bytes of tag.
 *
 * @param key 32 bytes
 * @param bound what it belongs to: with anything else it doesn't open
 */
export function encrypt(key: Uint8Array, plain: Uint8Array, bound: Uint8Array): Buffer {
  const nonce = freshNonce();
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(bound);
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** @throws where it was damaged, or encrypted under another key or for something else */
export function decrypt(key: Uint8Array, sealed: Uint8Array, bound: Uint8Array): Buffer {
  const nonce = sealed.subarray(0, NONCE);
  // Otherwise what was cut short would be held against a shorter tag.
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG })
    .setAAD(bound)
    .setAuthTag(sealed.subarray(-TAG));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE, -TAG)), decipher.final()]);
}

/** As JSON, filled up to a multiple of 128 bytes, so that its length doesn't tell a long name. JSON bears white space behind it. */
export function padded(data: object): Buffer {
  const json = Buffer.from(JSON.stringify(data));
  const filled = Buffer.alloc(Math.ceil(json.length / BLOCK) * BLOCK, ' ');
  json.copy(filled);
  return filled;
}

let nonces = Buffer.alloc(0);

/** Drawn many at a time: asking the system for twelve bytes costs as much as for thousands. */
function freshNonce(): Buffer {
  if (nonces.length === 0) nonces = randomBytes(NONCE * 256);
  const nonce = nonces.subarray(0, NONCE);
  nonces = nonces.subarray(NONCE);
  return nonce;
}
