import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  deleteUnusedDataKeys,
  eraseExported,
  eraseRelated,
  findRetained,
  type RetainedPetition,
} from '../archive/retention.ts';
import { writeSealedFile } from '../archive/sealed-file-on-disk.ts';
import { formatSignatureCount } from '../archive/skipped-report.ts';
import { UserError } from '../lib/errors.ts';
import { utcDay } from '../lib/time.ts';
import type { PetitionStorage } from '../storage/open.ts';
import { type Command, parseArguments, print, withStorage } from './command.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** So old a data key is out of use: servers hold one for half a day, and an hour. */
const DATA_KEY_DAYS = 2;

export const retention: Command = {
  usage: 'retention --days N [--erase-into FOLDER]',
  summary:
    'list the petitions closed for N days that still hold signatures; --erase-into exports them there, sealed, then erases them, and with them the names and comments that are shown',
  async run(args) {
    const options = { days: { type: 'string' }, 'erase-into': { type: 'string' } } as const;
    const { values } = parseArguments(retention, args, options, []);
    const days = parseDays(values.days);
    const folder = values['erase-into'] === undefined ? null : folderNamed(values['erase-into']);
    const closedBy = daysAgo(days);
    return withStorage(
      async (storage) => {
        const petitions = await findRetained(storage, closedBy);
        if (petitions.length === 0) print(await nothingDue(storage, days));
        else if (folder === null) print(listed(petitions, days));
        if (folder === null) return 0;
        const code = petitions.length === 0 ? 0 : await eraseInto(folder, storage, petitions, closedBy);
        await deleteUnusedDataKeys(storage, daysAgo(DATA_KEY_DAYS));
        return code;
      },
      { make: false },
    );
  },
};

async function eraseInto(
  folder: string,
  storage: PetitionStorage,
  petitions: readonly RetainedPetition[],
  closedBy: string,
): Promise<number> {
  let erased = 0;
  let failed = 0;
  for (const petition of petitions) {
    try {
      erased += await eraseOne(folder, storage, petition, closedBy);
    } catch (error) {
      // What keeps this one needn't keep the others.
      failed += 1;
      const told = error instanceof UserError ? error.message : error instanceof Error ? error.stack : error;
      process.stderr.write(`${petition.slug}: ${told}\n`);
    }
  }
  const done = `${formatSignatureCount(erased)} of ${petitionsCounted(petitions.length - failed)} erased here; the counts stay as they are.`;
  if (failed > 0) {
    print(done);
    process.stderr.write(
      `${petitionsCounted(failed)} could not be finished. Whatever was erased stands in a file; mend what is told above, and run this again.\n`,
    );
    return 1;
  }
  print(
    `${done} Move the files to where the identity is, and open them there once with \`petitions open\`. Backups made before still hold what was erased.`,
  );
  return 0;
}

async function eraseOne(
  folder: string,
  storage: PetitionStorage,
  petition: RetainedPetition,
  closedBy: string,
): Promise<number> {
  let erased = 0;
  if (petition.signatures > 0) {
    const file = await writeSealedFile(storage, petition, folder, utcDay());
    erased = await eraseExported(file, storage, petition, closedBy);
    print(`${petition.slug}: ${formatSignatureCount(erased)} erased; ${file} holds them.`);
  }
  await eraseRelated(storage, petition, closedBy);
  if (petition.signatures === 0) print(`${petition.slug}: what was left besides signatures is erased.`);
  return erased;
}

/** Whoever asks too early needn't try day by day. */
async function nothingDue(storage: PetitionStorage, days: number): Promise<string> {
  const nothing = `Nothing is due: no petition closed for ${days} ${days === 1 ? 'day' : 'days'} or more still holds signatures.`;
  const [next] = (await findRetained(storage, utcDay())).sort((a, b) => (a.closedOn < b.closedOn ? -1 : 1));
  if (!next) return nothing;
  const due = utcDay(Date.parse(next.closedOn) + days * DAY_MS);
  return `${nothing} ${next.slug} comes next: closed on ${next.closedOn}, due on ${due}.`;
}

function listed(petitions: readonly RetainedPetition[], days: number): string {
  const lines = petitions.map(({ slug, closedOn, signatures, requests }) => {
    const more =
      requests > 0
        ? `, and ${requests.toLocaleString('en')} ${requests === 1 ? 'request' : 'requests'}, confirmed or not`
        : '';
    return `${slug}  closed on ${closedOn}  ${formatSignatureCount(signatures)}${more}`;
  });
  return [
    ...lines,
    `${petitionsCounted(petitions.length)}; nothing was changed. To have the signatures exported, sealed, and then erased here for good, and with them the names and comments that are shown: petitions retention --days ${days} --erase-into FOLDER`,
  ].join('\n');
}

const petitionsCounted = (count: number): string =>
  `${count.toLocaleString('en')} ${count === 1 ? 'petition' : 'petitions'}`;

const daysAgo = (days: number): string => utcDay(Date.now() - days * DAY_MS);

/** One at least: a server may still take a signature in the second after closing. */
function parseDays(text: string | undefined): number {
  if (text === undefined) {
    throw new UserError(
      `--days is missing: for how many days a petition must have been closed.\nUsage: petitions ${retention.usage}`,
    );
  }
  if (!/^[1-9]\d{0,4}$/.test(text)) {
    throw new UserError('--days must be a whole number of days, 1 at least, like --days 90.');
  }
  return Number(text);
}

function folderNamed(name: string): string {
  // Not the folder that this runs in, where a variable of the shell is empty.
  if (name === '') throw new UserError('--erase-into is empty; name the folder that the files go to.');
  const folder = resolve(name);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UserError(`There is no folder ${folder} to write to.`);
  }
  return folder;
}
