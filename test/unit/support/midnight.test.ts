import assert from 'node:assert/strict';
import { it } from 'node:test';
import { HOUR_MS, SECOND_MS } from '../../../server/lib/time.ts';
import { msToWait } from '../../support/midnight.ts';

it('a test that would last until midnight starts after it, and others at once', () => {
  const waitAt = (time: string) => msToWait(Date.parse(time), 30 * SECOND_MS);
  assert.equal(waitAt('2026-11-30T12:00:00Z'), 0);
  assert.equal(waitAt('2026-11-30T23:59:29Z'), 0);
  assert.equal(waitAt('2026-11-30T23:59:31Z'), 29 * SECOND_MS);
  assert.equal(waitAt('2026-11-30T23:59:59.999Z'), 1);
  assert.equal(waitAt('2026-12-01T00:00:00Z'), 0);
  assert.equal(msToWait(Date.parse('2026-12-31T22:30:00Z'), 2 * HOUR_MS), 1.5 * HOUR_MS);
});
