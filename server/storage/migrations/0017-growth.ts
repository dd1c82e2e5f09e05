import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const growth: Migration = {
  name: '0017-growth',
  async up(db, words) {
    const table = sql.raw(words.keyedTable);
    await sql`create table signed_day (
      petition_id integer not null,
      day text not null,
      partner text not null,
      signed integer not null,
      primary key (petition_id, day, partner)
    ) ${table}`.execute(db);
    await sql`create table signed_hour (
      petition_id integer not null,
      hour text not null,
      signed integer not null,
      primary key (petition_id, hour)
    ) ${table}`.execute(db);
    await sql`insert into signed_day (petition_id, day, partner, signed)
      select petition_id, signed_on, coalesce(partner, ''), count(*) from signature
      group by petition_id, signed_on, coalesce(partner, '')`.execute(db);
    // Nobody knows the days of those that were erased before.
    await sql`insert into signed_day (petition_id, day, partner, signed)
      select petition_id, '', '', erased from petition_count where erased > 0`.execute(db);
  },
};
