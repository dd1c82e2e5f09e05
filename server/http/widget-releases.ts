import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { shortHash } from '../lib/bytes.ts';
import { UserError } from '../lib/errors.ts';
import { ensurePrivateDir, writeIfAbsent } from '../lib/fs.ts';
import { CompressibleBody } from './compression.ts';

/** One version of a file, ready to send. */
export interface Release {
  version: string;
  etag: string;
  bytes: Buffer<ArrayBuffer>;
  body: CompressibleBody;
}

/** The file that every page with a widget loads. */
const SCRIPT = 'petition-widget.js';

/**
 * The widget's script and the files that it loads, in every version that this server ever served. Pages may pin a
 * version by its URL and `integrity`, so a version once served is kept in the data folder and never changes.
 */
export class WidgetReleases {
  /** Files of this version that were served with other bytes before. Those bytes are still served for this version. */
  readonly changedFiles: readonly string[];
  readonly #folder: string;
  readonly #current = new Map<string, Release>();
  /** By version and name. */
  readonly #loaded = new Map<string, Release>();

  /**
   * @param widgetDir folder of the built files
   * @throws UserError if they weren't built
   */
  constructor(dataDir: string, widgetDir: string, version: string) {
    if (!existsSync(join(widgetDir, SCRIPT))) {
      throw new UserError('The widget is not built yet. Run `npm run build` first.');
    }
    this.#folder = join(dataDir, 'widget');
    ensurePrivateDir(join(this.#folder, version));
    this.changedFiles = readdirSync(widgetDir).filter((name) => {
      const bytes = readFileSync(join(widgetDir, name));
      this.#current.set(name, createRelease(version, bytes));
      return !this.#archive(version, name, bytes);
    });
  }

  /** The newest version, which the floating URL serves. Undefined if there is no file of that name. */
  current(name: string): Release | undefined {
    return this.#current.get(name);
  }

  /** The file of exactly this version. Undefined if it was never served. */
  get(version: string, name: string): Release | undefined {
    const loaded = this.#loaded.get(`${version}/${name}`);
    if (loaded) return loaded;
    // Compared with the folder's listing, so that no name from a request becomes a path.
    if (!listFolder(this.#folder).includes(version)) return undefined;
    if (!listFolder(join(this.#folder, version)).includes(name)) return undefined;
    const release = createRelease(version, readFileSync(this.#path(version, name)));
    this.#loaded.set(`${version}/${name}`, release);
    return release;
  }

  /** Stores a file forever, unless it is stored already. @returns whether the stored file has these bytes */
  #archive(version: string, name: string, bytes: Buffer<ArrayBuffer>): boolean {
    const path = this.#path(version, name);
    // In one step: a server that is killed here must not leave half a script to be served forever.
    if (!existsSync(path)) writeIfAbsent(path, bytes);
    return readFileSync(path).equals(bytes);
  }

  #path(version: string, name: string): string {
    return join(this.#folder, version, name);
  }
}

/** Empty for anything that isn't a folder: operating systems leave files of their own everywhere. */
const listFolder = (path: string): string[] =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(path) : [];

const createRelease = (version: string, bytes: Buffer<ArrayBuffer>): Release => ({
  version,
  etag: `"${shortHash(bytes)}"`,
  bytes,
  body: new CompressibleBody(bytes, 'best'),
});
