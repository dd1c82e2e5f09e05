import { hkdfSync } from 'node:crypto';

/** What each derived key is for. Frozen: changing one makes existing data unreadable. */
type KeyLabel =
  | 'petition-widget signer key'
  | 'petition-widget confirm token'
  | 'petition-widget withdraw token'
  | 'petition-widget stop token'
  | 'petition-widget change token'
  | 'petition-widget request'
  | 'petition-widget unconfirmed'
  | 'petition-widget outbox'
  | 'petition-widget slot'
  | 'petition-widget outbox tag'
  | 'petition-widget shown'
  | 'petition-widget withdrawal'
  | 'petition-widget stopped address'
  | 'petition-widget bounced address'
  | 'petition-widget self-check'
  | 'petition-widget proof of work'
  | 'petition-widget preview'
  | 'petition-widget imported file'
  | 'petition-widget forwarded'
  | 'petition-widget import token'
  | 'petition-widget passkey challenge'
  | 'petition-widget webhook';

/** Derives an independent key for one purpose: HKDF-SHA-256, 32 bytes. */
export function deriveKey(secret: Uint8Array, label: KeyLabel, salt: Uint8Array | string = ''): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, label, 32));
}
