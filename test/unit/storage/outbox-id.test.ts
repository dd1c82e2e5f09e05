import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createOutboxId, dueUpperBound } from '../../../server/storage/outbox-id.ts';

const NOW = Date.UTC(2031, 1, 3, 4, 5, 6);
const MINUTE = 60_000;

describe('a key of the outbox', () => {
  it('sorts by the minute from which the letter is due, and within it as the letters came', () => {
    const keys = [
      createOutboxId(NOW - MINUTE),
      createOutboxId(NOW),
      createOutboxId(NOW),
      createOutboxId(NOW + MINUTE),
    ];
    assert.deepEqual(keys, keys.toSorted(Buffer.compare));
  });

  it('lies below the end of what is due from its minute on', () => {
    const key = createOutboxId(NOW);
    const isDue = (now: number) => Buffer.compare(key, dueUpperBound(now)) < 0;
    assert.deepEqual([NOW - MINUTE, NOW - 6_000, NOW, NOW + MINUTE].map(isDue), [false, true, true, true]);
  });

  it('is given once, and tells no more of the time than the minute', () => {
    const keys = Array.from({ length: 1_000 }, (_, index) => createOutboxId(NOW + (index % 50) * 1_000));
    assert.equal(new Set(keys.map((key) => key.toString('hex'))).size, 1_000);
    assert.equal(new Set(keys.map((key) => key.readUInt32BE())).size, 1);
  });
});
