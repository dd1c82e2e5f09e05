import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { LetterRow, PendingRow } from '../storage/schema.ts';

/** What has to be known to write the letter. It lies in the outbox only until the letter is delivered. */
export interface LetterContent {
  /** The mailbox as it was typed. */
  to: string;
  lang: string;
  /** The pending signature it is about, in hex. */
  pending: string;
}

const HOUR_MS = 60 * 60 * 1000;
/** After that a letter is given up: the address must not lie here for ever. */
const PATIENCE_MS = 72 * HOUR_MS;
const MINUTE_MS = 60_000;
const NONCE = 12;
const TAG = 16;

/**
 * Encrypts what stands in the outbox, under a key of the secret: the server itself must read it to send the letter, a
 * copy of the database must not.
 */
export class LetterSeal {
  readonly #key: Uint8Array;

  constructor(secret: Uint8Array) {
    this.#key = new Uint8Array(hkdfSync('sha256', secret, '', 'petition-widget outbox', 32));
  }

  /** The row of a letter that is due now. */
  seal(signature: PendingRow, to: string, lang: string, now = Date.now()): LetterRow {
    const id = randomBytes(16);
    const nonce = randomBytes(NONCE);
    const content: LetterContent = { to, lang, pending: Buffer.from(signature.id).toString('hex') };
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce).setAAD(id);
    const sealed = [cipher.update(JSON.stringify(content), 'utf8'), cipher.final()];
    // To the minute: the database needn't know any better when somebody signed.
    const due = Math.floor(now / MINUTE_MS) * MINUTE_MS;
    return {
      id,
      petition_id: signature.petition_id,
      signer_key: signature.signer_key,
      letter: Buffer.concat([nonce, ...sealed, cipher.getAuthTag()]),
      due_at: new Date(due).toISOString(),
      attempts: 0,
      expires_at: new Date(due + PATIENCE_MS).toISOString(),
    };
  }

  /** @throws where the row was damaged or moved, or sealed under another secret */
  open({ id, letter }: Pick<LetterRow, 'id' | 'letter'>): LetterContent {
    const decipher = createDecipheriv('aes-256-gcm', this.#key, letter.subarray(0, NONCE))
      .setAAD(id)
      .setAuthTag(letter.subarray(-TAG));
    const opened = Buffer.concat([decipher.update(letter.subarray(NONCE, -TAG)), decipher.final()]);
    return JSON.parse(opened.toString('utf8'));
  }
}
