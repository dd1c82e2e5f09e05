import type { Kysely } from 'kysely';

/**
 * One step of the schema, frozen once released: it imports nothing of today's code, only the words in
 * which the database at hand spells its types.
 */
export interface Migration {
  name: string;
  // biome-ignore lint/suspicious/noExplicitAny: a step knows the tables of its own time, not today's
  up(db: Kysely<any>, words: { bytes: string; table: string; keyedTable: string }): Promise<void>;
}
