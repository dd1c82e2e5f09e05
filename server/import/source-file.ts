import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { CHUNK_BYTES, type Encoding, EncodingDetector, TextReader } from '../../common/import/encoding.ts';
import { FileProblemError } from '../../common/import/file-problem.ts';
import { UserError } from '../lib/errors.ts';
import { describeFsError } from '../lib/fs.ts';
import { toUserError } from './describe-file-problem.ts';

/** A file that was read once, to learn how to read it. */
export interface SourceFile {
  path: string;
  bytes: number;
  encoding: Encoding;
  /** SHA-256 of all its bytes. */
  digest: Buffer;
  /**
   * Yields the text, without a byte order mark. May be called again.
   *
   * @param onProgress called with the number of bytes of each chunk
   * @throws FileProblemError
   */
  text(onProgress?: (bytes: number) => void): AsyncGenerator<string>;
  close(): Promise<void>;
}

/**
 * Opens a file and reads it once: encodings can only be told from the whole.
 *
 * @param chunkBytes how much is read at a time
 * @throws UserError if it can't be read, or isn't text
 */
export async function openSource(
  path: string,
  onProgress: (bytes: number) => void,
  chunkBytes: number = CHUNK_BYTES,
): Promise<SourceFile> {
  const fail = (error: unknown): never => {
    throw new UserError(`${path} can't be read: ${describeFsError(error)}.`);
  };
  const handle = await open(path).catch(fail);
  try {
    const stats = await handle.stat();
    if (!stats.isFile())
      throw new UserError(`${path} is not a file. It is read twice, so it can't be a pipe.`);
    if (stats.size === 0) throw new FileProblemError({ code: 'empty' });
    const { encoding, digest } = await examine(handle, chunkBytes, onProgress).catch((error) =>
      error instanceof FileProblemError ? Promise.reject(error) : fail(error),
    );
    return {
      path,
      bytes: stats.size,
      encoding,
      digest,
      text: (onProgress = () => {}) => decode(handle, encoding, chunkBytes, onProgress),
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw toUserError(path, error);
  }
}

async function examine(handle: FileHandle, chunkBytes: number, onProgress: (bytes: number) => void) {
  const hash = createHash('sha256');
  const detector = new EncodingDetector(isUtf8);
  for await (const chunk of chunksOf(handle, chunkBytes)) {
    hash.update(chunk);
    detector.add(chunk);
    onProgress(chunk.length);
  }
  return { encoding: detector.end(), digest: hash.digest() };
}

async function* chunksOf(handle: FileHandle, chunkBytes: number): AsyncGenerator<Buffer> {
  const buffer = Buffer.allocUnsafe(chunkBytes);
  for (let position = 0; ; ) {
    const { bytesRead } = await handle.read(buffer, 0, chunkBytes, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

async function* decode(
  handle: FileHandle,
  encoding: Encoding,
  chunkBytes: number,
  onProgress: (bytes: number) => void,
): AsyncGenerator<string> {
  const reader = new TextReader(new TextDecoder(encoding, { fatal: true }), encoding);
  for await (const chunk of chunksOf(handle, chunkBytes)) {
    yield reader.read(chunk);
    onProgress(chunk.length);
  }
  yield reader.read();
}
