import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const requests: Migration = {
  name: '0004-requests',
  async up(db, words) {
    const bytes = sql.raw(words.bytes);
    const keyedTable = sql.raw(words.keyedTable);
    const request = sql`petition_id integer not null,
      request_id ${bytes} not null,
      signed_on text not null,
      partner text,
      request ${bytes} not null`;
    // No version before this one put anything in.
    await sql`drop table outbox`.execute(db);
    await sql`create table outbox (
      id ${bytes} primary key not null,
      ${request},
      letter ${bytes} not null,
      expires_at text not null,
      attempts integer not null default 0 check (attempts >= 0),
      taken_until text
    ) ${keyedTable}`.execute(db);
    await sql`insert into setting (name, value) values ('outbox', '')`.execute(db);
    await sql`create table pending_signature (
      ${request},
      slot ${bytes} not null,
      quiet_until text,
      primary key (petition_id, slot)
    ) ${keyedTable}`.execute(db);
    await sql`create index pending_signature_signed_on on pending_signature (signed_on)`.execute(db);
  },
};
