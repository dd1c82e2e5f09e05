import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { AuditEntry } from '../../../../common/console.ts';
import type { ServerHealth, TestEmailResult } from '../../../../common/console-care.ts';
import { noteBackup } from '../../../../server/backup/backup-history.ts';
import { checkBackup } from '../../../../server/health/backup.ts';
import { describeFinding } from '../../../../server/health/finding.ts';
import { VERSION } from '../../../../server/lib/package.ts';
import { DAY_MS } from '../../../../server/lib/time.ts';
import { createConsoleClient } from '../../../support/console.ts';
import { onlyOnce, onlySqlite } from '../../../support/database.ts';
import { startWithEmail } from '../../../support/emails.ts';
import { PERSON, PETITIONS, type StartOptions, start } from '../../../support/server.ts';

const SLUG = 'keep-the-library';
const TEST = '/health/test-email';

async function setUp(t: TestContext, options: StartOptions = {}) {
  const server = await startWithEmail(t, SLUG, { petitions: PETITIONS, ...options });
  const client = createConsoleClient(server);
  await client.signUp('Irena');
  return { ...server, client, storage: server.context.storage };
}

describe('the server’s health in the console', () => {
  it('has what doctor finds, the version, and free space, without a secret', async (t) => {
    const { client, databaseUrl } = await setUp(t);
    const health = await client.read<ServerHealth>('/health');
    assert.deepEqual([health.version, health.node], [VERSION, process.versions.node]);
    const textOf = (topic: string) =>
      health.findings.filter((finding) => finding.topic === topic).map(({ message }) => message);
    assert.match(textOf('mail').join(), /the mail server at 127\.0\.0\.1:\d+ answers/);
    // Its name isn't in DNS.
    assert.match(textOf('address').join(), /petitions\.example\.org, seen from this machine/);
    assert.match(textOf('keys').join(), /the secret matches the database/);
    assert.ok(health.findings.some(({ topic, level }) => topic === 'organizer' && level === 'warning'));
    assert.doesNotMatch(JSON.stringify(health), /a secret for tests/);
    const isSqlite = databaseUrl.startsWith('sqlite:');
    assert.equal(typeof health.freeBytes, isSqlite ? 'number' : 'object');
    assert.deepEqual(health.backup, isSqlite ? { last: null } : null);
  });

  it('says how many emails wait, since when, and the mail server’s reason without an address', async (t) => {
    const { client, mail, mailer, sign } = await setUp(t);
    mail.reject = { code: 451, at: 'recipient' };
    assert.equal((await sign(SLUG, PERSON)).status, 202);
    await mailer.deliver();
    const { emails } = await client.read<ServerHealth>('/health');
    assert.equal(emails!.refused, 1);
    assert.ok(Math.abs(Date.parse(emails!.since!) - Date.now()) < 2 * 60_000);
    assert.match(emails!.failure!.reply!, /… Recipient rejected/);
    assert.doesNotMatch(JSON.stringify(emails), /ana|example/);
  });

  it(
    'sends a test email, says why the mail server refuses it, and records neither address',
    onlyOnce,
    async (t) => {
      const { client, mail, lines } = await setUp(t);
      const send = async (address: string) => {
        const response = await client.post(TEST, { address, lang: 'es' });
        assert.equal(response.status, 200, await response.clone().text());
        return ((await response.json()) as TestEmailResult).failure;
      };
      assert.equal(await send('irena@example.org'), null);
      const [email] = mail.emails;
      assert.deepEqual(
        [email!.to, email!.mail.subject],
        ['irena@example.org', 'Correo de prueba del servidor de peticiones'],
      );
      mail.reject = { code: 550, at: 'recipient' };
      const failure = await send('dario@example.net');
      assert.equal(failure!.responseCode, 550);
      assert.match(failure!.reply!, /Recipient rejected/);
      const entries = await client.read<AuditEntry[]>('/audit');
      assert.equal(entries.filter(({ action }) => action === 'mail.test').length, 2);
      assert.doesNotMatch(JSON.stringify([failure, entries, lines]), /irena@|dario|example\.net/);
      assert.equal((await client.post(TEST, { address: 'not one', lang: 'en' })).status, 422);
      // Five at once, for all accounts together.
      for (let sent = 2; sent < 5; sent++) await send('dario@example.net');
      const refused = await client.post(TEST, { address: 'dario@example.net', lang: 'en' });
      assert.equal(refused.status, 429);
      assert.ok(Number(refused.headers.get('Retry-After')) > 60);
    },
  );

  it(
    'sends the test email also to an address that is never to be emailed, so that it can’t be asked for',
    onlyOnce,
    async (t) => {
      const { client, mail, signAndGetEmail, pressButton } = await setUp(t);
      const { links } = await signAndGetEmail();
      assert.equal((await pressButton(links.unsubscribe!)).status, 200);
      const before = mail.emails.length;
      assert.equal((await client.post(TEST, { address: PERSON.email, lang: 'en' })).status, 200);
      assert.equal(mail.emails.length, before + 1);
    },
  );

  it('says that there is no mail server, and is not for partners', onlyOnce, async (t) => {
    const server = await start(t, { petitions: PETITIONS });
    const client = createConsoleClient(server);
    await client.signUp('Irena');
    assert.equal((await client.read<ServerHealth>('/health')).emails, null);
    assert.equal((await client.post(TEST, { address: 'irena@example.org', lang: 'en' })).status, 409);
    const partner = createConsoleClient(server);
    await partner.signUp('Harbour', { role: 'partner', slug: SLUG, partner: 'harbour-aid' });
    assert.equal((await partner.get('/health')).status, 404);
    assert.equal((await partner.post(TEST, { address: 'a@example.org', lang: 'en' })).status, 404);
  });

  it('warns about a missing or an old backup once there are signatures', onlySqlite, async (t) => {
    const { storage, signAndConfirm } = await setUp(t);
    const check = async (now = Date.now()) =>
      (await checkBackup({ backups: null, dataDir: '/none' }, storage, now)).map((finding) => [
        finding.level,
        describeFinding(finding),
      ]);
    assert.deepEqual(await check(), []);
    await signAndConfirm();
    assert.match(String(await check()), /^warning,this database was never backed up/);
    await noteBackup(storage);
    assert.deepEqual(await check(), [['ok', 'the last backup was made 0 minutes ago']]);
    assert.match(String(await check(Date.now() + 8 * DAY_MS)), /^warning,.*8 days ago/);
  });
});
