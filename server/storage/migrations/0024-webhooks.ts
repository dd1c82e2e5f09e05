import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const webhooks: Migration = {
  name: '0024-webhooks',
  async up(db, words) {
    const bytes = sql.raw(words.bytes);
    const table = sql.raw(words.keyedTable);
    await sql`create table webhook_endpoint (
      id text not null primary key,
      url ${bytes} not null,
      secret ${bytes} not null,
      previous_secret ${bytes},
      previous_until text,
      events text not null,
      all_petitions integer not null,
      disabled text check (disabled in ('organizer', 'gone', 'failing')),
      accepted_at text,
      created_on text not null
    ) ${table}`.execute(db);
    await sql`create table webhook_petition (
      endpoint_id text not null,
      petition_id integer not null,
      primary key (endpoint_id, petition_id)
    ) ${table}`.execute(db);
    await sql`create table webhook_state (
      petition_id integer not null primary key,
      digest text,
      status text not null check (status in ('open', 'closed')),
      milestone integer not null,
      own_goal integer,
      goal_reached integer not null,
      counted integer not null
    ) ${table}`.execute(db);
    // Petitions that were published before must not be announced as new.
    await sql`insert into webhook_state (petition_id, digest, status, milestone, own_goal, goal_reached, counted)
      select id, null, status, 0, null, 0, 0 from petition where draft = 0`.execute(db);
    await sql`create table webhook_delivery (
      id text not null primary key,
      endpoint_id text not null,
      type text not null,
      body ${bytes} not null,
      created_at text not null,
      status text not null check (status in ('waiting', 'delivered', 'failed')),
      due_at text,
      taken_until text,
      attempts integer not null,
      attempted_at text,
      response_status integer,
      failure text
    ) ${table}`.execute(db);
    await sql`create index webhook_delivery_endpoint on webhook_delivery (endpoint_id, id)`.execute(db);
    await sql`create index webhook_delivery_due on webhook_delivery (due_at) where due_at is not null`.execute(
      db,
    );
  },
};
