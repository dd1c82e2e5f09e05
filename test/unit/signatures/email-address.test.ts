import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseEmailAddress } from '../../../server/signatures/email-address.ts';

// A fixed seed, so that every run tests the same strings. A higher `numRuns` tests more of them.
fc.configureGlobal({ seed: 1 });

const canonical = (typed: string) => parseEmailAddress(typed)?.canonical;

/** Strings that are likely to be addresses, with all kinds of characters that folding changes. */
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

describe('the canonical address', () => {
  for (const [what, typed, expected] of [
    ['ignores dots and tags at Gmail, which has two domains', 'a.n.a+x@googlemail.com', 'ana@gmail.com'],
    ['cuts the tag at the first plus', 'ana+a+b@gmail.com', 'ana@gmail.com'],
    ['ignores case, in the domain and before it', 'ANA.Okoro@Example.ORG', 'ana.okoro@example.org'],
    ['ignores white space around it', '  ana@example.org \n', 'ana@example.org'],
    ['folds full-width letters', 'ａｎａ@ｅｘａｍｐｌｅ.org', 'ana@example.org'],
    ['treats a full-width plus as the start of a tag', 'ana＋x@gmail.com', 'ana@gmail.com'],
    ['turns an internationalized domain into punycode', 'ana@bücher.example', 'ana@xn--bcher-kva.example'],
    ['treats the ideographic full stop as a dot', 'ana@example。org', 'ana@example.org'],
    ['ignores a trailing dot', 'ana@example.org.', 'ana@example.org'],
    ['composes characters once the dot between them is gone', 'a.\u0301na@gmail.com', '\u00e1na@gmail.com'],
    ['is the same for composed and decomposed characters', 'jose\u0301@example.org', 'jos\u00e9@example.org'],
  ] as const) {
    it(`${what}: ${JSON.stringify(typed)}`, () => {
      assert.equal(canonical(typed), expected);
    });
  }

  for (const domain of [
    'outlook.com',
    'outlook.de',
    'outlook.com.br',
    'hotmail.com',
    'hotmail.co.uk',
    'hotmail.fr',
    'live.com',
    'live.nl',
    'live.com.mx',
    'msn.com',
    'icloud.com',
    'fastmail.com',
    'fastmail.fm',
  ]) {
    it(`drops the tag at ${domain}, and keeps dots and domain`, () => {
      assert.equal(canonical(`a.na+news@${domain}`), `a.na@${domain}`);
    });
  }

  for (const typed of [
    'anaokoro@proton.me',
    'ana.okoro@proton.me',
    'ana-okoro@protonmail.com',
    'ana_okoro@pm.me',
    'A.N.A-Okoro+news@protonmail.ch',
  ]) {
    it(`is the same for all spellings and domains of a Proton mailbox: ${typed}`, () => {
      assert.equal(canonical(typed), 'anaokoro@proton.me');
    });
  }

  for (const typed of ['a.na@icloud.com', 'A.na+news@me.com', 'a.na@mac.com']) {
    it(`is the same at the domains of an iCloud mailbox: ${typed}`, () => {
      assert.equal(canonical(typed), 'a.na@icloud.com');
    });
  }

  for (const [typed, expected] of [
    ['news@ana.fastmail.com', 'ana@fastmail.com'],
    ['x+y@Ana.Fastmail.FM', 'ana@fastmail.fm'],
    ['news@ana-okoro.fastmail.com', 'ana_okoro@fastmail.com'],
    ['news@mail.ana.fastmail.com', 'news@mail.ana.fastmail.com'],
    ['news@ana.fastmail.com.example.org', 'news@ana.fastmail.com.example.org'],
  ] as const) {
    it(`takes the mailbox from a subdomain of Fastmail: ${typed}`, () => {
      assert.equal(canonical(typed), expected);
    });
  }

  it('is the same for both ways to write a sigma, whatever follows it', () => {
    assert.equal(canonical('ΑΝΑΣ@example.org'), canonical('ανασ@example.org'));
    assert.equal(canonical('ανας@example.org'), canonical('ανασ@example.org'));
  });

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
    it(`leaves other domains alone: ${typed}`, () => assert.equal(canonical(typed), typed));
  }

  describe('under the rules of a petition that was created earlier', () => {
    for (const [typed, expected] of [
      ['ana.okoro+x@proton.me', 'ana.okoro@proton.me'],
      ['ana-okoro@protonmail.com', 'ana-okoro@protonmail.com'],
      ['ana@pm.me', 'ana@pm.me'],
      ['ana@me.com', 'ana@me.com'],
      ['ana+x@hotmail.fr', 'ana+x@hotmail.fr'],
      ['news@ana.fastmail.com', 'news@ana.fastmail.com'],
      ['a.n.a+x@googlemail.com', 'ana@gmail.com'],
      ['ΑΝΑΣ@example.org', 'ανας@example.org'],
      ['ana@ẞ.de', 'ana@ss.de'],
    ] as const) {
      it(`stays as it was: ${typed}`, () => {
        assert.equal(parseEmailAddress(typed, 1)?.canonical, expected);
      });
    }
  });

  for (const [typed, expected] of [
    ['ana@ẞ.de', 'ana@xn--zca.de'],
    ['ana@xn--zca.de', 'ana@xn--zca.de'],
    ['ana@xn--a.org', undefined],
    ['ana@Ⅎ.example', 'ana@xn--73g.example'],
  ] as const) {
    it(`doesn’t depend on the tables of the Node that runs it: ${typed}`, () => {
      assert.equal(canonical(typed), expected);
    });
  }

  it('doesn’t exist for characters that the pinned tables don’t know', () => {
    assert.equal(canonical('ana\u{33500}@example.org'), undefined);
    assert.equal(canonical('ana@exa\u{33500}mple.org'), undefined);
    assert.equal(canonical('ana\u{e000}@example.org'), undefined);
  });

  it('is separate from the address that emails go to, which is only trimmed and composed', () => {
    assert.deepEqual(parseEmailAddress(' A.Na+Jose\u0301@GMail.com '), {
      address: 'A.Na+Jos\u00e9@GMail.com',
      canonical: 'ana@gmail.com',
    });
  });

  for (const [what, typed] of [
    ['an empty string', ''],
    ['white space', '   '],
    ['no @', 'ana.example.org'],
    ['an empty local part', '@example.org'],
    ['an empty domain', 'ana@'],
    ['an @ inside', 'ana@home@example.org'],
    ['a full-width @ inside', 'ana＠home@example.org'],
    ['only a full-width @', 'ana＠example.org'],
    ['an underscore in the domain', 'ana@my_home.example.org'],
    ['an IP address', 'ana@127.0.0.1'],
    ['an IP address in other digits', 'ana@0x7f.1'],
    ['an IP address in brackets', 'ana@[127.0.0.1]'],
    ['an IPv6 address', 'ana@[::1]'],
    ['no top-level domain', 'ana@localhost'],
    ['an empty label', 'ana@example..org'],
    ['two dots at the end', 'ana@example.org..'],
    ['a label that starts with a hyphen', 'ana@-example.org'],
    ['a top-level domain that starts with a hyphen', 'ana@example.-org'],
    ['broken punycode', 'ana@xn--a.org'],
    ['a port', 'ana@example.org:25'],
    ['a path', 'ana@example.org/home'],
    ['a backslash', 'ana@example.org\\home'],
    ['a query', 'ana@example.org?x'],
    ['a fragment', 'ana@example.org#x'],
    ['percent signs in the domain', 'ana@ex%61mple.org'],
    ['a tab in the domain', 'ana@exam\tple.org'],
    ['a line break in the domain', 'ana@exam\nple.org'],
    ['a space', 'ana okoro@example.org'],
    ['a space in the domain', 'ana@exam ple.org'],
    ['a control character', 'ana\u0000@example.org'],
    ['a zero-width space', 'ana\u200b@example.org'],
    ['a lone surrogate', 'ana\ud800@example.org'],
    ['angle brackets', 'Ana <ana@example.org>'],
    ['two addresses', 'ana@example.org,ben@example.org'],
    ['quotes', '"ana"@example.org'],
    ['a local part of 65 bytes', `${'a'.repeat(65)}@example.org`],
    ['a label of 64 characters', `ana@${'a'.repeat(64)}.org`],
    ['a domain of 254 characters', `ana@${'a.'.repeat(126)}org`],
  ] as const) {
    it(`is null for ${what}`, () => assert.equal(parseEmailAddress(typed), null));
  }

  it('exists for a local part of 64 bytes', () => {
    assert.ok(parseEmailAddress(`${'é'.repeat(32)}@example.org`));
  });

  it('is parsed without ever throwing', () => {
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

  it('is itself an address, and its own canonical address', () => {
    fc.assert(
      fc.property(addresses, (typed) => {
        const once = canonical(typed);
        fc.pre(once !== undefined);
        assert.equal(canonical(once), once);
      }),
      { numRuns: 2000 },
    );
  });

  it('is the same in upper and lower case', () => {
    const upper = (text: string) => text.replace(/[a-z]/g, (letter) => letter.toUpperCase());
    fc.assert(
      fc.property(fc.oneof(addresses, fc.emailAddress()), (typed) => {
        assert.equal(canonical(upper(typed)), canonical(typed));
      }),
      { numRuns: 1000 },
    );
  });

  it('never merges two addresses at a domain without known rules', () => {
    const local = fc.stringMatching(/^[a-z0-9.+_-]{1,20}$/);
    fc.assert(
      fc.property(local, local, (one, other) => {
        assert.equal(canonical(`${one}@example.org`) === canonical(`${other}@example.org`), one === other);
      }),
    );
  });
});
