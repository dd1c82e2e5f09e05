// Runs once: it needs no database.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { SMTPServer } from 'smtp-server';
import { SelfCheck } from '../../../server/crypto/self-check.ts';
import { checkPublicUrl } from '../../../server/health/public-url.ts';
import { freePort } from '../../support/free-port.ts';
import { SECRET } from '../../support/server.ts';
import { setUp, serve as startServer } from '../cli/processes.ts';

async function listen(t: TestContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  t.after(() => server.closeAllConnections());
  t.after(() => server.close());
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const selfCheck = new SelfCheck(Buffer.from(SECRET));

async function problemAt(url: string, timeoutMs?: number) {
  const { level, code, values } = await checkPublicUrl(url, selfCheck, timeoutMs);
  assert.equal(level, 'warning');
  return [code, values];
}

describe('checkPublicUrl', () => {
  it('finds the server with the same secret, and no other server of this program', async (t) => {
    const { env } = await setUp(t);
    const { origin } = await startServer(t, { ...env, SECRET });
    assert.deepEqual(await checkPublicUrl(origin, selfCheck), {
      topic: 'address',
      level: 'ok',
      code: 'public-url-answers',
      values: { url: origin },
    });
    const { level, code } = await checkPublicUrl(origin, new SelfCheck(Buffer.from('another secret')));
    assert.deepEqual([level, code], ['warning', 'public-url-other-program']);
  });

  it('says that nothing listens', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    assert.deepEqual(await problemAt(url), ['public-url-unreachable', { url, error: 'ECONNREFUSED' }]);
  });

  it('says that the name is not in DNS, unless there is no DNS', async () => {
    // Reserved for names that don't exist: RFC 6761.
    const url = 'https://petitions.invalid';
    const [code, values] = await problemAt(url);
    // Where there is no network, it isn't known whether the name exists.
    assert.deepEqual(
      [code, values],
      code === 'public-url-no-dns'
        ? [code, { host: 'petitions.invalid', error: 'ENOTFOUND' }]
        : ['public-url-unreachable', { url, error: 'EAI_AGAIN' }],
    );
  });

  it('says that the certificate is not valid', async (t) => {
    // Its certificate is signed by itself.
    const server = new SMTPServer({ secure: true });
    t.after(() => server.close());
    server.on('error', () => {});
    server.listen(0, '127.0.0.1');
    await once(server.server, 'listening');
    const url = `https://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
    const [code, values] = await problemAt(url);
    assert.equal(code, 'public-url-certificate', JSON.stringify(values));
  });

  it('does not take a redirect, an error, another program, or one that repeats what it is asked for the server', async (t) => {
    const answers = [
      [301, '', 'public-url-other-program', {}],
      [404, '', 'public-url-other-program', {}],
      [502, '', 'public-url-refused', { status: '502' }],
      [200, '<!doctype html>', 'public-url-other-program', {}],
      [200, null, 'public-url-other-program', {}],
    ] as const;
    for (const [status, body, code, values] of answers) {
      const url = await listen(t, (request, response) => {
        const challenge = request.url!.replace('/self-check/', '');
        response.writeHead(status, { Location: '/' }).end(body ?? JSON.stringify({ answer: challenge }));
      });
      assert.deepEqual(await problemAt(url), [code, { url, ...values }]);
    }
  });

  it('gives up on a server that does not respond', async (t) => {
    const url = await listen(t, () => {});
    assert.deepEqual(await problemAt(url, 50), ['public-url-slow', { url, seconds: 0.05 }]);
  });
});
