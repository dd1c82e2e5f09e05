import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { readConfig } from '../config/config.ts';
import { UserError } from '../lib/errors.ts';
import { importSqlite as copyAll } from '../storage/import-sqlite.ts';
import { openStorage, sqliteFile } from '../storage/open.ts';
import { assertNotInUse } from '../storage/sqlite.ts';
import { type Command, parseArguments, print } from './command.ts';

export const adopt: Command = {
  usage: 'adopt FILE',
  summary: 'move a SQLite database, whose server was stopped, into the empty PostgreSQL one of DATABASE_URL',
  async run(args) {
    const { positionals } = parseArguments(adopt, args, {}, ['FILE']);
    const file = resolve(positionals[0]!);
    const { databaseUrl } = readConfig(process.env).secrets;
    if (sqliteFile(databaseUrl) !== null) {
      throw new UserError('Set DATABASE_URL to the PostgreSQL database that everything is to move to.');
    }
    if (!existsSync(file)) throw new UserError(`There is no database at ${file}.`);
    assertNotInUse(file);
    const from = await openStorage(`sqlite:${file}`);
    try {
      const into = await openStorage(databaseUrl);
      try {
        const { petitions, signatures } = await copyAll(from, into);
        print(
          `${petitions} petitions and ${signatures} signatures have moved. Start the servers with this DATABASE_URL and the same secret; keep ${file} as a backup, and start none on it again.`,
        );
      } finally {
        await into.close();
      }
    } finally {
      await from.close();
    }
    return 0;
  },
};
