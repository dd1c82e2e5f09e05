import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { Mistake } from './mistake.ts';

/** One version of a script, ready to be sent. */
export interface Release {
  version: string;
  etag: string;
  bytes: Buffer<ArrayBuffer>;
  brotli: Buffer<ArrayBuffer>;
  gzip: Buffer<ArrayBuffer>;
}

/**
 * A script of the widget in every version this server ever served. A page may have pinned one by its address
 * and `integrity`, so a version once served is kept under the data folder and never changes.
 */
export class WidgetReleases {
  /** What its file is called. */
  readonly name: string;
  readonly #folder: string;
  readonly #loaded = new Map<string, Release>();
  /** The newest, which the floating address serves. */
  readonly current: Release;
  /** True where this version was served before with other bytes, which go on being served under its number. */
  readonly pinnedDiffers: boolean;

  /**
   * @param builtFile the script that belongs to this server
   * @throws Mistake where it wasn't built
   */
  constructor(dataDir: string, builtFile: string, version: string) {
    if (!existsSync(builtFile)) throw new Mistake('The widget is not built yet. Run `npm run build` first.');
    this.name = basename(builtFile);
    this.#folder = join(dataDir, 'widget');
    const bytes = readFileSync(builtFile);
    this.current = release(version, bytes);
    const kept = this.#file(version);
    if (!existsSync(kept)) {
      mkdirSync(join(this.#folder, version), { recursive: true });
      // In one step: a server that is killed here must not leave half a script to be served for ever.
      writeFileSync(`${kept}.${process.pid}`, bytes);
      renameSync(`${kept}.${process.pid}`, kept);
    }
    this.pinnedDiffers = !readFileSync(kept).equals(bytes);
    if (!this.pinnedDiffers) this.#loaded.set(version, this.current);
  }

  /** The script of exactly this version, or undefined where it was never served. */
  get(version: string): Release | undefined {
    const loaded = this.#loaded.get(version);
    if (loaded) return loaded;
    // Compared with what is there, so that no name from outside becomes a path.
    if (!readdirSync(this.#folder).includes(version) || !existsSync(this.#file(version))) return undefined;
    const found = release(version, readFileSync(this.#file(version)));
    this.#loaded.set(version, found);
    return found;
  }

  #file(version: string): string {
    return join(this.#folder, version, this.name);
  }
}

function release(version: string, bytes: Buffer<ArrayBuffer>): Release {
  return {
    version,
    etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 16)}"`,
    bytes,
    brotli: brotliCompressSync(bytes),
    gzip: gzipSync(bytes, { level: 9 }),
  };
}
