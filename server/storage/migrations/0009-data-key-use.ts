import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const dataKeyUse: Migration = {
  name: '0009-data-key-use',
  async up(db) {
    await sql`alter table data_key add column used_on text`.execute(db);
    await sql`alter table data_key add column sealed_to text`.execute(db);
    await sql`alter table data_key add column unused integer not null default 0`.execute(db);
    // A request doesn't reveal its key: each key may be that of the latest request.
    await sql`update data_key set used_on = coalesce((
      select max(signed_on) from (
        select signed_on from outbox union all select signed_on from pending_signature
      ) as request
    ), made_on)`.execute(db);
  },
};
