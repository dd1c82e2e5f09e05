import { type FileHandle, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { BYTE_ORDER_MARK, rejectedLine } from '../../common/import/rejections.ts';
import { UserError } from '../lib/errors.ts';
import { describeFsError, fsyncPath } from '../lib/fs.ts';

/** Collected before it is written. */
const BUFFER_LENGTH = 256 * 1024;
/** Not one that an import recognizes: a fixed file would have the reasons as people's comments. */
const REASON_HEADER = 'why this row was rejected';

/** The rejected rows as they were, each with its reason, for fixing them in a spreadsheet program and importing them again. */
export class RejectsFile {
  readonly #path: string;
  readonly #handle: FileHandle;
  readonly #columns: number;
  #buffer: string;
  #rows = 0;

  private constructor(path: string, handle: FileHandle, header: readonly string[]) {
    this.#path = path;
    this.#handle = handle;
    this.#columns = header.length;
    this.#buffer = BYTE_ORDER_MARK + rejectedLine(header, header.length, REASON_HEADER);
  }

  /**
   * Creates the file, for its owner only.
   *
   * @throws UserError if it exists: it may be all that is left of another import
   */
  static async create(path: string, header: readonly string[]): Promise<RejectsFile> {
    const handle = await open(path, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') {
        throw new UserError(
          `${path} exists, and is not overwritten. Delete it, or name another file with --rejects.`,
        );
      }
      throw new UserError(`${path} can't be created: ${describeFsError(error)}.`);
    });
    return new RejectsFile(path, handle, header);
  }

  async add(cells: readonly string[], reason: string): Promise<void> {
    this.#buffer += rejectedLine(cells, this.#columns, reason);
    this.#rows += 1;
    if (this.#buffer.length >= BUFFER_LENGTH) await this.#flush();
  }

  /** Flushes it to disk. Removes it if nothing was rejected. */
  async finish(): Promise<void> {
    if (this.#rows === 0) return this.discard();
    await this.#flush();
    try {
      await this.#handle.sync();
      await this.#handle.close();
      fsyncPath(dirname(this.#path));
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Removes it: after a failure, the next run writes a complete one. */
  async discard(): Promise<void> {
    await this.#handle.close().catch(() => {});
    await rm(this.#path, { force: true });
  }

  async #flush(): Promise<void> {
    const text = this.#buffer;
    this.#buffer = '';
    await this.#handle.writeFile(text).catch((error) => this.#fail(error));
  }

  #fail(error: unknown): never {
    throw new UserError(
      `${this.#path} can't be written: ${describeFsError(error)}. Make room, and run the import again: nobody is counted twice.`,
    );
  }
}
