import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { UserError } from '../lib/errors.ts';
import type { SealedPage } from './exported-signature.ts';
import { DataKeyLine, SEALED_FORMAT, SealedFileEnd, SealedFileHeader, SignatureLine } from './sealed-file.ts';
import { splitLines } from './split-lines.ts';

/** Lines that are handed on at a time. */
const PAGE = 1_000;
/** Damaged lines that are named. */
const NAMED = 10;

/** A sealed export that is read once, from its beginning to its end. */
export class SealedFileReader {
  readonly header: SealedFileHeader;
  readonly #lines: AsyncGenerator<Buffer>;
  readonly #hash = createHash('sha256');
  readonly #damagedLines: number[] = [];
  #signatures = 0;
  #end: SealedFileEnd['end'] | undefined;

  /** @throws Mistake where it is none, or of a version that isn't known */
  static async open(chunks: AsyncIterable<Buffer>, name: string): Promise<SealedFileReader> {
    const lines = splitLines(chunks);
    const first: Buffer = (await lines.next()).value ?? Buffer.alloc(0);
    const header = parsed(first);
    if (v.is(SealedFileHeader, header)) return new SealedFileReader(header, first, lines);
    if (v.is(v.object({ sealedPetition: v.pipe(v.number(), v.notValue(SEALED_FORMAT)) }), header)) {
      throw new UserError(`${name} was written by a newer version of this program. Open it with that one.`);
    }
    throw new UserError(
      `${name} is no sealed export, or its first line is damaged. \`petitions export SLUG --sealed\` writes one.`,
    );
  }

  private constructor(header: SealedFileHeader, first: Buffer, lines: AsyncGenerator<Buffer>) {
    this.header = header;
    this.#hash.update(first);
    this.#lines = lines;
  }

  async *pages(): AsyncGenerator<SealedPage> {
    let page: SealedPage = { dataKeys: [], rows: [] };
    let number = 1;
    for await (const bytes of this.#lines) {
      number += 1;
      if (!this.#take(bytes, page)) this.#damagedLines.push(number);
      if (page.dataKeys.length + page.rows.length < PAGE) continue;
      yield page;
      page = { dataKeys: [], rows: [] };
    }
    yield page;
  }

  /** What is wrong with the file as such, a line each. Asked once all pages were read. */
  problems(): string[] {
    const damage: string[] = [];
    const count = this.#damagedLines.length;
    if (count > 0) {
      const more = count > NAMED ? ` and ${count - NAMED} more` : '';
      damage.push(`Damaged lines of the file: ${this.#damagedLines.slice(0, NAMED).join(', ')}${more}`);
    }
    if (!this.#end) {
      damage.push('The file breaks off before its end. Copy it again, or make it anew.');
    } else if (this.#end.signatures !== this.#signatures || this.#end.sha256 !== this.#hash.digest('hex')) {
      damage.push(
        `The file isn't as it was made: it held ${this.#end.signatures} signatures, has ${this.#signatures}, and its checksum differs. Copy it again, or make it anew.`,
      );
    }
    return damage;
  }

  /** @returns false where the line is none that could stand here */
  #take(bytes: Buffer, page: SealedPage): boolean {
    const line = parsed(bytes);
    if (this.#end) return false;
    if (v.is(SealedFileEnd, line)) {
      this.#end = line.end;
      return true;
    }
    this.#hash.update(bytes);
    if (v.is(DataKeyLine, line)) {
      page.dataKeys.push({ id: fromBase64(line.dataKey), sealed: fromBase64(line.sealed) });
      return true;
    }
    if (!v.is(SignatureLine, line)) return false;
    this.#signatures += 1;
    page.rows.push({
      signer_key: fromBase64(line.signer),
      signed_on: line.on,
      partner: line.partner,
      data_key_id: fromBase64(line.key),
      sealed: fromBase64(line.sealed),
    });
    return true;
  }
}

const fromBase64 = (text: string) => Buffer.from(text, 'base64');

/** undefined where it is no JSON. */
function parsed(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString('utf8'));
  } catch {
    return undefined;
  }
}
