import { sql } from 'kysely';
import type { PetitionStorage } from '../storage/open.ts';

/** A petition's numbers as they are kept, and as the stored signatures add up to. */
export interface Recount {
  counter: number;
  /** Stored signatures, and those that `retention` erased. */
  stored: number;
  /** Sum of the numbers per day and partner. */
  byDay: number;
  /** Days on which more signatures through a partner are stored than were counted. */
  daysTooLow: number;
}

/** A single statement reads a consistent snapshot, so this may run while people sign. */
export async function recount({ db }: PetitionStorage, petitionId: number): Promise<Recount> {
  const { rows } = await sql<Recount>`
    with stored_day as (
      select signed_on, coalesce(partner, '') as through, count(*) as stored from signature
      where petition_id = ${petitionId} group by signed_on, coalesce(partner, '')
    )
    select signed as counter,
      erased + (select coalesce(sum(stored), 0) from stored_day) as stored,
      (select coalesce(sum(signed), 0) from signed_day where petition_id = ${petitionId}) as "byDay",
      (select count(*) from stored_day
        left join signed_day on petition_id = ${petitionId} and day = signed_on and partner = through
        where coalesce(signed, 0) < stored) as "daysTooLow"
    from petition_count where petition_id = ${petitionId}`.execute(db);
  const { counter, stored, byDay, daysTooLow } = rows[0]!;
  // PostgreSQL's sums of bigint are numeric, which arrives as text.
  return { counter, stored: Number(stored), byDay: Number(byDay), daysTooLow };
}
