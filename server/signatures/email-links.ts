import { createHash } from 'node:crypto';
import type { EmailTokens } from '../crypto/tokens.ts';
import { REQUEST_ID_BYTES, REQUEST_KEY_BYTES } from './request-cipher.ts';
import { SIGNER_KEY_BYTES, type Signer } from './signer-key.ts';

/** How long an unconfirmed request can be confirmed, and is stored. */
export const CONFIRMABLE_DAYS = 30;
/** Signing again sends an email with a new link. */
const WITHDRAWABLE_DAYS = 366;
/** A hundred years: someone who stopped all emails gets none with a new link to allow them again. */
const STOPPABLE_DAYS = 36_525;

const PETITION_ID_BYTES = 4;
const SIGNER_BYTES = PETITION_ID_BYTES + SIGNER_KEY_BYTES;
const PARTNER_TAG_BYTES = 4;

/** One request of a signer, who may have made several. */
export interface SignatureRequest extends Signer {
  request_id: Uint8Array;
}

/** Stands for the partner through which the signer came, so that the page behind a link can name it. */
export interface PartnerLink {
  partnerTag: Uint8Array;
}

/** A link that confirms a request. */
export interface ConfirmLink extends SignatureRequest, PartnerLink {
  /** Opens what was entered. Null in the links of earlier versions, which sealed that when it was requested. */
  key: Uint8Array | null;
}

/**
 * Creates the token of a link that confirms one request, and opens what was entered in it.
 *
 * @param key the request's own; undefined if an earlier version made the request
 */
export const createConfirmToken = (
  tokens: EmailTokens,
  request: SignatureRequest,
  partner: string | null,
  key: Uint8Array = Buffer.alloc(0),
): string =>
  tokens.create(
    'confirm',
    Buffer.concat([packSigner(request), request.request_id, partnerTag(partner), key]),
    CONFIRMABLE_DAYS,
  );

/** Returns the request that a link confirms, or null if the link is invalid or has expired. */
export function readConfirmToken(tokens: EmailTokens, token: string): ConfirmLink | null {
  const payload = tokens.read('confirm', token);
  if (!payload) return null;
  const tagStart = SIGNER_BYTES + REQUEST_ID_BYTES;
  const keyStart = tagStart + PARTNER_TAG_BYTES;
  const key = payload.subarray(keyStart);
  return {
    ...unpackSigner(payload),
    request_id: payload.subarray(SIGNER_BYTES, tagStart),
    partnerTag: payload.subarray(tagStart, keyStart),
    key: key.length === REQUEST_KEY_BYTES ? key : null,
  };
}

/**
 * Creates the token of a link that withdraws everything signed with an email address under a petition. Only
 * the owner of the address gets this link.
 *
 * @param partner stored in the link instead of looked up, so that the page behind it is the same whether or
 *   not there is a signature
 */
export const createWithdrawToken = (tokens: EmailTokens, signer: Signer, partner: string | null): string =>
  tokens.create('withdraw', Buffer.concat([packSigner(signer), partnerTag(partner)]), WITHDRAWABLE_DAYS);

/** Returns the signer that a link withdraws, or null if the link is invalid or has expired. */
export function readWithdrawToken(tokens: EmailTokens, token: string): (Signer & PartnerLink) | null {
  const payload = tokens.read('withdraw', token);
  return payload && { ...unpackSigner(payload), partnerTag: payload.subarray(SIGNER_BYTES) };
}

/** Creates the token of a link that stops all emails to an address, or allows them again. */
export const createStopToken = (tokens: EmailTokens, addressHash: Uint8Array): string =>
  tokens.create('stop', addressHash, STOPPABLE_DAYS);

/** Returns the hash of the address that a link is about, or null if the link is invalid. */
export const readStopToken = (tokens: EmailTokens, token: string): Uint8Array | null =>
  tokens.read('stop', token);

/** Finds the partner of a petition that a tag stands for. Older emails have an empty tag, which stands for none. */
export function partnerForTag(
  tag: Uint8Array,
  partners: Readonly<Record<string, string>>,
): string | undefined {
  return Object.keys(partners).find((partner) => Buffer.compare(partnerTag(partner), tag) === 0);
}

/** Fixed length, also without a partner: the link's length must not reveal the partner to proxies. */
function partnerTag(partner: string | null): Buffer {
  if (partner === null) return Buffer.alloc(PARTNER_TAG_BYTES);
  return createHash('sha256').update(partner).digest().subarray(0, PARTNER_TAG_BYTES);
}

function packSigner({ petition_id, signer_key }: Signer): Buffer {
  const id = Buffer.alloc(PETITION_ID_BYTES);
  id.writeUInt32BE(petition_id);
  return Buffer.concat([id, signer_key]);
}

const unpackSigner = (payload: Buffer): Signer => ({
  petition_id: payload.readUInt32BE(),
  signer_key: payload.subarray(PETITION_ID_BYTES, SIGNER_BYTES),
});
