import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import SQLite from 'better-sqlite3';
import pg from 'pg';
import { startPostgres } from '../support/postgres.ts';
import { assertRecovers } from './check.ts';
import { cluster, DATABASES, fileOf, SETTINGS } from './databases.ts';
import { clusterOn, fill, smallDisk } from './disk.ts';
import { loadInto, type Place, placeAt, placeOn } from './environment.ts';
import { Readers, underLoad } from './load.ts';
import { proxyTo } from './proxy.ts';
import { isReady, read, until } from './server.ts';

/** How long the server waits for PostgreSQL to answer, or for a connection. */
const PATIENCE_MS = 10_000;
/** A signer may wait for one batch that fails and then be in the next. */
const LONGEST_WAIT_MS = 2 * PATIENCE_MS + 3_000;
const PAUSED_MS = 2_000;
const LONG = { skip: !process.env.FAULT_LONG && 'takes long: set FAULT_LONG=1' };

async function proxiedPlace(t: TestContext) {
  const proxy = await proxyTo(t, (await cluster()).port);
  const place = await placeOn(t, 'PostgreSQL');
  const url = new URL(place.url);
  url.port = String(proxy.port);
  return { proxy, place, server: await place.start({ DATABASE_URL: url.href }) };
}

/** Where an answer stops coming, and what is so when the network works again. */
interface Hole {
  where: string;
  from?: string;
  silent?: boolean;
  forgets?: boolean;
  skip?: string | false;
}

/** Somebody else holds the database, for as long as the returned function takes to be called. */
async function lock({ url }: Place): Promise<() => Promise<unknown>> {
  if (url.startsWith('sqlite:')) {
    // Without waiting inside of SQLite, where this process would stand still.
    const other = new SQLite(fileOf(url), { timeout: 0 });
    await until('locked', 5_000, () => {
      try {
        return other.exec('begin immediate').inTransaction;
      } catch {
        return false;
      }
    });
    return async () => other.exec('commit').close();
  }
  const other = new pg.Client(url);
  await other.connect();
  await other.query('begin');
  await other.query('lock table petition_count in exclusive mode');
  return async () => {
    await other.query('commit');
    await other.end();
  };
}

async function outlivesAFullDisk(t: TestContext, disk: string, place: Place, mend = async () => {}) {
  const server = await place.start();
  const { ledger, load, readers, goesOn } = await underLoad(t, server);
  const makeRoom = fill(disk);
  await until('503', 20_000, () => load.count(503) > 50, server);
  await until('not ready', 5_000, async () => !(await isReady(server.origin)), server);
  makeRoom();
  await mend();
  await goesOn(15_000);
  await load.stop();
  await readers.stop(1_000);
  assert.equal(load.unanswered + load.cutOff, 0);
  await assertRecovers(place, server, ledger);
}

