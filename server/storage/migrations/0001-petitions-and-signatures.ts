import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const petitionsAndSignatures: Migration = {
  name: '0001-petitions-and-signatures',
  async up(db, words) {
    const bytes = sql.raw(words.bytes);
    const table = sql.raw(words.table);
    const keyedTable = sql.raw(words.keyedTable);
    await sql`create table setting (
      name text primary key not null,
      value text not null
    ) ${table}`.execute(db);
    await sql`create table petition (
      id integer primary key not null,
      slug text unique not null,
      creator text not null,
      status text not null check (status in ('open', 'closed')),
      carried_over integer not null check (carried_over >= 0),
      own_goal integer check (own_goal > 0),
      fields text not null,
      partners text not null,
      salt ${bytes} not null,
      mailbox_rules integer not null
    ) ${table}`.execute(db);
    await sql`create table petition_text (
      petition_id integer not null,
      lang text not null,
      position integer not null,
      title text not null,
      text text not null,
      outcome text,
      primary key (petition_id, lang)
    ) ${table}`.execute(db);
    await sql`create table petition_count (
      petition_id integer primary key not null,
      signed integer not null check (signed >= 0)
    ) ${table}`.execute(db);
    await sql`create table data_key (
      id ${bytes} primary key not null,
      made_on text not null,
      sealed ${bytes} not null
    ) ${table}`.execute(db);
    // No foreign keys: this is the hot table, and it is spread over machines where there are several.
    await sql`create table signature (
      petition_id integer not null,
      signer_key ${bytes} not null,
      signed_on text not null,
      partner text,
      data_key_id ${bytes} not null,
      sealed ${bytes} not null,
      primary key (petition_id, signer_key)
    ) ${keyedTable}`.execute(db);
    await sql`insert into setting (name, value) values ('revision', '0')`.execute(db);
  },
};
