// Runs once: it needs no database.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { findUrlProblem } from '../../../server/health/find-url-problem.ts';
import { freePort } from '../../support/free-port.ts';
import { setUp, serve as startServer } from '../cli/processes.ts';

async function listen(t: TestContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  t.after(() => server.closeAllConnections());
  t.after(() => server.close());
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('findUrlProblem', () => {
  it('finds none at a server of this program', async (t) => {
    const { env } = await setUp(t);
    const { origin } = await startServer(t, env);
    assert.equal(await findUrlProblem(origin), null);
  });

  it('says that nothing listens', async () => {
    assert.equal(await findUrlProblem(`http://127.0.0.1:${await freePort()}`), 'ECONNREFUSED');
  });

  it('does not take a redirect, an error, or another program for the server', async (t) => {
    const answers: [number, string, string][] = [
      [301, '', 'status 301'],
      [502, '{"status":"ok"}', 'status 502'],
      [200, '<!doctype html>', 'another program answers'],
    ];
    for (const [status, body, problem] of answers) {
      const origin = await listen(t, (_, response) => {
        response.writeHead(status, { Location: '/' }).end(body);
      });
      assert.equal(await findUrlProblem(origin), problem);
    }
  });

  it('gives up on a server that does not respond', async (t) => {
    const origin = await listen(t, () => {});
    assert.equal(await findUrlProblem(origin, 50), 'no response within 0.05 seconds');
  });
});
