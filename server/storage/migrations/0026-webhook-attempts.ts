import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const webhookAttempts: Migration = {
  name: '0026-webhook-attempts',
  async up(db) {
    await sql`alter table webhook_endpoint add column failing_since text`.execute(db);
    await sql`alter table webhook_delivery add column attempts_before integer not null default 0`.execute(db);
  },
};
