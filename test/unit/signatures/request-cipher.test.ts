import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import {
  currentSlots,
  halfDaySlot,
  RequestCipher,
  type UnsealedRecord,
} from '../../../server/signatures/request-cipher.ts';
import { createOutboxId } from '../../../server/storage/outbox-id.ts';
import type { NewRequest } from '../../../server/storage/schema.ts';
import { encryptEarlierRequest } from '../../support/earlier-requests.ts';
import { SECRET } from '../../support/server.ts';

const cipher = new RequestCipher(Buffer.from(SECRET));
const another = new RequestCipher(Buffer.from('another secret'));
const NOW = Date.UTC(2031, 1, 3, 4, 5, 6, 789);
const signer = { petition_id: 7, signer_key: randomBytes(32) };
const RECORD: UnsealedRecord = {
  signedOn: '2031-02-03',
  partner: 'harbour-aid',
  givenName: 'Ána',
  familyName: 'García',
  email: 'ána@example.org',
  comment: 'It is right.',
  display: true,
  contact: false,
  partnerContact: true,
  consent: { version: '0123456789ab', lang: 'es' },
};
const request = (values: Partial<UnsealedRecord> = {}) =>
  cipher.encrypt(signer, { ...RECORD, ...values }, NOW);
const keyOf = (row: NewRequest) => cipher.decryptEmail(row).key!;
const bytes = (text: string) => Buffer.from(text, 'base64url');

/** What the server's secret decrypts in a row. */
const decrypted = (row: NewRequest) => {
  const content = cipher.decrypt(row);
  assert.ok('record' in content);
  return content;
};

