import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { decrypt, encrypt, padJson } from '../crypto/aead.ts';
import { deriveKey } from '../crypto/derive-key.ts';
import { aad, RECORD_LENGTHS } from '../crypto/sealer.ts';
import { HOUR_MS, MINUTE_MS } from '../lib/time.ts';
import { createOutboxId } from '../storage/outbox-id.ts';
import type { NewRequest, RequestRow, SignatureRow } from '../storage/schema.ts';
import type { BoxName } from './consent.ts';
import type { PublicSignature } from './public-signature.ts';
import type { SignatureRecord } from './sign.ts';
import { SIGNER_KEY_BYTES, type Signer } from './signer-key.ts';

/** What is needed to send the email. Stored in the outbox only until the email is delivered. */
export interface EmailPayload {
  /** Email address as typed. */
  to: string;
  lang: string;
  /** The request's own key, for the link. Missing if an earlier version made the request. */
  key?: Uint8Array;
}

/** What was entered, before it is sealed for the organizer. */
export type UnsealedRecord = Required<Pick<SignatureRecord, 'signedOn' | 'partner'>> &
  Omit<SignatureRecord, 'version' | 'signedOn' | 'partner'>;

/** Whether each box was checked in the form. */
export type CheckedBoxes = Partial<Record<BoxName, boolean>>;

/** What the server can read of a request without its link. */
export type DecryptedRequest = { signer: Signer } & (
  | {
      /** What was entered, encrypted under the request's own key. */
      record: Uint8Array;
    }
  | EarlierRequest
);

/** A request of versions that sealed it for the organizer when it was made. Such requests are gone after 30 days. */
export interface EarlierRequest {
  signature: SignatureRow;
  /** What the signer asked to show publicly. */
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
export const REQUEST_KEY_BYTES = 32;
const DATA_KEY_ID_BYTES = 16;
const LENGTH_BYTES = 4;

/** The length of almost all emails' payloads, with the key and an address of up to 180 characters. */
const EMAIL_LENGTHS = [256] as const;

/**
 * How many tags there are. Few, so that many signers share one: two requests with the same tag are hardly ever from the
 * same person. A withdrawal decrypts one in 64 of the waiting requests.
 */
const TAGS = 64;

/** When an undelivered email is dropped, so that the address isn't kept forever. */
export const EMAIL_TTL_MS = 72 * HOUR_MS;

/**
 * Encrypts requests so that only the server knows whose they are, and only the link in the email opens what was entered:
 * that is encrypted under a random key per request, which is kept nowhere once the email is delivered. Whoever seizes the
 * server doesn't get the names of people who haven't confirmed.
 *
 * Someone with a copy of the database may recognize a request in it that they made with someone else's email address.
 * Such a request must not be linkable to a signature or to another request.
 */
export class RequestCipher {
  readonly #requestKey: Uint8Array;
  readonly #earlierRequestKey: Uint8Array;
  readonly #emailKey: Uint8Array;
  readonly #slotKey: Uint8Array;
  readonly #tagKey: Uint8Array;

  constructor(secret: Uint8Array) {
    this.#requestKey = deriveKey(secret, 'petition-widget unconfirmed');
    this.#earlierRequestKey = deriveKey(secret, 'petition-widget request');
    this.#emailKey = deriveKey(secret, 'petition-widget outbox');
    this.#slotKey = deriveKey(secret, 'petition-widget slot');
    this.#tagKey = deriveKey(secret, 'petition-widget outbox tag');
  }

  /** Creates the row of a new request, whose email is due now. */
  encrypt(signer: Signer, record: UnsealedRecord, now = Date.now()): NewRequest {
    const { petition_id, signer_key } = signer;
    const { signedOn, partner, email, consent } = record;
    // One call, because a few random bytes from the system cost as much as many.
    const random = randomBytes(REQUEST_ID_BYTES + REQUEST_KEY_BYTES);
    const request_id = random.subarray(0, REQUEST_ID_BYTES);
    const key = random.subarray(REQUEST_ID_BYTES);
    const requestAad = aad(petition_id, request_id);
    const encryptedRecord = encrypt(key, padJson(record, RECORD_LENGTHS), aad(petition_id, signer_key));
    const payload = { to: email, lang: consent.lang, key: key.toString('base64url') };
    const expires = Math.floor((now + EMAIL_TTL_MS) / MINUTE_MS) * MINUTE_MS;
    return {
      id: createOutboxId(now),
      petition_id,
      request_id,
      signed_on: signedOn,
      partner,
      request: encrypt(this.#requestKey, Buffer.concat([signer_key, encryptedRecord]), requestAad),
      letter: encrypt(this.#emailKey, padJson(payload, EMAIL_LENGTHS), requestAad),
      tag: this.tagFor(signer),
      expires_at: new Date(expires).toISOString(),
    };
  }

  /** @throws if the row is damaged, was moved, or was encrypted under another secret */
  decryptEmail({
    petition_id,
    request_id,
    letter,
  }: Pick<NewRequest, 'petition_id' | 'request_id' | 'letter'>): EmailPayload {
    const plain = decrypt(this.#emailKey, letter, aad(petition_id, request_id)).toString('utf8');
    const { key, ...payload } = JSON.parse(plain) as { to: string; lang: string; key?: string };
    return { ...payload, ...(key !== undefined && { key: Buffer.from(key, 'base64url') }) };
  }

  /** @throws if the row is damaged, was moved, or was encrypted under another secret */
  decrypt(row: RequestRow): DecryptedRequest {
    const { petition_id, request_id, request } = row;
    let plain: Buffer;
    try {
      plain = decrypt(this.#requestKey, request, aad(petition_id, request_id));
    } catch {
      // Not of this version. If it isn't of an earlier one either, it is damaged.
      return this.#decryptEarlier(row);
    }
    return {
      signer: { petition_id, signer_key: plain.subarray(0, SIGNER_KEY_BYTES) },
      record: plain.subarray(SIGNER_KEY_BYTES),
    };
  }

  /**
   * Decrypts what was entered.
   *
   * @param key the request's own, from the link or from an email that waits
   * @throws if it is another request's key
   */
  decryptRecord(
    { petition_id, signer_key }: Signer,
    encryptedRecord: Uint8Array,
    key: Uint8Array,
  ): UnsealedRecord {
    return JSON.parse(decrypt(key, encryptedRecord, aad(petition_id, signer_key)).toString('utf8'));
  }

  /**
   * The boxes that were checked in a request. Of those that an earlier version sealed, one can still be read.
   *
   * @param key from the email, or undefined if an earlier version made the request
   * @throws if it isn't the request's key
   */
  checkedBoxes(request: DecryptedRequest, key: Uint8Array | undefined): CheckedBoxes {
    if ('signature' in request) return { display: request.publicSignature !== undefined };
    if (!key) throw new Error('the email has no key');
    const { display, contact, partnerContact } = this.decryptRecord(request.signer, request.record, key);
    return { display, contact, partnerContact };
  }

  /** Each format has its own key, so that neither is ever taken for the other. */
  #decryptEarlier({ petition_id, request_id, signed_on, partner, request }: RequestRow): DecryptedRequest {
    const plain = decrypt(this.#earlierRequestKey, request, aad(petition_id, request_id));
    const { publicSignature, ...rest } = unpackEarlier(plain);
    return {
      signer: { petition_id, signer_key: rest.signer_key },
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
function unpackEarlier(plain: Buffer) {
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
