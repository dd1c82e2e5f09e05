import { hkdfSync, randomBytes } from 'node:crypto';
import { outboxKey } from '../storage/outbox-key.ts';
import type { NewRequest, OutboxRow, SignatureRow } from '../storage/schema.ts';
import { decrypt, encrypt, padded } from './aead.ts';
import type { Shown } from './shown.ts';

/** What has to be known to write the letter. It lies in the outbox only until the letter is delivered. */
export interface LetterContent {
  /** The mailbox as it was typed. */
  to: string;
  lang: string;
  /** What is to be shown once the letter is answered. */
  shown?: Shown;
}

const MINUTE_MS = 60_000;
/** After that a letter is given up: the address must not lie here for ever. */
const PATIENCE_MS = 72 * 60 * MINUTE_MS;

/**
 * Encrypts what stands in the outbox, under a key of the secret: the server itself must read it to send the letter, a
 * copy of the database must not.
 */
export class LetterSeal {
  readonly #key: Uint8Array;

  constructor(secret: Uint8Array) {
    this.#key = new Uint8Array(hkdfSync('sha256', secret, '', 'petition-widget outbox', 32));
  }

  /** A request whose letter is due now. */
  seal(signature: SignatureRow, content: LetterContent, now = Date.now()): NewRequest {
    const request_id = randomBytes(16);
    const expires = Math.floor((now + PATIENCE_MS) / MINUTE_MS) * MINUTE_MS;
    return {
      ...signature,
      id: outboxKey(now),
      request_id,
      letter: encrypt(this.#key, padded(content), request_id),
      expires_at: new Date(expires).toISOString(),
    };
  }

  /** @throws where the row was damaged or moved, or sealed under another secret */
  open({ request_id, letter }: Pick<OutboxRow, 'request_id' | 'letter'>): LetterContent {
    return JSON.parse(decrypt(this.#key, letter, request_id).toString('utf8'));
  }
}
