import assert from 'node:assert/strict';
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import pino from 'pino';
import { startMailServer } from '../../../demo/mail-server.ts';
import { readConfig } from '../../../server/config/config.ts';
import { createContext } from '../../../server/context.ts';
import { schemaState } from '../../../server/storage/migrate.ts';
import { migrations } from '../../../server/storage/migrations/index.ts';
import { openStorage, sqliteFile } from '../../../server/storage/open.ts';
import { onlySqlite } from '../../support/database.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { petitions, setUp } from './processes.ts';

const LATEST = migrations.at(-1)!.name;

describe('doctor', { concurrency: 2 }, () => {
  /** A data folder in which a server with keys has been. */
  async function afterStart(t: TestContext) {
    const set = await setUp(t);
    const { config, secrets } = readConfig(set.env);
    const built = temporaryFolder(t);
    writeFileSync(join(built, 'petition-widget.js'), 'a stand-in for the widget');
    await (await createContext(config, secrets, pino({ level: 'silent' }), built)).dispose();
    return set;
  }

  it('finds nothing bad in a new installation, and says what is still to do', async (t) => {
    const { env, dataDir } = await afterStart(t);
    const { code, stdout } = await petitions(['doctor'], env);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /^✓ the configuration is sound$/m);
    assert.match(stdout, /^✓ (SQLite|PostgreSQL) opens/m);
    assert.doesNotMatch(stdout, /counter/, 'counting millions takes its time');
    assert.match(stdout, /^! PUBLIC_URL is http:\/\/localhost:3000; set it/m);
    assert.match(stdout, new RegExp(`^! ${join(dataDir, 'identity')} opens every signature.*elsewhere`, 'm'));
    assert.doesNotMatch(stdout, /^✗/m);
  });

  it('is content once the identity is elsewhere and the address is https', async (t) => {
    const { env, dataDir } = await afterStart(t);
    rmSync(join(dataDir, 'identity'));
    const { code, stdout } = await petitions(['doctor'], {
      ...env,
      PUBLIC_URL: 'https://petitions.example.org',
    });
    assert.equal(code, 0);
    assert.match(stdout, /^✓ signatures are sealed to a key that is not on this server$/m);
    assert.doesNotMatch(stdout, /identity|PUBLIC_URL/);
  });

  it('warns where a proxy would make one client of everybody, or robots meet no limits', async (t) => {
    const { env } = await afterStart(t);
    const url = { PUBLIC_URL: 'https://petitions.example.org' };
    const said = async (more: Record<string, string>) =>
      (await petitions(['doctor'], { ...env, ...more })).stdout.match(/^! (TRUST_PROXY|LIMITS)/gm);
    assert.deepEqual(await said(url), ['! TRUST_PROXY']);
    assert.equal(await said({ ...url, TRUST_PROXY: '1' }), null);
    assert.equal(await said({}), null, 'no https, no proxy');
    assert.deepEqual(await said({ ...url, LIMITS: 'off' }), ['! LIMITS']);
  });

  it('has nothing to find before the first start', onlySqlite, async (t) => {
    const dataDir = join(temporaryFolder(t), 'new');
    const { code, stdout } = await petitions(['doctor'], { DATA_DIR: dataDir });
    assert.equal(code, 0);
    assert.match(stdout, /^! there is no database at .* yet/m);
    assert.ok(!existsSync(dataDir), 'looking changes nothing');
  });

  it('bears a data folder that isn’t there yet, where the database lies elsewhere', async (t) => {
    const set = await setUp(t);
    const env = { ...set.env, DATA_DIR: join(set.dataDir, 'not-yet') };
    const { code, stdout, stderr } = await petitions(['doctor'], env);
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /^! there are no keys yet/m);
  });

  for (const [what, spoil, words] of [
    ['a missing secret', (data: string) => rmSync(join(data, 'secret')), /^✗ .*secret is missing/m],
    [
      'another secret',
      (data: string) => writeFileSync(join(data, 'secret'), 'f'.repeat(64)),
      /^✗ The secret in .* isn't the one/m,
    ],
    ['a missing recipient', (data: string) => rmSync(join(data, 'recipient')), /^✗ .*recipient is missing/m],
    [
      'a secret that others can read',
      (data: string) => chmodSync(join(data, 'secret'), 0o644),
      /^✗ .*secret can be read by others; run `chmod 600/m,
    ],
  ] as const) {
    it(`finds ${what}, and exits with 1`, async (t) => {
      const { env, dataDir } = await afterStart(t);
      spoil(dataDir);
      const { code, stdout, stderr } = await petitions(['doctor'], env);
      assert.equal(code, 1, stdout);
      assert.match(stdout, words);
      assert.equal(stderr, '');
    });
  }

  it('finds a database that is none, and exits with 1', onlySqlite, async (t) => {
    const { env } = await afterStart(t);
    writeFileSync(sqliteFile(env.DATABASE_URL)!, 'no database\n'.repeat(500));
    const { code, stdout, stderr } = await petitions(['doctor'], env);
    assert.deepEqual([code, stderr], [1, '']);
    assert.match(stdout, /^✗ .*petitions\.db is no SQLite database/m);
  });

  it('changes nothing in a database that the next start is to bring up to date', async (t) => {
    const { env } = await afterStart(t);
    const storage = await openStorage(env.DATABASE_URL);
    await storage.db.deleteFrom('migration').where('name', '=', LATEST).execute();
    const { code, stdout } = await petitions(['doctor'], env);
    assert.equal(code, 1);
    assert.match(
      stdout,
      new RegExp(`^✗ The database is of an older version \\(it lacks "${LATEST}"\\)`, 'm'),
    );
    assert.deepEqual((await schemaState(storage.db, storage.dialect)).pending, [LATEST]);
    await storage.close();
  });

  it('tells where the server seals to another recipient than at first', async (t) => {
    const { env } = await afterStart(t);
    const RECIPIENT = await identityToRecipient(await generateX25519Identity());
    const { stdout } = await petitions(['doctor'], { ...env, RECIPIENT });
    assert.match(
      stdout,
      /^! signatures were sealed to age1pq1\S+ at first, and are to age1\S+ from here on/m,
    );
    assert.match(stdout, /^! .*identity opens every signature/m, 'it lies there still');
    assert.doesNotMatch((await petitions(['doctor'], env)).stdout, /at first/);
  });

  it('recounts and reads everything with --verify', async (t) => {
    const { env } = await afterStart(t);
    const { code, stdout } = await petitions(['doctor', '--verify'], env);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /^✓ all that is stored can be read$/m);
    assert.match(
      stdout,
      /^✓ every counter equals the signatures that are stored, and those that `retention` erased$/m,
    );
  });

  it('finds a counter that drifted', async (t) => {
    const { env } = await afterStart(t);
    const storage = await openStorage(env.DATABASE_URL);
    await storage.db.updateTable('petition_count').set({ signed: 3 }).where('petition_id', '=', 2).execute();
    await storage.close();
    const { code, stdout } = await petitions(['doctor', '--verify'], env);
    assert.equal(code, 1);
    assert.match(stdout, /^✗ counters differ from what is stored: mend-the-bridge says 3, has 0\./m);
  });

  it('takes no counter for drifted whose signatures were exported and erased', async (t) => {
    const { env } = await afterStart(t);
    const storage = await openStorage(env.DATABASE_URL);
    t.after(() => storage.close());
    const set = (values: { signed: number; erased: number }) =>
      storage.db.updateTable('petition_count').set(values).where('petition_id', '=', 4).execute();
    await set({ signed: 3, erased: 3 });
    assert.equal((await petitions(['doctor', '--verify'], env)).code, 0);
    await set({ signed: 3, erased: 2 });
    const { code, stdout } = await petitions(['doctor', '--verify'], env);
    assert.equal(code, 1);
    assert.match(stdout, /^✗ counters differ from what is stored: done-and-won says 3, has 2\./m);
  });

  it('names a configuration that is mistaken', async () => {
    const { code, stdout } = await petitions(['doctor'], { PORT: 'x' });
    assert.equal(code, 1);
    assert.match(stdout, /^✗ The configuration has mistakes:\n {2}PORT is "x"/m);
  });

  it('never shows a secret', async (t) => {
    const { env, dataDir } = await afterStart(t);
    const { stdout } = await petitions(['doctor'], env);
    for (const name of ['secret', 'identity']) {
      assert.ok(!stdout.includes(readFileSync(join(dataDir, name), 'utf8').trim().slice(0, 24)));
    }
  });

  it('tries the mail server, and says where it isn’t one, without its password', async (t) => {
    const { env } = await afterStart(t);
    const without = await petitions(['doctor'], env);
    assert.match(without.stdout, /^! signatures count without confirmation.*SMTP_URL/m);

    const mail = await startMailServer();
    const there = await petitions(['doctor'], { ...env, SMTP_URL: mail.url });
    assert.match(there.stdout, /^✓ the mail server takes confirmation letters$/m);
    const off = await petitions(['doctor'], { ...env, SMTP_URL: mail.url, CONFIRMATION: 'off' });
    assert.match(off.stdout, /^! CONFIRMATION is off/m);
    await mail.stop();

    const address = new URL(mail.url);
    const gone = await petitions(['doctor'], { ...env, SMTP_URL: `smtp://ana:hunter2@${address.host}` });
    assert.equal(gone.code, 1);
    assert.match(gone.stdout, /^✗ the mail server can’t be reached.*check SMTP_URL/m);
    assert.doesNotMatch(gone.stdout + gone.stderr, /hunter2/);
  });
});
