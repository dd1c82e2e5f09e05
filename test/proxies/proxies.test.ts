/**
 * The server behind Debian's Caddy and nginx, with the files that `petitions init` writes. Only what can't be had in a test is
 * replaced: ports, the certificate's authority, and folders.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { type ClientHttp2Session, connect, type IncomingHttpHeaders } from 'node:http2';
import type { TcpNetConnectOpts } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, it, type TestContext } from 'node:test';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { brotliDecompressSync } from 'node:zlib';
import { petitions, serve } from '../integration/cli/processes.ts';
import { findFiles } from '../support/find-files.ts';
import { freePort } from '../support/free-port.ts';
import { loadedEnvironment, PERSON } from '../support/server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const HOST = 'petitions.example.org';
const SLUG = 'mend-the-bridge';
/** Another address of this machine than the proxy's own, as of a client on the web. */
const CLIENT = '127.0.0.2';
const OTHER_CLIENT = '127.0.0.3';
const START_TIMEOUT_MS = 60_000;

interface Ports {
  http: number;
  https: number;
}

interface Running {
  hasExited(): boolean;
  /** What it has written to standard output and error, which systemd keeps in its journal. */
  output(): string;
}

interface Proxy {
  program: string;
  /** @returns the certificate's authority, readable once the proxy answers */
  start(t: TestContext, folder: string, ports: Ports): Running & { authority: () => string };
}

const caddy: Proxy = {
  program: '/usr/bin/caddy',
  start(t, folder, { http, https }) {
    const storage = join(folder, 'storage');
    const options = [
      `http_port ${http}`,
      `https_port ${https}`,
      'admin off',
      'local_certs',
      'skip_install_trust',
      `storage file_system ${storage}`,
    ];
    const written = readFileSync(join(folder, 'Caddyfile'), 'utf8');
    const config = join(folder, 'Caddyfile.test');
    writeFileSync(config, written.replace(/^\{\n/m, `{\n${options.join('\n')}\n`));
    const args = ['run', '--adapter', 'caddyfile', '--config', config];
    const env = { PATH: process.env.PATH, HOME: folder };
    const running = startProxy(t, this.program, args, env);
    return {
      ...running,
      authority: () => readFileSync(join(storage, 'pki/authorities/local/root.crt'), 'utf8'),
    };
  },
};

const nginx: Proxy = {
  program: '/usr/sbin/nginx',
  start(t, folder, { http, https }) {
    const certificates = join(folder, 'certificates');
    const key = join(certificates, 'privkey.pem');
    const certificate = join(certificates, 'fullchain.pem');
    mkdirSync(certificates);
    const subject = ['-subj', `/CN=${HOST}`, '-addext', `subjectAltName=DNS:${HOST}`];
    const files = ['-keyout', key, '-out', certificate];
    const openssl = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
    execFileSync('openssl', [...openssl, '-days', '1', ...subject, ...files], { stdio: 'ignore' });
    const site = readFileSync(join(folder, 'nginx.conf'), 'utf8')
      .replaceAll(/listen \[::\].*\n/g, '')
      .replace('listen 80;', `listen ${http};`)
      .replace('listen 443', `listen ${https}`)
      .replaceAll(`/etc/letsencrypt/live/${HOST}`, certificates)
      .replaceAll('/var/log/nginx', folder);
    const config = join(folder, 'nginx.test.conf');
    // As in Debian's own nginx.conf, with its logs, which the site must switch off.
    writeFileSync(
      config,
      `daemon off; user root; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
      events { worker_connections 768; }
      http {
        ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join('\n')}
        access_log ${folder}/access.log; gzip on; keepalive_requests 10000;
        ${site}
      }`,
    );
    const running = startProxy(t, this.program, ['-e', join(folder, 'error.log'), '-c', config], {});
    return { ...running, authority: () => readFileSync(certificate, 'utf8') };
  },
};

function startProxy(t: TestContext, program: string, args: string[], env: NodeJS.ProcessEnv): Running {
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => (output += chunk));
  }
  const exited = once(child, 'exit');
  t.after(async () => {
    child.kill('SIGTERM');
    await exited;
  });
  return { hasExited: () => child.exitCode !== null, output: () => output };
}

