import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const usedChallenges: Migration = {
  name: '0003-used-challenges',
  async up(db, words) {
    await sql`create table used_challenge (
      id ${sql.raw(words.bytes)} primary key not null,
      forget_after text not null
    ) ${sql.raw(words.keyedTable)}`.execute(db);
    await sql`create index used_challenge_forget_after on used_challenge (forget_after)`.execute(db);
    await sql`alter table petition add column origins text`.execute(db);
  },
};
