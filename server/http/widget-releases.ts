import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { UserError } from '../lib/errors.ts';

/** One version of a file, ready to be sent. */
export interface Release {
  version: string;
  etag: string;
  bytes: Buffer<ArrayBuffer>;
  brotli: Buffer<ArrayBuffer>;
  gzip: Buffer<ArrayBuffer>;
}

/** The file that every page with a widget names. */
const SCRIPT = 'petition-widget.js';

/**
 * The widget's script, and what it fetches, in every version that this server ever served. A page may have pinned one by
 * its address and `integrity`, so a version once served is kept under the data folder and never changes.
 */
export class WidgetReleases {
  /** Of this version: what was served before with other bytes, which go on being served under its number. */
  readonly changedFiles: readonly string[];
  readonly #folder: string;
  readonly #current = new Map<string, Release>();
  readonly #loaded = new Map<string, Release>();

  /**
   * @param built folder of the files that belong to this server
   * @throws Mistake where they weren't built
   */
  constructor(dataDir: string, built: string, version: string) {
    if (!existsSync(join(built, SCRIPT))) {
      throw new UserError('The widget is not built yet. Run `npm run build` first.');
    }
    this.#folder = join(dataDir, 'widget');
    mkdirSync(join(this.#folder, version), { recursive: true });
    this.changedFiles = readdirSync(built).filter((name) => {
      const bytes = readFileSync(join(built, name));
      this.#current.set(name, release(version, bytes));
      return !this.#keep(version, name, bytes);
    });
  }

  /** The newest, which the floating address serves, or undefined where there is none of that name. */
  current(name: string): Release | undefined {
    return this.#current.get(name);
  }

  /** The file of exactly this version, or undefined where it was never served. */
  get(version: string, name: string): Release | undefined {
    const loaded = this.#loaded.get(`${version}/${name}`);
    if (loaded) return loaded;
    // Compared with what is there, so that no name from outside becomes a path.
    if (!namesIn(this.#folder).includes(version)) return undefined;
    if (!namesIn(join(this.#folder, version)).includes(name)) return undefined;
    const found = release(version, readFileSync(this.#file(version, name)));
    this.#loaded.set(`${version}/${name}`, found);
    return found;
  }

  /** Keeps a file for ever, if it isn't kept yet. @returns whether it is kept with these bytes */
  #keep(version: string, name: string, bytes: Buffer<ArrayBuffer>): boolean {
    const kept = this.#file(version, name);
    if (!existsSync(kept)) {
      // In one step: a server that is killed here must not leave half a script to be served for ever.
      writeFileSync(`${kept}.${process.pid}`, bytes);
      renameSync(`${kept}.${process.pid}`, kept);
    }
    return readFileSync(kept).equals(bytes);
  }

  #file(version: string, name: string): string {
    return join(this.#folder, version, name);
  }
}

/** None in what is no folder: systems leave files of their own everywhere. */
const namesIn = (folder: string): string[] =>
  statSync(folder, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(folder) : [];

function release(version: string, bytes: Buffer<ArrayBuffer>): Release {
  return {
    version,
    etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 16)}"`,
    bytes,
    brotli: brotliCompressSync(bytes),
    gzip: gzipSync(bytes, { level: 9 }),
  };
}
