import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deriveKey } from '../../../server/crypto/derive-key.ts';

const secret = Buffer.alloc(32, 1);

describe('deriveKey', () => {
  // The expected keys are the output of
  // `openssl kdf -keylen 32 -kdfopt digest:SHA256 -kdfopt hexkey:… -kdfopt info:… HKDF`.
  it('is HKDF-SHA-256, and hasn’t changed since the first release', () => {
    assert.equal(
      deriveKey(secret, 'petition-widget outbox').toString('hex'),
      '92cdacff5e9aeb5967f2b6b16a721f26fdfb1b0dc6dc3a9e0e0cb23d47fa934b',
    );
    assert.equal(
      deriveKey(secret, 'petition-widget signer key', Buffer.alloc(32, 2)).toString('hex'),
      '981d3ae0bf6d13568ae2a9bbe72f8b5ae5b4abae2be388e6e15ba3aa9250d3c5',
    );
  });

  it('derives a different key for each label', () => {
    const keys = (['petition-widget request', 'petition-widget outbox', 'petition-widget slot'] as const).map(
      (label) => deriveKey(secret, label).toString('hex'),
    );
    assert.equal(new Set(keys).size, keys.length);
  });
});
