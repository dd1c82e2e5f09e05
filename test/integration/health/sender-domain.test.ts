// Runs once: it needs no database.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, it, type TestContext } from 'node:test';
import { checkSenderDomain } from '../../../server/health/sender-domain.ts';
import { dkimRecord } from '../../../server/mail/dkim.ts';
import { startDnsServer } from '../../support/dns-server.ts';

const newKey = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey;

const dkim = { privateKey: newKey(), selector: 'petitions' };
const record = dkimRecord({ domain: 'example.org', ...dkim });
const config = { mailFrom: 'Petitions <petitions@Example.org>', publicUrl: 'https://petitions.example.org' };
const secrets = { smtpUrl: 'smtp://user:hunter2@mail.example.org:587', dkim };
const COMPLETE = {
  'example.org': ['google-site-verification=abc', 'v=spf1 a:mail.example.org ~all'],
  'petitions._domainkey.example.org': [record.value],
  '_dmarc.example.org': ['v=DMARC1; p=none'],
};

/** Level, code, and values of each finding, with a name server that knows these records. */
async function find(
  t: TestContext,
  records: Parameters<typeof startDnsServer>[1],
  { settings = {}, failure }: { settings?: object; failure?: Parameters<typeof startDnsServer>[2] } = {},
) {
  const { resolver, queries } = await startDnsServer(t, records, failure);
  const all = { ...config, ...secrets, ...settings };
  const findings = await checkSenderDomain(all, all, resolver);
  return { queries, findings: findings.map(({ level, code, values }) => [level, code, values]) };
}

describe('checkSenderDomain', () => {
  it('finds nothing to do if SPF, DKIM, and DMARC are there, however long the key is', async (t) => {
    const { findings } = await find(t, COMPLETE);
    assert.deepEqual(findings, [
      ['ok', 'mail-dns-found', { domain: 'example.org', records: ['SPF', 'DKIM', 'DMARC'] }],
    ]);
  });

  it('says exactly which records to add', async (t) => {
    const { findings } = await find(t, { 'example.org': ['something else'] });
    assert.deepEqual(findings, [
      ['warning', 'mail-spf-missing', { domain: 'example.org', record: 'v=spf1 a:mail.example.org ~all' }],
      ['warning', 'mail-dkim-missing', record],
      ['warning', 'mail-dmarc-missing', { name: '_dmarc.example.org', record: 'v=DMARC1; p=none' }],
    ]);
    assert.match(record.value, /^v=DKIM1; k=rsa; p=[A-Za-z0-9+/=]{392}$/);
    assert.equal(record.name, 'petitions._domainkey.example.org');
  });

  it('names the server’s own host in SPF if the mail server is on the same machine', async (t) => {
    const settings = { smtpUrl: 'smtp://localhost:25' };
    const { findings } = await find(t, {}, { settings });
    assert.deepEqual(findings[0]![2], {
      domain: 'example.org',
      record: 'v=spf1 a:petitions.example.org ~all',
    });
  });

  it('recognizes another public key, and that of another selector', async (t) => {
    const other = dkimRecord({ domain: 'example.org', selector: 'petitions', privateKey: newKey() });
    for (const records of [
      { ...COMPLETE, 'petitions._domainkey.example.org': [other.value] },
      { ...COMPLETE, 'petitions._domainkey.example.org': ['v=DKIM1; p='] },
      { ...COMPLETE, 'petitions._domainkey.example.org': [], 'old._domainkey.example.org': [record.value] },
    ]) {
      assert.deepEqual((await find(t, records)).findings[1], ['warning', 'mail-dkim-missing', record]);
    }
  });

  it('accepts a record that is written differently', async (t) => {
    const spaced = record.value.replace('v=DKIM1; k=rsa; p=', 'p= ').replace(/.{60}/g, '$& ');
    const { findings } = await find(t, {
      ...COMPLETE,
      'example.org': ['V=SPF1 include:_spf.example.net -all'],
      'petitions._domainkey.example.org': [spaced],
      '_dmarc.example.org': ['v=dmarc1;p=reject'],
    });
    assert.equal(findings.length, 1, JSON.stringify(findings));
  });

  it('counts two SPF records as none, as receivers do', async (t) => {
    const records = { ...COMPLETE, 'example.org': ['v=spf1 a -all', 'v=spf1 mx -all'] };
    assert.deepEqual((await find(t, records)).findings[1], [
      'warning',
      'mail-spf-many',
      { domain: 'example.org', count: 2 },
    ]);
  });

  it('finds the DMARC record of a domain above', async (t) => {
    const { findings } = await find(
      t,
      { 'mail.example.org': ['v=spf1 -all'], '_dmarc.example.org': ['v=DMARC1; p=none'] },
      { settings: { mailFrom: 'petitions@mail.example.org', dkim: undefined } },
    );
    assert.deepEqual(findings, [
      ['ok', 'mail-dns-found', { domain: 'mail.example.org', records: ['SPF', 'DMARC'] }],
      ['ok', 'mail-dkim-unset', {}],
    ]);
  });

  for (const [failure, error] of [
    ['silent', 'ETIMEOUT'],
    ['refused', 'EREFUSED'],
  ] as const) {
    it(`says that it could not look it up if the name server is ${failure}, as a warning`, async (t) => {
      const { findings } = await find(t, COMPLETE, { failure });
      assert.deepEqual(findings, [['warning', 'mail-dns-unknown', { domain: 'example.org', error }]]);
    });
  }

  it('asks nothing without a mail server, or for a sender that is not in DNS', async (t) => {
    for (const settings of [
      { smtpUrl: undefined },
      { mailFrom: 'petitions@localhost' },
      { mailFrom: 'petitions@petitions.localhost' },
      { mailFrom: 'petitions@127.0.0.1' },
    ]) {
      assert.deepEqual(await find(t, COMPLETE, { settings }), { queries: [], findings: [] });
    }
  });
});
