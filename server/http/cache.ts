import { createHash } from 'node:crypto';
import type { Context } from 'hono';

/**
 * Answers with JSON that any cache may hold for some seconds, and with 304 to whoever has it already.
 */
export function cacheableJson(c: Context, value: unknown, seconds: number): Response {
  const json = JSON.stringify(value);
  const etag = `"${createHash('sha256').update(json).digest('base64url').slice(0, 16)}"`;
  return cacheable(c, etag, `public, max-age=${seconds}, stale-while-revalidate=60`, () =>
    c.body(json, 200, { 'Content-Type': 'application/json' }),
  );
}

export function cacheable(c: Context, etag: string, cacheControl: string, fresh: () => Response): Response {
  const known = c.req.header('If-None-Match');
  const response = known && includesEtag(known, etag) ? c.body(null, 304) : fresh();
  response.headers.set('ETag', etag);
  response.headers.set('Cache-Control', cacheControl);
  return response;
}

/** A proxy that compresses makes an ETag weak; for GET they compare the same. */
function includesEtag(header: string, etag: string): boolean {
  return header.split(',').some((known) => known.trim().replace(/^W\//, '') === etag || known.trim() === '*');
}
