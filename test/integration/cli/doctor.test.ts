import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import pino from 'pino';
import type { ServerHealth } from '../../../common/console-care.ts';
import { startMailServer } from '../../../demo/mail-server.ts';
import { createApp } from '../../../server/app.ts';
import { readConfig } from '../../../server/config/config.ts';
import { createContext } from '../../../server/context.ts';
import { loadKeys, storeRecipients } from '../../../server/crypto/keys.ts';
import { VERSION } from '../../../server/lib/package.ts';
import { schemaState } from '../../../server/storage/migrate.ts';
import { migrations } from '../../../server/storage/migrations/index.ts';
import { openStorage, sqliteFile } from '../../../server/storage/open.ts';
import type { DataKeyRow } from '../../../server/storage/schema.ts';
import { onlyOnce, onlySqlite } from '../../support/database.ts';
import { freePort } from '../../support/free-port.ts';
import { signatureRow } from '../../support/rows.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { petitions, petitionsProcess, serveInHost, setUp } from './processes.ts';

type DoctorReport = Pick<ServerHealth, 'version' | 'node' | 'findings'>;

const LATEST = migrations.at(-1)!.name;

describe('doctor', { concurrency: 2 }, () => {
  /** A data folder after the first start of a server. */
  async function afterStart(t: TestContext) {
    const petition = await setUp(t);
    const { config, secrets } = readConfig(petition.env);
    const widgetDir = temporaryFolder(t);
    writeFileSync(join(widgetDir, 'petition-widget.js'), 'a stand-in for the widget');
    await (await createContext(config, secrets, pino({ level: 'silent' }), widgetDir)).dispose();
    return petition;
  }

  it('finds no error in a new installation, and lists what is left to do', async (t) => {
    const { env, dataDir } = await afterStart(t);
    const { code, stdout } = await petitions(['doctor'], env);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /^✓ the configuration is valid$/m);
    assert.match(stdout, /^✓ (SQLite|PostgreSQL) opens/m);
    assert.doesNotMatch(stdout, /counter/, 'counting millions takes time');
    assert.match(stdout, /^! no organizer is named on [a-z-]+.*; set ORGANIZER_NAME for all/m);
    assert.match(stdout, /^! PUBLIC_URL is http:\/\/localhost:3000; set it/m);
    assert.match(
      stdout,
      new RegExp(`^! ${join(dataDir, 'identity')} decrypts every signature.*elsewhere`, 'm'),
    );
    assert.doesNotMatch(stdout, /^✗/m);
  });

  it('has no warnings once the identity is elsewhere and the URL is https', onlyOnce, async (t) => {
    const { env, dataDir } = await afterStart(t);
    rmSync(join(dataDir, 'identity'));
    const { code, stdout } = await petitions(['doctor'], {
      ...env,
      PUBLIC_URL: 'https://petitions.example.org',
      ORGANIZER_NAME: 'Harbour Aid',
    });
    assert.equal(code, 0);
    assert.match(stdout, /^✓ signatures are sealed to a key that is not on this server$/m);
    assert.doesNotMatch(stdout, /identity|PUBLIC_URL is|organizer/);
  });

  it('asks the public URL, and says that it has', onlyOnce, async (t) => {
    const { env } = await afterStart(t);
    const server = await serveInHost(t, env);
    const publicUrl = (stdout: string) => stdout.match(/^. the server .*$/m)?.[0];
    const at = async (url: string) =>
      publicUrl((await petitions(['doctor'], { ...env, PUBLIC_URL: url })).stdout);
    // Plain HTTP on a port that expects TLS, and nothing at all.
    assert.match(
      (await at(server.origin.replace('http:', 'https:')))!,
      /^! the server doesn't answer at https:\/\/127\.0\.0\.1:\d+, seen from this machine: E?R?R?_?[A-Z_]+\. If it is running, check/,
    );
    assert.match(
      (await at(`https://127.0.0.1:${await freePort()}`))!,
      /^! the server doesn't answer at .*ECONNREFUSED/,
    );
    await server.stop();
  });

  it('warns about a proxy that is not trusted, and about missing limits', onlyOnce, async (t) => {
    const { env } = await afterStart(t);
    const url = { PUBLIC_URL: 'https://petitions.example.org' };
    const warnings = async (more: Record<string, string>) =>
      (await petitions(['doctor'], { ...env, ...more })).stdout.match(/^! (TRUST_PROXY|LIMITS)/gm);
    assert.deepEqual(await warnings(url), ['! TRUST_PROXY']);
    assert.deepEqual(
      await warnings({ ...url, TRUST_PROXY: '1' }),
      ['! TRUST_PROXY'],
      'anyone may reach the port',
    );
    assert.equal(await warnings({ ...url, TRUST_PROXY: '1', HOST: '127.0.0.1' }), null);
    assert.equal(await warnings({ ...url, TRUST_PROXY: '10.0.0.1' }), null);
    assert.equal(await warnings({}), null, 'without https there is no proxy');
    assert.deepEqual(await warnings({ ...url, LIMITS: 'off' }), ['! LIMITS']);
  });

  it(
    'refuses a Node that treats some email address differently, and so does the server',
    onlyOnce,
    async (t) => {
      const { env } = await afterStart(t);
      const patch =
        'const { normalize } = String.prototype; String.prototype.normalize = function (form) { return normalize.call(this, form).replaceAll("\\u{10efa}", ""); }';
      const otherNode = {
        ...env,
        NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(patch)}`,
      };
      const doctor = await petitionsProcess(['doctor'], otherNode);
      assert.equal(doctor.code, 1);
      assert.match(doctor.stdout, /^✗ This build of Node .*people could sign twice/m);
      const server = await petitionsProcess(['serve'], otherNode);
      assert.equal(server.code, 1);
      assert.match(server.stderr, /^This build of Node .*people could sign twice.*\n$/);
    },
  );

  it('warns before the first start, and creates nothing', onlySqlite, async (t) => {
    const dataDir = join(temporaryFolder(t), 'new');
    const { code, stdout } = await petitions(['doctor'], { DATA_DIR: dataDir });
    assert.equal(code, 0);
    assert.match(stdout, /^! there is no database at .* yet/m);
    assert.ok(!existsSync(dataDir), 'the check creates nothing');
  });

  it('accepts a missing data folder if the database is elsewhere', async (t) => {
    const petition = await setUp(t);
    const env = { ...petition.env, DATA_DIR: join(petition.dataDir, 'not-yet') };
    const { code, stdout, stderr } = await petitions(['doctor'], env);
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /^! there are no keys yet/m);
  });

  for (const [problem, damage, message] of [
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
      /^✗ .*secret is readable by others; run `chmod 600/m,
    ],
  ] as const) {
    it(`finds ${problem}, and exits with 1`, onlyOnce, async (t) => {
      const { env, dataDir } = await afterStart(t);
      damage(dataDir);
      const { code, stdout, stderr } = await petitions(['doctor'], env);
      assert.equal(code, 1, stdout);
      assert.match(stdout, message);
      assert.equal(stderr, '');
    });
  }

  it('finds a file that is not a database, and exits with 1', onlySqlite, async (t) => {
    const { env } = await afterStart(t);
    writeFileSync(sqliteFile(env.DATABASE_URL)!, 'no database\n'.repeat(500));
    const { code, stdout, stderr } = await petitions(['doctor'], env);
    assert.deepEqual([code, stderr], [1, '']);
    assert.match(stdout, /^✗ .*petitions\.db is not a SQLite database/m);
  });

  it('changes nothing in a database with an older schema', async (t) => {
    const { env } = await afterStart(t);
    const storage = await openStorage(env.DATABASE_URL);
    await storage.db.deleteFrom('migration').where('name', '=', LATEST).execute();
    const { code, stdout } = await petitions(['doctor'], env);
    assert.equal(code, 1);
    assert.match(
      stdout,
      new RegExp(`^✗ The database schema is outdated \\(missing migrations: ${LATEST}\\)`, 'm'),
    );
    assert.deepEqual((await schemaState(storage.db, storage.dialect)).pending, [LATEST]);
    await storage.close();
  });

  /** Stores a data key, as the first signature does. */
  async function storeDataKey(url: string, values: Partial<DataKeyRow> = {}) {
    const storage = await openStorage(url);
    const dataKey = { id: randomBytes(16), made_on: '2026-01-31', sealed: Buffer.alloc(1), ...values };
    await storage.db.insertInto('data_key').values(dataKey).execute();
    await storage.close();
  }

  it('fails if the identity is on a server with an https URL', onlyOnce, async (t) => {
    const { env, dataDir } = await afterStart(t);
    const { code, stdout } = await petitions(['doctor'], {
      ...env,
      PUBLIC_URL: 'https://petitions.example.org',
    });
    assert.equal(code, 1);
    assert.match(stdout, new RegExp(`^✗ ${join(dataDir, 'identity')} decrypts every signature`, 'm'));
  });

  it('doesn’t warn about a recipient that was changed before anything was signed', async (t) => {
    const { env } = await afterStart(t);
    const RECIPIENT = await identityToRecipient(await generateX25519Identity());
    assert.doesNotMatch((await petitions(['doctor'], { ...env, RECIPIENT })).stdout, /used to be sealed/);
  });

  it('fails if RECIPIENT was forgotten, without a tick for the key', async (t) => {
    const { env } = await afterStart(t);
    const RECIPIENT = await identityToRecipient(await generateX25519Identity());
    const { config, secrets } = readConfig({ ...env, RECIPIENT });
    const storage = await openStorage(env.DATABASE_URL);
    await storeRecipients(storage, (await loadKeys(config, secrets, storage)).recipients);
    await storage.close();
    await storeDataKey(env.DATABASE_URL);
    assert.equal((await petitions(['doctor'], { ...env, RECIPIENT })).code, 0);
    const { code, stdout } = await petitions(['doctor'], env);
    assert.equal(code, 1);
    assert.match(stdout, /^✗ RECIPIENT is not set, and .* signatures were last encrypted to age1/m);
    assert.doesNotMatch(stdout, /^✓ .*(sealed|key)/m);
  });

  it('names earlier recipients, whose identities are still needed', async (t) => {
    const { env } = await afterStart(t);
    await storeDataKey(env.DATABASE_URL, { sealed_to: 'age1old…111111 age1old…222222' });
    assert.match(
      (await petitions(['doctor'], env)).stdout,
      /^✓ earlier signatures are sealed to age1old…111111 or age1old…222222; keep that identity$/m,
    );
  });

  it('finds signatures without their data keys with --verify', async (t) => {
    const { env } = await afterStart(t);
    const storage = await openStorage(env.DATABASE_URL);
    t.after(() => storage.close());
    const signature = signatureRow({ petition_id: 2, data_key_id: randomBytes(16) });
    await storage.store({ signatures: [signature], requests: [] });
    const { code, stdout } = await petitions(['doctor', '--verify'], env);
    assert.equal(code, 1);
    assert.match(
      stdout,
      /^✗ the data keys of 1 signature and 0 requests are missing, so nobody can decrypt/m,
    );
    await storeDataKey(env.DATABASE_URL, { id: signature.data_key_id });
    const complete = await petitions(['doctor', '--verify'], env);
    assert.equal(complete.code, 0, complete.stdout);
    assert.match(complete.stdout, /^✓ every signature and request has its data key$/m);
  });

  it('lists copies from before upgrades, which keep what is erased', onlySqlite, async (t) => {
    const { env } = await afterStart(t);
    const copy = `${sqliteFile(env.DATABASE_URL)}.before-upgrade-from-0001-x`;
    writeFileSync(copy, '');
    const { code, stdout } = await petitions(['doctor'], env);
    assert.equal(code, 0);
    assert.ok(stdout.includes(`! ${copy} keeps what is erased`), stdout);
  });

  it('warns about a changed recipient', async (t) => {
    const { env } = await afterStart(t);
    await storeDataKey(env.DATABASE_URL);
    const RECIPIENT = await identityToRecipient(await generateX25519Identity());
    const { stdout } = await petitions(['doctor'], { ...env, RECIPIENT });
    assert.match(stdout, /^! signatures used to be sealed to age1pq1\S+, and are now sealed to age1\S+;/m);
    assert.match(stdout, /^! .*identity decrypts every signature/m, 'the identity is still on the server');
    assert.doesNotMatch((await petitions(['doctor'], env)).stdout, /used to be sealed/);
  });

  it('reads and recounts everything with --verify', async (t) => {
    const { env } = await afterStart(t);
    const { code, stdout } = await petitions(['doctor', '--verify'], env);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /^✓ all stored data can be read$/m);
    assert.match(
      stdout,
      /^✓ every counter equals the stored signatures plus those that `retention` erased$/m,
    );
  });

  it('finds a counter that drifted', async (t) => {
    const { env } = await afterStart(t);
    const storage = await openStorage(env.DATABASE_URL);
    await storage.db.updateTable('petition_count').set({ signed: 3 }).where('petition_id', '=', 2).execute();
    await storage.close();
    const { code, stdout } = await petitions(['doctor', '--verify'], env);
    assert.equal(code, 1);
    assert.match(
      stdout,
      /^✗ the counter of mend-the-bridge is 3, but 0 signatures are stored\. Something other/m,
    );
  });

  it('finds numbers per day that drifted', async (t) => {
    const { env } = await afterStart(t);
    const storage = await openStorage(env.DATABASE_URL);
    await storage.db
      .insertInto('signed_day')
      .values({ petition_id: 2, day: '2031-02-03', partner: '', signed: 1 })
      .execute();
    await storage.close();
    const { code, stdout } = await petitions(['doctor', '--verify'], env);
    assert.equal(code, 1);
    assert.match(
      stdout,
      /^✗ the counter of mend-the-bridge is 0, but the sum of its days is 1\. Something other/m,
    );
  });

  it('accepts a counter whose signatures were exported and erased', async (t) => {
    const { env } = await afterStart(t);
    const storage = await openStorage(env.DATABASE_URL);
    t.after(() => storage.close());
    const set = (values: { signed: number; erased: number }) =>
      storage.db.updateTable('petition_count').set(values).where('petition_id', '=', 4).execute();
    await storage.db
      .insertInto('signed_day')
      .values({ petition_id: 4, day: '', partner: '', signed: 3 })
      .execute();
    await set({ signed: 3, erased: 3 });
    assert.equal((await petitions(['doctor', '--verify'], env)).code, 0);
    await set({ signed: 3, erased: 2 });
    const { code, stdout } = await petitions(['doctor', '--verify'], env);
    assert.equal(code, 1);
    assert.match(stdout, /^✗ the counter of done-and-won is 3, but 2 signatures are stored\./m);
  });

  it(
    'prints the same as JSON with --json, on standard output only, with the same exit codes',
    onlyOnce,
    async (t) => {
      const { env, dataDir } = await afterStart(t);
      const run = async (...options: string[]) => {
        const { code, stdout, stderr } = await petitions(['doctor', '--json', ...options], env);
        assert.equal(stderr, '');
        const { findings, ...versions } = JSON.parse(stdout) as DoctorReport;
        return { code, findings, versions, about: (code: string) => findings.find((f) => f.code === code) };
      };
      const first = await run();
      assert.equal(first.code, 0);
      assert.deepEqual(first.versions, { version: VERSION, node: process.versions.node });
      const plain = await petitions(['doctor'], env);
      // The free space may change meanwhile.
      const withoutFreeSpace = (text: string) => text.replace(/[\d.]+ GiB/g, '');
      assert.deepEqual(
        first.findings.map(({ message }) => withoutFreeSpace(message)),
        withoutFreeSpace(plain.stdout)
          .trim()
          .split('\n')
          .slice(1)
          .map((line) => line.slice(2)),
      );
      assert.deepEqual(first.about('keys-identity-here'), {
        topic: 'keys',
        level: 'warning',
        code: 'keys-identity-here',
        values: { file: join(dataDir, 'identity') },
        message: `${join(dataDir, 'identity')} decrypts every signature and is on the server; copy it to two safe places elsewhere, then delete it here`,
      });
      assert.equal(first.about('counters-correct'), undefined);
      const verified = await run('--verify');
      assert.equal(verified.code, 0);
      assert.equal(verified.about('counters-correct')?.level, 'ok');
      chmodSync(join(dataDir, 'secret'), 0o644);
      const damaged = await run();
      assert.equal(damaged.code, 1);
      assert.equal(damaged.about('keys-file-open')?.level, 'error');
    },
  );

  it('prints JSON with --json also if the configuration is invalid', onlyOnce, async () => {
    const { code, stdout, stderr } = await petitions(['doctor', '--json'], { PORT: 'x' });
    assert.deepEqual([code, stderr], [1, '']);
    const [finding, ...others] = (JSON.parse(stdout) as DoctorReport).findings;
    assert.deepEqual(others, []);
    assert.deepEqual([finding!.code, finding!.level], ['setup-invalid', 'error']);
    assert.match(finding!.message, /^Invalid configuration:\n {2}PORT is "x"/);
    assert.equal(finding!.values.message, finding!.message);
  });

  it('lists errors in the configuration', onlyOnce, async () => {
    const { code, stdout } = await petitions(['doctor'], { PORT: 'x' });
    assert.equal(code, 1);
    assert.match(stdout, /^✗ Invalid configuration:\n {2}PORT is "x"/m);
  });

  it('never shows a secret', onlyOnce, async (t) => {
    const { env, dataDir } = await afterStart(t);
    const { stdout } = await petitions(['doctor'], env);
    for (const name of ['secret', 'identity']) {
      assert.ok(!stdout.includes(readFileSync(join(dataDir, name), 'utf8').trim().slice(0, 24)));
    }
  });

  it('says that a mail server offers no TLS, and warns if the URL accepts that', onlyOnce, async (t) => {
    const { env } = await afterStart(t);
    const mail = await startMailServer();
    t.after(() => mail.stop());
    const SMTP_URL = mail.url.replace('127.0.0.1', 'user:hunter2@0.0.0.0');
    const required = await petitions(['doctor'], { ...env, SMTP_URL });
    assert.equal(required.code, 1);
    assert.match(required.stdout, /^✗ the mail server offers no TLS, or .*requireTLS=false/m);
    const url = `${mail.url.replace('127.0.0.1', '0.0.0.0')}?requireTLS=false`;
    const optional = await petitions(['doctor'], { ...env, SMTP_URL: url });
    assert.match(optional.stdout, /^✓ the mail server at 0\.0\.0\.0:\d+ answers;/m);
    assert.match(optional.stdout, /^! SMTP_URL has requireTLS=false: .*can read the password/m);
    assert.doesNotMatch(optional.stdout, /login/);
    assert.doesNotMatch(required.stdout + optional.stdout, /hunter2/);
  });

  it('says how many emails wait, since when, and what the mail server says, without addresses', async (t) => {
    const { env } = await afterStart(t);
    const mail = await startMailServer();
    t.after(() => mail.stop());
    const withMail = { ...env, SMTP_URL: mail.url };
    const { config, secrets } = readConfig(withMail);
    const widgetDir = temporaryFolder(t);
    writeFileSync(join(widgetDir, 'petition-widget.js'), 'a stand-in for the widget');
    const context = await createContext(config, secrets, pino({ level: 'silent' }), widgetDir);
    t.after(() => context.dispose());
    const app = createApp(context);
    for (const email of ['ana@example.org', 'ben@example.org']) {
      const answer = await app.request('/v1/petitions/mend-the-bridge/signatures', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ givenName: 'Ana', email }),
      });
      assert.equal(answer.status, 202);
    }
    mail.reject = { code: 451, at: 'data' };
    await context.mailer!.deliver();
    const refused = await petitions(['doctor'], withMail);
    assert.equal(refused.code, 1);
    assert.match(
      refused.stdout,
      /^✗ 2 emails wait because the mail server didn't take them, the oldest since 20\d\d-\d\d-\d\d \d\d:\d\d UTC; last at 20\S+ \d\d:\d\d UTC: “451 … Recipient rejected”$/m,
    );
    assert.doesNotMatch(refused.stdout, /ana@|ben@|example\.org/);
  });

  it('connects to the mail server, and reports a failure without the password', onlyOnce, async (t) => {
    const { env } = await afterStart(t);
    const withoutMail = await petitions(['doctor'], env);
    assert.match(withoutMail.stdout, /^! signatures count without confirmation.*SMTP_URL/m);

    const mail = await startMailServer();
    const reachable = await petitions(['doctor'], { ...env, SMTP_URL: mail.url });
    assert.match(
      reachable.stdout,
      /^✓ the mail server at 127\.0\.0\.1:\d+ answers; whether it takes emails shows when one is sent$/m,
    );
    assert.match(reachable.stdout, /^✓ no emails are late$/m);
    assert.doesNotMatch(reachable.stdout, /plain|requireTLS/, 'nothing leaves this machine');
    const off = await petitions(['doctor'], { ...env, SMTP_URL: mail.url, CONFIRMATION: 'off' });
    assert.match(off.stdout, /^! CONFIRMATION is off/m);
    await mail.stop();

    const address = new URL(mail.url);
    const unreachable = await petitions(['doctor'], {
      ...env,
      SMTP_URL: `smtp://user:hunter2@${address.host}`,
    });
    assert.equal(unreachable.code, 1);
    assert.match(unreachable.stdout, /^✗ the mail server can't be reached.*check SMTP_URL/m);
    assert.doesNotMatch(unreachable.stdout + unreachable.stderr, /hunter2/);
  });
});
