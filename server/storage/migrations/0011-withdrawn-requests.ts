import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const withdrawnRequests: Migration = {
  name: '0011-withdrawn-requests',
  async up(db) {
    await sql`alter table pending_signature add column delete_on text`.execute(db);
  },
};
