import { type FileProblem, FileProblemError, type OtherFormat } from '../../common/import/file-problem.ts';
import { UserError } from '../lib/errors.ts';

/** For the command line: a file that isn't read becomes something to fix. Other errors stay as they are. */
export const toUserError = (path: string, error: unknown): unknown =>
  error instanceof FileProblemError ? new UserError(describe(path, error.problem)) : error;

const SAVE_AS = 'Open it in a spreadsheet program and save it as "CSV UTF-8".';

/** What it is, and what to do with it. */
const OTHER_FORMATS: Record<OtherFormat, string> = {
  workbook: `is an Excel or LibreOffice workbook, or another ZIP archive, whatever its name says. ${SAVE_AS}`,
  'old-workbook': `is an old Excel workbook, whatever its name says. ${SAVE_AS}`,
  gzip: 'is compressed with gzip. Unpack it first.',
  pdf: 'is a PDF. Export the signatures as CSV.',
  sqlite: 'is a SQLite database. To move to PostgreSQL, use `import-sqlite`.',
  sealed: 'is a sealed file. Decrypt it first, with `petitions decrypt`.',
  html: `is HTML or XML. ${SAVE_AS}`,
  json: 'is JSON. Export the signatures as CSV.',
};

function describe(path: string, problem: FileProblem): string {
  switch (problem.code) {
    case 'empty':
      return `${path} is empty.`;
    case 'no-rows':
      return `${path} has no rows. Export the signatures as CSV, with a header.`;
    case 'damaged':
      return `${path} contains NUL characters, so it is damaged. Export it again.`;
    case 'other-format':
      return `${path} ${OTHER_FORMATS[problem.format]}`;
    case 'nul':
      return `${path} is not text: there is a NUL byte in line ${problem.line}. Export the signatures as CSV.`;
    case 'not-as-marked':
      return `${path} starts with the byte order mark of UTF-8, but line ${problem.line} is in another encoding. Save it as "CSV UTF-8".`;
    case 'mixed-encodings':
      return `${path} mixes encodings: most of it is UTF-8, but line ${problem.line} isn't. Somebody may have joined two files. Import them separately, or save the file as "CSV UTF-8".`;
    case 'other-encoding':
      return `${path} isn't ${problem.encoding.toUpperCase()} throughout, or changed while it was read. Save it as "CSV UTF-8".`;
    case 'too-many-columns':
      return `${path} has more than ${problem.max.toLocaleString('en-US')} columns, so it is no list of signatures. Export only the columns that are needed.`;
    case 'long-line':
      return `The first line of ${path} is longer than ${problem.max} KB, so it is no list of signatures, or has far too many columns.`;
    case 'open-quote':
      return `In ${path}, a quoted cell of row ${problem.row} doesn't end. Check the quotes there, and import the file again.`;
    case 'unreadable-row':
      return `Row ${problem.row} of ${path} can't be read (${problem.reason}). Check the quotes there, and import the file again.`;
  }
}
