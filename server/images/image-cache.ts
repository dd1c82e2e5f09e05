import type { PetitionStorage } from '../storage/open.ts';

interface CachedImage {
  type: string;
  bytes: Uint8Array<ArrayBuffer>;
}

const MAX_CACHED_BYTES = 32 * 1024 * 1024;

/** Reads stored pictures, and keeps those that were requested last. A picture never changes under its name. */
export class ImageCache {
  readonly #storage: PetitionStorage;
  /** Least recently used first. */
  readonly #cached = new Map<string, CachedImage>();
  /** Requests that arrive together share one read. */
  readonly #pending = new Map<string, Promise<CachedImage | undefined>>();
  #size = 0;

  constructor(storage: PetitionStorage) {
    this.#storage = storage;
  }

  get(hash: string, width: number): Promise<CachedImage | undefined> {
    const key = `${hash}-${width}`;
    const cached = this.#cached.get(key);
    if (cached) {
      this.#cached.delete(key);
      this.#cached.set(key, cached);
      return Promise.resolve(cached);
    }
    let pending = this.#pending.get(key);
    if (!pending) {
      pending = this.#read(key, hash, width).finally(() => this.#pending.delete(key));
      this.#pending.set(key, pending);
    }
    return pending;
  }

  async #read(key: string, hash: string, width: number): Promise<CachedImage | undefined> {
    const row = await this.#storage.db
      .selectFrom('image')
      .select(['type', 'bytes'])
      .where('hash', '=', hash)
      .where('width', '=', width)
      .executeTakeFirst();
    if (!row) return undefined;
    const image = { type: row.type, bytes: new Uint8Array(row.bytes) };
    this.#cached.set(key, image);
    this.#size += image.bytes.length;
    for (const [oldest, { bytes }] of this.#cached) {
      if (this.#size <= MAX_CACHED_BYTES) break;
      this.#cached.delete(oldest);
      this.#size -= bytes.length;
    }
    return image;
  }
}
