import type { Kysely } from 'kysely';
import { petitionsAndSignatures } from './0001-petitions-and-signatures.ts';

/**
 * One step of the schema, frozen once released: it imports nothing of today's code, only the words in
 * which the database at hand spells its types.
 */
export interface Migration {
  name: string;
  // biome-ignore lint/suspicious/noExplicitAny: a step knows the tables of its own time, not today's
  up(db: Kysely<any>, words: { bytes: string; table: string; keyedTable: string }): Promise<void>;
}

/** In the order in which they are applied. */
export const migrations: readonly Migration[] = [petitionsAndSignatures];
