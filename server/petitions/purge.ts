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
}

/** How many are deleted at a time: those who sign meanwhile wait for a moment only. */
const BATCH = 500;

/** Counts a wave, by day and partner. */
export function countWave({ db }: Storage, wave: Wave): Promise<WaveRow[]> {
  return inWave(db, wave)
    .select(({ fn }) => ['signed_on as day', 'partner', fn.countAll<number>().as('signatures')])
    .groupBy(['signed_on', 'partner'])
    .orderBy('signed_on')
    .orderBy('partner')
    .execute();
}

/**
 * Takes a wave back: its signatures, the letters that are still to go out about them, and their part of the count,
 * each batch whole or not at all. Whoever was in it by mistake may sign again.
 *
 * @returns what was taken back
 */
export async function purgeWave(storage: Storage, wave: Wave): Promise<WaveRow[]> {
  const taken = new Map<string, WaveRow>();
  let after: Uint8Array = Buffer.alloc(0);
  for (;;) {
    // Looked for outside of the transaction, which would keep others from writing for as long as that takes.
    const found = await inWave(storage.db, wave)
      .select('signer_key')
      .where('signer_key', '>', after)
      .orderBy('signer_key')
      .limit(BATCH)
      .execute();
    if (found.length === 0) break;
    const keys = found.map(({ signer_key }) => signer_key);
    for (const { signed_on: day, partner } of await purgeBatch(storage, wave.petitionId, keys)) {
      const name = JSON.stringify([day, partner]);
      const row = taken.get(name) ?? { day, partner, signatures: 0 };
      taken.set(name, { ...row, signatures: row.signatures + 1 });
    }
    after = keys.at(-1)!;
  }
  return [...taken.values()].sort(
    (a, b) => a.day.localeCompare(b.day) || (a.partner ?? '').localeCompare(b.partner ?? ''),
  );
}

function purgeBatch(storage: Storage, petitionId: number, keys: readonly Uint8Array[]) {
  return storage.write(async (transaction) => {
    const deleted = await transaction
      .deleteFrom('signature')
      .where('petition_id', '=', petitionId)
      .where('signer_key', 'in', keys)
      .returning(['signed_on', 'partner'])
      .execute();
    await transaction
      .deleteFrom('outbox')
      .where('petition_id', '=', petitionId)
      .where('signer_key', 'in', keys)
      .execute();
    // Last, as when signing, because everybody who signs waits for this row.
    await transaction
      .updateTable('petition_count')
      .set(({ eb }) => ({ signed: eb('signed', '-', deleted.length) }))
      .where('petition_id', '=', petitionId)
      .execute();
    return deleted;
  });
}

function inWave(db: Kysely<Database>, { petitionId, since, until, partner }: Wave) {
  return db
    .selectFrom('signature')
    .where('petition_id', '=', petitionId)
    .where('signed_on', '>=', since)
    .$if(until !== undefined, (query) => query.where('signed_on', '<=', until!))
    .$if(partner !== undefined, (query) => query.where('partner', '=', partner!));
}
