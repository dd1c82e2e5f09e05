import { DAY_MS, HOUR_MS, utcDay, utcHour } from '../lib/time.ts';
import type { PetitionStorage } from '../storage/open.ts';
import { readRevision } from '../storage/settings.ts';
import { CONFIRMABLE_DAYS } from './email-links.ts';

/** How many hours are kept. */
export const KEPT_HOURS = 72;
/** Rows inserted per statement. */
const PAGE_SIZE = 1_000;

/**
 * Creates the rows to which signatures add, each with 0: for every open petition, partner, and day on which a signature
 * may count, and for the hours to come. So a row says nothing. If signatures created their rows, one with 0 would tell
 * that somebody signed again, or withdrew.
 */
export class GrowthRows {
  readonly #storage: PetitionStorage;
  /** The hour and the revision for which the rows are there. */
  #prepared = '';

  constructor(storage: PetitionStorage) {
    this.#storage = storage;
  }

  /** Creates what is missing, and deletes what is old. Cheap if nothing has changed within the hour. */
  async prepare(now = Date.now()): Promise<void> {
    const { db } = this.#storage;
    const state = `${utcHour(now)} ${await readRevision(db)}`;
    if (state === this.#prepared) return;
    const petitions = await db
      .selectFrom('petition')
      .select(['id', 'partners'])
      .where('status', '=', 'open')
      .where('draft', '=', 0)
      .orderBy('id')
      .execute();
    // A transaction each, so that people who sign in the meantime wait only a moment.
    for (const { id, partners } of petitions) {
      await this.#createRows(id, ['', ...Object.keys(JSON.parse(partners))], now);
    }
    await this.#deleteOld(now);
    this.#prepared = state;
  }

  async #createRows(petition_id: number, partners: readonly string[], now: number): Promise<void> {
    const hours = [now, now + HOUR_MS].map((time) => ({ petition_id, hour: utcHour(time), signed: 0 }));
    const days = keptDays(now).flatMap((day) =>
      partners.map((partner) => ({ petition_id, day, partner, signed: 0 })),
    );
    await this.#storage.write(async (transaction) => {
      await transaction
        .insertInto('signed_hour')
        .values(hours)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      for (let start = 0; start < days.length; start += PAGE_SIZE) {
        await transaction
          .insertInto('signed_day')
          .values(days.slice(start, start + PAGE_SIZE))
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      }
    });
  }

  async #deleteOld(now: number): Promise<void> {
    await this.#storage.write(async (transaction) => {
      await transaction
        .deleteFrom('signed_day')
        .where('signed', '=', 0)
        .where('day', '<', keptDays(now)[0]!)
        .execute();
      await transaction
        .deleteFrom('signed_hour')
        .where('hour', '<', utcHour(now - KEPT_HOURS * HOUR_MS))
        .execute();
    });
  }
}

/** Until tomorrow, from the day of the oldest request that can still be confirmed: it counts on the day it was made. */
function keptDays(now: number): string[] {
  return Array.from({ length: CONFIRMABLE_DAYS + 3 }, (_, index) =>
    utcDay(now + (index - CONFIRMABLE_DAYS - 1) * DAY_MS),
  );
}
