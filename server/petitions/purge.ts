import type { AliasableExpression, ExpressionBuilder } from 'kysely';
import type { Storage } from '../storage/open.ts';
import type { Database } from '../storage/schema.ts';
import { unconfirmedUnder } from '../storage/signatures.ts';

/** Which signatures of a petition: by the days (UTC) on which they came, both included, and by partner. */
export interface Wave {
  petitionId: number;
  since: string;
  until?: string | undefined;
  partner?: string | undefined;
}

/** How many came on a day through a partner; null where through none. */
export interface WaveRow {
  day: string;
  partner: string | null;
  signatures: number;
  /** False for those whose mailbox never confirmed them: they were not counted. */
  confirmed: boolean;
}

/** The way that a signature goes, so that none slips through. */
const TABLES = ['outbox', 'pending_signature', 'signature'] as const;
type Table = (typeof TABLES)[number];

/** How many are deleted at a time: those who sign meanwhile wait for a moment only. */
const BATCH = 500;

/** Counts a wave, by day and partner. */
export async function countWave({ db }: Storage, wave: Wave): Promise<WaveRow[]> {
  const groups = async (
    confirmed: boolean,
    rows: AliasableExpression<{ signed_on: string; partner: string | null }>,
  ): Promise<WaveRow[]> => {
    const found = await db
      .selectFrom(rows.as('each'))
      .select(({ fn }) => ['signed_on as day', 'partner', fn.countAll<number>().as('signatures')])
      .groupBy(['signed_on', 'partner'])
      .execute();
    return found.filter((group) => isIn(wave, group)).map((group) => ({ ...group, confirmed }));
  };
  const signatures = db
    .selectFrom('signature')
    .select(['signed_on', 'partner'])
    .where('petition_id', '=', wave.petitionId);
  return [
    ...(await groups(true, signatures)),
    ...(await groups(false, unconfirmedUnder(db, wave.petitionId))),
  ].sort(byDayAndPartner);
}

/**
 * Takes a wave back: its signatures, those never confirmed among them, the letters that are still to go out about them,
 * and their part of the count, each batch whole or not at all. Whoever was in it by mistake may sign again.
 *
 * @returns what was there to be taken back when it began
 */
export async function purgeWave(storage: Storage, wave: Wave): Promise<WaveRow[]> {
  const counted = await countWave(storage, wave);
  for (const table of TABLES) {
    let after: Uint8Array = Buffer.alloc(0);
    for (;;) {
      // Looked for outside of the transaction, which would keep others from writing for as long as that takes.
      const found = await storage.db
        .selectFrom(table)
        .select('signer_key')
        .distinct()
        .where(within(wave))
        .where('signer_key', '>', after)
        .orderBy('signer_key')
        .limit(BATCH)
        .execute();
      if (found.length === 0) break;
      const keys = found.map(({ signer_key }) => signer_key);
      await purgeBatch(storage, table, wave, keys);
      after = keys.at(-1)!;
    }
  }
  return counted;
}

function purgeBatch(storage: Storage, table: Table, wave: Wave, keys: readonly Uint8Array[]): Promise<void> {
  return storage.write(async (transaction) => {
    const deleted = await transaction
      .deleteFrom(table)
      .where('signer_key', 'in', keys)
      // A mailbox may have asked on other days, too.
      .where(within(wave))
      .returning('signer_key')
      .execute();
    if (table !== 'signature') return;
    await transaction
      .deleteFrom('shown_signature')
      .where('petition_id', '=', wave.petitionId)
      .where(
        'signer_key',
        'in',
        deleted.map(({ signer_key }) => signer_key),
      )
      .execute();
    // Last, as when signing, because everybody who signs waits for this row.
    await transaction
      .updateTable('petition_count')
      .set(({ eb }) => ({ signed: eb('signed', '-', deleted.length) }))
      .where('petition_id', '=', wave.petitionId)
      .execute();
  });
}

const isIn = ({ since, until, partner }: Wave, group: { day: string; partner: string | null }) =>
  group.day >= since &&
  (until === undefined || group.day <= until) &&
  (partner === undefined || group.partner === partner);

const byDayAndPartner = (a: WaveRow, b: WaveRow) =>
  a.day.localeCompare(b.day) ||
  (a.partner ?? '').localeCompare(b.partner ?? '') ||
  Number(b.confirmed) - Number(a.confirmed);

function within({ petitionId, since, until, partner }: Wave) {
  return (eb: ExpressionBuilder<Database, Table>) =>
    eb.and([
      eb('petition_id', '=', petitionId),
      eb('signed_on', '>=', since),
      ...(until === undefined ? [] : [eb('signed_on', '<=', until)]),
      ...(partner === undefined ? [] : [eb('partner', '=', partner)]),
    ]);
}
