import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const stoppedAddresses: Migration = {
  name: '0013-stopped-addresses',
  async up(db, words) {
    await sql`create table stopped_address (
      hash ${sql.raw(words.bytes)} primary key not null
    ) ${sql.raw(words.keyedTable)}`.execute(db);
  },
};
