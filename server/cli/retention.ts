import { Command, InvalidArgumentError } from 'commander';
import {
  deleteUnusedDataKeys,
  eraseRelated,
  findErasable,
  moveSignatures,
  type RetainedPetition,
} from '../archive/retention.ts';
import { readConfig } from '../config/config.ts';
import { UsageError, UserError } from '../lib/errors.ts';
import { formatCount } from '../lib/format-count.ts';
import { DAY_MS, utcDay } from '../lib/time.ts';
import { storeOverdue } from '../petitions/repository.ts';
import type { PetitionStorage } from '../storage/open.ts';
import { existingFolder, printUpgradeCopies, withStorage } from './command.ts';
import { print, printError, startProgress } from './output.ts';

/** Servers use a data key for half a day and an hour. Deleting a younger one is safe, but it is soon stored again. */
const MAX_DATA_KEY_DAYS = 2;

export const retention = new Command('retention')
  .summary('Move the signatures of closed petitions into sealed files')
  .description(
    'List the petitions that have been closed for N days and still have signatures. With --erase-into, write the signatures of each into a sealed file, verify the file, and erase them here, along with pending requests and public names and comments. The count stays; the petition can no longer be reopened.',
  )
  // At least 1: a server may still accept a signature in the second after closing.
  .requiredOption('--days <N>', 'days since the petition was closed, at least 1', parseDays)
  .option('--erase-into <FOLDER>', 'folder for the sealed files')
  .action(async ({ days, eraseInto }: { days: number; eraseInto?: string }) => {
    const folder = eraseInto === undefined ? null : outputFolder(eraseInto);
    const closedBy = daysAgo(days);
    await withStorage(
      async (storage) => {
        await storeOverdue(storage);
        const petitions = await findErasable(storage, closedBy);
        if (petitions.length === 0) print(await formatNothingDue(storage, days));
        else if (folder === null) print(formatRetained(petitions, days));
        if (folder === null) return;
        if (petitions.length > 0) {
          await moveAll(folder, storage, petitions, closedBy);
          printUpgradeCopies(readConfig(process.env).secrets.databaseUrl);
        }
        await deleteUnusedDataKeys(storage, daysAgo(MAX_DATA_KEY_DAYS));
      },
      { create: false },
    );
  });

async function moveAll(
  folder: string,
  storage: PetitionStorage,
  petitions: readonly RetainedPetition[],
  closedBy: string,
): Promise<void> {
  let erased = 0;
  let failed = 0;
  for (const petition of petitions) {
    try {
      erased += await moveOne(folder, storage, petition, closedBy);
    } catch (error) {
      // One petition's problem must not stop the others.
      failed += 1;
      const message =
        error instanceof UserError ? error.message : error instanceof Error ? error.stack : error;
      printError(`${petition.slug}: ${message}`);
    }
  }
  const result = `Erased ${formatCount(erased, 'signature')} of ${formatCount(petitions.length - failed, 'petition')} here. The counts stay.`;
  if (failed > 0) {
    print(result);
    printError(
      `${formatCount(failed, 'petition')} could not be finished. All erased signatures are in a file. Fix the problems above, and run this again.`,
    );
    process.exitCode = 1;
    return;
  }
  print(
    `${result} Move the files to the machine with the private key, and check each with \`petitions decrypt\`. Older backups still contain what was erased.`,
  );
}

/** @returns how many signatures were erased */
async function moveOne(
  folder: string,
  storage: PetitionStorage,
  petition: RetainedPetition,
  closedBy: string,
): Promise<number> {
  let erased = 0;
  if (petition.signatures > 0) {
    // Each signature is written once and erased once.
    const bar = await startProgress('Moving', () => 2 * petition.signatures);
    let file: string;
    let partnerFiles: string[];
    try {
      ({ file, partnerFiles, erased } = await moveSignatures(
        folder,
        storage,
        petition,
        closedBy,
        bar.advance,
      ));
    } finally {
      bar.stop();
    }
    print(`${petition.slug}: erased ${formatCount(erased, 'signature')}, which are in ${file}.`);
    for (const partnerFile of partnerFiles) {
      print(
        `${petition.slug}: ${partnerFile} has those that a partner opens with its own identity; give it that file.`,
      );
    }
  }
  await eraseRelated(storage, petition, closedBy);
  if (petition.signatures === 0)
    print(`${petition.slug}: erased all remaining data. There were no signatures left.`);
  return erased;
}

/** Names the next petition that is due, so that no one has to try every day. */
async function formatNothingDue(storage: PetitionStorage, days: number): Promise<string> {
  const nothing = `Nothing is due: no petition that has been closed for ${formatCount(days, 'day')} still has signatures.`;
  const [next] = (await findErasable(storage, utcDay())).sort((a, b) => (a.closedOn < b.closedOn ? -1 : 1));
  if (!next) return nothing;
  const due = utcDay(Date.parse(next.closedOn) + days * DAY_MS);
  return `${nothing} Next is ${next.slug}, closed on ${next.closedOn} and due on ${due}.`;
}

function formatRetained(petitions: readonly RetainedPetition[], days: number): string {
  const lines = petitions.map(({ slug, closedOn, signatures, requests }) => {
    const more = requests > 0 ? `, and ${formatCount(requests, 'request')}, confirmed or not` : '';
    return `${slug}  closed on ${closedOn}  ${formatCount(signatures, 'signature')}${more}`;
  });
  return [
    ...lines,
    `${formatCount(petitions.length, 'petition')}; nothing changed. To move the signatures into sealed files, and permanently erase them here along with public names and comments, run: petitions retention --days ${days} --erase-into FOLDER`,
  ].join('\n');
}

const daysAgo = (days: number): string => utcDay(Date.now() - days * DAY_MS);

function parseDays(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) {
    throw new InvalidArgumentError('Use a whole number of days, at least 1, like 90.');
  }
  return Number(text);
}

function outputFolder(name: string): string {
  // An empty shell variable must not mean the current folder.
  if (name === '') throw new UsageError('--erase-into is empty. Name the folder for the sealed files.');
  return existingFolder(name);
}
