import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { UserError } from '../lib/errors.ts';
import { describeFsError } from '../lib/fs.ts';

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

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
   */
  text(onProgress?: (bytes: number) => void): AsyncGenerator<string>;
  close(): Promise<void>;
}

const CHUNK_BYTES = 256 * 1024;
const LINE_FEED = 0x0a;

/** How files start that are no text, and what to do with them. */
const SIGNATURES: readonly [start: Buffer, advice: string][] = [
  [
    Buffer.from('PK\x03\x04'),
    'is an Excel or LibreOffice workbook, or another ZIP archive, whatever its name says. Open it in a spreadsheet program and save it as "CSV UTF-8".',
  ],
  [
    Buffer.from([0xd0, 0xcf, 0x11, 0xe0]),
    'is an old Excel workbook, whatever its name says. Open it in a spreadsheet program and save it as "CSV UTF-8".',
  ],
  [Buffer.from([0x1f, 0x8b]), 'is compressed with gzip. Unpack it first.'],
  [Buffer.from('%PDF'), 'is a PDF. Export the signatures as CSV.'],
  [Buffer.from('SQLite format 3\0'), 'is a SQLite database. To move to PostgreSQL, use `import-sqlite`.'],
  [Buffer.from('{"sealedPetition"'), 'is a sealed file. Decrypt it first, with `petitions decrypt`.'],
];

