import { findDateOrder } from '../../common/import/date-order.ts';
import { FileProblemError } from '../../common/import/file-problem.ts';
import { isBlank } from '../../common/import/layout.ts';
import { answerRequests } from '../worker-server.ts';
import { FileBatches } from './batches.ts';
import type { FoundFile, ReadingProblem, ReadingProgress, ReadingRequest } from './protocol.ts';
import { ImportSource } from './source.ts';

const FIRST_ROWS = 3;
/** Of a cell that is shown. */
const MAX_SHOWN = 200;

let source: ImportSource;
let batches: FileBatches;

answerRequests(respond, (error): ReadingProblem => {
  // Whatever else goes wrong has to do with the file: it was moved, changed, or its disk was removed.
  return error instanceof FileProblemError ? error.problem : { code: 'unreadable' };
});

function respond(request: ReadingRequest, onProgress: (progress: ReadingProgress) => void): unknown {
  const onBytes = (bytesRead: number) => onProgress({ bytesRead });
  switch (request.type) {
    case 'open':
      return open(request.file, onBytes);
    case 'find-date-order':
      return findDateOrder(source.pages(onBytes), request.column);
    case 'start':
      batches = new FileBatches(source, request.columns, request.words);
      return undefined;
    case 'next':
      return batches.next(request.rejected);
    case 'save-rejected':
      return batches.rejectedFile();
  }
}

async function open(file: Blob, onBytes: (bytesRead: number) => void): Promise<FoundFile> {
  source = await ImportSource.open(file, onBytes);
  const { encoding, digest, layout } = source;
  const { separator, header } = layout;
  const firstRows: string[][] = [];
  for await (const page of source.pages()) {
    for (const { cells } of page) {
      if (firstRows.length < FIRST_ROWS && !isBlank(cells)) {
        firstRows.push(cells.map((cell) => cell.slice(0, MAX_SHOWN)));
      }
    }
    if (firstRows.length === FIRST_ROWS) break;
  }
  return { encoding, digest, separator, header: header.map((name) => name.trim()), firstRows };
}
