import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const PAD_BLOCK_BYTES = 128;
/** How much longer than what was encrypted the result is, in bytes. */
export const OVERHEAD_BYTES = NONCE_BYTES + TAG_BYTES;

/**
 * AES-256-GCM, as everything here is encrypted: 12 bytes of random nonce, the ciphertext, 16 bytes of tag.
 *
 * @param key 32 bytes
 * @param bound what it belongs to: with anything else it doesn't open
 */
export function encrypt(key: Uint8Array, plain: Uint8Array, bound: Uint8Array): Buffer {
  const nonce = nextNonce();
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(bound);
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** @throws where it was damaged, or encrypted under another key or for something else */
export function decrypt(key: Uint8Array, sealed: Uint8Array, bound: Uint8Array): Buffer {
  const nonce = sealed.subarray(0, NONCE_BYTES);
  // Otherwise what was cut short would be held against a shorter tag.
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
    .setAAD(bound)
    .setAuthTag(sealed.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
}

/** As JSON, filled up to a multiple of 128 bytes, so that its length doesn't tell a long name. JSON bears white space behind it. */
export function padJson(data: object): Buffer {
  const json = Buffer.from(JSON.stringify(data));
  const filled = Buffer.alloc(Math.ceil(json.length / PAD_BLOCK_BYTES) * PAD_BLOCK_BYTES, ' ');
  json.copy(filled);
  return filled;
}

let nonces = Buffer.alloc(0);

/** Drawn many at a time: asking the system for twelve bytes costs as much as for thousands. */
function nextNonce(): Buffer {
  if (nonces.length === 0) nonces = randomBytes(NONCE_BYTES * 256);
  const nonce = nonces.subarray(0, NONCE_BYTES);
  nonces = nonces.subarray(NONCE_BYTES);
  return nonce;
}
