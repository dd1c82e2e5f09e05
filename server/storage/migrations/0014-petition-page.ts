import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const petitionPage: Migration = {
  name: '0014-petition-page',
  async up(db) {
    const columns = [
      'target text',
      "format text not null default 'plain'",
      'organizer text',
      'closes_on text',
      'time_zone text',
      "tags text not null default '[]'",
      'hidden_from_search integer not null default 0',
      'share_text text',
      'draft integer not null default 0',
      'created_on text',
    ];
    for (const column of columns) {
      await sql`alter table petition add column ${sql.raw(column)}`.execute(db);
    }
  },
};
