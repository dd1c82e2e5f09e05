import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const shownSignatures: Migration = {
  name: '0006-shown-signatures',
  async up(db, words) {
    const bytes = sql.raw(words.bytes);
    await sql`alter table petition_count add column shown integer not null default 0`.execute(db);
    await sql`create table shown_signature (
      petition_id integer not null,
      signer_key ${bytes} not null,
      place integer not null,
      handle text not null,
      shown ${bytes} not null,
      comment text not null check (comment in ('none', 'waiting', 'approved')),
      primary key (petition_id, signer_key)
    ) ${sql.raw(words.keyedTable)}`.execute(db);
    await sql`create index shown_signature_place on shown_signature (petition_id, place)`.execute(db);
  },
};
