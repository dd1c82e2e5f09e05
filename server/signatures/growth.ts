import { chunksOf } from '../lib/arrays.ts';
import { DAY_MS, HOUR_MS, utcDay, utcHour } from '../lib/time.ts';
import type { PetitionStorage } from '../storage/open.ts';
import { readRevision } from '../storage/settings.ts';
import { CONFIRMABLE_DAYS } from './email-links.ts';

/** How many hours are kept. */
export const KEPT_HOURS = 72;
const PETITIONS_PER_QUERY = 1_000;
const ROWS_PER_TRANSACTION = 1_000;

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
    for (const chunk of chunksOf(petitions, PETITIONS_PER_QUERY)) await this.#createMissing(chunk, now);
    await this.#deleteOld(now);
    this.#prepared = state;
  }

  async #createMissing(petitions: readonly { id: number; partners: string }[], now: number): Promise<void> {
    const { db } = this.#storage;
    const ids = petitions.map(({ id }) => id);
    const hours = [now, now + HOUR_MS].map(utcHour);
    const days = keptDays(now);
    const storedHours = await db
      .selectFrom('signed_hour')
      .select(({ fn }) => ['petition_id', fn.countAll<number>().as('rows')])
      .where('petition_id', 'in', ids)
      .where('hour', 'in', hours)
      .groupBy('petition_id')
      .execute();
    const storedDays = await db
      .selectFrom('signed_day')
      .select(({ fn }) => ['petition_id', 'partner', fn.countAll<number>().as('rows')])
      .where('petition_id', 'in', ids)
      .where('day', '>=', days[0]!)
      .where('day', '<=', days.at(-1)!)
      .groupBy(['petition_id', 'partner'])
      .execute();
    const withHours = new Set(
      storedHours.filter(({ rows }) => rows === hours.length).map(({ petition_id }) => petition_id),
    );
    const withDays = new Set(
      storedDays
        .filter(({ rows }) => rows === days.length)
        .map(({ petition_id, partner }) => `${petition_id} ${partner}`),
    );
    const hourRows = ids
      .filter((id) => !withHours.has(id))
      .flatMap((petition_id) => hours.map((hour) => ({ petition_id, hour, signed: 0 })));
    const dayRows = petitions.flatMap(({ id: petition_id, partners }) =>
      ['', ...Object.keys(JSON.parse(partners))]
        .filter((partner) => !withDays.has(`${petition_id} ${partner}`))
        .flatMap((partner) => days.map((day) => ({ petition_id, day, partner, signed: 0 }))),
    );
    // A transaction each, so that people who sign in the meantime wait only a moment.
    for (const rows of chunksOf(hourRows, ROWS_PER_TRANSACTION)) {
      await this.#storage.write((transaction) =>
        transaction
          .insertInto('signed_hour')
          .values(rows)
          .onConflict((conflict) => conflict.doNothing())
          .execute(),
      );
    }
    for (const rows of chunksOf(dayRows, ROWS_PER_TRANSACTION)) {
      await this.#storage.write((transaction) =>
        transaction
          .insertInto('signed_day')
          .values(rows)
          .onConflict((conflict) => conflict.doNothing())
          .execute(),
      );
    }
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
