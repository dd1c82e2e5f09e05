// Runs once: needs no database.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CANONICAL_RULES_VERSION, canonicalRulesOf } from '../../../server/signatures/canonical-rules.ts';
import { SignerKeys } from '../../../server/signatures/signer-key.ts';

const secret = Buffer.alloc(32, 1);
const petition = { salt: Buffer.alloc(32, 2), canonicalRules: 1 as const };
const keys = new SignerKeys(secret);
const hex = keys.derive('ana@example.org', petition).toString('hex');

describe('a signer key', () => {
  it('has 32 bytes', () => assert.equal(hex.length, 64));

  it('is the same for the same address, even after a restart', () => {
    assert.equal(keys.derive('ana@example.org', petition).toString('hex'), hex);
    assert.equal(new SignerKeys(secret).derive('ana@example.org', petition).toString('hex'), hex);
  });

  it('hasn’t changed since the first release, because then everyone could sign again', () => {
    assert.equal(hex, '866dd30b46c050a8bce230be87203e44c0fcb66950ec08e8e9cad5d72e1289e1');
  });

  it('differs by address', () => {
    assert.notEqual(keys.derive('ben@example.org', petition).toString('hex'), hex);
  });

  it('differs by petition, so that the signers of two petitions can’t be matched', () => {
    const other = { ...petition, salt: Buffer.alloc(32, 3) };
    assert.notEqual(keys.derive('ana@example.org', other).toString('hex'), hex);
  });

  it('differs by secret, so that the database alone can’t test a guess', () => {
    const other = new SignerKeys(Buffer.alloc(32, 4));
    assert.notEqual(other.derive('ana@example.org', petition).toString('hex'), hex);
  });

  it('differs by version of the address rules', () => {
    const newer = { ...petition, canonicalRules: 2 as const };
    assert.notEqual(keys.derive('ana@example.org', newer).toString('hex'), hex);
  });

  it('isn’t derived if this version doesn’t have the petition’s address rules', () => {
    for (const canonicalRules of [0, CANONICAL_RULES_VERSION + 1]) {
      assert.throws(() => canonicalRulesOf(canonicalRules), /rules/);
    }
  });
});
