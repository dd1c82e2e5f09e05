import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const accounts: Migration = {
  name: '0019-accounts',
  async up(db, words) {
    const bytes = sql.raw(words.bytes);
    const table = sql.raw(words.keyedTable);
    await sql`create table account (
      id text not null primary key,
      name text not null unique,
      role text not null,
      petition_id integer,
      partner text,
      created_on text not null
    ) ${table}`.execute(db);
    await sql`create table passkey (
      id text not null primary key,
      account_id text not null,
      public_key ${bytes} not null,
      counter text not null,
      label text not null,
      created_on text not null,
      used_on text
    ) ${table}`.execute(db);
    await sql`create table invitation (
      hash ${bytes} not null primary key,
      account_id text not null,
      expires_at text not null
    ) ${table}`.execute(db);
    await sql`create table session (
      hash ${bytes} not null primary key,
      account_id text not null,
      label text not null,
      created_at text not null,
      seen_at text not null
    ) ${table}`.execute(db);
    await sql`create table audit_entry (
      id text not null primary key,
      at text not null,
      account text not null,
      action text not null,
      petition text,
      detail text
    ) ${table}`.execute(db);
  },
};
