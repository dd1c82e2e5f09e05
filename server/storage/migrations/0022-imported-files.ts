import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const importedFiles: Migration = {
  name: '0022-imported-files',
  async up(db, words) {
    await sql`create table imported_file (
      petition_id integer not null,
      hash ${sql.raw(words.bytes)} not null,
      carried_over integer not null check (carried_over >= 0),
      primary key (petition_id, hash)
    ) ${sql.raw(words.keyedTable)}`.execute(db);
  },
};
