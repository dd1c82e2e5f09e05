import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mailboxOf } from '../../../server/signatures/mailbox.ts';

describe('the mailbox of an address', () => {
  for (const [address, name, isTagged] of [
    ['ana@example.org', 'ana@example.org', false],
    ['ANA@Example.org', 'ana@example.org', false],
    ['ana+news@example.org', 'ana@example.org', true],
    ['ana+news+more@example.org', 'ana@example.org', true],
    ['ana+@example.org', 'ana@example.org', true],
    ['an.a@example.org', 'an.a@example.org', false],
    // One address counts as one person there, with or without a tag.
    ['an.a+news@googlemail.com', 'ana@gmail.com', false],
    ['x@ana.fastmail.com', 'ana@fastmail.com', false],
    ['ana+news@outlook.fr', 'ana@outlook.fr', false],
    // A name, not a tag.
    ['+news@example.org', '+news@example.org', false],
    ['ánä+ß@bücher.example', 'ánä@xn--bcher-kva.example', true],
  ] as const) {
    it(`is ${name} for ${address}`, () => {
      assert.deepEqual(mailboxOf(address), { name, isTagged });
    });
  }
});