describe('an encrypted request', () => {
  it('reveals the recipient, the language, and the key only to the holder of the secret', () => {
    const row = request();
    const { key, ...email } = cipher.decryptEmail(row);
    assert.deepEqual(email, { to: 'ána@example.org', lang: 'es' });
    assert.equal(key?.length, 32);
    assert.throws(() => another.decryptEmail(row));
  });

  it('reveals what was entered only to the holder of the secret and of the key', () => {
    const row = request();
    const content = decrypted(row);
    assert.deepEqual(content.signer, signer);
    assert.throws(() => another.decrypt(row));
    assert.deepEqual(cipher.decryptRecord(signer, content.record, keyOf(row)), RECORD);
    assert.throws(() => cipher.decryptRecord(signer, content.record, keyOf(request())));
    for (const other of [
      { ...signer, petition_id: 8 },
      { ...signer, signer_key: randomBytes(32) },
    ]) {
      assert.throws(() => cipher.decryptRecord(other, content.record, keyOf(row)));
    }
  });

  it('has a key of its own, from which its ID can’t be told', () => {
    const rows = Array.from({ length: 50 }, () => request());
    const keys = rows.map((row) => Buffer.from(keyOf(row)).toString('hex'));
    const ids = rows.map(({ request_id }) => Buffer.from(request_id).toString('hex'));
    assert.equal(new Set([...keys, ...ids]).size, 100);
  });

  it('names the boxes that were checked, with the key alone', () => {
    const row = request();
    assert.deepEqual(cipher.checkedBoxes(decrypted(row), keyOf(row)), {
      display: true,
      contact: false,
      partnerContact: true,
    });
    assert.throws(() => cipher.checkedBoxes(decrypted(row), undefined));
  });

  it('shows nothing in plain text except petition, day, and partner', () => {
    const row = request();
    const { id, request_id, request: content, letter, tag, expires_at, ...plain } = row;
    assert.deepEqual(plain, { petition_id: 7, signed_on: '2031-02-03', partner: 'harbour-aid' });
    const all = Buffer.concat([id, request_id, content, letter, tag]);
    const key = keyOf(row);
    for (const secret of [signer.signer_key, key, Buffer.from(key).toString('base64url'), 'ána', 'García']) {
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

  it('reveals neither the length of the address, nor the boxes, nor the time below the minute', () => {
    const longer = request({
      display: false,
      email: 'anastasia.konstantinova@example.org',
      comment: 'x'.repeat(99),
    });
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

describe('a request of version 0.2.0', () => {
  const row = {
    petition_id: 7,
    request_id: bytes('BpIWOZY0sIkDnyhff_VVAA'),
    signed_on: '2026-02-03',
    partner: 'harbour-aid',
    request: bytes(
      'p9NHNAX6U92TE92352aRq11y1VCKO8hwSplpU44Q7c8bYvJkxHHdeIOBd84h54fjE4Pn2Kp_-80FlJw5cy5nN3iMi6m_ITmKwzHuYDFGqAdJ9nU6UF7WNUlyq4yz8qMDkaSnPgj20ZfaLM09EMg-dwhnMDUs5OHDLeScH__Pj7yM6FkWG-6kY9wHrlqKhiMEOj2-w992sCDUNY4urbu4dBROkORL99VUL3BIk-Qe3gOAWJFYe1WktRHbQNUbGIT2NXryxK-R55CS8HRNBDUp5y517ckb-bVFgaViviEcd56rHm_HpKlLRzHBepudYwy1I41SkPi7v-yGLrfV76i4APwINd2hNnbE5qprmg',
    ),
    letter: bytes(
      'xELP4BZSEdM_dUhAapHwiZ1Qxv1pK8vozfO3_kmgc3YNTqR7hqgTPyq9Wadu08fzxUyvs5AIJnxFdilt85aJJ16kvRJH0GlHLuAQNFiki93k7cLeFtVnUq8fIUoN1yAp3192TE-kG6VoVhrhVGNRTEC4g89ZlzowTHhER3CK63Lc52n_3LaCHvJptGeZsCLvezKvXeJd3fqY9Z6L',
    ),
  };
  const earlier = {
    signature: {
      petition_id: 7,
      signer_key: Buffer.alloc(32, 1),
      signed_on: '2026-02-03',
      partner: 'harbour-aid',
      data_key_id: Buffer.alloc(16, 2),
      sealed: Buffer.alloc(60, 3),
    },
    publicSignature: { name: 'Ána G.', comment: 'It is right.' },
  };

  it('still contains the sealed signature, and the public one', () => {
    const { signer: found, ...content } = cipher.decrypt(row);
    assert.deepEqual(content, earlier);
    assert.deepEqual(found, { petition_id: 7, signer_key: Buffer.alloc(32, 1) });
    assert.deepEqual(cipher.decryptEmail(row), { to: 'ána@example.org', lang: 'es' });
    assert.deepEqual(cipher.checkedBoxes({ signer: found, ...earlier }, undefined), { display: true });
    assert.throws(() => another.decrypt(row));
  });

  it('is written by the tests as that version wrote it', () => {
    const written = { ...row, request: encryptEarlierRequest(row, earlier) };
    assert.deepEqual(cipher.decrypt(written), cipher.decrypt(row));
    assert.equal(written.request.length, row.request.length);
  });
});

describe('the slots of a signer', () => {
  it('are the same each time, and have nothing in common with each other or the signer key', () => {
    const slots = cipher.slotsFor(signer).map((slot) => slot.toString('hex'));
    assert.deepEqual(
      cipher.slotsFor({ ...signer }).map((slot) => slot.toString('hex')),
      slots,
    );
    assert.equal(new Set(slots).size, 96);
    for (const slot of slots) {
      assert.equal(slot.length, 32);
      assert.equal(Buffer.from(signer.signer_key).toString('hex').includes(slot), false);
    }
  });

  it('differ by signer, petition, and secret', () => {
    const slots = [
      cipher.slotsFor(signer),
      cipher.slotsFor({ ...signer, petition_id: 8 }),
      cipher.slotsFor({ ...signer, signer_key: randomBytes(32) }),
      another.slotsFor(signer),
    ].flat();
    assert.equal(new Set(slots.map((slot) => slot.toString('hex'))).size, 4 * 96);
  });

  it('are enough for one request each half day: each is free again when its turn comes', () => {
    const HALF_DAY = 12 * 3_600_000;
    const start = Date.UTC(2031, 1, 3);
    // A request is stored for 31 days at most, from the start of its day, and is sent within three days.
    const indexes = Array.from({ length: 2 * 31 + 1 }, (_, count) => halfDaySlot(start + count * HALF_DAY));
    assert.equal(new Set(indexes).size, indexes.length);
    const slots = cipher.slotsFor(signer);
    for (const index of indexes) assert.ok(slots[index]);
    assert.equal(halfDaySlot(start + HALF_DAY - 1), indexes[0]);
    const current = currentSlots(start + 6 * HALF_DAY);
    for (const index of indexes.slice(0, 7)) assert.ok(current.includes(index));
    assert.equal(current.length, 32 + 7);
  });
});
