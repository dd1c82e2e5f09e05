import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compare, compareUntilCertain, medianOf, type Pair, ranksOf } from '../../support/rank-test.ts';

/** Returns a generator of numbers between 0 and 1 that are the same in each run (mulberry32). */
function seeded(seed: number) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let bits = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Simulates a loaded machine: a sharp edge and a long tail, occasional pauses, a varying speed, and a first
 * request of each pair that is a little slower.
 *
 * @param slower how much slower A is, as a share of the median
 * @param noise scales everything but the fastest latency
 */
function machine(random: () => number, slower = 0, noise = 1) {
  let speed = 1;
  const latency = () => {
    const tail = -0.25 * Math.log(1 - random());
    const pause = random() < 0.03 ? 10 * random() : 0;
    return speed * (0.83 + noise * (tail + pause));
  };
  return async (count: number): Promise<Pair[]> =>
    Array.from({ length: count }, () => {
      speed *= 1 + 0.04 * (random() - 0.5);
      const first = latency() + 0.05;
      const second = latency();
      const [a, b] = random() < 0.5 ? [first, second] : [second, first];
      return { a: a + slower * speed, b };
    });
}

describe('the rank test', () => {
  it('matches results that were calculated manually', () => {
    assert.deepEqual(ranksOf([30, 10, 20, 20]), [4, 1, 2.5, 2.5]);
    assert.equal(medianOf([9, 1, 2]), 2);
    assert.equal(medianOf([9, 1, 2, 4]), 3);
    // Ranks 2, 3, 6 against 1, 4.5, 4.5: differences 1, −1.5, 1.5; U = 11 − 6 of 9.
    const { z, superiority, shift, median } = compare([
      { a: 2, b: 1 },
      { a: 3, b: 5 },
      { a: 6, b: 5 },
    ]);
    assert.equal(z, 1 / Math.sqrt(1 + 2.25 + 2.25));
    assert.equal(superiority, 5 / 9);
    assert.equal(median, 5);
    // The median of −3, −3, −2, −2, 1, 1, 1, 2, 5.
    assert.equal(shift, 1 / 5);
  });

  it('finds no difference between equal values, and the largest if every A is slower', () => {
    const same = compare(Array.from({ length: 100 }, () => ({ a: 1, b: 1 })));
    assert.deepEqual([same.z, same.superiority, same.shift, same.error], [0, 0.5, 0, 0]);
    const apart = compare(Array.from({ length: 100 }, (_, index) => ({ a: 200 + index, b: index + 1 })));
    assert.equal(apart.superiority, 1);
    assert.equal(apart.z, 10);
  });

  it('returns a z with the promised deviation in 1,000 runs without a difference, on a machine of varying speed', async () => {
    const random = seeded(1);
    const scores: number[] = [];
    for (let run = 0; run < 1_000; run++) scores.push(compare(await machine(random)(100)).z);
    const beyond = (limit: number) => scores.filter((z) => Math.abs(z) > limit).length;
    const deviation = Math.sqrt(scores.reduce((sum, z) => sum + z ** 2, 0) / scores.length);
    assert.ok(deviation > 0.93 && deviation < 1.07, `${deviation}`);
    // A normal distribution has 50 and 2.7.
    assert.ok(beyond(1.96) > 25 && beyond(1.96) < 80, `${beyond(1.96)}`);
    assert.ok(beyond(3) < 12, `${beyond(3)}`);
    assert.equal(beyond(5), 0);
  });

  it('raises no false alarm in 1,000 runs, even if only the size of z can prevent it', async () => {
    const random = seeded(2);
    for (let run = 0; run < 1_000; run++) {
      assert.notEqual((await compareUntilCertain(machine(random), 20, 0)).verdict, 'different');
    }
  });

  it('finds a shift of a tenth of the median in 100 of 100 runs, and its size', async () => {
    const random = seeded(3);
    const shifts: number[] = [];
    for (let run = 0; run < 100; run++) {
      // The median of `machine` is 1.
      const { verdict, shift } = await compareUntilCertain(machine(random, 0.1), 250, 0.06);
      assert.equal(verdict, 'different');
      shifts.push(shift);
    }
    assert.ok(Math.abs(medianOf(shifts) - 0.1) < 0.02, `${medianOf(shifts)}`);
  });

  it('tolerates a small shift, however certain', async () => {
    const random = seeded(4);
    for (let run = 0; run < 20; run++) {
      assert.equal((await compareUntilCertain(machine(random, 0.03), 250, 0.08)).verdict, 'alike');
    }
  });

  it('needs one round on a quiet machine', async () => {
    const sizes: number[] = [];
    const { verdict } = await compareUntilCertain(
      async (count) => {
        sizes.push(count);
        return machine(seeded(5))(count);
      },
      400,
      0.15,
    );
    assert.deepEqual(sizes, [400]);
    assert.equal(verdict, 'alike');
  });

  it('is inconclusive if the machine is too noisy to tell, after five rounds', async () => {
    const sizes: number[] = [];
    const noisy = machine(seeded(6), 0, 20);
    const { verdict, pairs } = await compareUntilCertain(
      async (count) => {
        sizes.push(count);
        return noisy(count);
      },
      40,
      0.01,
    );
    assert.equal(verdict, 'inconclusive');
    assert.deepEqual(sizes, [40, 40, 80, 160, 320]);
    assert.equal(pairs, 640);
  });

  it('is inconclusive, not alike, if a shift just under the tolerance may be above it', async () => {
    const random = seeded(7);
    const { verdict } = await compareUntilCertain(machine(random, 0.078), 60, 0.08);
    assert.equal(verdict, 'inconclusive');
  });
});
