import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const partnerRecipients: Migration = {
  name: '0023-partner-recipients',
  async up(db, words) {
    await sql`alter table petition add column partner_recipients text not null default '{}'`.execute(db);
    await sql`alter table data_key add column partner_sealed ${sql.raw(words.bytes)}`.execute(db);
  },
};
