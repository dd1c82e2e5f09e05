import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const victory: Migration = {
  name: '0018-victory',
  async up(db) {
    await sql`alter table petition add column victory integer not null default 0`.execute(db);
  },
};
