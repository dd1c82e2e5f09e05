// Runs once: what is written doesn't depend on the database.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { loadEnvFile } from '../../../server/config/env-file.ts';
import { parseEnvironment } from '../../../server/config/environment.ts';
import { loadedEnvironment } from '../../support/server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { assertUserError, MAIN, petitions } from './processes.ts';

const HOST = 'petitions.example.org';
const run = promisify(execFile);
const withSystemd = {
  skip: !existsSync('/usr/bin/systemd-analyze') && 'needs systemd-analyze, of Debian’s package systemd',
};

describe('init', { concurrency: 2 }, () => {
  it('writes settings, a unit, and a site for Caddy, for their owner only, and says what to do next', async (t) => {
    const folder = join(temporaryFolder(t), 'new', 'petitions');
    const { code, stdout } = await petitions(['init', folder, '--host', HOST], {});
    assert.equal(code, 0);
    assert.deepEqual(readdirSync(folder).sort(), ['Caddyfile', 'petitions.env', 'petitions.service']);
    for (const file of readdirSync(folder)) assert.equal(statSync(join(folder, file)).mode & 0o077, 0);
    // What the settings say to do needs the user.
    assert.match(
      stdout,
      /^1\. On another computer[\s\S]*useradd[\s\S]*^3\. Read [\s\S]*^6\. Ask what is left/m,
    );
    assert.match(
      stdout,
      /sudo -u petitions petitions load - --env-file \S+\/petitions\.env < petitions\.json/,
    );
    assert.ok(stdout.includes(`Copy recipient.txt to ${folder}/recipient.txt`));
    assert.ok(readFileSync(join(folder, 'Caddyfile'), 'utf8').includes(`\n${HOST} {\n`));
  });

  it('writes a site for nginx, with steps for its certificate', async (t) => {
    const folder = temporaryFolder(t);
    const args = ['init', folder, '--host', HOST, '--proxy', 'nginx', '--port', '3100'];
    const { stdout } = await petitions(args, {});
    const site = readFileSync(join(folder, 'nginx.conf'), 'utf8');
    assert.ok(site.includes('server 127.0.0.1:3100;'));
    assert.ok(site.includes(`/etc/letsencrypt/live/${HOST}/fullchain.pem`));
    assert.ok(stdout.includes(`certbot certonly --webroot -w /var/www/html -d ${HOST}`));
  });

  it('writes settings that are valid, also those that are commented out', async (t) => {
    const folder = temporaryFolder(t);
    await petitions(['init', folder, '--host', HOST], {});
    const file = join(folder, 'petitions.env');
    const recipient = join(folder, 'recipient.txt');
    writeFileSync(recipient, 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p\n');
    const settingsOf = (text: string) => {
      writeFileSync(file, text);
      const env = {};
      loadEnvFile(file, env);
      return parseEnvironment(env);
    };
    const text = readFileSync(file, 'utf8');
    const asWritten = settingsOf(text);
    assert.deepEqual(asWritten.errors, []);
    assert.equal(asWritten.values!.PUBLIC_URL, `https://${HOST}`);
    assert.deepEqual(asWritten.values!.TRUST_PROXY, ['127.0.0.1']);
    // Backups are for SQLite only.
    const everything = text.replaceAll(/^#(?=[A-Z])(?!DATABASE_URL)/gm, '');
    assert.notEqual(everything, text);
    assert.deepEqual(settingsOf(everything).errors, []);
    assert.deepEqual(settingsOf(text.replace('#DATABASE_URL', 'DATABASE_URL')).errors, []);
  });

  it('overwrites nothing, and then writes nothing at all', async (t) => {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, 'petitions.service'), 'precious');
    const result = await petitions(['init', folder, '--host', HOST], {});
    assertUserError(
      result,
      /Nothing was written, because there is already .*petitions\.service\. Move it away/,
    );
    assert.deepEqual(readdirSync(folder), ['petitions.service']);
    assert.equal(readFileSync(join(folder, 'petitions.service'), 'utf8'), 'precious');
  });

  for (const [args, message] of [
    [['init', '--host', HOST], /missing required argument "DIR"/i],
    [['init', '/tmp/x'], /required option "--host NAME"/i],
    [['init', '/tmp/x', '--host', 'https://petitions.example.org/'], /Write the name alone/],
    [['init', '/tmp/x', '--host', 'a.org; evil'], /Write the name alone/],
    [['init', '/tmp/x', '--host', '192.0.2.1'], /Write the name alone/],
    [['init', '/tmp/x', '--host', HOST, '--proxy', 'apache'], /Allowed choices are caddy, nginx/],
    [['init', '/tmp/x', '--host', HOST, '--port', '70000'], /Write a number from 1 to 65535/],
  ] as const) {
    it(`says what is wrong with: ${args.join(' ')}`, async () => {
      const { code, stderr } = await petitions([...args], {});
      assert.equal(code, 2);
      assert.match(stderr, message);
      assert.ok(!existsSync('/tmp/x/petitions.env'));
    });
  }

  it('writes a unit that systemd accepts, and finds well protected', withSystemd, async (t) => {
    const folder = temporaryFolder(t);
    await petitions(['init', folder, '--host', HOST], {});
    const unit = join(folder, 'petitions.service');
    assert.ok(
      readFileSync(unit, 'utf8').includes(
        `ExecStart=${process.execPath} ${MAIN} serve --env-file ${folder}/petitions.env\n`,
      ),
    );
    const verified = await run('systemd-analyze', ['verify', unit]);
    assert.equal(verified.stderr, '');
    const { stdout } = await run('systemd-analyze', [
      'security',
      '--offline=true',
      '--no-pager',
      '--threshold=20',
      unit,
    ]);
    assert.match(stdout, /Overall exposure level for petitions\.service: [01]\.\d OK/);
  });
});

