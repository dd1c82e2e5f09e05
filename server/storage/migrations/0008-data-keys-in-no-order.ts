import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const dataKeysInNoOrder: Migration = {
  name: '0008-data-keys-in-no-order',
  async up(db, words) {
    const bytes = sql.raw(words.bytes);
    // SQLite numbers the rows of a table in the order in which they came, which is the order of the hours.
    await sql`create table data_key_by_id (
      id ${bytes} primary key not null,
      made_on text not null,
      sealed ${bytes} not null
    ) ${sql.raw(words.keyedTable)}`.execute(db);
    await sql`insert into data_key_by_id (id, made_on, sealed)
      select id, made_on, sealed from data_key order by id`.execute(db);
    await sql`drop table data_key`.execute(db);
    await sql`alter table data_key_by_id rename to data_key`.execute(db);
  },
};
