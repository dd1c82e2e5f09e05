// Runs once: it needs no database.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, it } from 'node:test';
import { startMailServer } from '../../../demo/mail-server.ts';
import { dkimRecord } from '../../../server/mail/dkim.ts';
import { renderTestEmail } from '../../../server/mail/email.ts';
import { BLOCK_BYTES } from '../../../server/mail/padding.ts';
import { createMailTransport } from '../../../server/mail/transport.ts';
import { isDkimValid } from '../../support/verify-dkim.ts';

const newKey = (modulusLength: number, type: 'pkcs1' | 'pkcs8') =>
  generateKeyPairSync('rsa', {
    modulusLength,
    privateKeyEncoding: { type, format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey;

describe('a DKIM key', () => {
  for (const [bits, type] of [
    [1024, 'pkcs8'],
    [2048, 'pkcs1'],
  ] as const) {
    it(`of ${bits} bits in ${type} signs emails in every language, which keep one length`, async (t) => {
      const mail = await startMailServer();
      t.after(() => mail.stop());
      const key = { domain: 'example.org', selector: 'petitions', privateKey: newKey(bits, type) };
      const transport = await createMailTransport(mail.url, key);
      t.after(() => transport.close());
      for (const lang of ['en', 'ar', 'zh']) {
        await transport.sendMail({
          from: 'Petitions <petitions@example.org>',
          to: { name: '', address: 'ana@example.org' },
          ...renderTestEmail(lang),
        });
      }
      const { name, value } = dkimRecord(key);
      assert.equal(name, 'petitions._domainkey.example.org');
      assert.equal(mail.emails.length, 3);
      for (const { source } of mail.emails) {
        assert.match(source, /^DKIM-Signature: v=1;.*\sd=example\.org;.*\ss=petitions;/s);
        assert.ok(isDkimValid(source, value));
        assert.ok(!isDkimValid(source.replace(/^Subject: ./m, 'Subject: X'), value), 'the subject is signed');
        assert.ok(!isDkimValid(`${source}more\r\n`, value), 'the text is signed');
        assert.ok(!isDkimValid(source, dkimRecord({ ...key, privateKey: newKey(1024, 'pkcs8') }).value));
        assert.equal(source.length, BLOCK_BYTES);
      }
    });
  }

  it('that is not set leaves emails unsigned', async (t) => {
    const mail = await startMailServer();
    t.after(() => mail.stop());
    const transport = await createMailTransport(mail.url);
    t.after(() => transport.close());
    await transport.sendMail({
      from: 'petitions@example.org',
      to: { name: '', address: 'ana@example.org' },
      ...renderTestEmail('en'),
    });
    assert.doesNotMatch(mail.emails[0]!.source, /^DKIM-Signature:/im);
    assert.equal(mail.emails[0]!.source.length, BLOCK_BYTES);
  });
});
