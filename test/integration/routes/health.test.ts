import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { refuseInserts } from '../../support/database.ts';
import { PERSON, start } from '../../support/server.ts';

describe('health', () => {
  it('is good at the start, and never held by a cache', async (t) => {
    const { get } = await start(t);
    for (const path of ['/healthz', '/readyz']) {
      const response = await get(path);
      assert.equal(response.status, 200);
      assert.deepEqual(await response.json(), { status: 'ok' });
      assert.equal(response.headers.get('Cache-Control'), 'no-store');
    }
  });

  it('is not ready once a batch wasn’t stored, and ready again once one was', async (t) => {
    const server = await start(t);
    const restore = await refuseInserts(server.context.storage, 'signature');
    await server.sign('mend-the-bridge', PERSON);
    const unready = await server.get('/readyz');
    assert.equal(unready.status, 503);
    assert.deepEqual(await unready.json(), { status: 'unavailable' });
    assert.equal((await server.get('/healthz')).status, 200, 'the process itself is well');
    await restore();
    await server.sign('mend-the-bridge', PERSON);
    assert.equal((await server.get('/readyz')).status, 200);
  });

  it('is ready again by itself once the database takes signatures, and stores none for it', async (t) => {
    const server = await start(t);
    const restore = await refuseInserts(server.context.storage, 'signature');
    await server.sign('mend-the-bridge', PERSON);
    assert.equal((await server.get('/readyz')).status, 503);
    await restore();
    assert.equal((await server.get('/readyz')).status, 200);
    const rows = await server.context.storage.db.selectFrom('signature').selectAll().execute();
    assert.deepEqual(rows, []);
  });

  it('is not ready where the database doesn’t answer, though the process does', async (t) => {
    const { get, context } = await start(t);
    await context.storage.close();
    assert.equal((await get('/readyz')).status, 503);
    assert.equal((await get('/healthz')).status, 200);
  });
});