// The first ones mostly wait, and the others go on beside them.
describe('A server, amid signatures,', { concurrency: 5 }, () => {
  for (const { where, from = '', skip = false, ...how } of [
    { where: 'amid whatever is under way' },
    { where: 'at a commit', from: 'commit' },
    { where: 'nor later over connections made meanwhile', silent: true, ...LONG },
    // PostgreSQL goes on waiting for the end of a transaction whose client is long gone.
    { where: 'at a commit, which never learns of the farewell', from: 'commit', forgets: true, ...LONG },
  ] as Hole[]) {
    it(`that gets no answer from PostgreSQL, ${where}, says so in the end, and recovers`, {
      skip,
    }, async (t) => {
      const { proxy, place, server } = await proxiedPlace(t);
      const { ledger, load, readers, goesOn } = await underLoad(t, server);
      if (from === '') proxy.swallow();
      else proxy.swallowFrom(from);
      await until('nothing passes', 1_000, proxy.swallowing);
      const ready = read(server.origin, '/readyz');
      await until('503', PATIENCE_MS + 5_000, () => load.count(503) > 0, server);
      proxy.deliver(how);
      await goesOn(LONGEST_WAIT_MS);
      // It asked before anybody knew that something was wrong, and then waited its turn.
      assert.notEqual(await ready, null);
      await load.stop();
      await readers.stop(1_000);
      assert.ok(load.slowestMs < LONGEST_WAIT_MS, `somebody waited ${load.slowestMs} ms`);
      assert.equal(load.unanswered + load.cutOff, 0);
      await assertRecovers(place, server, ledger);
    });
  }

  for (const { database, heldMs } of [
    // Longer than a transaction is tried again, and longer than an answer is waited for.
    { database: 'SQLite', heldMs: 7_000 },
    { database: 'PostgreSQL', heldMs: 12_000 },
  ] as const) {
    it(`whose ${database} another program holds locked keeps answering, and goes on after`, async (t) => {
      const place = await placeOn(t, database);
      const server = await place.start();
      const { ledger, load, readers, goesOn } = await underLoad(t, server);
      const unlock = await lock(place);
      const meanwhile = new Readers(server.origin);
      await sleep(heldMs);
      await meanwhile.stop(500);
      assert.ok(load.count(503) > 0, 'those who waited in vain were told so');
      await unlock();
      await goesOn(5_000);
      await load.stop();
      await readers.stop(1_000);
      assert.equal(load.unanswered + load.cutOff, 0);
      await assertRecovers(place, server, ledger);
    });
  }

  it('whose connections to PostgreSQL are cut goes on over new ones', async (t) => {
    const { proxy, place, server } = await proxiedPlace(t);
    const { ledger, load, readers, goesOn } = await underLoad(t, server);
    for (let cuts = 0; cuts < 10; cuts++) {
      proxy.cut();
      await goesOn(5_000, 10);
    }
    await load.stop();
    await readers.stop(1_000);
    assert.equal(load.unanswered + load.cutOff, 0);
    await assertRecovers(place, server, ledger);
  });

  for (const database of DATABASES) {
    it(`that stands still for a while goes on after, on ${database}`, async (t) => {
      const place = await placeOn(t, database);
      const server = await place.start();
      const { ledger, load, goesOn } = await underLoad(t, server);
      server.signal('SIGSTOP');
      // What was answered before is still being read.
      await sleep(100);
      const before = ledger.acknowledged.length;
      await sleep(PAUSED_MS);
      assert.equal(ledger.acknowledged.length, before);
      server.signal('SIGCONT');
      await goesOn(5_000);
      await load.stop();
      assert.equal(load.unanswered + load.cutOff, 0);
      assert.deepEqual([...load.statuses.keys()], [202]);
      await assertRecovers(place, server, ledger);
    });
  }

  for (const { times, ...options } of [{ times: 1 }, { times: 10, ...LONG }]) {
    it(
      `whose PostgreSQL crashes says so, and goes on once it runs again, ${times} times`,
      options,
      async (t) => {
        const { urlOf, query, crash, start, stop } = await startPostgres(SETTINGS);
        t.after(stop);
        await query('create database petitions');
        const url = urlOf('petitions');
        await loadInto(url);
        const place = await placeAt(t, url);
        const server = await place.start();
        const { ledger, load, readers, goesOn } = await underLoad(t, server);
        for (let crashes = 0; crashes < times; crashes++) {
          const refused = load.count(503);
          await crash();
          try {
            await until('503', 5_000, () => load.count(503) > refused, server);
            assert.equal((await read(server.origin, '/readyz'))?.status, 503);
            await sleep(1_000);
            assert.equal((await read(server.origin, '/readyz'))?.status, 503);
          } finally {
            await start();
          }
          await goesOn(10_000);
        }
        await load.stop();
        await readers.stop(1_000);
        assert.equal(load.unanswered + load.cutOff, 0);
        await assertRecovers(place, server, ledger);
      },
    );
  }

  it('whose SQLite has no room on its disk says so, and goes on once there is some', async (t) => {
    const disk = smallDisk(t, 24);
    if (disk === null) return;
    const url = `sqlite:${disk}/data/petitions.db`;
    await loadInto(url);
    await outlivesAFullDisk(t, disk, await placeAt(t, url, undefined, join(disk, 'data')));
  });

  it('whose PostgreSQL has no room on its disk says so, and goes on once there is some', async (t) => {
    const disk = smallDisk(t, 160);
    if (disk === null) return;
    const { query, urlOf, start, stop } = await clusterOn(disk);
    t.after(stop);
    await query('create database petitions');
    const url = urlOf('petitions');
    await loadInto(url);
    await outlivesAFullDisk(t, disk, await placeAt(t, url), async () => {
      // Where it couldn't even write its log it gave up, and whoever looks after it starts it again.
      const runs = await query('select 1').then(
        () => true,
        () => false,
      );
      if (!runs) await start();
    });
  });
});
