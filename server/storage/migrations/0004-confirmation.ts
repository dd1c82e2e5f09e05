import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const confirmation: Migration = {
  name: '0004-confirmation',
  async up(db, words) {
    const bytes = sql.raw(words.bytes);
    await sql`create table pending_signature (
      id ${bytes} primary key not null,
      petition_id integer not null,
      signer_key ${bytes} not null,
      signed_on text not null,
      partner text,
      data_key_id ${bytes} not null,
      sealed ${bytes} not null,
      state text not null check (state in ('waiting', 'sent', 'confirmed')),
      quiet_until text
    ) ${sql.raw(words.table)}`.execute(db);
    await sql`create index pending_signature_signer on pending_signature (petition_id, signer_key)`.execute(
      db,
    );
    await sql`create index pending_signature_signed_on on pending_signature (signed_on)`.execute(db);
    // No version before this one put anything in.
    await sql`alter table outbox add column expires_at text not null default ''`.execute(db);
  },
};
