import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const retention: Migration = {
  name: '0005-retention',
  async up(db) {
    await sql`alter table petition add column closed_on text`.execute(db);
    // Nobody wrote down when it was: counted from today, nothing is erased too early.
    const today = new Date().toISOString().slice(0, 10);
    await sql`update petition set closed_on = ${today} where status = 'closed'`.execute(db);
    await sql`alter table petition_count
      add column erased integer not null default 0 check (erased >= 0)`.execute(db);
  },
};
