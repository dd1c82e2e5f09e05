import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DAY_MS, HOUR_MS, isValidDay, MINUTE_MS, SECOND_MS, utcDay } from '../../../server/lib/time.ts';

describe('time', () => {
  it('counts in milliseconds', () => {
    assert.deepEqual([SECOND_MS, MINUTE_MS, HOUR_MS, DAY_MS], [1_000, 60_000, 3_600_000, 86_400_000]);
  });

  it('returns the day in UTC, for timestamps in any order', () => {
    const midnight = Date.UTC(2028, 1, 29);
    assert.equal(utcDay(midnight - 1), '2028-02-28');
    assert.equal(utcDay(midnight), '2028-02-29');
    assert.equal(utcDay(midnight + DAY_MS - 1), '2028-02-29');
    assert.equal(utcDay(midnight + DAY_MS), '2028-03-01');
    assert.equal(utcDay(midnight), '2028-02-29');
  });

  it('accepts existing days only', () => {
    for (const day of ['2028-02-29', '2031-12-31']) assert.equal(isValidDay(day), true, day);
    for (const day of ['2027-02-29', '2031-04-31', '2031-13-01', '2031-1-01', '', '2031-01-01T00:00']) {
      assert.equal(isValidDay(day), false, day);
    }
  });
});
