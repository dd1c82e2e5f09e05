import { createHash } from 'node:crypto';

export const TAG_BYTES = 4;

/**
 * What stands for a partner in a letter's link: as long for each, and for none, so that not even the link's length tells proxies
 * through whom somebody signs.
 */
export function partnerTag(partner: string | null): Buffer {
  if (partner === null) return Buffer.alloc(TAG_BYTES);
  return createHash('sha256').update(partner).digest().subarray(0, TAG_BYTES);
}

/** The one of a petition's partners that a tag stands for, if any; an empty one, of older letters, stands for none. */
export function partnerForTag(
  tag: Uint8Array,
  partners: Readonly<Record<string, string>>,
): string | undefined {
  return Object.keys(partners).find((partner) => Buffer.compare(partnerTag(partner), tag) === 0);
}
