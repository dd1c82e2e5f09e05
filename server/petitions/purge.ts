import type { Kysely } from 'kysely';
import type { Storage } from '../storage/open.ts';
import type { Database } from '../storage/schema.ts';

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
  const unconfirmed = inWave(db, 'outbox', wave)
    .select(['request_id', 'signed_on', 'partner'])
    // Who is written to once more stands in both.
    .union(
      inWave(db, 'pending_signature', wave)
        .select(['request_id', 'signed_on', 'partner'])
        .where('state', '=', 'sent'),
    );
  const counted: WaveRow[] = [];
  for (const confirmed of [false, true]) {
    const rows = await db
      .selectFrom(
        confirmed
          ? inWave(db, 'signature', wave).select(['signed_on', 'partner']).as('wave')
          : unconfirmed.as('wave'),
      )
      .select(({ fn }) => ['signed_on as day', 'partner', fn.countAll<number>().as('signatures')])
      .groupBy(['signed_on', 'partner'])
      .execute();
    counted.push(...rows.map((row) => ({ ...row, confirmed })));
  }
  return counted.sort(byDayAndPartner);
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
      const found = await inWave(storage.db, table, wave)
        .select('signer_key')
        .distinct()
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
  const { petitionId, since, until, partner } = wave;
  return storage.write(async (transaction) => {
    const { numDeletedRows } = await transaction
      .deleteFrom(table)
      .where('petition_id', '=', petitionId)
      .where('signer_key', 'in', keys)
      // A mailbox may have asked on other days, too.
      .where('signed_on', '>=', since)
      .$if(until !== undefined, (query) => query.where('signed_on', '<=', until!))
      .$if(partner !== undefined, (query) => query.where('partner', '=', partner!))
      .executeTakeFirst();
    if (table !== 'signature') return;
    // Last, as when signing, because everybody who signs waits for this row.
    await transaction
      .updateTable('petition_count')
      .set(({ eb }) => ({ signed: eb('signed', '-', Number(numDeletedRows)) }))
      .where('petition_id', '=', petitionId)
      .execute();
  });
}

const byDayAndPartner = (a: WaveRow, b: WaveRow) =>
  a.day.localeCompare(b.day) ||
  (a.partner ?? '').localeCompare(b.partner ?? '') ||
  Number(b.confirmed) - Number(a.confirmed);

function inWave(db: Kysely<Database>, table: Table, { petitionId, since, until, partner }: Wave) {
  return db
    .selectFrom(table)
    .where('petition_id', '=', petitionId)
    .where('signed_on', '>=', since)
    .$if(until !== undefined, (query) => query.where('signed_on', '<=', until!))
    .$if(partner !== undefined, (query) => query.where('partner', '=', partner!));
}
