import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseEmailAddress } from '../../../server/signatures/email-address.ts';

// The same strings in every run; a higher `numRuns` looks further.
fc.configureGlobal({ seed: 1 });

const keyOf = (typed: string) => parseEmailAddress(typed)?.canonical;

/** Strings that are likely to be addresses, with everything in them that folding is about. */
const addresses = fc
  .tuple(
    fc.string({
      unit: fc.constantFrom(...'abzİΣσςßẞﬁǰJ\u030céE\u0301＋＠Kµ.+_-\'"😀 '),
      minLength: 1,
      maxLength: 12,
    }),
    fc.constantFrom(
      'example.org',
      'EXAMPLE.org',
      'gmail.com',
      'GoogleMail.com',
      'icloud.com',
      'bücher.example',
      'ｅｘａｍｐｌｅ.org.',
    ),
  )
  .map(([local, domain]) => `${local}@${domain}`);

describe('the mailbox', () => {
  for (const [what, typed, key] of [
    ['ignores dots and tags at Gmail, which has two domains', 'a.n.a+x@googlemail.com', 'ana@gmail.com'],
    ['cuts the tag at the first plus', 'ana+a+b@gmail.com', 'ana@gmail.com'],
    ['ignores case, in the domain and before it', 'ANA.Okoro@Example.ORG', 'ana.okoro@example.org'],
    ['ignores white space around it', '  ana@example.org \n', 'ana@example.org'],
    ['folds full-width letters', 'ａｎａ@ｅｘａｍｐｌｅ.org', 'ana@example.org'],
    ['folds a full-width plus where tags are cut', 'ana＋x@gmail.com', 'ana@gmail.com'],
    ['reads a domain of other letters as its punycode', 'ana@bücher.example', 'ana@xn--bcher-kva.example'],
    ['takes the ideographic full stop for a dot', 'ana@example。org', 'ana@example.org'],
    ['ignores the dot of the root', 'ana@example.org.', 'ana@example.org'],
    ['composes what stands together once a dot is gone', 'a.\u0301na@gmail.com', '\u00e1na@gmail.com'],
    ['is the same, composed and decomposed', 'jose\u0301@example.org', 'jos\u00e9@example.org'],
  ] as const) {
    it(`${what}: ${JSON.stringify(typed)}`, () => {
      assert.equal(keyOf(typed), key);
    });
  }

  for (const domain of [
    'outlook.com',
    'hotmail.com',
    'live.com',
    'icloud.com',
    'me.com',
    'mac.com',
    'fastmail.com',
    'fastmail.fm',
    'proton.me',
    'protonmail.com',
    'pm.me',
  ]) {
    it(`at ${domain} loses its tag, and keeps its dots and its domain`, () => {
      assert.equal(keyOf(`a.na+news@${domain}`), `a.na@${domain}`);
    });
  }

  for (const typed of [
    'a.na@example.org',
    'ana+x@example.org',
    'ana+x@mail.gmail.com',
    'o’brien@example.org',
    "o'brien@example.org",
    'a@b.co',
    '.a..b.@example.org',
    '+news@gmail.com',
  ]) {
    it(`elsewhere stays what it is: ${typed}`, () => assert.equal(keyOf(typed), typed));
  }

  it('is sent to as typed, composed, though the key is folded', () => {
    assert.deepEqual(parseEmailAddress(' A.Na+Jose\u0301@GMail.com '), {
      address: 'A.Na+Jos\u00e9@GMail.com',
      canonical: 'ana@gmail.com',
    });
  });

  for (const [what, typed] of [
    ['nothing', ''],
    ['white space', '   '],
    ['no @', 'ana.example.org'],
    ['nothing before the @', '@example.org'],
    ['nothing behind the @', 'ana@'],
    ['an @ inside', 'ana@home@example.org'],
    ['a full-width @ inside', 'ana＠home@example.org'],
    ['a full-width @ alone', 'ana＠example.org'],
    ['an underscore in the domain', 'ana@my_home.example.org'],
    ['an IP address', 'ana@127.0.0.1'],
    ['an IP address in other digits', 'ana@0x7f.1'],
    ['an IP address in brackets', 'ana@[127.0.0.1]'],
    ['an IPv6 address', 'ana@[::1]'],
    ['no top-level domain', 'ana@localhost'],
    ['an empty label', 'ana@example..org'],
    ['two dots at the end', 'ana@example.org..'],
    ['a hyphen at a label’s edge', 'ana@-example.org'],
    ['a hyphen at the top-level domain’s edge', 'ana@example.-org'],
    ['broken punycode', 'ana@xn--a.org'],
    ['a port', 'ana@example.org:25'],
    ['a path', 'ana@example.org/home'],
    ['a backslash', 'ana@example.org\\home'],
    ['a query', 'ana@example.org?x'],
    ['a fragment', 'ana@example.org#x'],
    ['per cent signs in the domain', 'ana@ex%61mple.org'],
    ['a tab in the domain', 'ana@exam\tple.org'],
    ['a line break in the domain', 'ana@exam\nple.org'],
    ['a space', 'ana okoro@example.org'],
    ['a space in the domain', 'ana@exam ple.org'],
    ['a control', 'ana\u0000@example.org'],
    ['a zero-width space', 'ana\u200b@example.org'],
    ['a lone surrogate', 'ana\ud800@example.org'],
    ['angle brackets', 'Ana <ana@example.org>'],
    ['two addresses', 'ana@example.org,ben@example.org'],
    ['quotes', '"ana"@example.org'],
    ['65 bytes before the @', `${'a'.repeat(65)}@example.org`],
    ['a label of 64', `ana@${'a'.repeat(64)}.org`],
    ['a domain of 254', `ana@${'a.'.repeat(126)}org`],
  ] as const) {
    it(`refuses ${what}`, () => assert.equal(parseEmailAddress(typed), null));
  }

  it('takes 64 bytes before the @', () => {
    assert.ok(parseEmailAddress(`${'é'.repeat(32)}@example.org`));
  });

  it('never throws, whatever the string', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
          fc.tuple(fc.string(), fc.string({ unit: 'binary' })).map(([a, b]) => `${a}@${b}.org`),
        ),
        (typed) => {
          parseEmailAddress(typed);
        },
      ),
    );
  });

  it('has a key that is itself a mailbox, of the same key', () => {
    fc.assert(
      fc.property(addresses, (typed) => {
        const key = keyOf(typed);
        fc.pre(key !== undefined);
        assert.equal(keyOf(key), key);
      }),
      { numRuns: 2000 },
    );
  });

  it('is the same in upper and lower case', () => {
    const upper = (text: string) => text.replace(/[a-z]/g, (letter) => letter.toUpperCase());
    fc.assert(
      fc.property(fc.oneof(addresses, fc.emailAddress()), (typed) => {
        assert.equal(keyOf(upper(typed)), keyOf(typed));
      }),
      { numRuns: 1000 },
    );
  });

  it('never joins two people of a domain whose rules nobody knows', () => {
    const local = fc.stringMatching(/^[a-z0-9.+_-]{1,20}$/);
    fc.assert(
      fc.property(local, local, (one, other) => {
        assert.equal(keyOf(`${one}@example.org`) === keyOf(`${other}@example.org`), one === other);
      }),
    );
  });
});
