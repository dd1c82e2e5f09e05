import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { padMessage } from '../../../server/mail/padding.ts';

const message = (length: number) => {
  const start = 'From: petitions@example.org\r\nSubject: An email\r\n\r\n';
  return Buffer.from(start + '.'.repeat(length - start.length));
};

describe('padMessage', () => {
  it('makes messages equally long, whatever their length', () => {
    for (let length = 60; length < 16_384 - 12; length += 1) {
      assert.equal(padMessage(message(length)).length, 16_384, `${length}`);
    }
    for (const length of [16_373, 16_384, 18_000]) assert.equal(padMessage(message(length)).length, 32_768);
  });

  it('keeps the message, and adds lines short enough for mail servers', () => {
    for (const length of [60, 61, 62, 63, 125, 126, 127, 128, 2_328, 16_371, 16_372]) {
      const padded = padMessage(message(length)).toString('latin1');
      assert.equal(
        padded.replace(/X-Padding:[^\r]*\r\n(?: x+\r\n)*/, ''),
        message(length).toString('latin1'),
      );
      const headers = padded.slice(0, padded.indexOf('\r\n\r\n')).split('\r\n');
      assert.ok(headers.every((line) => line.length <= 78 && line.trim() !== ''));
    }
  });
});
