import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { refuseInserts } from '../../support/database.ts';
import { PERSON, start } from '../../support/server.ts';

describe('health checks', () => {
  it('succeed at startup, and are never cached', async (t) => {
    const { get } = await start(t);
    for (const path of ['/healthz', '/readyz']) {
      const response = await get(path);
      assert.equal(response.status, 200);
      assert.deepEqual(await response.json(), { status: 'ok' });
      assert.equal(response.headers.get('Cache-Control'), 'no-store');
    }
  });

  it('report unready after a batch could not be stored, and ready after one was stored', async (t) => {
    const server = await start(t);
    const restore = await refuseInserts(server.context.storage, 'signature');
    await server.sign('mend-the-bridge', PERSON);
    const unready = await server.get('/readyz');
    assert.equal(unready.status, 503);
    assert.deepEqual(await unready.json(), { status: 'unavailable' });
    assert.equal((await server.get('/healthz')).status, 200, 'the process itself is healthy');
    await restore();
    await server.sign('mend-the-bridge', PERSON);
    assert.equal((await server.get('/readyz')).status, 200);
  });

  it('report ready once the database accepts signatures again, without storing one', async (t) => {
    const server = await start(t);
    const restore = await refuseInserts(server.context.storage, 'signature');
    await server.sign('mend-the-bridge', PERSON);
    assert.equal((await server.get('/readyz')).status, 503);
    await restore();
    assert.equal((await server.get('/readyz')).status, 200);
    const rows = await server.context.storage.db.selectFrom('signature').selectAll().execute();
    assert.deepEqual(rows, []);
  });

  it('report unready, but alive, while the server is about to stop', async (t) => {
    const { get, context } = await start(t);
    context.stopping.abort();
    const unready = await get('/readyz');
    assert.equal(unready.status, 503);
    assert.deepEqual(await unready.json(), { status: 'stopping' });
    assert.equal(unready.headers.get('Cache-Control'), 'no-store');
    assert.equal((await get('/healthz')).status, 200);
  });

  it('report unready, but alive, if the database doesn’t respond', async (t) => {
    const { get, context } = await start(t);
    await context.storage.close();
    assert.equal((await get('/readyz')).status, 503);
    assert.equal((await get('/healthz')).status, 200);
  });
});
