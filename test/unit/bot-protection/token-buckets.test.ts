import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TokenBuckets } from '../../../server/bot-protection/token-buckets.ts';

describe('TokenBuckets', () => {
  it('allows a burst, then returns how long to wait', () => {
    const buckets = new TokenBuckets({ burst: 3, refillMs: 1_000 });
    assert.deepEqual(
      [0, 0, 0, 0, 0].map((now) => buckets.take('a', now)),
      [0, 0, 0, 1_000, 1_000],
    );
    assert.equal(buckets.take('a', 400), 600);
    assert.equal(buckets.take('a', 1_000), 0);
    assert.equal(buckets.take('a', 1_000), 1_000);
  });

  it('refills a bucket over time, but never beyond the burst', () => {
    const buckets = new TokenBuckets({ burst: 3, refillMs: 1_000 });
    for (let taken = 0; taken < 3; taken++) buckets.take('a', 0);
    const later = 1_000_000;
    assert.deepEqual(
      [1, 2, 3, 4].map(() => buckets.take('a', later)),
      [0, 0, 0, 1_000],
    );
  });

  it('keeps a separate bucket per key', () => {
    const buckets = new TokenBuckets({ burst: 1, refillMs: 1_000 });
    assert.equal(buckets.take('a', 0), 0);
    assert.equal(buckets.take('b', 0), 0);
    assert.equal(buckets.take('a', 0), 1_000);
  });

  it('doesn’t extend the wait if tokens are requested from an empty bucket', () => {
    const buckets = new TokenBuckets({ burst: 1, refillMs: 1_000 });
    for (let now = 0; now < 1_000; now += 10) buckets.take('a', now);
    assert.equal(buckets.take('a', 1_000), 0);
  });

  it('stores a limited number of buckets, and drops the least recently used ones first', () => {
    const buckets = new TokenBuckets({ burst: 1, refillMs: 1_000_000 }, 100);
    buckets.take('frequent', 0);
    for (let now = 0; now < 10_000; now++) {
      buckets.take(`address ${now}`, now);
      assert.ok(buckets.take('frequent', now) > 0);
      assert.ok(buckets.size <= 100);
    }
    assert.ok(buckets.size >= 50);
    assert.equal(buckets.take('address 0', 10_000), 0, 'was dropped');
    assert.ok(buckets.take('address 9999', 10_000) > 0, 'is still stored');
  });

  it('drops all buckets when cleared', () => {
    const buckets = new TokenBuckets({ burst: 1, refillMs: 1_000 });
    buckets.take('a', 0);
    buckets.clear();
    assert.equal(buckets.size, 0);
    assert.equal(buckets.take('a', 0), 0);
  });
});
