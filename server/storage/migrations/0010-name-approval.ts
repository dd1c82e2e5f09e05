import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const nameApproval: Migration = {
  name: '0010-name-approval',
  async up(db) {
    await sql`alter table petition add column approve_names integer not null default 0`.execute(db);
  },
};
