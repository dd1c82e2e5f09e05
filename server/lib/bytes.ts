import { createHash } from 'node:crypto';

/** Bytes as a string, for use as a key of a map. */
export const toHex = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');

/** The first 96 bits of the SHA-256, for ETags. */
export const shortHash = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('base64url').slice(0, 16);
