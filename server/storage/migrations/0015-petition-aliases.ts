import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const petitionAliases: Migration = {
  name: '0015-petition-aliases',
  async up(db, words) {
    await sql`create table petition_alias (
      slug text primary key not null,
      petition_id integer not null
    ) ${sql.raw(words.table)}`.execute(db);
  },
};
