import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Context } from 'hono';
import { parseAccept } from 'hono/utils/accept';

/** Content codings, the one that makes smaller bodies first. */
const CODINGS = ['br', 'gzip'] as const;
export type Coding = (typeof CODINGS)[number];

/** Bodies that fit into one packet gain nothing. */
const MIN_BYTES = 1_200;
/** The headers of real browsers have a third of this. */
const MAX_HEADER_LENGTH = 100;
const MAX_CACHED = 100;
/** Parsing takes longer than responding from memory. */
const cache = new Map<string, Coding | undefined>();

/** The coding to use for a response, or undefined for none. */
export function acceptedCoding(c: Context): Coding | undefined {
  const header = c.req.header('Accept-Encoding');
  if (header === undefined || header.length > MAX_HEADER_LENGTH) return undefined;
  if (!cache.has(header)) {
    if (cache.size >= MAX_CACHED) cache.clear();
    const accepted = parseAccept(header).flatMap(({ type, q }) => (q > 0 ? type.toLowerCase() : []));
    cache.set(
      header,
      CODINGS.find((coding) => accepted.includes(coding)),
    );
  }
  return cache.get(header);
}

type Bytes = Uint8Array<ArrayBuffer>;

/** How well brotli and gzip compress. The best takes a hundred times as long and saves a tenth. */
const QUALITY = {
  /** For what changes often. */
  fast: { br: 5, gzip: 6 },
  /** For files that never change. */
  best: { br: 11, gzip: 9 },
} as const;

const compressors: Record<Coding, (bytes: Bytes, quality: number) => Promise<Bytes>> = {
  br: (bytes, quality) =>
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } }),
  gzip: (bytes, level) => promisify(gzip)(bytes, { level }),
};

/**
 * A body that is compressed once, when the first client accepts it, in a thread of its own.
 *
 * Only for what anyone may read. The length of a compressed body reveals what is in it to those who can add to it and
 * watch the network (BREACH), so responses with anything that a person entered are sent as they are.
 */
export class CompressibleBody {
  readonly bytes: Bytes;
  readonly #quality: keyof typeof QUALITY;
  readonly #compressed = new Map<Coding, Bytes | Promise<Bytes>>();

  constructor(bytes: Bytes, quality: keyof typeof QUALITY = 'fast') {
    this.bytes = bytes;
    this.#quality = quality;
  }

  get isWorthwhile(): boolean {
    return this.bytes.length >= MIN_BYTES;
  }

  compress(coding: Coding): Bytes | Promise<Bytes> {
    let result = this.#compressed.get(coding);
    if (!result) {
      result = compressors[coding](this.bytes, QUALITY[this.#quality][coding]).then((bytes) => {
        this.#compressed.set(coding, bytes);
        return bytes;
      });
      this.#compressed.set(coding, result);
    }
    return result;
  }
}

/** Different bytes need a different ETag. */
export const codedEtag = (etag: string, coding: Coding | undefined) =>
  coding ? etag.replace(/"$/, `-${coding}"`) : etag;
