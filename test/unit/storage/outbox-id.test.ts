import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MINUTE_MS } from '../../../server/lib/time.ts';
import { createOutboxId, dueUpperBound } from '../../../server/storage/outbox-id.ts';

const NOW = Date.UTC(2031, 1, 3, 4, 5, 6);

describe('an outbox ID', () => {
  it('sorts by the minute when the email is due, and within a minute by creation', () => {
    const ids = [
      createOutboxId(NOW - MINUTE_MS),
      createOutboxId(NOW),
      createOutboxId(NOW),
      createOutboxId(NOW + MINUTE_MS),
    ];
    assert.deepEqual(ids, ids.toSorted(Buffer.compare));
  });

  it('is below the upper bound of due IDs from its minute on', () => {
    const id = createOutboxId(NOW);
    const isDue = (now: number) => Buffer.compare(id, dueUpperBound(now)) < 0;
    assert.deepEqual([NOW - MINUTE_MS, NOW - 6_000, NOW, NOW + MINUTE_MS].map(isDue), [
      false,
      true,
      true,
      true,
    ]);
  });

  it('is unique, and reveals no more of the time than the minute', () => {
    const ids = Array.from({ length: 1_000 }, (_, index) => createOutboxId(NOW + (index % 50) * 1_000));
    assert.equal(new Set(ids.map((id) => id.toString('hex'))).size, 1_000);
    assert.equal(new Set(ids.map((id) => id.readUInt32BE())).size, 1);
  });
});
