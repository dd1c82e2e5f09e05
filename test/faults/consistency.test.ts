import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { describe, it, type TestContext } from 'node:test';
import { assertConsistent, assertRecovers, findLost } from './consistency.ts';
import { DATABASES, type DatabaseName, queryDatabase } from './databases.ts';
import { createEnvironment } from './environment.ts';
import { Ledger, SigningLoad } from './load.ts';
import { waitUntil } from './server.ts';

async function signedEnvironment(t: TestContext, database: DatabaseName) {
  const environment = await createEnvironment(t, database);
  const server = await environment.start();
  const ledger = new Ledger();
  const load = new SigningLoad(server.origin, ledger);
  await waitUntil('50 signatures', 10_000, () => ledger.acknowledged.length >= 50);
  await load.stop();
  return { environment, server, ledger, load };
}

describe('the consistency check', { concurrency: 2 }, () => {
  for (const database of DATABASES) {
    it(`passes without a fault and fails after each kind of tampering, on ${database}`, async (t) => {
      const { environment, server, ledger, load } = await signedEnvironment(t, database);
      assert.equal(load.unanswered + load.truncated, 0);
      assert.deepEqual([...load.statuses.keys()], [202]);
      const { rows, unacknowledged } = await assertRecovers(environment, server, ledger);
      assert.equal(rows, ledger.acknowledged.length);
      assert.equal(unacknowledged, 0);
      const { url } = environment;

      ledger.acknowledged.push('never-stored@example.org');
      await assert.rejects(assertConsistent(environment, ledger), /lost: 1 acknowledged/);
      assert.deepEqual(await findLost(url, ledger.acknowledged), ['never-stored@example.org']);
      ledger.acknowledged.pop();

      await queryDatabase(url, 'update petition_count set signed = signed + 1 where petition_id = 2');
      await assert.rejects(
        assertConsistent(environment, ledger),
        /counter: "keep-the-library" has 0 .* counts 1/,
      );
      await queryDatabase(url, 'update petition_count set signed = 0 where petition_id = 2');

      // Signatures that nobody sent are detected even though the counter matches the rows.
      const smallerLedger = new Ledger();
      for (let sent = 0; sent < 10; sent++) smallerLedger.acknowledged.push(smallerLedger.newAddress());
      await assert.rejects(assertConsistent(environment, smallerLedger), /unsent: \d+ stored signatures/);

      const dataKeys = await queryDatabase(url, 'select * from data_key');
      assert.ok(dataKeys.length > 0);
      await queryDatabase(url, 'delete from data_key');
      await assert.rejects(assertConsistent(environment, ledger), /unreadable/);
    });
  }
});

describe('the signing load', () => {
  it('reports an answer that is wrong even during a fault, and a 202 that differs from the first', async (t) => {
    let answers = 0;
    const faultyServer = createServer((request, response) => {
      request.resume().on('end', () => {
        answers += 1;
        if (answers === 2) response.writeHead(500).end('{}');
        else if (answers === 3) response.writeHead(503, { 'Retry-After': '2' }).end('{}');
        else if (answers === 4) response.writeHead(202).end('{"status":"again"}');
        else response.writeHead(202).end('{"status":"signed"}');
      });
    }).listen(0, '127.0.0.1');
    t.after(() => faultyServer.close());
    await waitUntil('listening', 1_000, () => faultyServer.listening);
    const { port } = faultyServer.address() as { port: number };
    const load = new SigningLoad(`http://127.0.0.1:${port}`, new Ledger(), { connections: 1 });
    await waitUntil('five answers', 5_000, () => answers >= 5);
    await assert.rejects(load.stop(), /500/);
    assert.equal(load.unexpected.length, 3);
  });
});
