import { type AliasableExpression, type ExpressionBuilder, type Kysely, sql } from 'kysely';
import type { PetitionStorage } from '../storage/open.ts';
import type { Database } from '../storage/schema.ts';
import { selectRequests } from '../storage/signature-pages.ts';

/** Which signatures of a petition: by the days (UTC) on which they came, both included, and by partner. */
export interface PurgeFilter {
  petitionId: number;
  since: string;
  until?: string | undefined;
  partner?: string | undefined;
}

/** How many came on a day through a partner; null where through none. */
export interface PurgeGroup {
  day: string;
  partner: string | null;
  signatures: number;
  /** How many asked for a letter; those who answered it are among the signatures as well. */
  requests: number;
}

/** The way that a signature goes, so that none slips through, and what each table is gone through by. */
const KEYS = { outbox: 'id', pending_signature: 'slot', signature: 'signer_key' } as const;
type Table = keyof typeof KEYS;

/** How many are deleted at a time: those who sign meanwhile wait for a moment only. */
const BATCH_SIZE = 500;

/** Counts a wave, by day and partner. */
export async function countMatching({ db }: PetitionStorage, wave: PurgeFilter): Promise<PurgeGroup[]> {
  const groups = async (rows: AliasableExpression<SignatureOrigin>) => {
    const found = await db
      .selectFrom(rows.as('each'))
      .select(({ fn }) => ['signed_on', 'partner', fn.countAll<number>().as('count')])
      .groupBy(['signed_on', 'partner'])
      .execute();
    return found.filter((group) => isIn(wave, group));
  };
  const signatures = db
    .selectFrom('signature')
    .select(['signed_on', 'partner'])
    .where('petition_id', '=', wave.petitionId);
  const rows = new Map<string, PurgeGroup>();
  for (const [what, found] of [
    ['signatures', await groups(signatures)],
    ['requests', await groups(selectRequests(db, wave.petitionId))],
  ] as const) {
    for (const { signed_on, partner, count } of found) {
      const name = JSON.stringify([signed_on, partner]);
      const row = rows.get(name) ?? { day: signed_on, partner, signatures: 0, requests: 0 };
      rows.set(name, { ...row, [what]: count });
    }
  }
  return [...rows.values()].sort(byDayAndPartner);
}

/**
 * Takes a wave back: its signatures, its requests that were never confirmed, the letters that are still to go out about them,
 * and their part of the count, each batch whole or not at all. Whoever was in it by mistake may sign again.
 *
 * @returns what was there to be taken back when it began
 */
export async function purgeMatching(storage: PetitionStorage, wave: PurgeFilter): Promise<PurgeGroup[]> {
  const counted = await countMatching(storage, wave);
  await purgeTable(storage, wave, 'outbox');
  await purgeTable(storage, wave, 'pending_signature');
  await purgeTable(storage, wave, 'signature');
  return counted;
}

async function purgeTable(storage: PetitionStorage, wave: PurgeFilter, table: Table): Promise<void> {
  const key = sql.ref<Uint8Array>(KEYS[table]);
  for (let after: Uint8Array = Buffer.alloc(0); ; ) {
    // Looked for outside of the transaction, which would keep others from writing for as long as that takes.
    const found = await storage.db
      .selectFrom(table)
      .select(key.as('key'))
      .where(within(wave))
      .where(key, '>', after)
      .orderBy(key)
      .limit(BATCH_SIZE)
      .execute();
    if (found.length === 0) return;
    const keys = found.map((row) => row.key);
    await storage.write(async (transaction) => {
      const deleted = await transaction
        .deleteFrom(table)
        .where(key, 'in', keys)
        // It may have been withdrawn meanwhile, and signed anew.
        .where(within(wave))
        .returning(key.as('key'))
        .execute();
      if (table === 'signature')
        await decrementCount(
          transaction,
          wave,
          deleted.map((row) => row.key),
        );
    });
    after = keys.at(-1)!;
  }
}

/** What hangs on signatures that were deleted. */
async function decrementCount(
  transaction: Kysely<Database>,
  { petitionId }: PurgeFilter,
  deleted: readonly Uint8Array[],
): Promise<void> {
  await transaction
    .deleteFrom('shown_signature')
    .where('petition_id', '=', petitionId)
    .where('signer_key', 'in', deleted)
    .execute();
  // Last, as when signing, because everybody who signs waits for this row.
  await transaction
    .updateTable('petition_count')
    .set(({ eb }) => ({ signed: eb('signed', '-', deleted.length) }))
    .where('petition_id', '=', petitionId)
    .execute();
}

/** What a row says about when and how it came. */
interface SignatureOrigin {
  signed_on: string;
  partner: string | null;
}

const isIn = ({ since, until, partner }: PurgeFilter, came: SignatureOrigin) =>
  came.signed_on >= since &&
  (until === undefined || came.signed_on <= until) &&
  (partner === undefined || came.partner === partner);

const byDayAndPartner = (a: PurgeGroup, b: PurgeGroup) =>
  a.day.localeCompare(b.day) || (a.partner ?? '').localeCompare(b.partner ?? '');

function within({ petitionId, since, until, partner }: PurgeFilter) {
  return (eb: ExpressionBuilder<Database, Table>) =>
    eb.and([
      eb('petition_id', '=', petitionId),
      eb('signed_on', '>=', since),
      ...(until === undefined ? [] : [eb('signed_on', '<=', until)]),
      ...(partner === undefined ? [] : [eb('partner', '=', partner)]),
    ]);
}
