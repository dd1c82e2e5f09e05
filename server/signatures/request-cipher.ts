import { hkdfSync, randomBytes } from 'node:crypto';
import { decrypt, encrypt, padJson } from '../crypto/aead.ts';
import { aad } from '../crypto/sealer.ts';
import { createOutboxId } from '../storage/outbox-id.ts';
import type { NewRequest, RequestRow, SignatureRow } from '../storage/schema.ts';
import type { PublicSignature } from './public-signature.ts';
import type { Signer } from './signer-key.ts';

/** What has to be known to write the letter. It lies in the outbox only until the letter is delivered. */
export interface EmailPayload {
  /** The mailbox as it was typed. */
  to: string;
  lang: string;
}

/** What a request is about. */
export interface RequestPayload {
  signature: SignatureRow;
  /** What is to be shown once it is confirmed. */
  publicSignature?: PublicSignature;
}

/**
 * As many requests of a signer are known to each other. The first few bring letters; the others are kept as well, or who
 * makes some would see by them how many there were before.
 */
const SLOTS = 32;
export const SLOT_BYTES = 16;

const SIGNER_KEY = 32;
const DATA_KEY_ID = 16;
const LENGTH = 4;

const MINUTE_MS = 60_000;
/** After that a letter is given up: the address must not lie here for ever. */
const PATIENCE_MS = 72 * 60 * MINUTE_MS;

/**
 * Keeps to the server itself whose a request is, for as long as there is one. Whoever has a copy of the database may know a
 * request in it, having made it with somebody's address: it must lead neither to a signature nor to another request.
 */
export class RequestCipher {
  readonly #requestKey: Uint8Array;
  readonly #letterKey: Uint8Array;
  readonly #slotKey: Uint8Array;

  constructor(secret: Uint8Array) {
    const keyFor = (what: string) =>
      new Uint8Array(hkdfSync('sha256', secret, '', `petition-widget ${what}`, 32));
    this.#requestKey = keyFor('request');
    this.#letterKey = keyFor('outbox');
    this.#slotKey = keyFor('slot');
  }

  /** A request whose letter is due now. */
  encrypt(
    { signature, publicSignature }: RequestPayload,
    letter: EmailPayload,
    now = Date.now(),
  ): NewRequest {
    const { petition_id, signed_on, partner } = signature;
    const request_id = randomBytes(16);
    const bound = aad(petition_id, request_id);
    const expires = Math.floor((now + PATIENCE_MS) / MINUTE_MS) * MINUTE_MS;
    return {
      id: createOutboxId(now),
      petition_id,
      request_id,
      signed_on,
      partner,
      request: encrypt(this.#requestKey, packed(signature, publicSignature), bound),
      letter: encrypt(this.#letterKey, padJson(letter), bound),
      expires_at: new Date(expires).toISOString(),
    };
  }

  /** @throws where the row was damaged or moved, or sealed under another secret */
  decryptEmail({ petition_id, request_id, letter }: Omit<NewRequest, 'id'>): EmailPayload {
    return JSON.parse(decrypt(this.#letterKey, letter, aad(petition_id, request_id)).toString('utf8'));
  }

  /** @throws as above */
  decrypt({ petition_id, request_id, signed_on, partner, request }: RequestRow): RequestPayload {
    const plain = decrypt(this.#requestKey, request, aad(petition_id, request_id));
    const { signer_key, data_key_id, sealed, shown } = unpacked(plain);
    return {
      signature: { petition_id, signer_key, signed_on, partner, data_key_id, sealed },
      ...(shown && { publicSignature: shown }),
    };
  }

  /**
   * The places that a signer's requests take, one each, once their letters went out. Two of them have nothing to do with
   * each other for whoever hasn't the secret, nor with the signer key.
   */
  slotsFor({ petition_id, signer_key }: Signer): Buffer[] {
    const all = hkdfSync('sha256', this.#slotKey, '', aad(petition_id, signer_key), SLOTS * SLOT_BYTES);
    return Array.from({ length: SLOTS }, (_, index) => Buffer.from(all, index * SLOT_BYTES, SLOT_BYTES));
  }
}

/** Signer key, data key, how long what is sealed is, that, and what is shown, as JSON. */
function packed(
  { signer_key, data_key_id, sealed }: SignatureRow,
  shown: PublicSignature | undefined,
): Buffer {
  const length = Buffer.alloc(LENGTH);
  length.writeUInt32BE(sealed.length);
  return Buffer.concat([signer_key, data_key_id, length, sealed, padJson({ shown })]);
}

function unpacked(plain: Buffer) {
  const dataKeyAt = SIGNER_KEY;
  const lengthAt = dataKeyAt + DATA_KEY_ID;
  const sealedAt = lengthAt + LENGTH;
  const shownAt = sealedAt + plain.readUInt32BE(lengthAt);
  const { shown } = JSON.parse(plain.subarray(shownAt).toString('utf8')) as { shown?: PublicSignature };
  return {
    signer_key: plain.subarray(0, dataKeyAt),
    data_key_id: plain.subarray(dataKeyAt, lengthAt),
    sealed: plain.subarray(sealedAt, shownAt),
    shown,
  };
}