async function setUp(t: TestContext, name: 'caddy' | 'nginx') {
  const proxy = { caddy, nginx }[name];
  const folder = temporaryFolder(t);
  const port = await freePort();
  const init = ['init', folder, '--host', HOST, '--proxy', name, '--port', String(port)];
  assert.equal((await petitions(init, {})).code, 0);
  const env = await loadedEnvironment(t);
  // The other settings that are written, but for the keys.
  const settings = { PUBLIC_URL: `https://${HOST}`, HOST: '127.0.0.1', TRUST_PROXY: '127.0.0.1' };
  for (const [name, value] of Object.entries(settings)) {
    assert.ok(readFileSync(join(folder, 'petitions.env'), 'utf8').includes(`\n${name}=${value}\n`));
  }
  const server = await serve(t, { ...env, ...settings, PORT: String(port) });
  const ports = { http: await freePort(), https: await freePort() };
  const { authority, hasExited, output } = proxy.start(t, folder, ports);
  /** @param from the client's address */
  const openSession = (from = CLIENT): Promise<ClientHttp2Session> =>
    new Promise((resolve, reject) => {
      const session = connect(`https://${HOST}`, {
        createConnection: () =>
          connectTls({
            host: '127.0.0.1',
            port: ports.https,
            localAddress: from,
            servername: HOST,
            ca: authority(),
            ALPNProtocols: ['h2'],
          } satisfies ConnectionOptions & TcpNetConnectOpts as ConnectionOptions),
      });
      session.once('connect', () => resolve(session));
      session.once('error', reject);
      t.after(() => session.destroy());
    });
  const deadline = AbortSignal.timeout(START_TIMEOUT_MS);
  for (;;) {
    assert.ok(!deadline.aborted, 'the proxy was not ready in time');
    assert.ok(!hasExited(), output());
    const session = await Promise.resolve()
      .then(() => openSession())
      .catch(() => undefined);
    if (session) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { folder, output, server, ports, openSession };
}

interface Response {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

async function send(
  session: ClientHttp2Session,
  headers: Record<string, string>,
  body?: string,
): Promise<Response> {
  const stream = session.request({ ':authority': HOST, ...headers });
  stream.end(body);
  const [[response], content] = await Promise.all([once(stream, 'response'), buffer(stream)]);
  return { status: response[':status'], headers: response, body: content };
}

const sign = (session: ClientHttp2Session, input: unknown, headers: Record<string, string> = {}) =>
  send(
    session,
    {
      ':method': 'POST',
      ':path': `/v1/petitions/${SLUG}/signatures`,
      'content-type': 'application/json',
      ...headers,
    },
    JSON.stringify(input),
  );

for (const name of ['caddy', 'nginx'] as const) {
  const { program } = { caddy, nginx }[name];
  const options = { skip: !existsSync(program) && `needs ${program}, of Debian’s package ${name}` };

  describe(`behind ${name}`, options, () => {
    it('people sign over HTTP/2, and get what the server compressed', async (t) => {
      const { openSession } = await setUp(t, name);
      const session = await openSession();
      assert.equal((await sign(session, PERSON)).status, 202);
      const page = await send(session, { ':path': `/p/${SLUG}?lang=en`, 'accept-encoding': 'gzip, br' });
      assert.equal(page.headers['content-encoding'], 'br');
      assert.match(brotliDecompressSync(page.body).toString(), /<h1[^>]*>Mend the bridge/);
      assert.match(String(page.headers['strict-transport-security']), /max-age=\d+/);
    });

    it('a form that is too large is refused by the server, in its own words', async (t) => {
      const { openSession } = await setUp(t, name);
      const { status, headers } = await sign(await openSession(), { comment: 'x'.repeat(2_000_000) });
      assert.equal(status, 413);
      assert.match(String(headers['content-type']), /problem\+json/);
    });

    it('plain HTTP is redirected, with the path', async (t) => {
      const { ports } = await setUp(t, name);
      const redirect = request({
        port: ports.http,
        path: `/p/${SLUG}?lang=es`,
        headers: { Host: HOST },
        agent: false,
      });
      redirect.end();
      const [response] = (await once(redirect, 'response')) as [IncomingMessage];
      response.resume();
      assert.equal(response.statusCode, 308);
      assert.equal(
        response.headers.location!.replace(`:${ports.https}`, ''),
        `https://${HOST}/p/${SLUG}?lang=es`,
      );
    });

    it('limits are per client, whatever addresses a client makes up', async (t) => {
      const { openSession } = await setUp(t, name);
      const session = await openSession();
      /** @returns how many of these requests were refused as too many */
      const flood = async (count: number, start: number) => {
        const responses = await Promise.all(
          Array.from({ length: count }, (_, index) =>
            sign(session, {}, { 'x-forwarded-for': `192.0.2.${(start + index) % 250}` }),
          ),
        );
        return responses.filter(({ status }) => status === 429).length;
      };
      let refused = 0;
      // More than one a second, or the allowance of a thousand would be refilled on a machine that is this slow.
      for (let sent = 0; refused === 0 && sent < 5_000; sent += 50) refused = await flood(50, sent);
      assert.ok(refused > 0);
      assert.equal((await sign(await openSession(OTHER_CLIENT), {})).status, 422);
    });

    it('no log has a client’s address or a link from an email, not even if the server is gone', async (t) => {
      const { folder, output, server, openSession } = await setUp(t, name);
      const session = await openSession();
      const link = { ':path': '/confirm/token-in-a-link' };
      assert.equal((await send(session, link)).status, 404);
      await server.stop();
      assert.equal((await send(session, link)).status, 502);
      const files = findFiles(folder, /\.log$/).map((file) => readFileSync(join(folder, file), 'utf8'));
      for (const text of [output(), ...files]) {
        assert.ok(!text.includes('token-in-a-link'), text);
        assert.ok(!text.includes(CLIENT), text);
      }
    });
  });
}
