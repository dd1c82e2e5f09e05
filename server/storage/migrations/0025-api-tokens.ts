import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const apiTokens: Migration = {
  name: '0025-api-tokens',
  async up(db, words) {
    await sql`create table api_token (
      hash ${sql.raw(words.bytes)} not null primary key,
      name text not null unique,
      scope text not null,
      petition_id integer,
      account_id text,
      created_on text not null,
      expires_on text not null,
      used_on text
    ) ${sql.raw(words.keyedTable)}`.execute(db);
  },
};
