import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { readConfig } from '../config/config.ts';
import { UserError } from '../lib/errors.ts';
import { formatCount } from '../lib/format-count.ts';
import { type ImportResult, importSqlite } from '../storage/import-sqlite.ts';
import { openStorage, type PetitionStorage, sqliteFile } from '../storage/open.ts';
import { assertNotInUse } from '../storage/sqlite.ts';
import { print, startProgress } from './output.ts';

export const importSqliteFile = new Command('import-sqlite')
  .summary('Move a SQLite database to PostgreSQL')
  .description(
    'Copy a SQLite database into the empty PostgreSQL database at DATABASE_URL. If anything fails, nothing is copied. Stop the server first.',
  )
  .argument('<FILE>', 'SQLite file, usually petitions.db in DATA_DIR')
  .action(async (name: string) => {
    const file = resolve(name);
    const { databaseUrl } = readConfig(process.env).secrets;
    if (sqliteFile(databaseUrl) !== null) {
      throw new UserError('Set DATABASE_URL to the PostgreSQL database to import into.');
    }
    if (!existsSync(file)) throw new UserError(`There is no database at ${file}.`);
    await assertNotInUse(file);
    const from = await openStorage(`sqlite:${file}`);
    try {
      const into = await openStorage(databaseUrl);
      try {
        const { petitions, signatures } = await importWithProgress(from, into);
        print(
          `Imported ${formatCount(petitions, 'petition')} and ${formatCount(signatures, 'signature')}. Start the servers with this DATABASE_URL and the same secret. Keep ${file} as a backup, and never start a server on it again.`,
        );
      } finally {
        await into.close();
      }
    } finally {
      await from.close();
    }
  });

async function importWithProgress(from: PetitionStorage, into: PetitionStorage): Promise<ImportResult> {
  const bar = await startProgress('Importing', async () => {
    const { rows } = await from.db
      .selectFrom('signature')
      .select(({ fn }) => fn.countAll<number>().as('rows'))
      .executeTakeFirstOrThrow();
    return rows;
  });
  try {
    return await importSqlite(from, into, bar.advance);
  } finally {
    bar.stop();
  }
}
