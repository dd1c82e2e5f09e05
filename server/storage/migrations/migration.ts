import type { Kysely } from 'kysely';

/**
 * One change of the schema. Frozen once released: it imports none of the current code, and receives only what databases
 * spell differently.
 */
export interface Migration {
  name: string;
  // biome-ignore lint/suspicious/noExplicitAny: a migration knows the tables of its own time, not the current ones
  up(db: Kysely<any>, words: { bytes: string; table: string; keyedTable: string }): Promise<void>;
}
