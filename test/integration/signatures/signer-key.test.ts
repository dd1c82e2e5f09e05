import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CANONICAL_RULES_VERSION } from '../../../server/signatures/email-address.ts';
import { SignerKeys, secretCheckValue } from '../../../server/signatures/signer-key.ts';

const secret = Buffer.alloc(32, 1);
const petition = { salt: Buffer.alloc(32, 2), canonicalRules: CANONICAL_RULES_VERSION };
const keys = new SignerKeys(secret);
const hex = keys.derive('ana@example.org', petition).toString('hex');

describe('the signer key', () => {
  it('has 32 bytes', () => assert.equal(hex.length, 64));

  it('is the same for the same mailbox, also after a restart', () => {
    assert.equal(keys.derive('ana@example.org', petition).toString('hex'), hex);
    assert.equal(new SignerKeys(secret).derive('ana@example.org', petition).toString('hex'), hex);
  });

  it('stays what it has been since the first release, or everyone could sign once more', () => {
    assert.equal(hex, '866dd30b46c050a8bce230be87203e44c0fcb66950ec08e8e9cad5d72e1289e1');
  });

  it('differs by mailbox', () => {
    assert.notEqual(keys.derive('ben@example.org', petition).toString('hex'), hex);
  });

  it('differs by petition, so that two petitions can’t be joined', () => {
    const other = { ...petition, salt: Buffer.alloc(32, 3) };
    assert.notEqual(keys.derive('ana@example.org', other).toString('hex'), hex);
  });

  it('differs by secret, so that the database alone can’t test a guess', () => {
    const other = new SignerKeys(Buffer.alloc(32, 4));
    assert.notEqual(other.derive('ana@example.org', petition).toString('hex'), hex);
  });

  it('is refused under mailbox rules that this version doesn’t know', () => {
    for (const canonicalRules of [0, CANONICAL_RULES_VERSION + 1]) {
      assert.throws(() => keys.derive('ana@example.org', { ...petition, canonicalRules }), /rules/);
    }
  });
});

describe('the check value', () => {
  it('tells one secret from another, and holds nothing of it', () => {
    const value = secretCheckValue(secret);
    assert.equal(secretCheckValue(Buffer.alloc(32, 1)), value);
    assert.notEqual(secretCheckValue(Buffer.alloc(32, 4)), value);
    assert.ok(!value.includes(secret.toString('hex')));
  });
});
