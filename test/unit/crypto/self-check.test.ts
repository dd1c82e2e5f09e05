import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SelfCheck } from '../../../server/crypto/self-check.ts';

const MINUTE = 60_000;
const NOW = Date.parse('2031-02-03T04:05:06Z');
const server = new SelfCheck(Buffer.from('a secret'));

describe('SelfCheck', () => {
  it('answers who has the same secret, for five minutes', () => {
    const { challenge, answer } = new SelfCheck(Buffer.from('a secret')).createChallenge(NOW);
    assert.equal(server.answer(challenge, NOW), answer);
    assert.equal(server.answer(challenge, NOW + 5 * MINUTE), answer);
    assert.equal(server.answer(challenge, NOW + 6 * MINUTE), null);
  });

  it('answers nobody else, so that strangers can’t recognize a server by its answers', () => {
    const { challenge } = new SelfCheck(Buffer.from('another secret')).createChallenge(NOW);
    for (const wrong of ['', 'a', challenge, 'A'.repeat(challenge.length), 'A'.repeat(10_000)]) {
      assert.equal(server.answer(wrong, NOW), null);
    }
  });

  it('has another challenge and answer each time', () => {
    const values = Array.from({ length: 10 }, () => server.createChallenge(NOW));
    assert.equal(new Set(values.flatMap(({ challenge, answer }) => [challenge, answer])).size, 20);
  });
});
