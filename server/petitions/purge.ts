import { type AliasableExpression, type ExpressionBuilder, sql } from 'kysely';
import { lockRequests, subtractSignatures } from '../signatures/count.ts';
import type { PetitionStorage } from '../storage/open.ts';
import type { Database } from '../storage/schema.ts';
import { selectRequests } from '../storage/signature-pages.ts';

/** Selects a petition's signatures by day (UTC, both ends included) and by partner. */
export interface PurgeFilter {
  petitionId: number;
  since: string;
  until?: string | undefined;
  /** Null for those through no partner. Undefined for all. */
  partner?: string | null | undefined;
}

/** Signatures and requests of one day through one partner. */
export interface PurgeGroup {
  day: string;
  /** Null for those through no partner. */
  partner: string | null;
  signatures: number;
  /** Requests for a confirmation email. Those that were confirmed are also among the signatures. */
  requests: number;
}

/** Tables and the keys to page through them by, in the order rows move between tables, so that none is missed. */
const KEYS = { outbox: 'id', pending_signature: 'slot', signature: 'signer_key' } as const;
type Table = keyof typeof KEYS;

/** Rows deleted per transaction. Few, so that people who sign in the meantime wait only a moment. */
const BATCH_SIZE = 500;

/** Counts the matching signatures and requests, by day and partner. */
export async function countMatching({ db }: PetitionStorage, filter: PurgeFilter): Promise<PurgeGroup[]> {
  const groupRows = async (rows: AliasableExpression<SignatureOrigin>) => {
    const groups = await db
      .selectFrom(rows.as('row'))
      .select(({ fn }) => ['signed_on', 'partner', fn.countAll<number>().as('count')])
      .groupBy(['signed_on', 'partner'])
      .execute();
    return groups.filter((group) => matches(filter, group));
  };
  const signatures = db
    .selectFrom('signature')
    .select(['signed_on', 'partner'])
    .where('petition_id', '=', filter.petitionId);
  const merged = new Map<string, PurgeGroup>();
  for (const [column, groups] of [
    ['signatures', await groupRows(signatures)],
    ['requests', await groupRows(selectRequests(db, filter.petitionId))],
  ] as const) {
    for (const { signed_on, partner, count } of groups) {
      const key = JSON.stringify([signed_on, partner]);
      const group = merged.get(key) ?? { day: signed_on, partner, signatures: 0, requests: 0 };
      merged.set(key, { ...group, [column]: count });
    }
  }
  return [...merged.values()].sort(byDayAndPartner);
}

/** For the audit log: which days, and which partner if not all. */
export function describeFilter({ since, until, partner }: PurgeFilter): string {
  const days = until === since ? since : `${since} – ${until ?? ''}`.trim();
  return partner === undefined ? days : `${days}, ${partner ?? '-'}`;
}

/** How many signatures and requests of a petition would have to be searched. */
export async function countSearched({ db }: PetitionStorage, petitionId: number): Promise<number> {
  let rows = 0;
  for (const table of Object.keys(KEYS) as Table[]) {
    const { count } = await db
      .selectFrom(table)
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('petition_id', '=', petitionId)
      .executeTakeFirstOrThrow();
    rows += count;
  }
  return rows;
}

/** The hours of the matching days in which people signed, as far as they are kept. Hours aren't kept by partner. */
export async function readHoursOf(
  { db }: PetitionStorage,
  { petitionId, since, until }: PurgeFilter,
): Promise<{ hour: string; signed: number }[]> {
  return (
    db
      .selectFrom('signed_hour')
      .select(['hour', 'signed'])
      .where('petition_id', '=', petitionId)
      .where('signed', '>', 0)
      .where('hour', '>=', since)
      // Behind the last hour of that day.
      .$if(until !== undefined, (query) => query.where('hour', '<', `${until}U`))
      .orderBy('hour')
      .execute()
  );
}

/**
 * Removes the matching signatures, unconfirmed requests, and emails still to be sent, and their part of the count. Each
 * batch is all or nothing. People whose signatures were removed by mistake can sign again.
 *
 * @returns what matched at the start
 */
export async function purgeMatching(storage: PetitionStorage, filter: PurgeFilter): Promise<PurgeGroup[]> {
  const groups = await countMatching(storage, filter);
  await purgeTable(storage, filter, 'outbox');
  await purgeTable(storage, filter, 'pending_signature');
  await purgeTable(storage, filter, 'signature');
  return groups;
}

async function purgeTable(storage: PetitionStorage, filter: PurgeFilter, table: Table): Promise<void> {
  const key = sql.ref<Uint8Array>(KEYS[table]);
  for (let after: Uint8Array = Buffer.alloc(0); ; ) {
    // Searches outside the transaction, which would block other writers for as long as that takes.
    const rows = await storage.db
      .selectFrom(table)
      .select(key.as('key'))
      .where(isMatch(filter))
      .where(key, '>', after)
      .orderBy(key)
      .limit(BATCH_SIZE)
      .execute();
    if (rows.length === 0) return;
    const keys = rows.map((row) => row.key);
    await storage.write(async (transaction) => {
      // A request that is being confirmed is found among the signatures afterward.
      if (table === 'pending_signature') await lockRequests(storage, transaction, filter.petitionId);
      const deleted = await transaction
        .deleteFrom(table)
        .where(key, 'in', keys)
        // The row may have been withdrawn in the meantime, and signed again.
        .where(isMatch(filter))
        .returning([key.as('key'), 'signed_on', 'partner'])
        .execute();
      if (table !== 'signature' || deleted.length === 0) return;
      await transaction
        .deleteFrom('shown_signature')
        .where('petition_id', '=', filter.petitionId)
        .where(
          'signer_key',
          'in',
          deleted.map((row) => row.key),
        )
        .execute();
      await subtractSignatures(storage, transaction, filter.petitionId, deleted);
    });
    after = keys.at(-1)!;
  }
}

/** When and through which partner a row came in. */
interface SignatureOrigin {
  signed_on: string;
  partner: string | null;
}

const matches = ({ since, until, partner }: PurgeFilter, origin: SignatureOrigin) =>
  origin.signed_on >= since &&
  (until === undefined || origin.signed_on <= until) &&
  (partner === undefined || origin.partner === partner);

const byDayAndPartner = (a: PurgeGroup, b: PurgeGroup) =>
  a.day.localeCompare(b.day) || (a.partner ?? '').localeCompare(b.partner ?? '');

/** The same as a condition in SQL. */
function isMatch({ petitionId, since, until, partner }: PurgeFilter) {
  return (eb: ExpressionBuilder<Database, Table>) =>
    eb.and([
      eb('petition_id', '=', petitionId),
      eb('signed_on', '>=', since),
      ...(until === undefined ? [] : [eb('signed_on', '<=', until)]),
      ...(partner === undefined ? [] : [eb('partner', partner === null ? 'is' : '=', partner)]),
    ]);
}
