/** The package as a maintainer installs it: packed, and installed by npm into a folder of its own. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { serve } from '../integration/cli/processes.ts';
import { loadedEnvironment, PERSON } from '../support/server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const run = promisify(execFile);

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MAX_INSTALLED_MIB = 70;
const SLUG = 'mend-the-bridge';
const PNG_SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

describe('the packed server, installed with npm install --global', () => {
  const prefix = temporaryFolder();
  const petitions = join(prefix, 'bin/petitions');
  const installed = join(prefix, 'lib/node_modules/petition-server');
  const manifest = () => JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));

  before(async () => {
    const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', prefix];
    const [{ filename }] = JSON.parse((await run('npm', pack, { cwd: ROOT })).stdout);
    const file = join(prefix, filename);
    await run('npm', ['install', '--global', '--prefix', prefix, file], { cwd: prefix });
  });

  it('has no development package, and the licenses of those that became part of it', () => {
    const { dependencies, devDependencies } = manifest();
    const packages = (names: object) =>
      Object.keys(names).filter((name) => existsSync(join(installed, 'node_modules', name)));
    assert.deepEqual(packages(devDependencies), []);
    assert.deepEqual(packages(dependencies), Object.keys(dependencies));
    const licenses = readFileSync(join(installed, 'dist/LICENSES.txt'), 'utf8');
    for (const name of ['hono', 'kysely', 'lit-html', 'nodemailer', 'age-encryption', 'uplot']) {
      assert.match(licenses, new RegExp(`^${name} \\d[^\\n]+\\n\\n[^\\n]`, 'm'), name);
    }
  });

  it('has the documents, and the files that they say to use', () => {
    const named = ['install.md', 'monitoring/alerts.yml', 'high-availability/patroni.yml'];
    for (const name of named) assert.ok(existsSync(join(installed, 'docs', name)), name);
  });

  it(`takes less than ${MAX_INSTALLED_MIB} MiB where SQLite’s driver has a prebuilt binary`, (t) => {
    const build = join(installed, 'node_modules/better-sqlite3/build');
    const binary = bytesOnDisk(join(build, 'Release/better_sqlite3.node'));
    const mebibytes = (bytesOnDisk(installed) - bytesOnDisk(build) + binary) / 1024 ** 2;
    t.diagnostic(`${mebibytes.toFixed(1)} MiB, without what compiling leaves`);
    assert.ok(mebibytes < MAX_INSTALLED_MIB);
  });

  it('says its version', async () => {
    const { stdout } = await run(petitions, ['--version']);
    assert.equal(stdout, `${manifest().version}\n`);
  });

  it('serves: somebody signs, a card is drawn, and it stops when it is told to', async (t) => {
    const server = await serve(t, await loadedEnvironment(t), [], [petitions, 'serve']);
    const signed = await fetch(`${server.origin}/v1/petitions/${SLUG}/signatures`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(PERSON),
    });
    assert.equal(signed.status, 202);
    const card = await fetch(`${server.origin}/p/${SLUG}/card.png`);
    assert.deepEqual(Buffer.from(await card.arrayBuffer()).subarray(0, 8), PNG_SIGNATURE);
    const script = await fetch(`${server.origin}/v1/petition-widget.js`);
    assert.match(await script.text(), /customElements/);
    assert.equal(await server.stop(), 0, server.log());
  });
});

/** @returns what a file, or a folder with all that is in it, takes on disk */
function bytesOnDisk(path: string): number {
  const stats = lstatSync(path);
  const own = stats.blocks * 512;
  if (!stats.isDirectory()) return own;
  return readdirSync(path).reduce((bytes, name) => bytes + bytesOnDisk(join(path, name)), own);
}
