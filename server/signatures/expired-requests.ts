import { DAY_MS, utcDay } from '../lib/time.ts';
import type { PetitionStorage } from '../storage/open.ts';
import { deleteOldBounces } from './bounced-addresses.ts';
import { CONFIRMABLE_DAYS } from './email-links.ts';

/** Deletes undelivered emails, unconfirmed and withdrawn requests, email cooldowns, and bounces that have expired. */
export function deleteExpiredRequests(storage: PetitionStorage, now = Date.now()): Promise<void> {
  return storage.write(async (transaction) => {
    await transaction.deleteFrom('outbox').where('expires_at', '<=', new Date(now).toISOString()).execute();
    await transaction
      .deleteFrom('pending_signature')
      .where((eb) =>
        eb.or([
          eb('signed_on', '<', utcDay(now - CONFIRMABLE_DAYS * DAY_MS)),
          eb('delete_on', '<=', utcDay(now)),
        ]),
      )
      .execute();
    await transaction
      .updateTable('pending_signature')
      .set({ quiet_until: null })
      .where('quiet_until', '<', new Date(now).toISOString())
      .execute();
    await deleteOldBounces(transaction, now);
  });
}
