import { existsSync } from 'node:fs';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { readConfig } from '../config/config.ts';
import { UserError } from '../lib/errors.ts';
import { openStorage, type PetitionStorage, sqliteFile } from '../storage/open.ts';

/** A subcommand of `petitions`. */
export interface Command {
  /** How it is called, after `petitions`. */
  usage: string;
  /** What it does, in a line. */
  summary: string;
  /** @returns the exit code */
  run(args: string[]): Promise<number>;
}

/** @throws Mistake that shows how the command is called */
export function parseArguments<T extends NonNullable<ParseArgsConfig['options']>>(
  { usage }: Pick<Command, 'usage'>,
  args: string[],
  options: T,
  positionalNames: readonly string[],
) {
  const parsed = (() => {
    try {
      return parseArgs({ args, options, allowPositionals: true });
    } catch (error) {
      throw new UserError(`${(error as Error).message}\nUsage: petitions ${usage}`);
    }
  })();
  const { positionals } = parsed;
  if (positionals.length !== positionalNames.length) {
    const missing = positionalNames.slice(positionals.length);
    const what =
      missing.length > 0
        ? `${missing.join(' and ')} is missing.`
        : `"${positionals.at(-1)}" is one too many.`;
    throw new UserError(`${what}\nUsage: petitions ${usage}`);
  }
  return parsed;
}

/**
 * Opens the configured database for a command that is done in a moment, and closes it behind it.
 *
 * @param options.make false for a command that has nothing to do in a new one
 */
export async function withStorage<T>(
  work: (storage: PetitionStorage) => Promise<T>,
  options: { make: boolean },
): Promise<T> {
  const { databaseUrl } = readConfig(process.env).secrets;
  const file = sqliteFile(databaseUrl);
  if (!options.make && file !== null && !existsSync(file)) {
    throw new UserError(
      `There is no database at ${file} yet. \`petitions load FILE\` makes it; or set DATA_DIR.`,
    );
  }
  const storage = await openStorage(databaseUrl);
  try {
    return await work(storage);
  } finally {
    await storage.close();
  }
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
