import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compare, look, medianOf, type Pair, ranksOf } from '../../support/rank-test.ts';

/** Numbers between 0 and 1 that are the same in each run (mulberry32). */
function seeded(seed: number) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let bits = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Pairs as a loaded machine gives them: a sharp edge and a long tail, a pause now and then, a speed that wanders, and whoever comes
 * first in a pair is a little slower.
 *
 * @param slower by how much of the median the one is slower
 */
function machine(random: () => number, slower = 0) {
  let speed = 1;
  const latency = () => {
    const tail = -0.25 * Math.log(1 - random());
    const pause = random() < 0.03 ? 10 * random() : 0;
    return speed * (0.83 + tail + pause);
  };
  return async (count: number): Promise<Pair[]> =>
    Array.from({ length: count }, () => {
      speed *= 1 + 0.04 * (random() - 0.5);
      const first = latency() + 0.05;
      const second = latency();
      const [one, other] = random() < 0.5 ? [first, second] : [second, first];
      return { one: one + slower * speed, other };
    });
}

describe('comparing two populations', () => {
  it('finds what is worked out by hand', () => {
    assert.deepEqual(ranksOf([30, 10, 20, 20]), [4, 1, 2.5, 2.5]);
    assert.equal(medianOf([9, 1, 2]), 2);
    assert.equal(medianOf([9, 1, 2, 4]), 3);
    // Ranks 2, 3, 6 against 1, 4.5, 4.5: differences 1, −1.5, 1.5; U = 11 − 6 of 9.
    const { z, superiority, shift, median } = compare([
      { one: 2, other: 1 },
      { one: 3, other: 5 },
      { one: 6, other: 5 },
    ]);
    assert.equal(z, 1 / Math.sqrt(1 + 2.25 + 2.25));
    assert.equal(superiority, 5 / 9);
    assert.equal(median, 5);
    // Of −3, −3, −2, −2, 1, 1, 1, 2, 5 the middle one.
    assert.equal(shift, 1 / 5);
  });

  it('finds nothing where nothing differs, and everything where all of the one are slower', () => {
    const same = compare(Array.from({ length: 100 }, () => ({ one: 1, other: 1 })));
    assert.deepEqual([same.z, same.superiority, same.shift, same.error], [0, 0.5, 0, 0]);
    const apart = compare(
      Array.from({ length: 100 }, (_, index) => ({ one: 200 + index, other: index + 1 })),
    );
    assert.equal(apart.superiority, 1);
    assert.equal(apart.z, 10);
  });

  it('gives a z as wide as promised in 1,000 runs without a difference, on a machine that wanders', async () => {
    const random = seeded(1);
    const found: number[] = [];
    for (let run = 0; run < 1_000; run++) found.push(compare(await machine(random)(100)).z);
    const beyond = (limit: number) => found.filter((z) => Math.abs(z) > limit).length;
    const deviation = Math.sqrt(found.reduce((sum, z) => sum + z ** 2, 0) / found.length);
    assert.ok(deviation > 0.93 && deviation < 1.07, `${deviation}`);
    // Of a normal one 50 and 2.7 are.
    assert.ok(beyond(1.96) > 25 && beyond(1.96) < 80, `${beyond(1.96)}`);
    assert.ok(beyond(3) < 12, `${beyond(3)}`);
    assert.equal(beyond(5), 0);
  });

  it('doesn’t cry wolf in 1,000 runs, also where nothing but a z that large would keep it from it', async () => {
    const random = seeded(2);
    for (let run = 0; run < 1_000; run++) {
      assert.equal((await look(machine(random), 20, 0)).differ, false);
    }
  });

  it('finds a shift of a tenth of the median in 100 of 100 runs, and says how large it is', async () => {
    const random = seeded(3);
    const shifts: number[] = [];
    for (let run = 0; run < 100; run++) {
      // What `machine` takes in the middle is 1.
      const { differ, shift } = await look(machine(random, 0.1), 250, 0.06);
      assert.ok(differ);
      shifts.push(shift);
    }
    assert.ok(Math.abs(medianOf(shifts) - 0.1) < 0.02, `${medianOf(shifts)}`);
  });

  it('tolerates what it is told to, however certain', async () => {
    const random = seeded(4);
    for (let run = 0; run < 20; run++) {
      assert.equal((await look(machine(random, 0.03), 250, 0.08)).differ, false);
    }
  });

  it('is done at the first look where the machine is quiet', async () => {
    const sizes: number[] = [];
    await look(
      async (count) => {
        sizes.push(count);
        return machine(seeded(5))(count);
      },
      400,
      0.15,
    );
    assert.deepEqual(sizes, [400]);
  });
});