/** Spreadsheet programs open tables in HTML, so some tools name them `.xls` or `.csv`. */
const OTHER_TEXT: readonly [start: RegExp, advice: string][] = [
  [
    /^\s*<(?:!doctype|html|table|\?xml)/i,
    'is HTML or XML. Open it in a spreadsheet program and save it as "CSV UTF-8".',
  ],
  [/^\s*(?:\{|\[\s*[{[])/, 'is JSON. Export the signatures as CSV.'],
];

/**
 * Opens a file and reads it once: encodings can only be told from the whole.
 *
 * @throws UserError if it can't be read, or isn't text
 */
export async function openSource(path: string, onProgress: (bytes: number) => void): Promise<SourceFile> {
  const fail = (error: unknown): never => {
    throw new UserError(`${path} can't be read: ${describeFsError(error)}.`);
  };
  const handle = await open(path).catch(fail);
  try {
    const stats = await handle.stat();
    if (!stats.isFile())
      throw new UserError(`${path} is not a file. It is read twice, so it can't be a pipe.`);
    if (stats.size === 0) throw new UserError(`${path} is empty.`);
    const { encoding, digest } = await examine(path, handle, onProgress).catch((error) =>
      error instanceof UserError ? Promise.reject(error) : fail(error),
    );
    return {
      path,
      bytes: stats.size,
      encoding,
      digest,
      text: (onProgress = () => {}) => decode(path, handle, encoding, onProgress),
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function examine(path: string, handle: FileHandle, onProgress: (bytes: number) => void) {
  const hash = createHash('sha256');
  const census = new EncodingCensus();
  let encoding: Encoding | undefined;
  let isFirst = true;
  for await (const chunk of chunksOf(handle)) {
    hash.update(chunk);
    if (isFirst) {
      assertText(path, chunk);
      encoding = encodingByStart(chunk);
      isFirst = false;
    }
    if (encoding === undefined || encoding === 'utf-8') census.add(chunk);
    onProgress(chunk.length);
  }
  census.end();
  if (census.nulAtLine !== null) {
    throw new UserError(
      `${path} is not text: there is a NUL byte in line ${census.nulAtLine}. Export the signatures as CSV.`,
    );
  }
  if (encoding === 'utf-8' && census.invalid > 0) {
    throw new UserError(
      `${path} starts with the byte order mark of UTF-8, but line ${census.invalidAtLine} is in another encoding. Save it as "CSV UTF-8".`,
    );
  }
  if (encoding === undefined && census.isMixed) {
    throw new UserError(
      `${path} mixes encodings: most of it is UTF-8, but line ${census.invalidAtLine} isn't. Somebody may have joined two files. Import them separately, or save the file as "CSV UTF-8".`,
    );
  }
  return { encoding: encoding ?? (census.invalid > 0 ? 'windows-1252' : 'utf-8'), digest: hash.digest() };
}

/** Undefined if only the whole file tells. */
function encodingByStart(chunk: Buffer): Encoding | undefined {
  if (chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf) return 'utf-8';
  if (chunk[0] === 0xff && chunk[1] === 0xfe) return 'utf-16le';
  if (chunk[0] === 0xfe && chunk[1] === 0xff) return 'utf-16be';
  // A header is mostly ASCII, so every second byte is 0 if the mark was lost.
  const start = chunk.subarray(0, 64);
  const zeros = (parity: number) => start.filter((byte, index) => index % 2 === parity && byte === 0).length;
  const half = start.length / 2;
  if (zeros(1) > half * 0.8 && zeros(0) === 0) return 'utf-16le';
  if (zeros(0) > half * 0.8 && zeros(1) === 0) return 'utf-16be';
  return undefined;
}

function assertText(path: string, chunk: Buffer): void {
  for (const [start, advice] of SIGNATURES) {
    if (chunk.subarray(0, start.length).equals(start)) throw new UserError(`${path} ${advice}`);
  }
  const text = chunk
    .subarray(0, 256)
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '');
  for (const [start, advice] of OTHER_TEXT) {
    if (start.test(text)) throw new UserError(`${path} ${advice}`);
  }
}

/** Looks for bytes that UTF-8 doesn't have. Works line by line, because no character spans two lines. */
class EncodingCensus {
  invalid = 0;
  invalidAtLine: number | null = null;
  nulAtLine: number | null = null;
  #valid = 0;
  #lines = 0;
  #rest: Buffer = Buffer.alloc(0);

  add(chunk: Buffer): void {
    const bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    const end = bytes.lastIndexOf(LINE_FEED) + 1;
    // Without line feeds, the rest would grow to the whole file. A character cut in half counts as one invalid one then.
    if (end === 0 && bytes.length < 4 * CHUNK_BYTES) {
      this.#rest = Buffer.from(bytes);
      return;
    }
    const whole = end === 0 ? bytes : bytes.subarray(0, end);
    // Copied: the chunk's memory is used again.
    this.#rest = Buffer.from(bytes.subarray(whole.length));
    this.#examine(whole);
  }

  end(): void {
    this.#examine(this.#rest);
    this.#rest = Buffer.alloc(0);
  }

  /** By chance, a text in Windows-1252 has two bytes in a row that look like UTF-8, but not often. */
  get isMixed(): boolean {
    return this.invalid > 0 && this.#valid > this.invalid;
  }

  #examine(bytes: Buffer): void {
    const nul = this.nulAtLine === null ? bytes.indexOf(0) : -1;
    if (nul >= 0) this.nulAtLine = this.#lineOf(bytes, nul);
    if (!isUtf8(bytes)) this.#examineLines(bytes);
    else if (this.#valid === 0 || this.invalid > 0) this.#valid += countNonAscii(bytes);
    this.#lines += countLineFeeds(bytes);
  }

  #examineLines(bytes: Buffer): void {
    for (let start = 0; start < bytes.length; ) {
      const feed = bytes.indexOf(LINE_FEED, start);
      const end = feed < 0 ? bytes.length : feed + 1;
      const line = bytes.subarray(start, end);
      if (isUtf8(line)) this.#valid += countNonAscii(line);
      else {
        this.invalid += 1;
        this.invalidAtLine ??= this.#lineOf(bytes, start);
      }
      start = end;
    }
  }

  #lineOf(bytes: Buffer, position: number): number {
    return this.#lines + countLineFeeds(bytes.subarray(0, position)) + 1;
  }
}

/** Lines that are UTF-8 and not ASCII count as 1 each. */
function countNonAscii(bytes: Buffer): number {
  return bytes.some((byte) => byte > 0x7f) ? 1 : 0;
}

function countLineFeeds(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) count += 1;
  return count;
}

async function* chunksOf(handle: FileHandle): AsyncGenerator<Buffer> {
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  for (let position = 0; ; ) {
    const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

async function* decode(
  path: string,
  handle: FileHandle,
  encoding: Encoding,
  onProgress: (bytes: number) => void,
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const convert = (chunk?: Buffer) => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined });
    } catch {
      throw new UserError(
        `${path} isn't ${encoding.toUpperCase()} throughout, or changed while it was read. Save it as "CSV UTF-8".`,
      );
    }
  };
  for await (const chunk of chunksOf(handle)) {
    const text = convert(chunk);
    if (text.includes('\0')) {
      throw new UserError(`${path} contains NUL characters, so it is damaged. Export it again.`);
    }
    yield text;
    onProgress(chunk.length);
  }
  yield convert();
}
