import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import { EXPORT_FORMATS, type ExportFormatName } from '../../common/export-formats.ts';
import { readConfig } from '../config/config.ts';
import { UserError } from '../lib/errors.ts';
import { isValidDay } from '../lib/time.ts';
import { openStorage, type PetitionStorage, sqliteFile } from '../storage/open.ts';
import { findUpgradeCopies, UPGRADE_COPY_DAYS } from '../storage/upgrade-copies.ts';
import { print, printError } from './output.ts';

/** Options of the commands that write signatures. */
export const identityOption = () =>
  new Option('--identity <FILE>', 'file with the private key that decrypts signatures');
export const formatOption = () =>
  new Option(
    '--format <FORMAT>',
    'csv for spreadsheets, csv-semicolon for Excel in languages with a decimal comma, ndjson for programs',
  )
    .choices(Object.keys(EXPORT_FORMATS))
    .default('csv' satisfies ExportFormatName);
export const partnerOption = () =>
  new Option(
    '--partner <CODE>',
    'only signatures made through this partner by people who allowed it to contact them',
  );
export const sinceOption = () =>
  new Option('--since <DAY>', 'only signatures from this day (UTC) on').argParser(parseDay);

/** Gathers the values of an option that may be repeated. */
export const collect = (value: string, values: string[] = []) => [...values, value];

/** Parses a day in the form YYYY-MM-DD. */
export function parseDay(text: string): string {
  if (!isValidDay(text)) throw new InvalidArgumentError('Write a date like 2031-02-03.');
  return text;
}

/**
 * Opens the configured database, runs `work`, and closes the database.
 *
 * @param options.create whether to create a SQLite file that doesn't exist yet
 */
export async function withStorage<T>(
  work: (storage: PetitionStorage) => Promise<T>,
  options: { create: boolean },
): Promise<T> {
  const { databaseUrl } = readConfig(process.env).secrets;
  const file = sqliteFile(databaseUrl);
  const isNew = file !== null && !existsSync(file);
  if (isNew && !options.create) {
    throw new UserError(
      `There is no database at ${file} yet. Create it with \`petitions load FILE\`, or give this command the server's settings: --env-file FILE.`,
    );
  }
  const storage = await openStorage(databaseUrl);
  if (isNew) {
    printError(
      `There was no database at ${file}, so a new one was created. If the server uses another, give this command the server's settings: --env-file FILE.`,
    );
  }
  try {
    return await work(storage);
  } finally {
    await storage.close();
  }
}

/** Tells about copies that still contain what a command erased. */
export function printUpgradeCopies(databaseUrl: string): void {
  const file = sqliteFile(databaseUrl);
  const copies = file === null ? [] : findUpgradeCopies(file);
  if (copies.length === 0) return;
  print(
    `Copies from before an upgrade may still contain it, and are deleted ${UPGRADE_COPY_DAYS} days after the upgrade, or when you delete them: ${copies.join(', ')}`,
  );
}

/**
 * @returns the absolute path, because `npm run` resolves paths against the project's folder
 * @throws UserError if there is no such folder
 */
export function existingFolder(name: string): string {
  const folder = resolve(name);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UserError(`There is no folder ${folder}.`);
  }
  return folder;
}

/** How messages refer to an input file. Absolute, because `npm run` resolves paths against the project's folder. */
export const describeInput = (file: string) => (file === '-' ? 'Standard input' : resolve(file));
