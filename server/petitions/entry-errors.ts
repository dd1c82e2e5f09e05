import { UserError } from '../lib/errors.ts';

/** What is wrong with one value of an entry of a petition file. */
export interface EntryError {
  /** Of the entry in its file, from 0. */
  index: number;
  /** Undefined if the entry has none that could be shown. */
  slug: string | undefined;
  /** Like `texts.en.title`. Empty for the entry as a whole. */
  path: string;
  /** Continues the path: "must not be empty". */
  message: string;
}

/** Everything that is wrong with the entries. Says so as `petitions load` prints it. */
export class InvalidEntriesError extends UserError {
  constructor(readonly errors: readonly EntryError[]) {
    super(`Invalid petition file. Nothing was written.\n${errors.map(describe).join('\n')}`);
  }
}

/** An entry that is valid, but doesn't fit what is stored. */
export class EntryConflictError extends UserError {
  constructor(
    /** Which of the entry's values is at odds. */
    readonly field: 'slug' | 'status',
    message: string,
  ) {
    super(message);
  }
}

const describe = ({ index, slug, path, message }: EntryError): string =>
  `  entry ${index + 1}${slug === undefined ? '' : ` ("${slug.slice(0, 80)}")`}: ${path ? `${path}: ` : ''}${message}`;
