import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const outboxTags: Migration = {
  name: '0012-outbox-tags',
  async up(db, words) {
    // Null in rows of earlier versions, which are gone after 72 hours.
    await sql`alter table outbox add column tag ${sql.raw(words.bytes)}`.execute(db);
    await sql`create index outbox_tag on outbox (petition_id, tag)`.execute(db);
  },
};
