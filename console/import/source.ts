import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { parse } from 'csv-parse/browser/esm/sync';
import { CHUNK_BYTES, type Encoding, EncodingDetector, TextReader } from '../../common/import/encoding.ts';
import { FileProblemError } from '../../common/import/file-problem.ts';
import {
  findLayout,
  isParserError,
  type Layout,
  MAX_ROW_BYTES,
  type ParseText,
  parserOptions,
  type SourceRow,
  toRowProblem,
} from '../../common/import/layout.ts';
import { QuoteRepair } from '../../common/import/quotes.ts';

const parseText = parse as unknown as ParseText;

/** Called with how many bytes have been read. */
type OnProgress = (bytesRead: number) => void;

/** A file of another tool, which was read once to learn how to read it. Holds none of its content. */
export class ImportSource {
  readonly #file: Blob;
  readonly #chunkBytes: number;

  private constructor(
    file: Blob,
    chunkBytes: number,
    readonly encoding: Encoding,
    /** SHA-256 of the file, in hexadecimal: the command line recognizes a file by the same. */
    readonly digest: string,
    readonly layout: Layout,
  ) {
    this.#file = file;
    this.#chunkBytes = chunkBytes;
  }

  /**
   * @param chunkBytes how much is read at a time
   * @throws FileProblemError if it is no list
   * @throws DOMException if the browser can't read it
   */
  static async open(
    file: Blob,
    onProgress: OnProgress,
    chunkBytes: number = CHUNK_BYTES,
  ): Promise<ImportSource> {
    if (file.size === 0) throw new FileProblemError({ code: 'empty' });
    const hash = sha256.create();
    const detector = new EncodingDetector(isUtf8);
    let bytesRead = 0;
    for await (const chunk of chunksOf(file, chunkBytes)) {
      hash.update(chunk);
      detector.add(chunk);
      bytesRead += chunk.length;
      onProgress(bytesRead);
    }
    const encoding = detector.end();
    const layout = await findLayout(textOf(file, encoding, chunkBytes), parseText);
    return new ImportSource(file, chunkBytes, encoding, bytesToHex(hash.digest()), layout);
  }

  /**
   * Yields the rows below the header, many at a time, in constant memory.
   *
   * @throws FileProblemError if the rest of the file can't be divided into rows
   */
  async *pages(onProgress: OnProgress = () => {}): AsyncGenerator<SourceRow[]> {
    const text = textOf(this.#file, this.encoding, this.#chunkBytes, onProgress);
    const pieces = piecesOf(text, this.layout.separator);
    let number = 0;
    for await (const { text, lineEnd, isCut } of pieces) {
      const page: SourceRow[] = [];
      try {
        parseText(text, {
          ...parserOptions(this.layout.separator),
          ...(lineEnd !== undefined && { record_delimiter: lineEnd }),
          on_record(cells) {
            number += 1;
            if (number > 1) page.push({ number, cells });
            return null;
          },
        });
      } catch (error) {
        throw isParserError(error) ? toRowProblem(error, number) : error;
      }
      if (isCut) throw toRowProblem({ code: 'CSV_MAX_RECORD_SIZE' }, number);
      if (page.length > 0) yield page;
    }
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function isUtf8(bytes: Uint8Array): boolean {
  try {
    utf8.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

async function* chunksOf(file: Blob, chunkBytes: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < file.size; start += chunkBytes) {
    yield new Uint8Array(await file.slice(start, start + chunkBytes).arrayBuffer());
  }
}

async function* textOf(
  file: Blob,
  encoding: Encoding,
  chunkBytes: number,
  onProgress: OnProgress = () => {},
): AsyncGenerator<string> {
  const reader = new TextReader(new TextDecoder(encoding, { fatal: true }), encoding);
  let bytesRead = 0;
  for await (const chunk of chunksOf(file, chunkBytes)) {
    bytesRead += chunk.length;
    yield reader.read(chunk);
    onProgress(bytesRead);
  }
  yield reader.read();
}

interface Piece {
  text: string;
  lineEnd: string | undefined;
  /** Whether a row is longer than any may be. The rest isn't read. */
  isCut: boolean;
}

/** Parts of a text that consist of whole rows, because the parser for browsers takes a text at a time. */
async function* piecesOf(text: AsyncIterable<string>, separator: string): AsyncGenerator<Piece> {
  const quotes = new QuoteRepair(separator);
  /** A line break of two characters may go on in the next part. */
  let carriageReturn = '';
  let rest = '';
  for await (const part of text) {
    const whole = carriageReturn + part;
    carriageReturn = whole.endsWith('\r') ? '\r' : '';
    const repaired = quotes.repair(whole.slice(0, whole.length - carriageReturn.length), false);
    const { rowsEnd, lineEnd } = quotes;
    if (rowsEnd > 0) {
      yield { text: rest + repaired.slice(0, rowsEnd), lineEnd, isCut: false };
      rest = repaired.slice(rowsEnd);
    } else rest += repaired;
    if (rest.length > MAX_ROW_BYTES) {
      yield { text: rest, lineEnd, isCut: true };
      return;
    }
  }
  rest += quotes.repair(carriageReturn, true);
  if (rest !== '') yield { text: rest, lineEnd: quotes.lineEnd, isCut: false };
}
