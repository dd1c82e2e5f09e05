// Runs once: it needs no database.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { checkPublicUrl } from '../../../server/health/public-url.ts';
import { freePort } from '../../support/free-port.ts';
import { setUp, serve as startServer } from '../cli/processes.ts';

async function listen(t: TestContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  t.after(() => server.closeAllConnections());
  t.after(() => server.close());
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function problemAt(url: string, timeoutMs?: number) {
  const { level, code, values } = await checkPublicUrl(url, timeoutMs);
  assert.equal(level, 'warning');
  return [code, values];
}

describe('checkPublicUrl', () => {
  it('finds a server of this program', async (t) => {
    const { env } = await setUp(t);
    const { origin } = await startServer(t, env);
    assert.deepEqual(await checkPublicUrl(origin), {
      topic: 'address',
      level: 'ok',
      code: 'public-url-answers',
      values: { url: origin },
    });
  });

  it('says that nothing listens', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    assert.deepEqual(await problemAt(url), ['public-url-unreachable', { url, error: 'ECONNREFUSED' }]);
  });

  it('does not take a redirect, an error, or another program for the server', async (t) => {
    const answers = [
      [301, '', 'public-url-refused', { status: '301' }],
      [502, '{"status":"ok"}', 'public-url-refused', { status: '502' }],
      [200, '<!doctype html>', 'public-url-other-program', {}],
    ] as const;
    for (const [status, body, code, values] of answers) {
      const url = await listen(t, (_, response) => {
        response.writeHead(status, { Location: '/' }).end(body);
      });
      assert.deepEqual(await problemAt(url), [code, { url, ...values }]);
    }
  });

  it('gives up on a server that does not respond', async (t) => {
    const url = await listen(t, () => {});
    assert.deepEqual(await problemAt(url, 50), ['public-url-slow', { url, seconds: 0.05 }]);
  });
});
