import assert from 'node:assert/strict';
import { appendFileSync, existsSync } from 'node:fs';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertCounters, assertRecovers, assertSound, lostOf, readBooks, wrongCounters } from './check.ts';
import { DATABASES, type DatabaseName } from './databases.ts';
import { type Place, placeOn } from './environment.ts';
import { Ledger, Load, underLoad } from './load.ts';
import type { Server } from './server.ts';

/** How often the server is killed on each database. */
const KILLS = Number(process.env.FAULT_KILLS ?? 5);
/** The whole check reads every row, so it isn't for every round of many. */
const ROUNDS_BETWEEN_WHOLE_CHECKS = 25;

/** A row of a table in Markdown, below its head where the file is new. */
async function report(place: Place, ledger: Ledger, database: DatabaseName, kills: number, began: number) {
  const file = process.env.FAULT_SUMMARY;
  if (!file) return;
  const { rows, unacknowledged, lost, doubled } = await readBooks(place, ledger);
  const summary = {
    date: new Date().toISOString().slice(0, 10),
    database,
    kills,
    sent: ledger.sent,
    acknowledged: ledger.acknowledged.length,
    stored: rows,
    'stored, not acknowledged': unacknowledged,
    lost: lost.length,
    doubled,
    'counter = rows': (await wrongCounters(place.url)).length === 0 ? 'yes' : 'no',
    seconds: Math.round((performance.now() - began) / 1000),
  };
  const line = (cells: unknown[]) => `| ${cells.join(' | ')} |\n`;
  const names = Object.keys(summary);
  if (!existsSync(file)) appendFileSync(file, line(names) + line(names.map(() => '---')));
  appendFileSync(file, line(Object.values(summary)));
}

/** Kills a server amid signatures and starts another, which finds the database as that one left it. */
async function killOnce(place: Place, server: Server, ledger: Ledger): Promise<Server> {
  const load = new Load(server.origin, ledger);
  await sleep(50 + Math.random() * 350);
  server.signal('SIGKILL');
  assert.equal(await server.ended, null, 'it ended before it was killed');
  await load.stop();
  return place.start();
}

describe('A server, amid signatures,', { concurrency: 2 }, () => {
  for (const database of DATABASES) {
    it(`that is killed ${KILLS} times has lost nothing that it acknowledged, on ${database}`, async (t) => {
      const began = performance.now();
      const place = await placeOn(t, database);
      const ledger = new Ledger();
      let kills = 0;
      try {
        let server = await place.start();
        while (kills < KILLS) {
          const before = ledger.acknowledged.length;
          server = await killOnce(place, server, ledger);
          kills += 1;
          const lost = await lostOf(place.url, ledger.acknowledged.slice(before));
          assert.deepEqual(lost, [], `lost at kill ${kills}`);
          await assertCounters(place.url);
          if (kills % ROUNDS_BETWEEN_WHOLE_CHECKS === 0) await assertSound(place, ledger);
        }
        const { rows } = await assertRecovers(place, server, ledger);
        assert.ok(rows > KILLS, 'there was something to lose');
      } finally {
        // However it went.
        await report(place, ledger, database, kills, began);
      }
    });
  }

  for (const database of DATABASES) {
    it(`that is told to end does so with every answer whole and stored, on ${database}`, async (t) => {
      const place = await placeOn(t, database);
      const server = await place.start();
      const { ledger, load, readers } = await underLoad(t, server, 500, 32);
      // They come over connections of their own, which are refused from now on.
      readers.abandon();
      server.signal('SIGTERM');
      assert.equal(await server.ended, 0, server.log());
      await load.stop();
      assert.equal(load.cutOff, 0);
      assert.deepEqual([...load.statuses.keys()], [202]);
      const { unacknowledged } = await assertSound(place, ledger);
      assert.equal(unacknowledged, 0, 'nobody was left without the answer to a signature that is stored');
      await assertRecovers(place, await place.start(), ledger);
    });
  }
});
