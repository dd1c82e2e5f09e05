import { createHash } from 'node:crypto';
import * as v from 'valibot';
import {
  DataKeyLine,
  SEALED_FORMAT,
  SealedFileEnd,
  SealedFileHeader,
  SignatureLine,
} from '../../common/sealed-file-format.ts';
import { UserError } from '../lib/errors.ts';
import type { SealedPage } from './sealed-page.ts';

/** Lines per page. */
const PAGE_SIZE = 1_000;
/** Damaged lines that are named. */
const MAX_NAMED = 10;
/** No valid line is nearly as long. A file of another kind may have no line breaks at all. */
const MAX_LINE_BYTES = 4 * 1024 * 1024;
const LINE_BREAK = 0x0a;

/** Reads a sealed export once, from beginning to end. */
export class SealedFileReader {
  readonly header: SealedFileHeader;
  readonly #lines: AsyncGenerator<Buffer>;
  readonly #hash = createHash('sha256');
  readonly #damagedLines: number[] = [];
  #signatures = 0;
  #end: SealedFileEnd['end'] | undefined;

  /** @throws UserError if it is not a sealed export, or one of an unknown version */
  static async open(chunks: AsyncIterable<Buffer>, name: string): Promise<SealedFileReader> {
    const lines = splitLines(chunks);
    const firstLine: Buffer = (await lines.next()).value ?? Buffer.alloc(0);
    const header = parseJson(firstLine);
    if (v.is(SealedFileHeader, header)) return new SealedFileReader(header, firstLine, lines);
    if (v.is(v.object({ sealedPetition: v.pipe(v.number(), v.notValue(SEALED_FORMAT)) }), header)) {
      throw new UserError(
        `${name} was written by a newer version of this program. Decrypt it with that version.`,
      );
    }
    throw new UserError(
      `${name} is not a sealed export, or its first line is damaged. Create one with \`petitions export SLUG --sealed\`.`,
    );
  }

  private constructor(header: SealedFileHeader, firstLine: Buffer, lines: AsyncGenerator<Buffer>) {
    this.header = header;
    this.#hash.update(firstLine);
    this.#lines = lines;
  }

  async *pages(): AsyncGenerator<SealedPage> {
    let page: SealedPage = { dataKeys: [], rows: [] };
    let lineNumber = 1;
    for await (const line of this.#lines) {
      lineNumber += 1;
      if (!this.#addLine(line, page)) this.#damagedLines.push(lineNumber);
      if (page.dataKeys.length + page.rows.length < PAGE_SIZE) continue;
      yield page;
      page = { dataKeys: [], rows: [] };
    }
    yield page;
  }

  /** What is wrong with the file itself, one sentence each. Call this after reading all pages. */
  problems(): string[] {
    const problems: string[] = [];
    const count = this.#damagedLines.length;
    if (count > 0) {
      const more = count > MAX_NAMED ? ` and ${count - MAX_NAMED} more` : '';
      problems.push(
        `Damaged lines in the file: ${this.#damagedLines.slice(0, MAX_NAMED).join(', ')}${more}.`,
      );
    }
    if (!this.#end) {
      problems.push('The file is incomplete: its end is missing. Copy it again, or export it again.');
    } else if (this.#end.signatures !== this.#signatures || this.#end.sha256 !== this.#hash.digest('hex')) {
      problems.push(
        `The file was changed after it was written: it held ${this.#end.signatures} signatures, has ${this.#signatures}, and its checksum differs. Copy it again, or export it again.`,
      );
    }
    return problems;
  }

  /** @returns false if the line is not valid at this place */
  #addLine(line: Buffer, page: SealedPage): boolean {
    const content = parseJson(line);
    if (this.#end) return false;
    if (v.is(SealedFileEnd, content)) {
      this.#end = content.end;
      return true;
    }
    this.#hash.update(line);
    if (v.is(DataKeyLine, content)) {
      page.dataKeys.push({
        id: fromBase64(content.dataKey),
        sealed: fromBase64(content.sealed),
        sealedTo: content.to ?? null,
      });
      return true;
    }
    if (!v.is(SignatureLine, content)) return false;
    this.#signatures += 1;
    page.rows.push({
      signer_key: fromBase64(content.signer),
      signed_on: content.on,
      partner: content.partner,
      data_key_id: fromBase64(content.key),
      sealed: fromBase64(content.sealed),
    });
    return true;
  }
}

/** Splits bytes after line breaks. Yields lines over 4 MiB in pieces. */
export async function* splitLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    let buffer = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    for (let at = buffer.indexOf(LINE_BREAK); at >= 0; at = buffer.indexOf(LINE_BREAK)) {
      yield buffer.subarray(0, at + 1);
      buffer = buffer.subarray(at + 1);
    }
    if (buffer.length > MAX_LINE_BYTES) {
      yield buffer;
      buffer = Buffer.alloc(0);
    }
    rest = buffer;
  }
  if (rest.length > 0) yield rest;
}

const fromBase64 = (text: string) => Buffer.from(text, 'base64');

/** @returns undefined if it is not JSON */
function parseJson(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString('utf8'));
  } catch {
    return undefined;
  }
}
