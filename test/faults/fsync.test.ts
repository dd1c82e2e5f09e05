import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startPostgres } from '../support/postgres.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { assertSound } from './check.ts';
import { DATABASES, SETTINGS } from './databases.ts';
import { loadInto, type Place, placeAt, placeOn } from './environment.ts';
import { Ledger, Load, signOnce } from './load.ts';
import type { Server } from './server.ts';

const ONE_BY_ONE = 40;
const LOAD_MS = 700;
/** As many signatures share a commit at most. */
const LARGEST_BATCH = 256;

const OPTIONS = { skip: spawnSync('strace', ['-V']).error !== undefined && 'strace is not installed' };

/** Watches a process and those it starts; tells when each call that reaches for the disk began, in ms. */
async function trace(t: TestContext, pid: number): Promise<() => Promise<number[]>> {
  const file = `${temporaryFolder(t)}/trace`;
  const calls = ['-e', 'trace=fsync,fdatasync', '-e', 'signal=none'];
  const strace = spawn('strace', ['-f', '-ttt', ...calls, '-o', file, '-p', String(pid)]);
  const ended = once(strace, 'exit');
  const attached = once(strace.stderr, 'data');
  t.after(() => strace.kill('SIGKILL'));
  await attached;
  return async () => {
    strace.kill('SIGINT');
    await ended;
    const begun = readFileSync(file, 'utf8').matchAll(/^\d+ +(\d+\.\d+) (?:fsync|fdatasync)\(/gm);
    return [...begun].map(([, seconds]) => Number(seconds) * 1000);
  };
}

/** The server, and which process reaches for the disk on its behalf. */
async function watched(t: TestContext, database: (typeof DATABASES)[number]) {
  if (database === 'SQLite') {
    const place = await placeOn(t, database);
    const server = await place.start();
    return { place, server, done: await trace(t, server.pid) };
  }
  const cluster = await startPostgres(SETTINGS);
  t.after(() => cluster.stop());
  await cluster.query('create database petitions');
  const url = cluster.urlOf('petitions');
  await loadInto(url);
  const place = await placeAt(t, url);
  const [row] = await cluster.query(`select pg_read_file('postmaster.pid') as content`);
  // Before the server connects, because only connections made from now on are seen.
  const done = await trace(t, Number.parseInt(String(row!.content), 10));
  return { place, server: await place.start(), done };
}

async function signOneByOne(server: Server, ledger: Ledger) {
  const agent = new Agent({ keepAlive: true });
  const from = Date.now();
  for (let signed = 0; signed < ONE_BY_ONE; signed++) {
    assert.ok(await signOnce(server.origin, ledger, agent), server.log());
  }
  agent.destroy();
  return { from, to: Date.now() };
}

async function signTogether(place: Place, server: Server, ledger: Ledger) {
  const before = ledger.acknowledged.length;
  const from = Date.now();
  const load = new Load(server.origin, ledger, 32);
  await sleep(LOAD_MS);
  await load.stop();
  await assertSound(place, ledger);
  return { from, to: Date.now(), signed: ledger.acknowledged.length - before };
}

describe('What is acknowledged has been written through to the disk', { concurrency: 2, ...OPTIONS }, () => {
  for (const database of DATABASES) {
    it(`for each who signs alone, and for each batch of those who sign together, on ${database}`, async (t) => {
      const { place, server, done } = await watched(t, database);
      const ledger = new Ledger();
      const alone = await signOneByOne(server, ledger);
      const together = await signTogether(place, server, ledger);
      const calls = await done();
      const between = ({ from, to }: { from: number; to: number }) =>
        calls.filter((call) => call >= from && call <= to).length;
      assert.ok(between(alone) >= ONE_BY_ONE, `${between(alone)} for ${ONE_BY_ONE}`);
      assert.ok(together.signed > 32);
      assert.ok(between(together) >= together.signed / LARGEST_BATCH);
    });
  }
});
