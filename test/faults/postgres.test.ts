import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { assertRecovers, assertSound, readBooks } from './check.ts';
import { ask, cluster, emptyDatabase } from './databases.ts';
import { pgbouncer, programs, startDebianPostgres, startPgBouncer } from './debian.ts';
import { loadInto, placeAt, placeOn, SLUG } from './environment.ts';
import { Ledger, Load, underLoad } from './load.ts';
import { type Server, until } from './server.ts';

async function countAt(server: Server): Promise<number> {
  const response = await fetch(`${server.origin}/v1/petitions/${SLUG}/count`);
  return ((await response.json()) as { count: number }).count;
}

describe('On PostgreSQL', () => {
  it('several servers take signatures at once, each signer once, and publish each other’s', async (t) => {
    const place = await placeOn(t, 'PostgreSQL');
    const others = await Promise.all([1, 2].map(() => placeAt(t, place.url, place.identity)));
    const places = [place, ...others];
    const servers = await Promise.all(places.map((each) => each.start()));
    // One book for all: an address that one server acknowledged is sent to the others too.
    const ledger = new Ledger();
    const loads = servers.map(({ origin }) => new Load(origin, ledger, 12));
    t.after(() => {
      for (const load of loads) load.abandon();
    });
    await until('signatures', 20_000, () => ledger.acknowledged.length >= 1_000);

    for (let looks = 0; looks < 3; looks++) {
      const before = ledger.acknowledged.length;
      await sleep(2_500);
      // A tick later, each knows all that had been acknowledged by then, through whichever server.
      for (const count of await Promise.all(servers.map(countAt))) {
        assert.ok(before <= count && count <= ledger.sent, `${before} ≤ ${count} ≤ ${ledger.sent}`);
      }
    }
    await Promise.all(loads.map((load) => load.stop()));
    for (const load of loads) assert.deepEqual([...load.statuses.keys()], [202], 'nothing deadlocked');
    const { rows } = await assertSound(place, ledger);
    await sleep(2_000 - (Date.now() % 2_000) + 700);
    assert.deepEqual(await Promise.all(servers.map(countAt)), [rows, rows, rows]);
  });

  it('it works behind PgBouncer in transaction mode, from the first migration on', {
    skip: pgbouncer ? false : 'pgbouncer is not installed',
  }, async (t) => {
    const { port, urlOf } = await cluster();
    const direct = await emptyDatabase(t, 'PostgreSQL');
    const password = decodeURIComponent(new URL(urlOf('postgres')).password);
    const pooled = new URL(direct);
    pooled.port = String(await startPgBouncer(t, port, password));
    await loadInto(pooled.href);
    const behind = await placeAt(t, pooled.href);
    const server = await behind.start();
    const { ledger, load, readers } = await underLoad(t, server, 500);
    await load.stop();
    await readers.stop(1_000);
    assert.deepEqual([...load.statuses.keys()], [202]);
    await assertRecovers({ ...behind, url: direct }, server, ledger);
  });

  it('pg_dump copies while signing goes on, and what it copied is restored whole', {
    skip: programs ? false : 'Debian’s PostgreSQL with its pg_dump is not installed',
  }, async (t) => {
    const urlOf = await startDebianPostgres(t);
    for (const name of ['petitions', 'restored']) await ask(urlOf('postgres'), `create database ${name}`);
    await loadInto(urlOf('petitions'));
    const place = await placeAt(t, urlOf('petitions'));
    const server = await place.start();
    const { ledger, load, goesOn } = await underLoad(t, server, 300);
    const before = new Ledger();
    before.acknowledged.push(...ledger.acknowledged);
    const dump = join(temporaryFolder(t), 'petitions.dump');
    execFileSync(join(programs!, 'pg_dump'), ['--format=custom', `--file=${dump}`, urlOf('petitions')]);
    await goesOn(5_000);
    await load.stop();
    server.signal('SIGTERM');
    await server.ended;

    execFileSync(join(programs!, 'pg_restore'), [`--dbname=${urlOf('restored')}`, '--no-owner', dump]);
    const restored = await placeAt(t, urlOf('restored'), place.identity);
    const { rows, lost, doubled } = await readBooks(restored, before);
    assert.deepEqual(lost, []);
    assert.equal(doubled, 0);
    assert.ok(rows >= before.acknowledged.length && rows < ledger.acknowledged.length + 100);
    const again = new Load((await restored.start()).origin, ledger, 4);
    await sleep(500);
    await again.stop();
    assert.deepEqual([...again.statuses.keys()], [202]);
    const [counter] = await ask(
      restored.url,
      `select signed, (select cast(count(*) as integer) from signature) as stored
       from petition_count order by signed desc limit 1`,
    );
    assert.equal(counter!.signed, counter!.stored);
  });
});
