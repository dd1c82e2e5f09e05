import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import type { HeaderMap } from './headers.ts';

/** JSON that any cache may hold for some seconds, made once and sent to everybody who asks for it. */
export interface CacheableJson {
  readonly body: string | Uint8Array<ArrayBuffer>;
  readonly etag: string;
  readonly headers: HeaderMap;
}

export function cacheableJson(value: unknown, seconds: number, headers: HeaderMap): CacheableJson {
  const json = JSON.stringify(value);
  const bytes = Buffer.from(json);
  const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 16)}"`;
  return {
    // Plain ASCII goes out in one piece with the headers; anything else would be encoded for each answer.
    body: bytes.length === json.length ? json : bytes,
    etag,
    headers: {
      ...headers,
      'Content-Type': 'application/json',
      'Cache-Control': `public, max-age=${seconds}, stale-while-revalidate=60`,
      // Told, so that it isn't measured anew for each answer.
      'Content-Length': String(bytes.length),
      ETag: etag,
    },
  };
}

/** Sends it, or 304 to whoever has it already. */
export function sendCacheable(c: Context, { body, etag, headers }: CacheableJson): Response {
  if (etagMatches(c, etag)) {
    const { 'Content-Type': _, 'Content-Length': __, ...rest } = headers;
    return new Response(null, { status: 304, headers: rest });
  }
  return new Response(body, { headers });
}

/** Whether the browser or cache that asks has the answer with this tag. */
export function etagMatches(c: Context, etag: string): boolean {
  const known = c.req.header('If-None-Match');
  // A proxy that compresses makes an ETag weak; for GET they compare the same.
  return (
    known?.split(',').some((each) => each.trim().replace(/^W\//, '') === etag || each.trim() === '*') ?? false
  );
}

/** Keeps what was made of an object, in each of its variants, for as long as the object lives. */
export function memoizeByObject<T extends object, R extends object>(): (
  of: T,
  variant: string,
  make: () => R,
) => R {
  const made = new WeakMap<T, Map<string, R>>();
  return (of, variant, make) => {
    let variants = made.get(of);
    if (!variants) {
      variants = new Map();
      made.set(of, variants);
    }
    let result = variants.get(variant);
    if (!result) {
      result = make();
      variants.set(variant, result);
    }
    return result;
  };
}
