import { Readable } from 'node:stream';
import { type Options, type Parser, parse } from 'csv-parse';
import { parse as parseSync } from 'csv-parse/sync';
import {
  isParserError,
  type Layout,
  type ParseText,
  parserOptions,
  type SourceRow,
  findLayout as sharedFindLayout,
  toRowProblem,
} from '../../common/import/layout.ts';
import { QuoteRepair } from '../../common/import/quotes.ts';
import { toUserError } from './describe-file-problem.ts';
import type { SourceFile } from './source-file.ts';

const PAGE_SIZE = 500;

/**
 * Finds out how a file separates its cells.
 *
 * @throws UserError if it can't be a table
 */
export async function findLayout(file: SourceFile): Promise<Layout> {
  try {
    return await sharedFindLayout(file.text(), parseSync as unknown as ParseText);
  } catch (error) {
    throw toUserError(file.path, error);
  }
}

/**
 * Yields the rows below the header, many at a time, in constant memory.
 *
 * @param onProgress called with the number of bytes of each chunk
 * @throws UserError if the rest of the file can't be divided into rows
 */
export async function* readPages(
  file: SourceFile,
  { separator }: Layout,
  onProgress?: (bytes: number) => void,
): AsyncGenerator<SourceRow[]> {
  // Not through the parser's own iterator, which takes a few promises for each row.
  const parser = parse({ ...parserOptions(separator), readableHighWaterMark: PAGE_SIZE } as Options);
  const source = Readable.from(repairedText(file, separator, onProgress), { highWaterMark: 1 });
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  let number = 0;
  try {
    while (await isReadable(parser)) {
      const page: SourceRow[] = [];
      for (let cells = parser.read(); cells !== null; cells = parser.read()) {
        number += 1;
        if (number > 1) page.push({ number, cells });
      }
      if (page.length > 0) yield page;
    }
  } catch (error) {
    throw toUserError(file.path, isParserError(error) ? toRowProblem(error, number) : error);
  } finally {
    source.destroy();
    parser.destroy();
  }
}

/** Waits for rows. False at the end. */
function isReadable(parser: Parser): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const settle = (done: () => void) => {
      parser.off('readable', onReadable).off('end', onEnd).off('error', onError);
      done();
    };
    const onReadable = () => settle(() => resolve(true));
    const onEnd = () => settle(() => resolve(false));
    const onError = (error: Error) => settle(() => reject(error));
    if (parser.errored) return reject(parser.errored);
    if (parser.readableEnded) return resolve(false);
    if (parser.readableLength > 0) return resolve(true);
    parser.on('readable', onReadable).on('end', onEnd).on('error', onError);
  });
}

async function* repairedText(
  file: SourceFile,
  separator: string,
  onProgress?: (bytes: number) => void,
): AsyncGenerator<string> {
  const quotes = new QuoteRepair(separator);
  for await (const text of file.text(onProgress)) {
    const repaired = quotes.repair(text, false);
    // An empty string would end the stream.
    if (repaired !== '') yield repaired;
  }
  const rest = quotes.repair('', true);
  if (rest !== '') yield rest;
}
