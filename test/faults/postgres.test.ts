import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { assertConsistent, assertRecovers, checkConsistency } from './consistency.ts';
import { emptyDatabase, queryDatabase, sharedCluster } from './databases.ts';
import { pgbouncer, postgresBin, startDebianPostgres, startPgBouncer } from './debian.ts';
import { createEnvironment, createEnvironmentFor, loadSamplePetitions, SLUG } from './environment.ts';
import { Ledger, SigningLoad, startLoad } from './load.ts';
import { type ServerProcess, waitUntil } from './server.ts';

async function publishedCount(server: ServerProcess): Promise<number> {
  const response = await fetch(`${server.origin}/v1/petitions/${SLUG}/count`);
  return ((await response.json()) as { count: number }).count;
}

describe('PostgreSQL', () => {
  it('lets several servers sign concurrently, count each signer once, and publish the same count', async (t) => {
    const environment = await createEnvironment(t, 'PostgreSQL');
    const others = await Promise.all(
      [1, 2].map(() => createEnvironmentFor(t, environment.url, environment.identity)),
    );
    const servers = await Promise.all([environment, ...others].map(({ start }) => start()));
    // One ledger for all loads, so that an address that one server acknowledged is sent to the others, too.
    const ledger = new Ledger();
    const loads = servers.map(({ origin }) => new SigningLoad(origin, ledger, { connections: 12 }));
    t.after(() => {
      for (const load of loads) load.abort();
    });
    await waitUntil('1,000 signatures', 20_000, () => ledger.acknowledged.length >= 1_000);

    for (let round = 0; round < 3; round++) {
      const before = ledger.acknowledged.length;
      await sleep(2_500);
      // One refresh later, each server counts everything that any of them had acknowledged before.
      for (const count of await Promise.all(servers.map(publishedCount))) {
        assert.ok(before <= count && count <= ledger.sent, `${before} ≤ ${count} ≤ ${ledger.sent}`);
      }
    }
    await Promise.all(loads.map((load) => load.stop()));
    for (const load of loads) assert.deepEqual([...load.statuses.keys()], [202], 'no deadlock');
    const { rows } = await assertConsistent(environment, ledger);
    await sleep(2_000 - (Date.now() % 2_000) + 700);
    assert.deepEqual(await Promise.all(servers.map(publishedCount)), [rows, rows, rows]);
  });

  it('works behind PgBouncer in transaction mode, migrations included', {
    skip: pgbouncer ? false : 'pgbouncer is not installed',
  }, async (t) => {
    const { port, urlOf } = await sharedCluster();
    const directUrl = await emptyDatabase(t, 'PostgreSQL');
    const password = decodeURIComponent(new URL(urlOf('postgres')).password);
    const pooledUrl = new URL(directUrl);
    pooledUrl.port = String(await startPgBouncer(t, port, password));
    await loadSamplePetitions(pooledUrl.href);
    const environment = await createEnvironmentFor(t, pooledUrl.href);
    const server = await environment.start();
    const { ledger, load, reads } = await startLoad(t, server, { signatures: 500 });
    await load.stop();
    await reads.stop(4_000);
    assert.deepEqual([...load.statuses.keys()], [202]);
    await assertRecovers({ ...environment, url: directUrl }, server, ledger);
  });

  it('can be copied with pg_dump during signing, and the copy restores completely', {
    skip: postgresBin ? false : 'Debian’s PostgreSQL with pg_dump is not installed',
  }, async (t) => {
    const urlOf = await startDebianPostgres(t);
    for (const name of ['petitions', 'restored']) {
      await queryDatabase(urlOf('postgres'), `create database ${name}`);
    }
    await loadSamplePetitions(urlOf('petitions'));
    const environment = await createEnvironmentFor(t, urlOf('petitions'));
    const server = await environment.start();
    const { ledger, load, waitForMore } = await startLoad(t, server, { signatures: 300 });
    const ledgerBeforeDump = new Ledger();
    ledgerBeforeDump.acknowledged.push(...ledger.acknowledged);
    const dump = join(temporaryFolder(t), 'petitions.dump');
    execFileSync(join(postgresBin!, 'pg_dump'), ['--format=custom', `--file=${dump}`, urlOf('petitions')]);
    await waitForMore(5_000);
    await load.stop();
    server.signal('SIGTERM');
    await server.exitCode;

    execFileSync(join(postgresBin!, 'pg_restore'), [`--dbname=${urlOf('restored')}`, '--no-owner', dump]);
    const restored = await createEnvironmentFor(t, urlOf('restored'), environment.identity);
    const { rows, lost, doubled } = await checkConsistency(restored, ledgerBeforeDump);
    assert.deepEqual(lost, []);
    assert.equal(doubled, 0);
    assert.ok(rows >= ledgerBeforeDump.acknowledged.length && rows < ledger.acknowledged.length + 100);
    const loadAfterRestore = new SigningLoad((await restored.start()).origin, ledger, { connections: 4 });
    await sleep(500);
    await loadAfterRestore.stop();
    assert.deepEqual([...loadAfterRestore.statuses.keys()], [202]);
    const [counter] = await queryDatabase(
      restored.url,
      `select signed, (select cast(count(*) as integer) from signature) as stored
       from petition_count order by signed desc limit 1`,
    );
    assert.equal(counter!.signed, counter!.stored);
  });
});
