import assert from 'node:assert/strict';
import { appendFileSync, existsSync } from 'node:fs';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  assertConsistent,
  assertCounters,
  assertRecovers,
  checkConsistency,
  findLost,
  findWrongCounters,
} from './consistency.ts';
import { DATABASES, type DatabaseName } from './databases.ts';
import { createEnvironment, type TestEnvironment } from './environment.ts';
import { Ledger, SigningLoad, startLoad } from './load.ts';
import { type ServerProcess, waitUntil } from './server.ts';

/** How often the server is killed on each database. */
const KILLS = Number(process.env.FAULT_KILLS ?? 5);
/** The full check reads every row, which is too slow after each of many kills. */
const KILLS_PER_FULL_CHECK = 25;

/** Appends a row to the Markdown table in FAULT_SUMMARY. A new file gets the table's header first. */
async function writeSummary(
  environment: TestEnvironment,
  ledger: Ledger,
  database: DatabaseName,
  kills: number,
  startedAt: number,
) {
  const file = process.env.FAULT_SUMMARY;
  if (!file) return;
  const { rows, unacknowledged, lost, doubled } = await checkConsistency(environment, ledger);
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
    'counter = rows': (await findWrongCounters(environment.url)).length === 0 ? 'yes' : 'no',
    seconds: Math.round((performance.now() - startedAt) / 1000),
  };
  const line = (cells: unknown[]) => `| ${cells.join(' | ')} |\n`;
  const names = Object.keys(summary);
  if (!existsSync(file)) appendFileSync(file, line(names) + line(names.map(() => '---')));
  appendFileSync(file, line(Object.values(summary)));
}

/** Kills a server under load, then starts another on the same database. */
async function killUnderLoad(
  environment: TestEnvironment,
  server: ServerProcess,
  ledger: Ledger,
): Promise<ServerProcess> {
  const acknowledgedBefore = ledger.acknowledged.length;
  const load = new SigningLoad(server.origin, ledger);
  const hasStarted = () => ledger.acknowledged.length > acknowledgedBefore;
  await waitUntil('a signature to lose', 60_000, hasStarted, server);
  await sleep(Math.random() * 350);
  server.signal('SIGKILL');
  assert.equal(await server.exitCode, null, 'the server exited before it was killed');
  await load.stop();
  return environment.start();
}

describe('a server under load', { concurrency: 2 }, () => {
  for (const database of DATABASES) {
    it(`loses no acknowledged signature when killed ${KILLS} times, on ${database}`, async (t) => {
      const startedAt = performance.now();
      const environment = await createEnvironment(t, database);
      const ledger = new Ledger();
      let kills = 0;
      try {
        let server = await environment.start();
        while (kills < KILLS) {
          const before = ledger.acknowledged.length;
          server = await killUnderLoad(environment, server, ledger);
          kills += 1;
          const lost = await findLost(environment.url, ledger.acknowledged.slice(before));
          assert.deepEqual(lost, [], `lost at kill ${kills}`);
          await assertCounters(environment.url);
          if (kills % KILLS_PER_FULL_CHECK === 0) await assertConsistent(environment, ledger);
        }
        const { rows } = await assertRecovers(environment, server, ledger);
        assert.ok(rows > KILLS, 'there are signatures to lose');
      } finally {
        // In `finally`, so that failed runs are summarized, too.
        await writeSummary(environment, ledger, database, kills, startedAt);
      }
    });
  }

  for (const database of DATABASES) {
    it(`completes and stores every answer before it exits on SIGTERM, on ${database}`, async (t) => {
      const environment = await createEnvironment(t, database);
      const server = await environment.start();
      const { ledger, load, reads } = await startLoad(t, server, {
        signatures: 500,
        connections: 32,
        pauseMs: 0,
      });
      // Each read opens a new connection, which a stopping server refuses.
      reads.abort();
      server.signal('SIGTERM');
      assert.equal(await server.exitCode, 0, server.log());
      await load.stop();
      assert.equal(load.truncated, 0);
      assert.deepEqual([...load.statuses.keys()], [202]);
      const { unacknowledged } = await assertConsistent(environment, ledger);
      assert.equal(unacknowledged, 0, 'every stored signature was answered');
      await assertRecovers(environment, await environment.start(), ledger);
    });
  }
});
