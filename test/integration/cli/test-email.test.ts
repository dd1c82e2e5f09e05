// Runs once: it needs no database.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { startMailServer } from '../../../demo/mail-server.ts';
import { freePort } from '../../support/free-port.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { isDkimValid } from '../../support/verify-dkim.ts';
import { petitions } from './processes.ts';

const TO = 'ana@example.org';

async function setUp(t: TestContext, options: Parameters<typeof startMailServer>[1] = {}) {
  const mail = await startMailServer(0, options);
  t.after(() => mail.stop());
  const env = { SMTP_URL: mail.url, MAIL_FROM: 'Petitions <petitions@example.org>' };
  return {
    mail,
    env,
    send: (more = {}, args = [TO]) => petitions(['test-email', ...args], { ...env, ...more }),
  };
}

describe('test-email', () => {
  it('sends one, and prints the mail server’s words and that there was no TLS', async (t) => {
    const { mail, send } = await setUp(t);
    const { code, stdout, stderr } = await send();
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^The mail server at 127\.0\.0\.1:\d+ accepted the email without TLS: “250 OK/m);
    assert.match(stdout, /^Not signed by this server, because DKIM_KEY is not set/m);
    assert.match(stdout, /from Petitions <petitions@example\.org>/);
    assert.equal(mail.emails.length, 1);
    assert.equal(mail.emails[0]!.to, TO);
    assert.equal(mail.emails[0]!.from, 'petitions@example.org');
  });

  it('says which TLS was used', async (t) => {
    const { mail, send } = await setUp(t, { offersTls: true });
    const { code, stdout } = await send({ SMTP_URL: `${mail.url}?tls.rejectUnauthorized=false` });
    assert.equal(code, 0);
    assert.match(stdout, /accepted the email over TLSv1\.3: “250/);
  });

  it('signs with the configured key, and prints the record to publish, with which the signature is valid', async (t) => {
    const { mail, send } = await setUp(t);
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const file = join(temporaryFolder(t), 'dkim.pem');
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const { code, stdout, stderr } = await send({ DKIM_KEY_FILE: file, DKIM_SELECTOR: 'spring' });
    assert.equal(code, 0, stderr);
    const [, name, value] = /^Signed with DKIM for example\.org\..*\n {2}(.*)\n {2}(.*)$/m.exec(stdout)!;
    assert.equal(name, 'spring._domainkey.example.org');
    assert.ok(isDkimValid(mail.emails[0]!.source, value!));
    assert.doesNotMatch(stdout, /PRIVATE/);
  });

  it('sends it in another language', async (t) => {
    const { mail, send } = await setUp(t);
    assert.equal((await send({}, [TO, '--lang', 'es'])).code, 0);
    assert.match(mail.emails[0]!.mail.html!, /<html lang="es"/);
    const wrong = await send({}, [TO, '--lang', 'xx']);
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /en, es, fr/);
  });

  it('fails with the mail server’s words, without the address, if it refuses the email', async (t) => {
    const { mail, send } = await setUp(t);
    mail.reject = { code: 550, status: '5.7.1', at: 'recipient' };
    const { code, stderr } = await send();
    assert.equal(code, 1);
    assert.match(stderr, /^The mail server at .* refused the email: “550 5\.7\.1 … Recipient rejected”\n$/);
    assert.doesNotMatch(stderr, /ana|example/);
  });

  it('fails if the mail server can’t be reached, or offers no TLS, without its password', async (t) => {
    const { mail, send } = await setUp(t);
    const nobody = await send({ SMTP_URL: `smtp://user:hunter2@127.0.0.1:${await freePort()}` });
    assert.equal(nobody.code, 1);
    assert.match(nobody.stderr, /can't be reached, or is not a mail server \(\w+\)\. Check SMTP_URL/);
    const withoutTls = await send({ SMTP_URL: mail.url.replace('127.0.0.1', 'user:hunter2@0.0.0.0') });
    assert.equal(withoutTls.code, 1);
    assert.match(withoutTls.stderr, /offers no TLS/);
    assert.doesNotMatch(nobody.stderr + withoutTls.stderr, /hunter2/);
  });

  it('says what to change if there is no mail server, or no address', async (t) => {
    const { send } = await setUp(t);
    const without = await send({ SMTP_URL: '' });
    assert.deepEqual([without.code, without.stderr], [1, 'There is no mail server. Set SMTP_URL.\n']);
    const wrong = await send({}, ['ana@example']);
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /^Enter a complete email address/);
  });
});
