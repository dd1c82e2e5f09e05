/** Why a file isn't read as a list of signatures. `row` and `line` start at 1, as in spreadsheet programs and editors. */
export type FileProblem =
  | { code: 'empty' | 'no-rows' | 'damaged' }
  | { code: 'other-format'; format: OtherFormat }
  | { code: 'nul' | 'mixed-encodings' | 'not-as-marked'; line: number }
  | { code: 'other-encoding'; encoding: string }
  | { code: 'too-many-columns' | 'long-line'; max: number }
  | { code: 'open-quote'; row: number }
  | { code: 'unreadable-row'; row: number; reason: string };

export type OtherFormat =
  | 'workbook'
  | 'old-workbook'
  | 'gzip'
  | 'pdf'
  | 'sqlite'
  | 'sealed'
  | 'html'
  | 'json';

/** The message is for developers: the command line and the console each have their own sentences. */
export class FileProblemError extends Error {
  override name = 'FileProblemError';

  constructor(readonly problem: FileProblem) {
    super(problem.code);
  }
}
