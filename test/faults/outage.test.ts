import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { startPostgres } from '../support/postgres.ts';
import { openSqlite } from '../support/sqlite.ts';
import { assertRecovers } from './consistency.ts';
import { DATABASES, isSqlite, POSTGRES_SETTINGS, sharedCluster, sqlitePath } from './databases.ts';
import { fillDisk, mountSmallDisk, startPostgresOn } from './disk.ts';
import {
  createEnvironment,
  createEnvironmentFor,
  loadSamplePetitions,
  type TestEnvironment,
} from './environment.ts';
import { ReadProbe, startLoad } from './load.ts';
import { startProxy } from './proxy.ts';
import { isReady, timedGet, waitUntil } from './server.ts';

/** How long the server waits for PostgreSQL to answer, or for a connection. */
const SERVER_TIMEOUT_MS = 10_000;
/** A signer may wait for a batch that fails, and then for the next one. */
const MAX_WAIT_MS = 2 * SERVER_TIMEOUT_MS + 20_000;
const PAUSE_MS = 2_000;
const SLOW = { skip: !process.env.FAULT_LONG && 'slow: set FAULT_LONG=1 to run it' };

async function startBehindProxy(t: TestContext) {
  const proxy = await startProxy(t, (await sharedCluster()).port);
  const environment = await createEnvironment(t, 'PostgreSQL');
  const url = new URL(environment.url);
  url.port = String(proxy.port);
  return { proxy, environment, server: await environment.start({ DATABASE_URL: url.href }) };
}

/** Locks the database from outside the server. Returns a function that releases the lock. */
async function lockDatabase({ url }: TestEnvironment): Promise<() => Promise<unknown>> {
  if (isSqlite(url)) {
    // SQLite must not wait for the lock itself: that would block this process.
    const connection = openSqlite(sqlitePath(url), { timeout: 0 });
    await waitUntil('locked', 60_000, () => {
      try {
        return connection.exec('begin immediate').inTransaction;
      } catch {
        return false;
      }
    });
    return async () => connection.exec('commit').close();
  }
  const client = new pg.Client(url);
  await client.connect();
  await client.query('begin');
  await client.query('lock table petition_count in exclusive mode');
  return async () => {
    await client.query('commit');
    await client.end();
  };
}

async function assertSurvivesFullDisk(
  t: TestContext,
  disk: string,
  environment: TestEnvironment,
  repair = async () => {},
) {
  const server = await environment.start();
  const { ledger, load, reads, waitForMore } = await startLoad(t, server);
  const freeSpace = fillDisk(disk);
  await waitUntil('503', 60_000, () => load.count(503) > 50, server);
  await waitUntil('not ready', 60_000, async () => !(await isReady(server.origin)), server);
  freeSpace();
  await repair();
  await waitForMore(60_000);
  await load.stop();
  await reads.stop(4_000);
  assert.equal(load.unanswered + load.truncated, 0);
  await assertRecovers(environment, server, ledger);
}

interface NetworkOutage {
  description: string;
  /** The outage starts at the packet that contains this text. Default: immediately. */
  startsAt?: string;
  keepOutageConnectionsSilent?: boolean;
  hideClosedConnections?: boolean;
  skip?: string | false;
}

const NETWORK_OUTAGES: NetworkOutage[] = [
  { description: 'stops answering' },
  { description: 'stops answering at a commit', startsAt: 'commit' },
  {
    description: 'stops answering, and stays silent on connections that were opened during the outage',
    keepOutageConnectionsSilent: true,
    ...SLOW,
  },
  // PostgreSQL waits for the end of a transaction whose client is gone.
  {
    description: 'stops answering at a commit, and never learns that connections were closed',
    startsAt: 'commit',
    hideClosedConnections: true,
    ...SLOW,
  },
];

