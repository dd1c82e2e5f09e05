import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TokenBuckets } from '../../../server/bot-protection/token-buckets.ts';

describe('a budget', () => {
  it('gives so many at once, then tells how long to wait', () => {
    const budget = new TokenBuckets({ burst: 3, refillMs: 1_000 });
    assert.deepEqual(
      [0, 0, 0, 0, 0].map((now) => budget.take('a', now)),
      [0, 0, 0, 1_000, 1_000],
    );
    assert.equal(budget.take('a', 400), 600);
    assert.equal(budget.take('a', 1_000), 0);
    assert.equal(budget.take('a', 1_000), 1_000);
  });

  it('is full again after a while, and no fuller than that', () => {
    const budget = new TokenBuckets({ burst: 3, refillMs: 1_000 });
    for (let taken = 0; taken < 3; taken++) budget.take('a', 0);
    const later = 1_000_000;
    assert.deepEqual(
      [1, 2, 3, 4].map(() => budget.take('a', later)),
      [0, 0, 0, 1_000],
    );
  });

  it('is each key’s own', () => {
    const budget = new TokenBuckets({ burst: 1, refillMs: 1_000 });
    assert.equal(budget.take('a', 0), 0);
    assert.equal(budget.take('b', 0), 0);
    assert.equal(budget.take('a', 0), 1_000);
  });

  it('is not put off further by being asked in vain', () => {
    const budget = new TokenBuckets({ burst: 1, refillMs: 1_000 });
    for (let now = 0; now < 1_000; now += 10) budget.take('a', now);
    assert.equal(budget.take('a', 1_000), 0);
  });

  it('keeps a bounded number in mind, and forgets first who wasn’t heard of for longest', () => {
    const budget = new TokenBuckets({ burst: 1, refillMs: 1_000_000 }, 100);
    budget.take('insistent', 0);
    for (let each = 0; each < 10_000; each++) {
      budget.take(`address ${each}`, each);
      assert.ok(budget.take('insistent', each) > 0);
      assert.ok(budget.size <= 100);
    }
    assert.ok(budget.size >= 50);
    assert.equal(budget.take('address 0', 10_000), 0, 'was forgotten');
    assert.ok(budget.take('address 9999', 10_000) > 0, 'is remembered');
  });

  it('forgets everybody when told to', () => {
    const budget = new TokenBuckets({ burst: 1, refillMs: 1_000 });
    budget.take('a', 0);
    budget.clear();
    assert.equal(budget.size, 0);
    assert.equal(budget.take('a', 0), 0);
  });
});
