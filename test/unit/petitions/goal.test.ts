import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { goalFor, lastMilestone } from '../../../server/petitions/goal.ts';

// A fixed seed, so that every run tests the same numbers.
fc.configureGlobal({ seed: 1 });

const counts = fc.integer({ min: 0, max: 2_000_000_000 });

describe('goalFor', () => {
  for (const [count, goal] of [
    [0, 100],
    [1, 100],
    [99, 100],
    [100, 200],
    [114, 200],
    [183, 200],
    [499, 500],
    [500, 600],
    [526, 600],
    [599, 600],
    [600, 800],
    [850, 1000],
    [862, 1000],
    [999, 1000],
    [1000, 2000],
    [8889, 9000],
    [9295, 10_000],
    [9999, 10_000],
    [10_000, 15_000],
    [10_001, 15_000],
    [49_999, 50_000],
    [50_000, 75_000],
    [50_001, 75_000],
    [99_999, 100_000],
    [100_000, 200_000],
    [1_234_567, 1_300_000],
  ] as const) {
    it(`returns ${goal} for ${count} signatures`, () => assert.equal(goalFor(count), goal));
  }

  it('stays strictly above the count, by at most 100,000', () => {
    fc.assert(
      fc.property(counts, (count) => {
        const goal = goalFor(count);
        assert.ok(goal > count && goal - count <= 100_000);
      }),
    );
  });

  it('never decreases as the count grows', () => {
    fc.assert(fc.property(counts, (count) => assert.ok(goalFor(count + 1) >= goalFor(count))));
  });

  it('returns the petition’s own goal until it is reached, then the default goals', () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 2_000_000_000 }), (count, own) => {
        assert.equal(goalFor(count, own), count < own ? own : goalFor(count));
      }),
    );
    assert.equal(goalFor(249, 250), 250);
    assert.equal(goalFor(250, 250), 300);
  });
});

describe('lastMilestone', () => {
  it('is the largest goal or thousand that a count has reached', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300_000 }), (count) => {
        const milestone = lastMilestone(count);
        assert.ok(milestone <= count);
        // The next one is the goal, or a thousand on the way to it.
        const next = Math.min(goalFor(milestone), (Math.floor(milestone / 1_000) + 1) * 1_000);
        assert.ok(count < next, `${count}: ${milestone}, then ${next}`);
      }),
    );
    assert.deepEqual([0, 99, 100, 550, 799, 12_345].map(lastMilestone), [0, 0, 100, 500, 600, 12_000]);
  });
});
