import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { readConfig } from '../config/config.ts';
import { UserError } from '../lib/errors.ts';
import { sqliteFile } from '../storage/open.ts';
import { copySqlite } from '../storage/sqlite.ts';
import { type Command, parseArguments, print } from './command.ts';

export const backup: Command = {
  usage: 'backup FILE',
  summary: 'copy the database as it is now into a new file, while signing goes on (SQLite)',
  async run(args) {
    const { positionals } = parseArguments(backup, args, {}, ['FILE']);
    const copy = resolve(positionals[0]!);
    const file = sqliteFile(readConfig(process.env).secrets.databaseUrl);
    if (file === null) {
      throw new UserError(
        'PostgreSQL brings its own: pg_dump --format=custom --file=FILE "$DATABASE_URL" copies it while signing goes on.',
      );
    }
    if (!existsSync(file)) throw new UserError(`There is no database at ${file} to copy.`);
    if (!existsSync(dirname(copy))) throw new UserError(`There is no folder ${dirname(copy)} to write to.`);
    if (existsSync(copy)) throw new UserError(`${copy} is there already; name a new file.`);
    copySqlite(file, copy);
    print(
      `${copy} holds the database (${(statSync(copy).size / 1024 ** 2).toFixed(1)} MiB). \`secret\`, \`recipient\` and \`widget/\` are not in it; keep them elsewhere.`,
    );
    return 0;
  },
};
