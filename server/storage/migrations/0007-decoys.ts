import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const decoys: Migration = {
  name: '0007-decoys',
  async up(db, words) {
    await sql`create table decoy (
      slot integer primary key not null,
      bytes ${sql.raw(words.bytes)} not null
    ) ${sql.raw(words.table)}`.execute(db);
  },
};
