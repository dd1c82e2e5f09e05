import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { EmailTokens } from '../../../server/crypto/tokens.ts';
import { DAY_MS } from '../../../server/lib/time.ts';

const tokens = new EmailTokens(Buffer.from('a secret for tests, long enough to be one'));
const payload = randomBytes(36);

describe('EmailTokens', () => {
  it('returns the payload of a token that fits into a URL', () => {
    const token = tokens.create('confirm', payload, 30);
    assert.match(token, /^[A-Za-z0-9_-]{60,130}$/);
    assert.deepEqual(tokens.read('confirm', token), payload);
  });

  it('creates a different token each time, and doesn’t reveal the payload', () => {
    const created = [1, 2, 3].map(() => tokens.create('withdraw', payload, 30));
    assert.equal(new Set(created).size, 3);
    for (const token of created) {
      assert.ok(!Buffer.from(token, 'base64url').includes(payload.subarray(0, 8)));
    }
  });

  it('accepts a token for its own purpose only', () => {
    assert.equal(tokens.read('withdraw', tokens.create('confirm', payload, 30)), null);
    assert.equal(tokens.read('confirm', tokens.create('withdraw', payload, 30)), null);
  });

  it('accepts a token on its last day, but not on the day after', () => {
    const now = Date.UTC(2031, 1, 3, 23, 59);
    const token = tokens.create('confirm', payload, 30, now);
    assert.deepEqual(tokens.read('confirm', token, now + 30 * DAY_MS), payload);
    assert.equal(tokens.read('confirm', token, now + 31 * DAY_MS), null);
  });

  it('rejects a token from another secret, or one that is truncated or has any byte changed', () => {
    const token = tokens.create('confirm', payload, 30);
    assert.equal(new EmailTokens(Buffer.from('another secret')).read('confirm', token), null);
    for (let length = 0; length < token.length; length++) {
      assert.equal(tokens.read('confirm', token.slice(0, length)), null, `${length} characters`);
    }
    const bytes = Buffer.from(token, 'base64url');
    for (let index = 0; index < bytes.length; index++) {
      const changed = Buffer.from(bytes);
      changed[index]! ^= 1;
      assert.equal(tokens.read('confirm', changed.toString('base64url')), null, `byte ${index}`);
    }
  });

  it('rejects nonsense', () => {
    for (const nonsense of ['', 'x', '../../etc/passwd', '😀'.repeat(50), 'A'.repeat(200)]) {
      assert.equal(tokens.read('confirm', nonsense), null);
    }
  });
});
