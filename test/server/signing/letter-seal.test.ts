// No database has a part in this: it runs once.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { LetterSeal } from '../../../server/signing/letter-seal.ts';
import { outboxKey } from '../../../server/storage/outbox-key.ts';
import type { SignatureRow } from '../../../server/storage/schema.ts';

const seal = new LetterSeal(Buffer.from('a secret for tests, long enough to be one'));
const NOW = Date.UTC(2031, 1, 3, 4, 5, 6, 789);
const signature: SignatureRow = {
  petition_id: 7,
  signer_key: randomBytes(32),
  signed_on: '2031-02-03',
  partner: null,
  data_key_id: randomBytes(16),
  sealed: randomBytes(128),
};

describe('a letter in the outbox', () => {
  it('says to whom it goes and in which language, to this server alone', () => {
    const row = seal.seal(signature, { to: 'ána@example.org', lang: 'es' }, NOW);
    assert.deepEqual(seal.open(row), { to: 'ána@example.org', lang: 'es' });
    assert.throws(() => new LetterSeal(Buffer.from('another secret')).open(row));
  });

  it('brings the signature along as it is', () => {
    const { id, request_id, letter, expires_at, ...rest } = seal.seal(
      signature,
      { to: 'ana@example.org', lang: 'en' },
      NOW,
    );
    assert.deepEqual(rest, signature);
  });

  it('tells nothing in plain, neither how long an address is, and no finer than to the minute when it was written', () => {
    const row = seal.seal(signature, { to: 'ana@example.org', lang: 'en' }, NOW);
    const longer = seal.seal(signature, { to: 'anastasia.konstantinova@example.org', lang: 'en' }, NOW);
    assert.ok(!Buffer.from(row.letter).includes('ana'));
    assert.equal(row.letter.length, longer.letter.length);
    assert.deepEqual(Buffer.from(row.id).subarray(0, 4), outboxKey(NOW - 6_789).subarray(0, 4));
    assert.equal(row.expires_at, '2031-02-06T04:05:00.000Z');
  });

  it('is no other letter’s: neither another row’s content, nor a damaged one, opens', () => {
    const row = seal.seal(signature, { to: 'ana@example.org', lang: 'en' }, NOW);
    const other = seal.seal(signature, { to: 'ben@example.org', lang: 'en' }, NOW);
    assert.throws(() => seal.open({ request_id: other.request_id, letter: row.letter }));
    const damaged = Buffer.from(row.letter);
    damaged[20]! ^= 1;
    assert.throws(() => seal.open({ request_id: row.request_id, letter: damaged }));
  });
});
