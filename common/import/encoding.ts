import { FileProblemError, type OtherFormat } from './file-problem.ts';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** Bytes of a file that are looked at together. */
export const CHUNK_BYTES = 256 * 1024;
const LINE_FEED = 0x0a;

/** How files start that are no text. */
const SIGNATURES: readonly [start: string, format: OtherFormat][] = [
  ['PK\x03\x04', 'workbook'],
  ['\xd0\xcf\x11\xe0', 'old-workbook'],
  ['\x1f\x8b', 'gzip'],
  ['%PDF', 'pdf'],
  ['SQLite format 3\0', 'sqlite'],
  ['{"sealedPetition"', 'sealed'],
];

/** Spreadsheet programs open tables in HTML, so some tools name them `.xls` or `.csv`. */
const OTHER_TEXT: readonly [start: RegExp, format: OtherFormat][] = [
  [/^\s*<(?:!doctype|html|table|\?xml)/i, 'html'],
  [/^\s*(?:\{|\[\s*[{[])/, 'json'],
];

type IsUtf8 = (bytes: Uint8Array) => boolean;

/** Finds out the encoding of a file from all of its bytes: a byte order mark decides, or else whether all of it is UTF-8. */
export class EncodingDetector {
  readonly #census: EncodingCensus;
  /** Undefined if only the whole file tells. */
  #marked: Encoding | undefined;
  #isFirst = true;

  /** @param isUtf8 the runtime's own, which is fast */
  constructor(isUtf8: IsUtf8) {
    this.#census = new EncodingCensus(isUtf8);
  }

  /**
   * @param chunk the next bytes, at most {@link CHUNK_BYTES}. Not kept
   * @throws FileProblemError if this isn't text
   */
  add(chunk: Uint8Array): void {
    if (this.#isFirst) {
      assertText(chunk);
      this.#marked = encodingByStart(chunk);
      this.#isFirst = false;
    }
    if (this.#marked === undefined || this.#marked === 'utf-8') this.#census.add(chunk);
  }

  /** @throws FileProblemError if this isn't text, or in several encodings */
  end(): Encoding {
    const census = this.#census;
    census.end();
    if (census.nulAtLine !== null) throw new FileProblemError({ code: 'nul', line: census.nulAtLine });
    if (census.invalidAtLine === null) return this.#marked ?? 'utf-8';
    const line = census.invalidAtLine;
    if (this.#marked === 'utf-8') throw new FileProblemError({ code: 'not-as-marked', line });
    if (census.isMixed) throw new FileProblemError({ code: 'mixed-encodings', line });
    return 'windows-1252';
  }
}

/** The runtime's `TextDecoder`, set to throw if bytes are invalid. */
interface Decoder {
  decode(bytes?: Uint8Array, options?: { stream: boolean }): string;
}

/** Turns the bytes of a file into text, without a byte order mark. */
export class TextReader {
  readonly #decoder: Decoder;
  readonly #encoding: Encoding;

  /** @param decoder of this encoding */
  constructor(decoder: Decoder, encoding: Encoding) {
    this.#decoder = decoder;
    this.#encoding = encoding;
  }

  /**
   * @param chunk undefined at the end
   * @throws FileProblemError if it isn't text, for example because the file changed since its encoding was found
   */
  read(chunk?: Uint8Array): string {
    let text: string;
    try {
      text = this.#decoder.decode(chunk, { stream: chunk !== undefined });
    } catch {
      throw new FileProblemError({ code: 'other-encoding', encoding: this.#encoding });
    }
    if (text.includes('\0')) throw new FileProblemError({ code: 'damaged' });
    return text;
  }
}

function encodingByStart(chunk: Uint8Array): Encoding | undefined {
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

function assertText(chunk: Uint8Array): void {
  // Each byte is the character with its number.
  const start = String.fromCharCode(...chunk.subarray(0, 256));
  const [, format] = SIGNATURES.find(([signature]) => start.startsWith(signature)) ?? [];
  const text = start.replace(/^\u00ef\u00bb\u00bf/, '');
  const [, other] = OTHER_TEXT.find(([pattern]) => pattern.test(text)) ?? [];
  const found = format ?? other;
  if (found !== undefined) throw new FileProblemError({ code: 'other-format', format: found });
}

/** Looks for bytes that UTF-8 doesn't have. Works line by line, because no character spans two lines. */
class EncodingCensus {
  invalidAtLine: number | null = null;
  nulAtLine: number | null = null;
  readonly #isUtf8: IsUtf8;
  #invalid = 0;
  #valid = 0;
  #lines = 0;
  #rest = new Uint8Array();

  constructor(isUtf8: IsUtf8) {
    this.#isUtf8 = isUtf8;
  }

  add(chunk: Uint8Array): void {
    const bytes = this.#rest.length > 0 ? concat(this.#rest, chunk) : chunk;
    const end = bytes.lastIndexOf(LINE_FEED) + 1;
    // Without line feeds, the rest would grow to the whole file. A character cut in half counts as one invalid one then.
    if (end === 0 && bytes.length < 4 * CHUNK_BYTES) {
      this.#rest = Uint8Array.from(bytes);
      return;
    }
    const whole = end === 0 ? bytes : bytes.subarray(0, end);
    // Copied: the chunk's memory is used again.
    this.#rest = Uint8Array.from(bytes.subarray(whole.length));
    this.#examine(whole);
  }

  end(): void {
    this.#examine(this.#rest);
    this.#rest = new Uint8Array();
  }

  /** By chance, a text in Windows-1252 has two bytes in a row that look like UTF-8, but not often. */
  get isMixed(): boolean {
    return this.#invalid > 0 && this.#valid > this.#invalid;
  }

  #examine(bytes: Uint8Array): void {
    const nul = this.nulAtLine === null ? bytes.indexOf(0) : -1;
    if (nul >= 0) this.nulAtLine = this.#lineOf(bytes, nul);
    if (!this.#isUtf8(bytes)) this.#examineLines(bytes);
    else if (this.#valid === 0 || this.#invalid > 0) this.#valid += countNonAscii(bytes);
    this.#lines += countLineFeeds(bytes);
  }

  #examineLines(bytes: Uint8Array): void {
    for (let start = 0; start < bytes.length; ) {
      const feed = bytes.indexOf(LINE_FEED, start);
      const end = feed < 0 ? bytes.length : feed + 1;
      const line = bytes.subarray(start, end);
      if (this.#isUtf8(line)) this.#valid += countNonAscii(line);
      else {
        this.#invalid += 1;
        this.invalidAtLine ??= this.#lineOf(bytes, start);
      }
      start = end;
    }
  }

  #lineOf(bytes: Uint8Array, position: number): number {
    return this.#lines + countLineFeeds(bytes.subarray(0, position)) + 1;
  }
}

function concat(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

/** Lines that are UTF-8 and not ASCII count as 1 each. */
function countNonAscii(bytes: Uint8Array): number {
  return bytes.some((byte) => byte > 0x7f) ? 1 : 0;
}

function countLineFeeds(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) count += 1;
  return count;
}
