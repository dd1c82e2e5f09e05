import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const bouncedAddresses: Migration = {
  name: '0028-bounced-addresses',
  async up(db, words) {
    await sql`create table bounced_address (
      hash ${sql.raw(words.bytes)} primary key not null,
      expires_on text not null
    ) ${sql.raw(words.keyedTable)}`.execute(db);
  },
};