describe('--env-file', { concurrency: 2 }, () => {
  it('gives any command its settings, in front of it, behind it, or with "="', async (t) => {
    const env = await loadedEnvironment(t);
    const file = join(temporaryFolder(t), 'settings');
    writeFileSync(
      file,
      `# A comment\n\nexport DATA_DIR="${env.DATA_DIR}"\nDATABASE_URL=${env.DATABASE_URL} # another\nTZ=UTC\n`,
    );
    for (const args of [
      ['--env-file', file, 'list'],
      ['list', '--env-file', file],
      ['list', `--env-file=${file}`],
    ]) {
      const { code, stdout, stderr } = await petitions(args, {});
      assert.equal(code, 0, stderr);
      assert.match(stdout, /mend-the-bridge/);
    }
  });

  it('comes after what is set in the environment', async (t) => {
    const env = await loadedEnvironment(t);
    const file = join(temporaryFolder(t), 'settings');
    writeFileSync(file, 'DATABASE_URL=sqlite:/none/such\n');
    const { code, stdout } = await petitions(['list', '--env-file', file], env);
    assert.equal(code, 0);
    assert.match(stdout, /mend-the-bridge/);
  });

  it('names each line with a mistake, and never its value', async (t) => {
    const file = join(temporaryFolder(t), 'settings');
    writeFileSync(file, 'PORT=3000\nSECRETS=hunter2\nhunter3\nDATA_DIR_FILE=hunter4\n');
    const result = await petitions(['list', '--env-file', file], {});
    assertUserError(
      result,
      /settings has mistakes:\n {2}line 2: there is no setting SECRETS\..*\n {2}line 3: write NAME=value.*\n {2}line 4: there is no setting DATA_DIR_FILE/,
    );
    assert.doesNotMatch(result.stderr, /hunter/);
  });

  it('never cuts a value at a "#" that isn’t quoted: it would be another secret', async (t) => {
    const env = await loadedEnvironment(t);
    const file = join(temporaryFolder(t), 'settings');
    const unquoted = 'SECRET=abcdefghijklmnopqrstuvwxyz012345#6789\n';
    writeFileSync(file, unquoted);
    const result = await petitions(['list', '--env-file', file], env);
    assertUserError(result, /line 1: write SECRET="…" with quotes, because # begins a comment/);
    assert.doesNotMatch(result.stderr, /abcdef/);
    writeFileSync(file, "SECRET='a#b'\nMAIL_FROM=petitions@example.org # a comment\n");
    const settings: NodeJS.ProcessEnv = {};
    loadEnvFile(file, settings);
    assert.deepEqual(settings, { SECRET: 'a#b', MAIL_FROM: 'petitions@example.org' });
  });

  it('says that the file can’t be read, or isn’t named', async () => {
    assertUserError(
      await petitions(['list', '--env-file', '/none/such'], {}),
      /\/none\/such can't be read: /,
    );
    for (const args of [
      ['list', '--env-file'],
      ['--env-file', '--json', 'list'],
    ]) {
      const { code, stderr } = await petitions(args, {});
      assert.deepEqual([code, stderr], [2, '--env-file needs the name of a file.\n']);
    }
  });
});
