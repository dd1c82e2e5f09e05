// No database has a part in this: it runs once.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { LetterSeal } from '../../../server/signing/letter-seal.ts';
import type { PendingRow } from '../../../server/storage/schema.ts';

const seal = new LetterSeal(Buffer.from('a secret for tests, long enough to be one'));
const NOW = Date.UTC(2031, 1, 3, 4, 5, 6, 789);
const signature: PendingRow = {
  id: randomBytes(16),
  petition_id: 7,
  signer_key: randomBytes(32),
  signed_on: '2031-02-03',
  partner: null,
  data_key_id: randomBytes(16),
  sealed: randomBytes(128),
  state: 'waiting',
  quiet_until: null,
};

describe('a letter in the outbox', () => {
  it('says to whom it goes, in which language and about what, to this server alone', () => {
    const row = seal.seal(signature, 'ána@example.org', 'es', NOW);
    assert.deepEqual(seal.open(row), {
      to: 'ána@example.org',
      lang: 'es',
      pending: Buffer.from(signature.id).toString('hex'),
    });
    assert.throws(() => new LetterSeal(Buffer.from('another secret')).open(row));
  });

  it('tells nothing in plain, and no finer than to the minute when it was written', () => {
    const row = seal.seal(signature, 'ana@example.org', 'en', NOW);
    assert.ok(!Buffer.from(row.letter).includes('ana'));
    assert.equal(row.due_at, '2031-02-03T04:05:00.000Z');
    assert.equal(row.expires_at, '2031-02-06T04:05:00.000Z');
  });

  it('is no other letter’s: neither another row’s content, nor a damaged one, opens', () => {
    const row = seal.seal(signature, 'ana@example.org', 'en', NOW);
    const other = seal.seal(signature, 'ben@example.org', 'en', NOW);
    assert.throws(() => seal.open({ id: other.id, letter: row.letter }));
    const damaged = Buffer.from(row.letter);
    damaged[20]! ^= 1;
    assert.throws(() => seal.open({ id: row.id, letter: damaged }));
  });
});
