import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { currentSlots, halfDaySlot, RequestCipher } from '../../../server/signatures/request-cipher.ts';
import { createOutboxId } from '../../../server/storage/outbox-id.ts';
import { signatureRow } from '../../support/rows.ts';

const cipher = new RequestCipher(Buffer.from('a secret for tests, long enough to be one'));
const another = new RequestCipher(Buffer.from('another secret'));
const NOW = Date.UTC(2031, 1, 3, 4, 5, 6, 789);
const signature = signatureRow({
  petition_id: 7,
  partner: 'harbour-aid',
  data_key_id: randomBytes(16),
  sealed: randomBytes(300),
});
const EMAIL = { to: 'ána@example.org', lang: 'es' };
const request = (publicSignature?: { name: string; comment?: string }, email = EMAIL) =>
  cipher.encrypt({ signature, ...(publicSignature && { publicSignature }) }, email, NOW);

describe('an encrypted request', () => {
  it('reveals the recipient and language of the email only to the holder of the secret', () => {
    const row = request();
    assert.deepEqual(cipher.decryptEmail(row), EMAIL);
    assert.throws(() => another.decryptEmail(row));
  });

  it('contains the unchanged signature, and the public signature if there is one', () => {
    const publicSignature = { name: 'Ána G.', comment: 'It is right.'.repeat(40) };
    for (const row of [request(), request(publicSignature)]) {
      const decrypted = cipher.decrypt(row);
      assert.deepEqual({ ...decrypted.signature }, signature);
      assert.throws(() => another.decrypt(row));
    }
    assert.deepEqual(cipher.decrypt(request(publicSignature)).publicSignature, publicSignature);
    assert.equal('publicSignature' in cipher.decrypt(request()), false);
  });

  it('shows nothing in plain text except petition, day, and partner', () => {
    const row = request({ name: 'Ána G.' });
    const { petition_id, signed_on, partner } = signature;
    const { id, request_id, request: content, letter, tag, expires_at, ...plain } = row;
    assert.deepEqual(plain, { petition_id, signed_on, partner });
    const all = Buffer.concat([id, request_id, content, letter, tag]);
    for (const secret of [signature.signer_key, signature.data_key_id, signature.sealed, 'ána', 'Ána G.']) {
      assert.equal(all.includes(Buffer.from(secret as string)), false);
    }
  });

  it('has a tag that many signers share, and that the same signer always gets', () => {
    const tags = new Set<string>();
    for (let index = 0; index < 2_000; index++) {
      const tag = cipher.tagFor({ petition_id: 1, signer_key: randomBytes(32) });
      assert.equal(tag.length, 1);
      tags.add(tag.toString('hex'));
    }
    assert.ok(tags.size > 32 && tags.size <= 64, `${tags.size}`);
    assert.deepEqual(request().tag, request().tag);
  });

  it('reveals neither the length of the address, nor whether it is public, nor the time below the minute', () => {
    const longer = request({ name: 'Ána G.' }, { ...EMAIL, to: 'anastasia.konstantinova@example.org' });
    const row = request();
    assert.equal(row.letter.length, longer.letter.length);
    assert.equal(row.request.length, longer.request.length);
    assert.deepEqual(Buffer.from(row.id).subarray(0, 4), createOutboxId(NOW - 6_789).subarray(0, 4));
    assert.equal(row.expires_at, '2031-02-06T04:05:00.000Z');
  });

  it('is not decrypted in another row, under another petition, or if damaged', () => {
    const row = request();
    const other = request();
    const damaged = (bytes: Uint8Array) => Buffer.from(bytes).fill(1, 20, 21).fill(2, 21, 22);
    for (const invalid of [
      { ...row, letter: other.letter, request: other.request },
      { ...row, letter: row.request, request: row.letter },
      { ...row, petition_id: 8 },
      { ...row, letter: damaged(row.letter), request: damaged(row.request) },
      { ...row, letter: row.letter.subarray(1), request: row.request.subarray(0, 20) },
    ]) {
      assert.throws(() => cipher.decryptEmail(invalid));
      assert.throws(() => cipher.decrypt(invalid));
    }
  });
});

describe('the slots of a signer', () => {
  it('are the same each time, and have nothing in common with each other or the signer key', () => {
    const slots = cipher.slotsFor(signature).map((slot) => slot.toString('hex'));
    assert.deepEqual(
      cipher.slotsFor({ ...signature }).map((slot) => slot.toString('hex')),
      slots,
    );
    assert.equal(new Set(slots).size, 96);
    for (const slot of slots) {
      assert.equal(slot.length, 32);
      assert.equal(Buffer.from(signature.signer_key).toString('hex').includes(slot), false);
    }
  });

  it('differ by signer, petition, and secret', () => {
    const slots = [
      cipher.slotsFor(signature),
      cipher.slotsFor({ ...signature, petition_id: 8 }),
      cipher.slotsFor({ ...signature, signer_key: randomBytes(32) }),
      another.slotsFor(signature),
    ].flat();
    assert.equal(new Set(slots.map((slot) => slot.toString('hex'))).size, 4 * 96);
  });

  it('are enough for one request each half day: each is free again when its turn comes', () => {
    const HALF_DAY = 12 * 3_600_000;
    const start = Date.UTC(2031, 1, 3);
    // A request is stored for 31 days at most, from the start of its day, and is sent within three days.
    const indexes = Array.from({ length: 2 * 31 + 1 }, (_, count) => halfDaySlot(start + count * HALF_DAY));
    assert.equal(new Set(indexes).size, indexes.length);
    const slots = cipher.slotsFor(signature);
    for (const index of indexes) assert.ok(slots[index]);
    assert.equal(halfDaySlot(start + HALF_DAY - 1), indexes[0]);
    const current = currentSlots(start + 6 * HALF_DAY);
    for (const index of indexes.slice(0, 7)) assert.ok(current.includes(index));
    assert.equal(current.length, 32 + 7);
  });
});
