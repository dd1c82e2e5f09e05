import { constants, setPriority } from 'node:os';
import { basename, resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { Field } from '../../common/import/columns.ts';
import { DATE_ORDERS, type DateOrder } from '../../common/import/date-order.ts';
import { isSourceName, MAX_SOURCE_LENGTH, sourceNameOf } from '../../common/import/source-name.ts';
import { readConfig } from '../config/config.ts';
import { type ImportTotals, type PlannedImport, planImport } from '../import/import-signatures.ts';
import { parseMap } from '../import/map-columns.ts';
import { openSource, type SourceFile } from '../import/source-file.ts';
import { formatCount } from '../lib/format-count.ts';
import { isTimeZone } from '../lib/time.ts';
import { withStorage } from './command.ts';
import { print, printError, startProgress } from './output.ts';

interface Options {
  dryRun?: boolean;
  map: { column: string; field: Field }[];
  dates?: DateOrder;
  timeZone: string;
  source?: string;
  rejects?: string;
  countWithoutEmail?: boolean;
}

export const importSignatures = new Command('import')
  .summary('Add signatures from a file of another tool')
  .description(
    'Add the signatures in a CSV file of another tool to a petition. People who have signed already, here or earlier in the file, still count once. Encoding, separator, and columns are found out. Rows of people who unsubscribed, were deleted, never confirmed, or whose address bounces are left out. Run it again after an interruption: nothing is added twice. Rejected rows are counted, and the exit code is 1.',
  )
  .argument('<SLUG>', 'slug of the petition')
  .argument('<FILE>', 'CSV file with a header')
  .option('--dry-run', 'read and check the whole file, but change nothing')
  .addOption(
    new Option(
      '--map <COLUMN=FIELD>',
      'say what a column holds, if its header is not recognized; may be repeated. FIELD is givenName, familyName, name, email, postalCode, country, comment, signedOn, contact, partner, lang, status, unsubscribed, deleted, confirmed, bounced, or ignore',
    )
      .argParser((text: string, previous: Options['map']) => [...previous, parseMap(text)])
      .default([], 'none'),
  )
  .addOption(
    new Option('--dates <ORDER>', 'order of dates like 1/2/2031, if the file does not show it').choices(
      DATE_ORDERS,
    ),
  )
  .addOption(
    new Option('--time-zone <ZONE>', 'time zone of times without one, like America/New_York')
      .argParser(parseTimeZone)
      .default('UTC'),
  )
  .addOption(
    new Option(
      '--source <NAME>',
      'where the signatures are from, recorded with each; without it, the name of the file',
    ).argParser(parseSource),
  )
  .option('--rejects <FILE>', 'new file for the rejected rows, each with the reason')
  .option(
    '--count-without-email',
    'add rows without an email address to the number carried over from elsewhere; nobody can tell whether those people signed twice',
  )
  .action(async (slug: string, name: string, options: Options) => {
    const path = resolve(name);
    const settings = readConfig(process.env);
    const file = await openSource(path, () => {});
    try {
      const totals = await withStorage(
        async (storage) => {
          // After the database is open: on Linux, its thread keeps the usual priority, as the server waits while it has the lock.
          setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
          const plan = await planImport(storage, settings, slug, file, {
            dryRun: options.dryRun ?? false,
            maps: options.map,
            dates: options.dates ?? null,
            timeZone: options.timeZone,
            source: options.source ?? sourceNameOf(basename(path)),
            rejects: options.rejects === undefined ? null : resolve(options.rejects),
            countWithoutEmail: options.countWithoutEmail ?? false,
          });
          for (const line of describeColumns(plan)) printError(line);
          return runWithProgress(plan.run, file, options.dryRun ?? false);
        },
        { create: false },
      );
      for (const line of report(slug, totals, options)) print(line);
      if (totals.rejected.size > 0) process.exitCode = 1;
    } finally {
      await file.close();
    }
  });

async function runWithProgress(
  run: (onProgress: (bytes: number) => void) => Promise<ImportTotals>,
  file: SourceFile,
  isDryRun: boolean,
): Promise<ImportTotals> {
  const bar = await startProgress(isDryRun ? 'Checking' : 'Importing', () => file.bytes);
  try {
    return await run(bar.advance);
  } finally {
    bar.stop();
  }
}

function parseTimeZone(text: string): string {
  if (!isTimeZone(text)) throw new InvalidArgumentError('Write a name like America/New_York.');
  return text;
}

function parseSource(text: string): string {
  const name = text.trim();
  if (!isSourceName(name)) {
    throw new InvalidArgumentError(`Write a name of at most ${MAX_SOURCE_LENGTH} characters.`);
  }
  return name;
}

/** So that people see a wrong guess before it matters. */
function describeColumns({ columns, order, unusedColumns }: PlannedImport): string[] {
  const used = [...columns].map(([header, field]) => `"${header}" is ${field}`).join(', ');
  return [
    `Columns: ${used}. The others aren't imported.`,
    ...(order === 'dmy' || order === 'mdy'
      ? [`In dates like 1/2/2031, the ${order === 'dmy' ? 'day' : 'month'} comes first.`]
      : []),
    ...(unusedColumns.length > 0
      ? [
          `Not stored, because the petition doesn't ask for it: ${unusedColumns.map((name) => `"${name}"`).join(', ')}.`,
        ]
      : []),
  ];
}

/** Totals only: see `ImportTotals`. */
function report(
  slug: string,
  totals: ImportTotals,
  { dryRun, countWithoutEmail, rejects }: Options,
): string[] {
  const { present, leftOut, withoutEmail, rejected, unknownCountry, hasDates } = totals;
  const rows = formatCount(present, 'row');
  return [
    dryRun
      ? `${rows} can be imported into ${slug}. Nothing was changed.`
      : `${rows} of the file ${present === 1 ? 'is' : 'are'} in ${slug} now. People with several rows, or who had signed before, count once.`,
    ...(!hasDates && present > 0
      ? ['The file has no dates, so its rows count on the day of their import.']
      : []),
    ...(leftOut.size > 0 ? [`Left out: ${listCounts(leftOut)}.`] : []),
    ...(withoutEmail > 0 ? [describeWithoutEmail(withoutEmail, dryRun, countWithoutEmail)] : []),
    ...(unknownCountry > 0
      ? [`${formatCount(unknownCountry, 'row')} of these without the country, which wasn't recognized.`]
      : []),
    ...(rejected.size > 0
      ? [
          `Rejected: ${listCounts(rejected)}.${rejects === undefined ? ' To see which, run this again with --rejects FILE.' : ` See ${resolve(rejects)}, which contains personal data.`}`,
        ]
      : []),
  ];
}

function describeWithoutEmail(rows: number, dryRun = false, isCounted = false): string {
  const start = `${formatCount(rows, 'row')} without an email address`;
  if (!isCounted) {
    return `${start}, not counted, because nobody can tell whether these people signed twice. To add them to the number carried over, use --count-without-email.`;
  }
  return dryRun
    ? `${start}, to be added to the number carried over.`
    : `${start}, carried over once, however often this file is imported.`;
}

const listCounts = (counts: ReadonlyMap<string, number>) =>
  [...counts].map(([reason, count]) => `${count.toLocaleString('en-US')} ${reason}`).join(', ');
