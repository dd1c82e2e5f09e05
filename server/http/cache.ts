import type { Context } from 'hono';
import { shortHash } from '../lib/bytes.ts';
import { acceptedCoding, CompressibleBody, codedEtag } from './compression.ts';
import type { HeaderMap } from './headers.ts';

/** JSON that any cache may keep for a few seconds. Built once and sent to everyone who requests it. */
export interface CacheableJson {
  readonly json: string;
  readonly body: string | Uint8Array<ArrayBuffer>;
  /** Undefined if it is too short to gain anything. */
  readonly compressible: CompressibleBody | undefined;
  readonly etag: string;
  readonly headers: HeaderMap;
}

/** @param maxAge how long caches on the way may keep it, in seconds. Browsers ask whether it changed: an old count would look wrong */
export function cacheableJson(json: string, maxAge: number, headers: HeaderMap): CacheableJson {
  const bytes = Buffer.from(json);
  const compressible = new CompressibleBody(bytes);
  const etag = `"${shortHash(bytes)}"`;
  return {
    json,
    compressible: compressible.isWorthwhile ? compressible : undefined,
    // ASCII is written in one packet with the headers. Anything else would be encoded again for every response.
    body: bytes.length === json.length ? json : bytes,
    etag,
    headers: {
      ...headers,
      'Content-Type': 'application/json',
      'Cache-Control': `public, max-age=0, s-maxage=${maxAge}`,
      // Set here, so that it isn't computed for every response.
      'Content-Length': String(bytes.length),
      ETag: etag,
      ...(compressible.isWorthwhile && { Vary: 'Accept-Encoding' }),
    },
  };
}

/** Sends it, or 304 to clients that have it already. */
export function sendCacheable(c: Context, cacheable: CacheableJson): Response | Promise<Response> {
  const { body, compressible, etag, headers } = cacheable;
  const coding = compressible && acceptedCoding(c);
  const ownEtag = codedEtag(etag, coding);
  if (etagMatches(c, ownEtag)) {
    const { 'Content-Type': _, 'Content-Length': __, ...rest } = headers;
    return new Response(null, { status: 304, headers: { ...rest, ETag: ownEtag } });
  }
  if (!coding) return new Response(body, { headers });
  const respond = (bytes: Uint8Array<ArrayBuffer>) =>
    new Response(bytes, {
      headers: {
        ...headers,
        ETag: ownEtag,
        'Content-Encoding': coding,
        'Content-Length': String(bytes.length),
      },
    });
  const compressed = compressible.compress(coding);
  return compressed instanceof Promise ? compressed.then(respond) : respond(compressed);
}

/** Whether the client already has the response with this ETag. */
export function etagMatches(c: Context, etag: string): boolean {
  const ifNoneMatch = c.req.header('If-None-Match');
  if (ifNoneMatch === undefined) return false;
  // A proxy that compresses makes an ETag weak. For GET, weak and strong compare the same.
  return ifNoneMatch
    .split(',')
    .map((tag) => tag.trim().replace(/^W\//, ''))
    .some((tag) => tag === etag || tag === '*');
}

/** Total size of the JSON in a `JsonCache`. */
const MAX_CACHED_BYTES = 8 * 2 ** 20;

/**
 * Keeps what was requested last, up to a total size: requests choose what is in a list, and there are more lists than fit
 * into memory. One is always kept, whatever its size.
 */
export class JsonCache {
  readonly #entries = new Map<string, CacheableJson>();
  #bytes = 0;

  get(key: string, create: () => CacheableJson): CacheableJson {
    const kept = this.#remove(key);
    const result = kept ?? create();
    // Deleted and added again: a Map is in the order of insertion, so the least recently used comes first.
    for (const [oldest] of this.#entries) {
      if (this.#bytes + bytesOf(result) <= MAX_CACHED_BYTES) break;
      this.#remove(oldest);
    }
    this.#entries.set(key, result);
    this.#bytes += bytesOf(result);
    return result;
  }

  #remove(key: string): CacheableJson | undefined {
    const entry = this.#entries.get(key);
    if (entry && this.#entries.delete(key)) this.#bytes -= bytesOf(entry);
    return entry;
  }
}

const bytesOf = ({ headers }: CacheableJson) => Number(headers['Content-Length']);

/** Requests choose the variants. This keeps them from filling the memory. */
const MAX_VARIANTS = 200;

/** Caches what is derived from an object, by variant, for as long as the object lives. */
export function memoizeByObject<T extends object, R extends object>(): (
  object: T,
  variant: string,
  derive: () => R,
) => R {
  const cache = new WeakMap<T, Map<string, R>>();
  return (object, variant, derive) => {
    let variants = cache.get(object);
    if (!variants) {
      variants = new Map();
      cache.set(object, variants);
    }
    let result = variants.get(variant);
    if (!result) {
      result = derive();
      if (variants.size >= MAX_VARIANTS) variants.clear();
      variants.set(variant, result);
    }
    return result;
  };
}
