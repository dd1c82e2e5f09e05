import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const partnerLinks: Migration = {
  name: '0020-partner-links',
  async up(db, words) {
    await sql`create table partner_link (
      hash ${sql.raw(words.bytes)} not null primary key,
      petition_id integer not null,
      partner text not null,
      created_on text not null
    ) ${sql.raw(words.keyedTable)}`.execute(db);
  },
};
