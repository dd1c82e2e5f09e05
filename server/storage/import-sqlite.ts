import type { Kysely } from 'kysely';
import { UserError } from '../lib/errors.ts';
import type { Database } from './schema.ts';
import { signaturePages } from './signature-pages.ts';
import type { PetitionStorage } from './storage.ts';

/** Rows that are written at a time. */
const PAGE = 1_000;

/** What came over. */
export interface ImportResult {
  petitions: number;
  signatures: number;
}

/**
 * Copies everything from one database into another that has no petitions yet: all of it, or where anything
 * fails nothing. Nobody may write to the first meanwhile.
 *
 * @throws Mistake where there are petitions in the second
 */
export async function importSqlite(
  from: PetitionStorage,
  into: PetitionStorage,
  onProgress: (signatures: number) => void = () => {},
): Promise<ImportResult> {
  return into.write(async (transaction) => {
    const taken = await transaction.selectFrom('petition').select('slug').limit(1).executeTakeFirst();
    if (taken) {
      throw new UserError(
        `There are petitions in DATABASE_URL already ("${taken.slug}"). Give it a new, empty database.`,
      );
    }
    // With it comes the check of the secret: only servers with the same one may go on.
    await transaction.deleteFrom('setting').execute();
    for (const table of [
      'setting',
      'petition',
      'petition_text',
      'petition_count',
      'data_key',
      'pending_signature',
      'shown_signature',
      'outbox',
      'used_challenge',
    ] as const) {
      await insert(transaction, table, await from.db.selectFrom(table).selectAll().execute());
    }
    const petitions = await from.db.selectFrom('petition').select('id').orderBy('id').execute();
    let signatures = 0;
    for (const { id } of petitions) {
      for await (const page of signaturePages(from.db, id)) {
        await insert(transaction, 'signature', page);
        signatures += page.length;
        onProgress(page.length);
      }
    }
    return { petitions: petitions.length, signatures };
  });
}

async function insert(
  transaction: Kysely<Database>,
  table: keyof Database,
  rows: readonly object[],
): Promise<void> {
  for (let start = 0; start < rows.length; start += PAGE) {
    // The tables are the same on both sides, whatever they are.
    await transaction
      .insertInto(table)
      .values(rows.slice(start, start + PAGE) as never)
      .execute();
  }
}
