import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Command } from 'commander';
import { noteBackup } from '../backup/backup-history.ts';
import { readConfig } from '../config/config.ts';
import { UserError } from '../lib/errors.ts';
import { openStorage, sqliteFile } from '../storage/open.ts';
import { copySqlite } from '../storage/sqlite.ts';
import { existingFolder } from './command.ts';
import { print, startProgress } from './output.ts';

const MIB = 1024 ** 2;

export const backup = new Command('backup')
  .summary('Copy the SQLite database')
  .description(
    'Copy the SQLite database, as it is at this moment, into a new file, and check the copy. Signing continues meanwhile. The copy does not include `secret`, `recipient`, or `widget/` in DATA_DIR: back them up separately. For PostgreSQL, use pg_dump.',
  )
  .argument('<FILE>', 'new file; it must not exist')
  .action(async (name: string) => {
    const copy = resolve(name);
    const { databaseUrl } = readConfig(process.env).secrets;
    const file = sqliteFile(databaseUrl);
    if (file === null) {
      throw new UserError(
        'This database is PostgreSQL. Copy it with: pg_dump --format=custom --file=FILE "$DATABASE_URL"',
      );
    }
    if (!existsSync(file)) throw new UserError(`There is no database at ${file}.`);
    existingFolder(dirname(copy));
    if (existsSync(copy)) throw new UserError(`${copy} already exists. Choose a new file.`);
    const bar = await startProgress('Copying', () => statSync(file).size);
    try {
      await copySqlite(file, copy, bar.set);
    } finally {
      bar.stop();
    }
    await note(databaseUrl);
    print(
      `The database is in ${copy} (${(statSync(copy).size / MIB).toFixed(1)} MiB). \`secret\`, \`recipient\`, and \`widget/\` are not in it; back them up separately.`,
    );
  });

/** For `doctor` and the console. A backup before an upgrade is made of an older schema, which nothing may change but the upgrade. */
async function note(databaseUrl: string): Promise<void> {
  const storage = await openStorage(databaseUrl, { upgrade: false }).catch((error: unknown) => {
    if (error instanceof UserError) return null;
    throw error;
  });
  if (!storage) return;
  try {
    await noteBackup(storage);
  } finally {
    await storage.close();
  }
}
