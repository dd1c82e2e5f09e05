import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { EmailTokens } from '../../../server/crypto/tokens.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const tokens = new EmailTokens(Buffer.from('a secret for tests, long enough to be one'));
const payload = randomBytes(36);

describe('a token', () => {
  it('gives back what was put in, and fits into an address', () => {
    const token = tokens.create('confirm', payload, 30);
    assert.match(token, /^[A-Za-z0-9_-]{60,130}$/);
    assert.deepEqual(tokens.read('confirm', token), payload);
  });

  it('is another one each time, and shows nothing of what it is about', () => {
    const made = [1, 2, 3].map(() => tokens.create('withdraw', payload, 30));
    assert.equal(new Set(made).size, 3);
    for (const token of made) {
      assert.ok(!Buffer.from(token, 'base64url').includes(payload.subarray(0, 8)));
    }
  });

  it('is for one thing only', () => {
    assert.equal(tokens.read('withdraw', tokens.create('confirm', payload, 30)), null);
    assert.equal(tokens.read('confirm', tokens.create('withdraw', payload, 30)), null);
  });

  it('works on its last day, and not on the next', () => {
    const made = Date.UTC(2031, 1, 3, 23, 59);
    const token = tokens.create('confirm', payload, 30, made);
    assert.deepEqual(tokens.read('confirm', token, made + 30 * DAY_MS), payload);
    assert.equal(tokens.read('confirm', token, made + 31 * DAY_MS), null);
  });

  it('is worthless under another secret, cut short, or with any bit of it changed', () => {
    const token = tokens.create('confirm', payload, 30);
    assert.equal(new EmailTokens(Buffer.from('another secret')).read('confirm', token), null);
    for (let length = 0; length < token.length; length++) {
      assert.equal(tokens.read('confirm', token.slice(0, length)), null, `${length} characters`);
    }
    const bytes = Buffer.from(token, 'base64url');
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed[at]! ^= 1;
      assert.equal(tokens.read('confirm', changed.toString('base64url')), null, `byte ${at}`);
    }
  });

  it('is not found in nonsense', () => {
    for (const nonsense of ['', 'x', '../../etc/passwd', '😀'.repeat(50), 'A'.repeat(200)]) {
      assert.equal(tokens.read('confirm', nonsense), null);
    }
  });
});
