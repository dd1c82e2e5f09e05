import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const outbox: Migration = {
  name: '0002-outbox',
  async up(db, words) {
    const bytes = sql.raw(words.bytes);
    await sql`create table outbox (
      id ${bytes} primary key not null,
      petition_id integer not null,
      signer_key ${bytes} not null,
      letter ${bytes} not null,
      due_at text not null,
      attempts integer not null check (attempts >= 0)
    ) ${sql.raw(words.table)}`.execute(db);
    await sql`create index outbox_due_at on outbox (due_at)`.execute(db);
  },
};
