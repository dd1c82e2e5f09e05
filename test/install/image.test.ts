/**
 * The container image, built from the Dockerfile by Debian's buildah, without a registry of images: the base image has only
 * what Debian's would have in /etc, and this machine's /usr, with Node and a compiler, is mounted into it. What compose.yaml says
 * is checked by docker-compose; containers aren't started from it, because that needs a running Docker.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { caddyfile } from '../../server/cli/installation/proxies.ts';
import { serve } from '../integration/cli/processes.ts';
import { freePort } from '../support/free-port.ts';
import { PERSON, PETITIONS } from '../support/server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BUILDAH = '/usr/bin/buildah';
const COMPOSE = '/usr/bin/docker-compose';
const MAX_OUTPUT_BYTES = 64 * 1024 ** 2;
/** Lets npm reach its registry from the build as it does from here. */
const NPM_ENVIRONMENT = /^(?:npm_config_.*|NODE_EXTRA_CA_CERTS|SSL_CERT_\w+|https?_proxy|no_proxy)$/i;
const SLUG = 'mend-the-bridge';

const run = promisify(execFile);

const cannotBuild =
  (!existsSync(BUILDAH) && 'needs Debian’s package buildah') ||
  (process.getuid?.() !== 0 && 'needs root, to mount and to change the user');

describe('the image', { skip: cannotBuild }, () => {
  const folder = temporaryFolder();
  const storage = [
    '--root',
    join(folder, 'root'),
    '--runroot',
    join(folder, 'run'),
    '--storage-driver',
    'vfs',
  ];
  const buildah = async (...args: string[]) => {
    const { stdout } = await run(BUILDAH, [...storage, ...args], { maxBuffer: MAX_OUTPUT_BYTES });
    return stdout.trim();
  };
  /** Folders of this machine that an image of Debian with Node would have. */
  const mounts = [
    '/usr',
    '/etc/alternatives',
    '/etc/ssl',
    ...[join(homedir(), '.npmrc')].filter(existsSync),
  ].flatMap((path) => ['--volume', `${path}:${path}:ro`]);
  /** Runs a command in a container of the image, as its user. */
  const inContainer = (container: string, env: Record<string, string>, ...command: string[]) => [
    'run',
    '--isolation=chroot',
    ...mounts,
    ...Object.entries(env).map(([name, value]) => `--env=${name}=${value}`),
    container,
    ...command,
  ];
  let container: string;

  before(async () => {
    const base = await buildah('from', 'scratch');
    const system = join(folder, 'system');
    mkdirSync(join(system, 'etc'), { recursive: true });
    for (const name of ['dev', 'proc', 'sys', 'tmp', 'usr', 'var', 'root']) mkdirSync(join(system, name));
    for (const name of ['bin', 'sbin', 'lib', 'lib64']) {
      cpSync(`/${name}`, join(system, name), { verbatimSymlinks: true });
    }
    for (const name of ['passwd', 'group', 'shadow', 'login.defs', 'nsswitch.conf', 'ld.so.cache']) {
      cpSync(`/etc/${name}`, join(system, 'etc', name), { dereference: true });
    }
    await buildah('copy', base, system, '/');
    const env = Object.entries(process.env).filter(([name]) => NPM_ENVIRONMENT.test(name));
    const variables = env.map(([name, value]) => `--env=${name}=${value}`);
    await buildah('config', ...variables, `--env=PATH=${process.env.PATH}`, base);
    await buildah('commit', '--quiet', base, 'base');
    await buildah(
      'build',
      '--isolation=chroot',
      // HEALTHCHECK isn't part of the other format.
      '--format=docker',
      '--build-arg=BUILD_IMAGE=localhost/base',
      '--build-arg=BASE_IMAGE=localhost/base',
      ...mounts,
      '--tag=petition-server',
      ROOT,
    );
    container = await buildah('from', 'localhost/petition-server');
  });
  after(() => buildah('rm', '--all'));

  it('has no sources, development packages, or compiler’s leftovers, and no file that could hold a key', async () => {
    const mounted = await buildah('mount', container);
    const has = (path: string) => existsSync(join(mounted, path));
    assert.ok(has('app/dist/server/main.js') && has('app/dist/LICENSES.txt') && has('app/LICENSE'));
    for (const path of ['app/server', 'app/test', 'app/.git', 'app/node_modules/rollup', 'build']) {
      assert.ok(!has(path), path);
    }
    assert.ok(!has('app/node_modules/better-sqlite3/deps'));
    assert.ok(has('app/node_modules/better-sqlite3/build/Release/better_sqlite3.node'));
  });

  it('runs as a user of its own, says when it can accept signatures, and keeps its data in a volume', async () => {
    const { Docker } = JSON.parse(await buildah('inspect', '--type=image', 'localhost/petition-server'));
    const { User, Volumes, StopSignal, Healthcheck, Entrypoint, Cmd } = Docker.config;
    assert.deepEqual([User, Volumes, StopSignal], ['petitions', { '/data': {} }, 'SIGTERM']);
    assert.deepEqual([Entrypoint, Cmd], [['petitions'], ['serve']]);
    assert.match(Healthcheck.Test.join(' '), /readyz/);
  });

  it('serves: somebody signs, and the health check passes as long as it runs', async (t) => {
    const mounted = await buildah('mount', container);
    writeFileSync(join(mounted, 'tmp/petitions.json'), JSON.stringify(PETITIONS));
    const { Docker } = JSON.parse(await buildah('inspect', '--type=image', 'localhost/petition-server'));
    const [, program, ...args] = Docker.config.Healthcheck.Test;
    assert.equal(program, 'node');
    const PORT = String(await freePort());
    const env = { PORT, HOST: '127.0.0.1' };
    await buildah(...inContainer(container, {}, 'petitions', 'load', '/tmp/petitions.json'));
    const serving = inContainer(container, env, 'petitions', 'serve');
    const server = await serve(t, env, [], [BUILDAH, ...storage, ...serving]);
    // Outside of the container, which shares this machine's network.
    const checkHealth = () => run(process.execPath, args, { env });
    try {
      const signed = await fetch(`${server.origin}/v1/petitions/${SLUG}/signatures`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(PERSON),
      });
      assert.equal(signed.status, 202);
      await checkHealth();
    } finally {
      // Buildah doesn't pass the signal on: it ends the container.
      await server.stop();
    }
    await assert.rejects(checkHealth());
  });
});

describe('compose.yaml', () => {
  it('is valid, and publishes only the proxy’s ports', {
    skip: !existsSync(COMPOSE) && 'needs Debian’s package docker-compose',
  }, async (t) => {
    const folder = temporaryFolder(t);
    cpSync(join(ROOT, 'compose.yaml'), join(folder, 'compose.yaml'));
    writeFileSync(join(folder, '.env'), 'PETITIONS_HOST=petitions.example.org\n');
    const { stdout } = await run(COMPOSE, ['config'], { cwd: folder });
    assert.match(stdout, /PUBLIC_URL: https:\/\/petitions\.example\.org/);
    assert.deepEqual(
      [...stdout.matchAll(/published: (\d+)/g)].map(([, port]) => port),
      ['80', '443', '443'],
    );
  });

  it('gives Caddy the site that init writes, for the server’s container', () => {
    const site = caddyfile({
      host: '{$PETITIONS_HOST}',
      port: 3000,
      folder: '/',
      node: 'node',
      script: 'main.js',
      proxy: 'caddy',
    });
    const expected = site.replace('127.0.0.1:3000', 'server:3000');
    assert.equal(readFileSync(join(ROOT, 'docker/Caddyfile'), 'utf8'), expected);
  });
});
