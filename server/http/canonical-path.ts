import type { MiddlewareHandler } from 'hono';

/** What a sentence, a bracket, or an editor leaves at the end of a URL. Tokens may end in "-" and "_". */
const TRAILING = /[\s\p{Cf}/.,:;!?*'"’”»)\]}>…。，、！？）」』]+$/u;
const INVISIBLE = /[\s\p{Cf}]/gu;

/**
 * A path as its author meant it: without what surrounds a URL in a sentence, without doubled slashes, and without the
 * capital letters that phones put at the beginning of words.
 *
 * @returns undefined if it is that already, or can't be decoded
 */
export function canonicalPath(path: string): string | undefined {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return undefined;
  }
  const trimmed =
    decoded
      .replace(INVISIBLE, '')
      .replace(/\/{2,}/g, '/')
      .replace(TRAILING, '') || '/';
  // Tokens differ by case.
  const canonical = trimmed.replace(/^\/(?:p\/.*|[^/]*)/i, (start) => start.toLowerCase());
  if (canonical === '/p') return '/';
  return canonical === path ? undefined : canonical;
}

/**
 * Redirects to the canonical path, if there is something. 308 keeps the method, so a form submitted there still signs.
 *
 * @param exists whether a canonical path leads to anything
 */
export function redirectToCanonicalPath(exists: (path: string) => boolean): MiddlewareHandler {
  return async function redirectToCanonicalPath(c, next) {
    const path = canonicalPath(c.req.path);
    if (path === undefined || !exists(path)) return next();
    return c.redirect(path + new URL(c.req.url).search, 308);
  };
}