// The first tests mostly wait, so others can run at the same time.
describe('a server under load', { concurrency: 5 }, () => {
  for (const { description, startsAt, skip = false, ...endOptions } of NETWORK_OUTAGES) {
    it(`answers 503 and recovers if PostgreSQL ${description}`, { skip }, async (t) => {
      const { proxy, environment, server } = await startBehindProxy(t);
      const { ledger, load, reads, waitForMore } = await startLoad(t, server);
      if (startsAt === undefined) proxy.startOutage();
      else proxy.startOutageAt(startsAt);
      await waitUntil('outage', 60_000, proxy.isOutage);
      const ready = timedGet(server.origin, '/readyz');
      await waitUntil('503', MAX_WAIT_MS, () => load.count(503) > 0, server);
      proxy.endOutage(endOptions);
      await waitForMore(MAX_WAIT_MS);
      // The server had not noticed the fault when this was requested, so the answer took a while.
      assert.notEqual(await ready, null);
      await load.stop();
      await reads.stop(4_000);
      assert.ok(load.slowestMs < MAX_WAIT_MS, `a signer waited ${load.slowestMs} ms`);
      assert.equal(load.unanswered + load.truncated, 0);
      await assertRecovers(environment, server, ledger);
    });
  }

  for (const { database, lockedMs } of [
    // Longer than the server retries a transaction (SQLite), and longer than it waits for an answer (PostgreSQL).
    { database: 'SQLite', lockedMs: 7_000 },
    { database: 'PostgreSQL', lockedMs: 12_000 },
  ] as const) {
    it(`keeps answering while another program locks ${database}, then signs again`, async (t) => {
      const environment = await createEnvironment(t, database);
      const server = await environment.start();
      const { ledger, load, reads, waitForMore } = await startLoad(t, server);
      const unlock = await lockDatabase(environment);
      const readsWhileLocked = new ReadProbe(server.origin);
      await sleep(lockedMs);
      await readsWhileLocked.stop(4_000);
      assert.ok(load.count(503) > 0, 'signers got a 503 instead of waiting forever');
      await unlock();
      await waitForMore(60_000);
      await load.stop();
      await reads.stop(4_000);
      assert.equal(load.unanswered + load.truncated, 0);
      await assertRecovers(environment, server, ledger);
    });
  }

  it('reconnects when its connections to PostgreSQL are reset', async (t) => {
    const { proxy, environment, server } = await startBehindProxy(t);
    const { ledger, load, reads, waitForMore } = await startLoad(t, server);
    for (let resets = 0; resets < 10; resets++) {
      proxy.resetConnections();
      await waitForMore(5_000, 10);
    }
    await load.stop();
    await reads.stop(4_000);
    assert.equal(load.unanswered + load.truncated, 0);
    await assertRecovers(environment, server, ledger);
  });

  for (const database of DATABASES) {
    it(`continues after being suspended, on ${database}`, async (t) => {
      const environment = await createEnvironment(t, database);
      const server = await environment.start();
      const { ledger, load, waitForMore } = await startLoad(t, server);
      server.signal('SIGSTOP');
      // Answers that were already sent are still being read.
      await sleep(100);
      const before = ledger.acknowledged.length;
      await sleep(PAUSE_MS);
      assert.equal(ledger.acknowledged.length, before);
      server.signal('SIGCONT');
      await waitForMore(60_000);
      await load.stop();
      assert.equal(load.unanswered + load.truncated, 0);
      assert.deepEqual([...load.statuses.keys()], [202]);
      await assertRecovers(environment, server, ledger);
    });
  }

  for (const { times, ...options } of [{ times: 1 }, { times: 10, ...SLOW }]) {
    const crashes = times === 1 ? 'crashes' : `crashes ${times} times`;
    it(`answers 503 when PostgreSQL ${crashes}, then signs again`, options, async (t) => {
      const { urlOf, query, crash, start, stop } = await startPostgres(POSTGRES_SETTINGS);
      t.after(stop);
      await query('create database petitions');
      const url = urlOf('petitions');
      await loadSamplePetitions(url);
      const environment = await createEnvironmentFor(t, url);
      const server = await environment.start();
      const { ledger, load, reads, waitForMore } = await startLoad(t, server);
      for (let crashCount = 0; crashCount < times; crashCount++) {
        const refused = load.count(503);
        await crash();
        try {
          await waitUntil('503', 60_000, () => load.count(503) > refused, server);
          assert.equal((await timedGet(server.origin, '/readyz'))?.status, 503);
          await sleep(1_000);
          assert.equal((await timedGet(server.origin, '/readyz'))?.status, 503);
        } finally {
          await start();
        }
        await waitForMore(10_000);
      }
      await load.stop();
      await reads.stop(4_000);
      assert.equal(load.unanswered + load.truncated, 0);
      await assertRecovers(environment, server, ledger);
    });
  }

  it('answers 503 while the disk of SQLite is full, then signs again', async (t) => {
    const disk = mountSmallDisk(t, 24);
    if (disk === null) return;
    const url = `sqlite:${disk}/data/petitions.db`;
    await loadSamplePetitions(url);
    const environment = await createEnvironmentFor(t, url, undefined, join(disk, 'data'));
    await assertSurvivesFullDisk(t, disk, environment);
  });

  it('answers 503 while the disk of PostgreSQL is full, then signs again', async (t) => {
    const disk = mountSmallDisk(t, 160);
    if (disk === null) return;
    const { query, urlOf, start, stop } = await startPostgresOn(disk);
    t.after(stop);
    await query('create database petitions');
    const url = urlOf('petitions');
    await loadSamplePetitions(url);
    await assertSurvivesFullDisk(t, disk, await createEnvironmentFor(t, url), async () => {
      // PostgreSQL exits if it can't even write its log. Then its maintainer has to restart it.
      const isRunning = await query('select 1').then(
        () => true,
        () => false,
      );
      if (!isRunning) await start();
    });
  });
});
