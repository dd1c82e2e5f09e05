import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { RequestCipher } from '../../../server/signatures/request-cipher.ts';
import { createOutboxId } from '../../../server/storage/outbox-id.ts';
import { signatureRow } from '../../support/rows.ts';

const seal = new RequestCipher(Buffer.from('a secret for tests, long enough to be one'));
const another = new RequestCipher(Buffer.from('another secret'));
const NOW = Date.UTC(2031, 1, 3, 4, 5, 6, 789);
const signature = signatureRow({
  petition_id: 7,
  partner: 'harbour-aid',
  data_key_id: randomBytes(16),
  sealed: randomBytes(300),
});
const LETTER = { to: 'ána@example.org', lang: 'es' };
const request = (shown?: { name: string; comment?: string }, letter = LETTER) =>
  seal.encrypt({ signature, ...(shown && { publicSignature: shown }) }, letter, NOW);

describe('a request', () => {
  it('says to whom its letter goes and in which language, to this server alone', () => {
    const row = request();
    assert.deepEqual(seal.decryptEmail(row), LETTER);
    assert.throws(() => another.decryptEmail(row));
  });

  it('brings the signature along as it is, and what is to be shown of it', () => {
    const shown = { name: 'Ána G.', comment: 'It is right.'.repeat(40) };
    for (const row of [request(), request(shown)]) {
      const opened = seal.decrypt(row);
      assert.deepEqual({ ...opened.signature }, signature);
      assert.throws(() => another.decrypt(row));
    }
    assert.deepEqual(seal.decrypt(request(shown)).publicSignature, shown);
    assert.equal('publicSignature' in seal.decrypt(request()), false);
  });

  it('tells nothing in plain but petition, day and partner', () => {
    const row = request({ name: 'Ána G.' });
    const { petition_id, signed_on, partner } = signature;
    const { id, request_id, request: content, letter, expires_at, ...plain } = row;
    assert.deepEqual(plain, { petition_id, signed_on, partner });
    const all = Buffer.concat([id, request_id, content, letter]);
    for (const secret of [signature.signer_key, signature.data_key_id, signature.sealed, 'ána', 'G.']) {
      assert.equal(all.includes(Buffer.from(secret as string)), false);
    }
  });

  it('doesn’t tell how long an address is, whether anything is to be shown, and when it was made no finer than to the minute', () => {
    const longer = request({ name: 'Ána G.' }, { ...LETTER, to: 'anastasia.konstantinova@example.org' });
    const row = request();
    assert.equal(row.letter.length, longer.letter.length);
    assert.equal(row.request.length, longer.request.length);
    assert.deepEqual(Buffer.from(row.id).subarray(0, 4), createOutboxId(NOW - 6_789).subarray(0, 4));
    assert.equal(row.expires_at, '2031-02-06T04:05:00.000Z');
  });

  it('is no other’s: neither another row’s content, nor that of another petition, nor a damaged one, opens', () => {
    const row = request();
    const other = request();
    const damaged = (bytes: Uint8Array) => Buffer.from(bytes).fill(1, 20, 21).fill(2, 21, 22);
    for (const wrong of [
      { ...row, letter: other.letter, request: other.request },
      { ...row, letter: row.request, request: row.letter },
      { ...row, petition_id: 8 },
      { ...row, letter: damaged(row.letter), request: damaged(row.request) },
      { ...row, letter: row.letter.subarray(1), request: row.request.subarray(0, 20) },
    ]) {
      assert.throws(() => seal.decryptEmail(wrong));
      assert.throws(() => seal.decrypt(wrong));
    }
  });
});

describe('a signer’s slots', () => {
  it('are many, the same each time, and share nothing with each other or with the signer key', () => {
    const slots = seal.slotsFor(signature).map((slot) => slot.toString('hex'));
    assert.deepEqual(
      seal.slotsFor({ ...signature }).map((slot) => slot.toString('hex')),
      slots,
    );
    assert.equal(new Set(slots).size, 32);
    for (const slot of slots) {
      assert.equal(slot.length, 32);
      assert.equal(Buffer.from(signature.signer_key).toString('hex').includes(slot), false);
    }
  });

  it('are others for another signer, under another petition, and under another secret', () => {
    const slots = [
      seal.slotsFor(signature),
      seal.slotsFor({ ...signature, petition_id: 8 }),
      seal.slotsFor({ ...signature, signer_key: randomBytes(32) }),
      another.slotsFor(signature),
    ].flat();
    assert.equal(new Set(slots.map((slot) => slot.toString('hex'))).size, 128);
  });
});
