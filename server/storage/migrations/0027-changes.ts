import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const changes: Migration = {
  name: '0027-changes',
  async up(db) {
    await sql`alter table petition add column revision integer not null default 0`.execute(db);
    await sql`alter table petition_count add column mark integer not null default 0`.execute(db);
  },
};
