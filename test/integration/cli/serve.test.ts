import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { onlyOnce } from '../../support/database.ts';
import { fileScope, loadedEnvironment, SECRET, storedIn } from '../../support/server.ts';
import {
  type Answer,
  connections,
  petitions,
  type RunningServer,
  serve,
  serveInHost,
  signAt,
  textOf,
} from './processes.ts';

const SLUG = 'mend-the-bridge';

/**
 * A server that waits for anything takes ten seconds, and then a container is killed. Otherwise it takes a tenth of one,
 * which leaves room for a busy machine.
 */
const assertExitedBeforeDeadline = (start: number) => {
  const ms = performance.now() - start;
  assert.ok(ms < 9_500, `${ms} ms`);
};

const file = fileScope();
let shared: Promise<RunningServer> | undefined;

/** A server that runs until all tests have ended, for those that only send requests. Its HOST is not set. */
function sharedServer(): Promise<RunningServer> {
  shared ??= loadedEnvironment(file).then((env) => serve(file, { ...env, HOST: '' }));
  return shared;
}

describe('serve', () => {
  it('reports that its port is in use', onlyOnce, async (t) => {
    const env = await loadedEnvironment(t);
    const other = createServer().listen(0, '127.0.0.1');
    t.after(() => other.close());
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await petitions(['serve'], { ...env, HOST: '127.0.0.1', PORT: String(port) });
    assert.equal(code, 1);
    assert.equal(stderr, `Port ${port} is in use by another program. Stop it, or set PORT.\n`);
  });

  // crypto/keys.test.ts compares secrets on both databases.
  it('rejects a secret that does not match the database, without a stack trace', onlyOnce, async (t) => {
    const env = await loadedEnvironment(t);
    const first = await serve(t, env);
    assert.equal(await first.stop(), 0);
    const { code, stderr } = await petitions(['serve'], { ...env, SECRET });
    assert.equal(code, 1);
    assert.match(stderr, /^The secret in SECRET isn't the one this database was created with.*\n$/);
  });

  it('warns if clients that bypass the proxy can claim any address', onlyOnce, async (t) => {
    const env = await loadedEnvironment(t);
    const logOf = async (more: Record<string, string>) => {
      const server = await serve(t, { ...env, ...more });
      await server.stop();
      return server.log();
    };
    assert.match(
      await logOf({ TRUST_PROXY: '1', HOST: '0.0.0.0' }),
      /TRUST_PROXY is a number: who reaches PORT/,
    );
    assert.doesNotMatch(await logOf({ TRUST_PROXY: '1', HOST: '127.0.0.1' }), /TRUST_PROXY is a number/);
    assert.doesNotMatch(
      await logOf({ TRUST_PROXY: '127.0.0.1', HOST: '0.0.0.0' }),
      /TRUST_PROXY is a number/,
    );
  });

  it('refuses a Host with characters that no host has, which would change the path', onlyOnce, async () => {
    const { hostname, port } = new URL((await sharedServer()).origin);
    const statusFor = async (host: string) => {
      const socket = connect(Number(port), hostname);
      socket.end(
        Buffer.from(`GET /healthz HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`, 'latin1'),
      );
      const [, status] = /^HTTP\/1\.1 (\d+)/.exec((await buffer(socket)).toString('latin1')) ?? [];
      return status;
    };
    for (const host of [
      'petitions.example.org',
      'A_b.example.:8080',
      '127.0.0.1',
      '[::1]:3000',
      'xn--bcher-kva.example',
    ]) {
      assert.equal(await statusFor(host), '200', host);
    }
    for (const host of [
      '\xdf/',
      '\xdf?',
      '\xdf#',
      'a/p/keep-the-library?',
      'a\\b',
      'a@b',
      'a b',
      'a;b',
      'a%2fb',
      'b\xfccher.example',
      'a:b',
      '[::1',
    ]) {
      assert.equal(await statusFor(host), '400', host);
    }
  });

  for (const [signal, options] of [
    ['SIGTERM', {}],
    ['SIGINT', onlyOnce],
  ] as const) {
    it(`exits immediately on ${signal} if no request is in progress`, options, async (t) => {
      const env = await loadedEnvironment(t);
      const server = await serve(t, env);
      const before = performance.now();
      assert.equal(await server.stop(signal), 0);
      assertExitedBeforeDeadline(before);
      assert.match(server.log(), /"msg":"stopped"/);
    });
  }

  it('exits immediately despite connections that browsers never used', onlyOnce, async (t) => {
    const server = await serve(t, await loadedEnvironment(t));
    const { hostname, port } = new URL(server.origin);
    // The server may reset them.
    const unused = Array.from({ length: 3 }, () => connect(Number(port), hostname).on('error', () => {}));
    t.after(() => {
      for (const connection of unused) connection.destroy();
    });
    await Promise.all(unused.map((connection) => once(connection, 'connect')));
    const before = performance.now();
    assert.equal(await server.stop('SIGTERM'), 0);
    assertExitedBeforeDeadline(before);
  });

  it('goes on serving for DRAIN_SECONDS after a signal to stop, but is not ready', onlyOnce, async (t) => {
    const env = await loadedEnvironment(t);
    const drainMs = 5_000;
    const server = await serve(t, { ...env, SECRET, DRAIN_SECONDS: String(drainMs / 1_000) });
    const agent = connections(t, 1);
    const before = performance.now();
    const stopped = server.stop();
    // The signal may take a moment to arrive.
    let ready: Response;
    do {
      ready = await fetch(`${server.origin}/readyz`);
    } while (ready.ok);
    assert.deepEqual(await ready.json(), { status: 'stopping' });
    assert.equal(ready.headers.get('Connection'), 'close', 'the load balancer shall open no idle connection');
    const { status } = await signAt(
      server.origin,
      SLUG,
      { givenName: 'Ana', email: 'late@example.org' },
      agent,
    );
    assert.equal(status, 202);
    assert.equal(await stopped, 0, server.log());
    assert.ok(performance.now() - before >= drainMs);
    assert.ok((await storedIn(env.DATABASE_URL, SLUG)).has('late@example.org'));
  });

  it('stores everything that it acknowledged if it is stopped during requests', async (t) => {
    const env = await loadedEnvironment(t);
    const server = await serve(t, { ...env, SECRET });
    const agent = connections(t, 20);
    const acknowledged: string[] = [];
    const statuses = new Set<number>();
    let sent = 0;
    let stopped: Promise<number | null> | undefined;
    let stoppedAt = 0;
    const supporter = async () => {
      // Until the connection is refused, because the server has exited.
      for (;;) {
        const email = `supporter-${sent++}@example.org`;
        const answer = await signAt(server.origin, SLUG, { givenName: 'Ana', email }, agent).catch(
          () => null,
        );
        if (answer === null) return;
        statuses.add(answer.status);
        if (answer.status === 202) acknowledged.push(email);
        if (acknowledged.length === 200) {
          stoppedAt = performance.now();
          stopped = server.stop();
        }
      }
    };
    await Promise.all(Array.from({ length: 20 }, supporter));
    assert.equal(await stopped, 0, server.log());
    assertExitedBeforeDeadline(stoppedAt);
    assert.deepEqual([...statuses], [202]);
    assert.ok(acknowledged.length >= 200);

    const { counter, rows, has } = await storedIn(env.DATABASE_URL, SLUG);
    assert.deepEqual(
      acknowledged.filter((email) => !has(email)),
      [],
    );
    assert.equal(counter, rows);
  });

  it('counts an email address once that signs on two servers of one database, with byte-identical answers', async (t) => {
    const env = await loadedEnvironment(t);
    // Both create keys at the same moment. Both must then use those of one of them.
    const servers = await Promise.all([serveInHost(t, env), serveInHost(t, env)]);
    const agent = connections(t, 16);
    const answers: Answer[] = [];
    for (let round = 0; round < 10; round++) {
      const emails = Array.from({ length: 10 }, (_, index) => `supporter-${round}-${index}@example.org`);
      answers.push(
        ...(await Promise.all(
          [...emails, ...emails.toReversed()].flatMap((email, index) =>
            servers.map(({ origin }) => signAt(origin, SLUG, { givenName: `Ana ${index}`, email }, agent)),
          ),
        )),
      );
    }
    assert.equal(answers.length, 400);
    assert.equal(new Set(answers.map(({ bytes }) => bytes)).size, 1);
    assert.equal(answers[0]?.status, 202);
    assert.deepEqual(await Promise.all(servers.map((server) => server.stop())), [0, 0]);
    const { counter, rows } = await storedIn(env.DATABASE_URL, SLUG);
    assert.equal(rows, 100);
    assert.equal(counter, 100);
  });

  it('listens on IPv4 and IPv6 if HOST is not set', onlyOnce, async () => {
    const { port } = new URL((await sharedServer()).origin);
    for (const host of ['127.0.0.1', '[::1]']) {
      assert.equal((await fetch(`http://${host}:${port}/healthz`)).status, 200, host);
    }
  });

  it('keeps idle connections open for longer than load balancers do', onlyOnce, async (t) => {
    const { origin } = await sharedServer();
    const { hostname, port } = new URL(origin);
    const socket = connect(Number(port), hostname);
    t.after(() => socket.destroy());
    socket.setEncoding('latin1');
    socket.write(`GET /healthz HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`);
    const [response] = await once(socket, 'data');
    // Node writes there when it will close the connection.
    const [, seconds] = /^keep-alive: timeout=(\d+)/im.exec(response)!;
    assert.ok(Number(seconds) > 600, 'a load balancer of Google keeps a connection for 600 seconds');
  });

  it('responds to clients that close their sending side after the request', onlyOnce, async (t) => {
    const env = await loadedEnvironment(t);
    const server = await serve(t, { ...env, SECRET });
    const { hostname, port } = new URL(server.origin);
    const body = JSON.stringify({ givenName: 'Ana', email: 'half-closed@example.org' });
    const head = `Host: ${hostname}\r\nConnection: close\r\n`;
    for (const [request, status] of [
      [`GET /healthz HTTP/1.1\r\n${head}\r\n`, 200],
      [`GET /readyz HTTP/1.1\r\n${head}\r\n`, 200],
      [
        `POST /v1/petitions/${SLUG}/signatures HTTP/1.1\r\n${head}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
        202,
      ],
      // No more can come, so this must not wait for the rest.
      [
        `POST /v1/petitions/${SLUG}/signatures HTTP/1.1\r\n${head}Content-Type: application/json\r\nContent-Length: 9\r\n\r\n{`,
        400,
      ],
    ] as const) {
      const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
      t.after(() => socket.destroy());
      socket.end(request);
      assert.match(await textOf(socket), new RegExp(`^HTTP/1\\.1 ${status} `), request);
    }
    assert.equal(await server.stop(), 0);
    assert.ok((await storedIn(env.DATABASE_URL, SLUG)).has('half-closed@example.org'));
  });

  it('responds to requests without a Host header, which HTTP/1.0 allows', onlyOnce, async () => {
    const { origin } = await sharedServer();
    const { hostname, port } = new URL(origin);
    const socket = connect(Number(port), hostname);
    socket.write('GET /healthz HTTP/1.0\r\n\r\n');
    assert.match(await textOf(socket), /^HTTP\/1\.1 200 /);
  });

  it(
    'rejects a body of one megabyte, with or without Content-Length, and keeps running',
    onlyOnce,
    async (t) => {
      const { origin } = await sharedServer();
      const megabyte = JSON.stringify({ givenName: 'a'.repeat(1024 * 1024) });
      const url = `${origin}/v1/petitions/${SLUG}/signatures`;
      for (const body of [megabyte, new Blob([megabyte]).stream()]) {
        const response = await fetch(url, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body,
          duplex: 'half',
        } as RequestInit);
        assert.equal(response.status, 413);
        assert.equal(response.headers.get('Content-Type'), 'application/problem+json');
        await response.text();
      }
      const answer = await signAt(
        origin,
        SLUG,
        { givenName: 'Ana', email: 'ana@example.org' },
        connections(t, 1),
      );
      assert.equal(answer.status, 202);
    },
  );

  it('logs no name, email or IP address, slug, or secret', async (t) => {
    const env = await loadedEnvironment(t);
    const server = await serve(t, { ...env, SECRET });
    await signAt(
      server.origin,
      SLUG,
      { givenName: 'Maximiliana', email: 'max@example.org' },
      connections(t, 1),
    );
    await (await fetch(`${server.origin}/p/${SLUG}?partner=harbour-aid`)).text();
    await server.stop();
    const lines = server.log().trim().split('\n');
    assert.ok(lines.length >= 5);
    for (const line of lines) JSON.parse(line);
    assert.doesNotMatch(
      server.log(),
      new RegExp(`Maximiliana|max@|${SLUG}|harbour|${SECRET}|127\\.0\\.0\\.1:`),
    );
  });
});
