import type { Encoding } from '../../common/import/encoding.ts';
import type { FileProblem } from '../../common/import/file-problem.ts';
import type { RejectedRow, RejectionWords } from './batches.ts';

/** What the page asks its worker. Each has one answer, and those that read the file also report progress. */
export type ReadingRequest =
  | { type: 'open'; file: Blob }
  | { type: 'find-date-order'; column: number }
  | { type: 'start'; columns: readonly number[]; words: RejectionWords }
  | { type: 'next'; rejected: readonly RejectedRow[] }
  | { type: 'save-rejected' };

export interface ReadingProgress {
  bytesRead: number;
}

/** What is known of a file, and its first rows. */
export interface FoundFile {
  encoding: Encoding;
  separator: string;
  /** SHA-256, in hexadecimal. */
  digest: string;
  header: string[];
  firstRows: string[][];
}

/** Why the worker couldn't do what it was asked. */
export type ReadingProblem = FileProblem | { code: 'unreadable' };
