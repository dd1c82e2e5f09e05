import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const commentDecisions: Migration = {
  name: '0021-comment-decisions',
  async up(db) {
    await sql`alter table shown_signature add column decision text check (decision in ('refused', 'hidden'))`.execute(
      db,
    );
    await sql`alter table shown_signature add column final_at text`.execute(db);
    await sql`create index shown_signature_final_at on shown_signature (final_at) where final_at is not null`.execute(
      db,
    );
  },
};
