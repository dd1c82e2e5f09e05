import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { describe, it, type TestContext } from 'node:test';
import { assertRecovers, assertSound, lostOf } from './check.ts';
import { ask, DATABASES, type DatabaseName } from './databases.ts';
import { placeOn } from './environment.ts';
import { Ledger, Load } from './load.ts';
import { until } from './server.ts';

async function signedPlace(t: TestContext, database: DatabaseName) {
  const place = await placeOn(t, database);
  const server = await place.start();
  const ledger = new Ledger();
  const load = new Load(server.origin, ledger);
  await until('50 signatures', 10_000, () => ledger.acknowledged.length >= 50);
  await load.stop();
  return { place, server, ledger, load };
}

describe('The check of the books', { concurrency: 2 }, () => {
  for (const database of DATABASES) {
    it(`agrees where all is well, and objects to whatever was tampered with, on ${database}`, async (t) => {
      const { place, server, ledger, load } = await signedPlace(t, database);
      assert.equal(load.unanswered + load.cutOff, 0);
      assert.deepEqual([...load.statuses.keys()], [202]);
      const { rows, unacknowledged } = await assertRecovers(place, server, ledger);
      assert.equal(rows, ledger.acknowledged.length);
      assert.equal(unacknowledged, 0);
      const { url } = place;

      ledger.acknowledged.push('never-stored@example.org');
      await assert.rejects(assertSound(place, ledger), /lost: 1 acknowledged/);
      assert.deepEqual(await lostOf(url, ledger.acknowledged), ['never-stored@example.org']);
      ledger.acknowledged.pop();

      await ask(url, 'update petition_count set signed = signed + 1 where petition_id = 2');
      await assert.rejects(assertSound(place, ledger), /counter: "keep-the-library" has 0 .* counts 1/);
      await ask(url, 'update petition_count set signed = 0 where petition_id = 2');

      // A counter that keeps pace doesn't hide that nobody sent it.
      const fewer = new Ledger();
      for (let sent = 0; sent < 10; sent++) fewer.acknowledged.push(fewer.newAddress());
      await assert.rejects(assertSound(place, fewer), /unsent: \d+ signatures/);

      const [moved] = await ask(url, 'select * from data_key');
      assert.ok(moved);
      await ask(url, 'delete from data_key');
      await assert.rejects(assertSound(place, ledger), /unreadable/);
    });
  }
});

describe('The load', () => {
  it('objects to an answer that no fault excuses, and to one that differs', async (t) => {
    let answers = 0;
    const liar = createServer((message, response) => {
      message.resume().on('end', () => {
        answers += 1;
        if (answers === 2) response.writeHead(500).end('{}');
        else if (answers === 3) response.writeHead(503, { 'Retry-After': '2' }).end('{}');
        else if (answers === 4) response.writeHead(202).end('{"status":"again"}');
        else response.writeHead(202).end('{"status":"signed"}');
      });
    }).listen(0, '127.0.0.1');
    t.after(() => liar.close());
    await until('it listens', 1_000, () => liar.listening);
    const { port } = liar.address() as { port: number };
    const load = new Load(`http://127.0.0.1:${port}`, new Ledger(), 1);
    await until('five answers', 5_000, () => answers >= 5);
    await assert.rejects(load.stop(), /500/);
    assert.equal(load.wrong.length, 3);
  });
});
