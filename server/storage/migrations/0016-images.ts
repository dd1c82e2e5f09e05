import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const images: Migration = {
  name: '0016-images',
  async up(db, words) {
    await sql`create table image (
      hash text not null,
      width integer not null,
      type text not null,
      bytes ${sql.raw(words.bytes)} not null,
      unused_since text,
      primary key (hash, width)
    ) ${sql.raw(words.table)}`.execute(db);
    await sql`alter table petition add column image text`.execute(db);
  },
};
