import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HOUR_MS, MINUTE_MS } from '../../../server/lib/time.ts';
import { FloodLimiter } from '../../../server/mail/flood-limiter.ts';

const ADDRESS = 'ana@example.org';
const OWNERS_PETITION = 1;
/** How long an email may wait. */
const LIMIT_MS = 72 * HOUR_MS;
/** How long an email waits until it asks again. */
const RETRY_MS = 10 * MINUTE_MS;

/**
 * Lets emails about `attacked` petitions be requested all the time, and from a day on one about another. Each asks again
 * every ten minutes until it may be sent, in the given order.
 *
 * @returns how long the one waited, in milliseconds
 */
function timeUntilSent(attacked: number, asksFirst: 'owner' | 'stranger'): number {
  let now = 0;
  const limiter = new FloodLimiter(true, () => now);
  const others = Array.from({ length: attacked }, (_, index) => index + 2);
  for (; now < 24 * HOUR_MS + LIMIT_MS; now += RETRY_MS) {
    const isWaiting = now >= 24 * HOUR_MS;
    const asking = [...others];
    if (isWaiting) asking.splice(asksFirst === 'owner' ? 0 : asking.length, 0, OWNERS_PETITION);
    for (const petition of asking) {
      if (limiter.take(ADDRESS, petition) && petition === OWNERS_PETITION) return now - 24 * HOUR_MS;
    }
  }
  return Infinity;
}

describe('the limit of emails to a mailbox', () => {
  for (const attacked of [1, 3, 12, 30]) {
    for (const asksFirst of ['owner', 'stranger'] as const) {
      it(`lets the owner’s email be sent in time while a stranger requests others about ${attacked} petitions, if the ${asksFirst} asks first`, () => {
        const waited = timeUntilSent(attacked, asksFirst);
        assert.ok(waited <= (attacked + 1) * 2 * HOUR_MS, `${waited / HOUR_MS} h`);
      });
    }
  }

  it('forgets a petition that no longer asks, so that it doesn’t hold up the others', () => {
    let now = 0;
    const limiter = new FloodLimiter(true, () => now);
    for (let count = 0; count < 4; count++) assert.ok(limiter.take(ADDRESS, 9));
    assert.equal(limiter.take(ADDRESS, 8), false);
    now += RETRY_MS;
    assert.equal(limiter.take(ADDRESS, 7), false, 'it is the other’s turn');
    for (let round = 0; round < 3; round++) {
      now += RETRY_MS;
      limiter.take(ADDRESS, 7);
    }
    now += RETRY_MS;
    assert.ok(limiter.take(ADDRESS, 6) || limiter.take(ADDRESS, 7));
  });

  it('sends at once to someone who signs four petitions in a row', () => {
    const limiter = new FloodLimiter(true, () => 0);
    assert.deepEqual(
      [1, 2, 3, 4, 5].map((petition) => limiter.take(ADDRESS, petition)),
      [true, true, true, true, false],
    );
  });
});
