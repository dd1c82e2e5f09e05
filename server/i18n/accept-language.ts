import { parseAccept } from 'hono/utils/accept';

/** The headers of real browsers have a tenth of this. */
const MAX_LENGTH = 1_000;

/**
 * Language tags from an `Accept-Language` header (RFC 9110, section 12.5.4), in order of preference. Leaves out
 * those with `q=0`, and `*`, which prefers none.
 */
export function parseAcceptLanguage(header: string | undefined): string[] {
  return parseAccept(truncate(header ?? ''))
    .filter(({ q, type }) => q > 0 && type !== '*')
    .map(({ type }) => type);
}

/** Cuts at a comma, so that no part of a tag passes for one. */
function truncate(header: string): string {
  return header.length <= MAX_LENGTH ? header : header.slice(0, MAX_LENGTH).replace(/(?:^|,)[^,]*$/, '');
}
