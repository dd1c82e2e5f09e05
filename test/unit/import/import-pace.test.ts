import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ImportPace } from '../../../server/import/import-pace.ts';

/** A pace that says how long it would have waited, beside others who write when told to. */
function start() {
  const waits: number[] = [];
  let transactions = 0;
  const pace = new ImportPace(
    async (storedCount) => transactions - storedCount,
    async (ms) => void waits.push(ms),
  );
  return {
    pace,
    waits,
    othersWrite: () => {
      transactions += 1;
    },
    storeBatch: () => {
      transactions += 1;
      pace.countBatch();
    },
  };
}

describe('the pace of an import', () => {
  it('is its own while nobody else writes', async () => {
    const { pace, waits, storeBatch } = start();
    for (let batch = 0; batch < 3; batch++) {
      await pace.wait(20, 8);
      storeBatch();
    }
    assert.deepEqual(waits, []);
  });

  it('leaves most of the time to others who write', async () => {
    const { pace, waits, othersWrite, storeBatch } = start();
    await pace.wait(20, 8);
    storeBatch();
    othersWrite();
    await pace.wait(20, 8);
    assert.deepEqual(waits, [160]);
  });

  it('never stands still for longer than a second', async () => {
    const { pace, waits, othersWrite } = start();
    await pace.wait(500, 8);
    othersWrite();
    await pace.wait(500, 8);
    assert.deepEqual(waits, [1_000]);
  });

  it('gives every page of a file, and waits between them while others write', async () => {
    const { pace, waits, othersWrite } = start();
    const pages = (async function* () {
      yield* ['a', 'b', 'c'];
    })();
    const read: string[] = [];
    for await (const page of pace.readSlowly(pages)) {
      read.push(page);
      othersWrite();
      const end = performance.now() + 60;
      while (performance.now() < end);
    }
    assert.deepEqual(read, ['a', 'b', 'c']);
    // Not after the first one: who wrote before the import began isn't known.
    assert.equal(waits.length, 2);
    for (const ms of waits) assert.ok(ms >= 150, String(ms));
  });
});
