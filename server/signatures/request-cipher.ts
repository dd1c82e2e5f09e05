import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { decrypt, encrypt, padJson } from '../crypto/aead.ts';
import { deriveKey } from '../crypto/derive-key.ts';
import { aad } from '../crypto/sealer.ts';
import { HOUR_MS, MINUTE_MS } from '../lib/time.ts';
import { createOutboxId } from '../storage/outbox-id.ts';
import type { NewRequest, RequestRow, SignatureRow } from '../storage/schema.ts';
import type { PublicSignature } from './public-signature.ts';
import { SIGNER_KEY_BYTES, type Signer } from './signer-key.ts';

/** What is needed to send the email. Stored in the outbox only until the email is delivered. */
export interface EmailPayload {
  /** Email address as typed. */
  to: string;
  lang: string;
}

/** What a request is about. */
interface RequestPayload {
  signature: SignatureRow;
  /** What to show publicly once the request is confirmed. */
  publicSignature?: PublicSignature;
}

/**
 * How many of a signer's requests get a findable slot at any time. Only the first few lead to emails. The others are
 * stored too, because otherwise someone who makes requests could see how many there were before.
 */
export const ANYTIME_SLOTS = 32;
/** Further slots, each for one request of a half day. Enough that one is free again before its turn comes. */
const HALF_DAY_SLOTS = 64;
const HALF_DAY_MS = 12 * HOUR_MS;
export const SLOT_BYTES = 16;

export const REQUEST_ID_BYTES = 16;
const DATA_KEY_ID_BYTES = 16;
const LENGTH_BYTES = 4;

/**
 * How many tags there are. Few, so that many signers share one: two requests with the same tag are hardly ever from the
 * same person. A withdrawal decrypts one in 64 of the waiting requests.
 */
const TAGS = 64;

/** When an undelivered email is dropped, so that the address isn't kept forever. */
export const EMAIL_TTL_MS = 72 * HOUR_MS;

/**
 * Encrypts requests so that only the server knows whose they are. Someone with a copy of the database may
 * recognize a request in it that they made with someone else's email address. Such a request must not be
 * linkable to a signature or to another request.
 */
export class RequestCipher {
  readonly #requestKey: Uint8Array;
  readonly #emailKey: Uint8Array;
  readonly #slotKey: Uint8Array;
  readonly #tagKey: Uint8Array;

  constructor(secret: Uint8Array) {
    this.#requestKey = deriveKey(secret, 'petition-widget request');
    this.#emailKey = deriveKey(secret, 'petition-widget outbox');
    this.#slotKey = deriveKey(secret, 'petition-widget slot');
    this.#tagKey = deriveKey(secret, 'petition-widget outbox tag');
  }

  /** Creates the row of a new request, whose email is due now. */
  encrypt({ signature, publicSignature }: RequestPayload, email: EmailPayload, now = Date.now()): NewRequest {
    const { petition_id, signed_on, partner } = signature;
    const request_id = randomBytes(REQUEST_ID_BYTES);
    const requestAad = aad(petition_id, request_id);
    const expires = Math.floor((now + EMAIL_TTL_MS) / MINUTE_MS) * MINUTE_MS;
    return {
      id: createOutboxId(now),
      petition_id,
      request_id,
      signed_on,
      partner,
      request: encrypt(this.#requestKey, packRequest(signature, publicSignature), requestAad),
      letter: encrypt(this.#emailKey, padJson(email), requestAad),
      tag: this.tagFor(signature),
      expires_at: new Date(expires).toISOString(),
    };
  }

  /** @throws if the row is damaged, was moved, or was encrypted under another secret */
  decryptEmail({
    petition_id,
    request_id,
    letter,
  }: Pick<NewRequest, 'petition_id' | 'request_id' | 'letter'>): EmailPayload {
    return JSON.parse(decrypt(this.#emailKey, letter, aad(petition_id, request_id)).toString('utf8'));
  }

  /** @throws if the row is damaged, was moved, or was encrypted under another secret */
  decrypt({ petition_id, request_id, signed_on, partner, request }: RequestRow): RequestPayload {
    const plain = decrypt(this.#requestKey, request, aad(petition_id, request_id));
    const { publicSignature, ...rest } = unpackRequest(plain);
    return {
      signature: { petition_id, signed_on, partner, ...rest },
      ...(publicSignature && { publicSignature }),
    };
  }

  /** The tag of a signer's requests while their emails wait. */
  tagFor({ petition_id, signer_key }: Signer): Buffer {
    const hash = createHmac('sha256', this.#tagKey).update(aad(petition_id, signer_key)).digest();
    return Buffer.of(hash[0]! % TAGS);
  }

  /**
   * The slots by which a signer's requests are found once their emails were sent, one per request: those for any time,
   * then those for half days. Without the secret, slots can't be linked to each other or to the signer key.
   */
  slotsFor({ petition_id, signer_key }: Signer): Buffer[] {
    const count = ANYTIME_SLOTS + HALF_DAY_SLOTS;
    const length = count * SLOT_BYTES;
    const bytes = hkdfSync('sha256', this.#slotKey, '', aad(petition_id, signer_key), length);
    return Array.from({ length: count }, (_, index) => Buffer.from(bytes, index * SLOT_BYTES, SLOT_BYTES));
  }
}

/** The index of the slot for the half day that contains `now`. */
export const halfDaySlot = (now: number): number =>
  ANYTIME_SLOTS + (Math.floor(now / HALF_DAY_MS) % HALF_DAY_SLOTS);

/** The indexes of the slots that a request whose email is still being sent may have. */
export function currentSlots(now: number): number[] {
  const slots = Array.from({ length: ANYTIME_SLOTS }, (_, index) => index);
  for (let age = 0; age <= EMAIL_TTL_MS; age += HALF_DAY_MS) slots.push(halfDaySlot(now - age));
  return slots;
}

/** Signer key, data key ID, length of the sealed record, sealed record, and public signature as padded JSON. */
function packRequest(
  { signer_key, data_key_id, sealed }: SignatureRow,
  publicSignature: PublicSignature | undefined,
): Buffer {
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(sealed.length);
  return Buffer.concat([signer_key, data_key_id, length, sealed, padJson({ shown: publicSignature })]);
}

function unpackRequest(plain: Buffer) {
  const dataKeyStart = SIGNER_KEY_BYTES;
  const lengthStart = dataKeyStart + DATA_KEY_ID_BYTES;
  const sealedStart = lengthStart + LENGTH_BYTES;
  const jsonStart = sealedStart + plain.readUInt32BE(lengthStart);
  const { shown } = JSON.parse(plain.subarray(jsonStart).toString('utf8')) as { shown?: PublicSignature };
  return {
    signer_key: plain.subarray(0, dataKeyStart),
    data_key_id: plain.subarray(dataKeyStart, lengthStart),
    sealed: plain.subarray(sealedStart, jsonStart),
    publicSignature: shown,
  };
}
