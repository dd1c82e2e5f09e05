import type { Kysely } from 'kysely';
import { UserError } from '../lib/errors.ts';
import type { Database } from './schema.ts';
import { signaturePages } from './signature-pages.ts';
import type { PetitionStorage } from './storage.ts';

/** How many rows one statement inserts. */
const PAGE_SIZE = 1_000;

/**
 * The type requires that every table is listed, except those that must not be copied: `migration` was filled
 * when the target's schema was created, and `decoy` contains random bytes that only SQLite needs. `signature`
 * is copied in pages.
 */
const TABLES = {
  setting: true,
  petition: true,
  petition_text: true,
  petition_alias: true,
  petition_count: true,
  signed_day: true,
  signed_hour: true,
  data_key: true,
  pending_signature: true,
  shown_signature: true,
  outbox: true,
  used_challenge: true,
  stopped_address: true,
  bounced_address: true,
  image: true,
  account: true,
  passkey: true,
  invitation: true,
  session: true,
  audit_entry: true,
  partner_link: true,
  imported_file: true,
  webhook_endpoint: true,
  webhook_petition: true,
  webhook_state: true,
  webhook_delivery: true,
  api_token: true,
} satisfies Record<Exclude<keyof Database, 'migration' | 'decoy' | 'signature'>, true>;

export interface ImportResult {
  petitions: number;
  signatures: number;
}

/**
 * Copies everything from one database into another that has no petitions yet. If anything fails, nothing is
 * copied. Nothing may write to the source in the meantime.
 *
 * @param onProgress called after each page with its number of signatures
 * @throws UserError if the target has petitions
 */
export async function importSqlite(
  from: PetitionStorage,
  into: PetitionStorage,
  onProgress: (signatures: number) => void = () => {},
): Promise<ImportResult> {
  return into.write(async (transaction) => {
    const existing = await transaction.selectFrom('petition').select('slug').limit(1).executeTakeFirst();
    if (existing) {
      throw new UserError(
        `There are petitions in DATABASE_URL already ("${existing.slug}"). Use a new, empty database.`,
      );
    }
    // The check value of the secret is copied too, so only servers with the same secret can use the new
    // database.
    await transaction.deleteFrom('setting').execute();
    for (const table of Object.keys(TABLES) as (keyof typeof TABLES)[]) {
      await insertRows(transaction, table, await from.db.selectFrom(table).selectAll().execute());
    }
    const petitions = await from.db.selectFrom('petition').select('id').orderBy('id').execute();
    let signatures = 0;
    for (const { id } of petitions) {
      for await (const page of signaturePages(from.db, id)) {
        await insertRows(transaction, 'signature', page);
        signatures += page.length;
        onProgress(page.length);
      }
    }
    return { petitions: petitions.length, signatures };
  });
}

async function insertRows(
  transaction: Kysely<Database>,
  table: keyof Database,
  rows: readonly object[],
): Promise<void> {
  for (let start = 0; start < rows.length; start += PAGE_SIZE) {
    const page = rows.slice(start, start + PAGE_SIZE);
    // `as never`, because TypeScript can't see that both sides are the same table.
    await transaction
      .insertInto(table)
      .values(page as never)
      .execute();
  }
}
