import type { Growth } from '../../common/console.ts';
import { DAY_MS, HOUR_MS, utcDay, utcHour } from '../lib/time.ts';
import { KEPT_HOURS } from '../signatures/growth.ts';
import type { PetitionStorage } from '../storage/open.ts';

/** What is shown of a petition's growth, and to whom. */
interface GrowthFilter {
  petitionId: number;
  /** Only the signatures through this partner. Null for all. */
  partner: string | null;
  /** Signatures that were collected elsewhere. */
  carriedOver: number;
}

/** Reads the numbers that are kept with each signature, however many signatures there are. */
export async function readGrowth(
  { db }: PetitionStorage,
  { petitionId, partner, carriedOver }: GrowthFilter,
  now = Date.now(),
): Promise<Growth> {
  const rows = await db
    .selectFrom('signed_day')
    .select(['day', 'partner', 'signed'])
    .where('petition_id', '=', petitionId)
    .where('signed', '<>', 0)
    .$if(partner !== null, (query) => query.where('partner', '=', partner!))
    .orderBy('day')
    .execute();
  const erased = rows.filter(({ day }) => day === '').reduce((sum, { signed }) => sum + signed, 0);
  const byDay = new Map<string, Growth['days'][number]>();
  for (const row of rows) {
    if (row.day === '') continue;
    const entry = byDay.get(row.day) ?? { day: row.day, signed: 0, partners: {} };
    entry.signed += row.signed;
    if (row.partner !== '') entry.partners[row.partner] = row.signed;
    byDay.set(row.day, entry);
  }
  return {
    days: daysBetween(rows.find(({ day }) => day !== '')?.day, utcDay(now)).map(
      (day) => byDay.get(day) ?? { day, signed: 0, partners: {} },
    ),
    hours: partner === null ? await readHours(db, petitionId, now) : [],
    earlier: erased + (partner === null ? carriedOver : 0),
  };
}

/** A petition's numbers at a glance. */
export interface RecentGrowth {
  /** All signatures since the beginning, without those carried over. */
  signed: number;
  /** Signatures by UTC day, only of days with some. */
  days: Map<string, number>;
}

/**
 * Reads the numbers of petitions in two queries, however many there are.
 *
 * @param petitionId null for all
 * @param since the first UTC day of `days`
 * @param partner only the signatures through this partner. Null for all
 * @returns by petition's ID. Those without signatures are left out
 */
export async function readRecentGrowth(
  { db }: PetitionStorage,
  { petitionId, since, partner }: { petitionId: number | null; since: string; partner: string | null },
): Promise<Map<number, RecentGrowth>> {
  const signed = db
    .selectFrom('signed_day')
    .select(({ fn }) => ['petition_id', fn.sum<number>('signed').as('signed')])
    .where('signed', '<>', 0)
    .$if(petitionId !== null, (query) => query.where('petition_id', '=', petitionId!))
    .$if(partner !== null, (query) => query.where('partner', '=', partner!));
  const totals = await signed.groupBy('petition_id').execute();
  const growth = new Map(
    totals.map((row) => [row.petition_id, { signed: Number(row.signed), days: new Map<string, number>() }]),
  );
  const recent = await signed
    .select('day')
    .where('day', '>=', since)
    .groupBy(['petition_id', 'day'])
    .execute();
  for (const row of recent) growth.get(row.petition_id)?.days.set(row.day, Number(row.signed));
  return growth;
}

/** How many signed through each partner, by petition's ID and partner's code. */
export async function readPartnerTotals({ db }: PetitionStorage): Promise<Map<number, Map<string, number>>> {
  const rows = await db
    .selectFrom('signed_day')
    .select(({ fn }) => ['petition_id', 'partner', fn.sum<number>('signed').as('signed')])
    .where('partner', '<>', '')
    .groupBy(['petition_id', 'partner'])
    .execute();
  const totals = new Map<number, Map<string, number>>();
  for (const { petition_id, partner, signed } of rows) {
    const ofPetition = totals.get(petition_id) ?? new Map<string, number>();
    totals.set(petition_id, ofPetition.set(partner, Number(signed)));
  }
  return totals;
}

async function readHours(
  db: PetitionStorage['db'],
  petitionId: number,
  now: number,
): Promise<Growth['hours']> {
  const hours = Array.from({ length: KEPT_HOURS }, (_, index) =>
    utcHour(now - (KEPT_HOURS - 1 - index) * HOUR_MS),
  );
  const rows = await db
    .selectFrom('signed_hour')
    .select(['hour', 'signed'])
    .where('petition_id', '=', petitionId)
    .where('hour', '>=', hours[0]!)
    .execute();
  const signed = new Map(rows.map((row) => [row.hour, row.signed]));
  return hours.map((hour) => ({ hour, signed: signed.get(hour) ?? 0 }));
}

/** All days from the first to the last, both included. None without a first. */
function daysBetween(first: string | undefined, last: string): string[] {
  if (first === undefined) return [];
  const count = Math.max(1, Math.round((Date.parse(last) - Date.parse(first)) / DAY_MS) + 1);
  return Array.from({ length: count }, (_, index) => utcDay(Date.parse(first) + index * DAY_MS));
}
