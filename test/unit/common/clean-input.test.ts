import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { cleanInput, findUnacceptable, type InputKind } from '../../../common/clean-input.ts';

const KINDS: InputKind[] = ['email', 'line', 'lines'];

describe('cleaning what people paste', () => {
  for (const [what, before, after] of [
    ['no-break spaces', '\u00a0', '\u202f'],
    ['ideographic spaces', '\u3000', '\u3000'],
    ['zero-width spaces', '\u200b', '\u2060'],
    ['a byte order mark', '\ufeff', ''],
    ['the embedding marks of a contact list', '\u202a', '\u202c'],
    ['the isolates of a chat', '\u2068', '\u2069'],
    ['direction marks', '\u200e', '\u200f'],
    ['an Arabic letter mark', '\u061c', ''],
    ['joiners', '\u200d', '\u200c'],
    ['soft hyphens', '\u00ad', '\u00ad'],
    ['line breaks of all kinds', '\r\n\u2028\u0085', '\u2029\v\f'],
    ['tabs', '\t', '\t'],
  ] as const) {
    it(`removes ${what} around a field of any kind`, () => {
      for (const kind of KINDS)
        assert.equal(cleanInput(`${before}ana@x.org${after}`, kind), 'ana@x.org', kind);
    });
  }

  it('removes direction overrides from within, which would reorder the text around them', () => {
    for (const kind of KINDS) assert.equal(cleanInput('a\u202eb\u2066c\u202c@x.org', kind), 'abc@x.org');
  });

  it('writes any run of white space in a line as one space', () => {
    assert.equal(cleanInput('Ana\u00a0\u3000María\t\nOkoro', 'line'), 'Ana María Okoro');
  });

  it('keeps the lines, no-break spaces, and direction marks of a comment', () => {
    const comment = 'Oui\u00a0!\n\nשלום\u200f!';
    assert.equal(cleanInput(comment.replaceAll('\n', '\r\n'), 'lines'), comment);
  });

  it('keeps joiners within names and emoji', () => {
    for (const text of ['علی\u200cرضا', 'Zoé 👩\u200d👧']) {
      assert.equal(cleanInput(text, 'line'), text);
      assert.equal(cleanInput(text, 'lines'), text);
    }
  });

  it('keeps what is typed with accents, apostrophes, and in any script', () => {
    for (const name of ['O’Brien', 'José', 'Nguyễn Thị', '王小明', 'ليلى', 'Łukasz-Żak']) {
      assert.equal(cleanInput(name, 'line'), name);
    }
    assert.equal(cleanInput('josé+x@bücher.example', 'email'), 'josé+x@bücher.example');
  });

  it('keeps full-width punctuation in a comment, where it is meant', () => {
    assert.equal(cleanInput('你好，世界！', 'lines'), '你好，世界！');
  });

  for (const [typed, expected] of [
    ['ana＠example.org', 'ana@example.org'],
    ['ana﹫example.org', 'ana@example.org'],
    ['ａｎａ＠ｅｘａｍｐｌｅ．ｏｒｇ', 'ana@example.org'],
    ['ana@example。org', 'ana@example.org'],
    ['ana @ example.org', 'ana@example.org'],
    ['mailto:ana@example.org', 'ana@example.org'],
    ['<ana@example.org>', 'ana@example.org'],
    ['<ana@example.org>,', 'ana@example.org'],
    ['ana@example.org;', 'ana@example.org'],
    ['ana\u200d@exam\u200bple.org', 'ana@example.org'],
  ] as const) {
    it(`finds the email address in ${typed}`, () => assert.equal(cleanInput(typed, 'email'), expected));
  }

  it('doesn’t guess: two addresses or words stay two', () => {
    for (const typed of ['ana okoro@example.org', 'ana@x.org ben@x.org', 'Ana <ana@example.org>']) {
      assert.equal(cleanInput(typed, 'email'), typed);
    }
  });

  it('turns full-width digits into digits', () => {
    assert.equal(cleanInput('１２３－４５６７', 'line'), '123-4567');
  });

  it('changes nothing that is clean already', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(...KINDS), (text, kind) => {
        const once = cleanInput(text, kind);
        // Brackets and commas may be nested, of which one layer is removed.
        fc.pre(kind !== 'email' || !/[<>,;]|mailto/i.test(text));
        assert.equal(cleanInput(once, kind), once);
      }),
      { seed: 1, numRuns: 2_000 },
    );
  });

  it('takes no longer for marks in the middle than for letters', () => {
    const text = `a${'\u200c'.repeat(200_000)}b`;
    const before = performance.now();
    for (const kind of KINDS) cleanInput(text, kind);
    assert.ok(performance.now() - before < 5_000);
  });
});

describe('the character because of which a field is refused', () => {
  for (const [text, kind, character] of [
    ['ana okoro@example.org', 'email', '“ ”'],
    ['"ana"@example.org', 'email', '“"”'],
    ['ana@x.org,ben@x.org', 'email', '“,”'],
    ['ana\u0000@example.org', 'email', 'U+0000'],
    ['An\u001ba', 'line', 'U+001B'],
    ['An\ud800a', 'line', 'U+D800'],
    ['one\ntwo\u0007', 'lines', 'U+0007'],
    ['josé@example.org', 'email', null],
    ['ana.example.org', 'email', null],
    ['no address', 'email', null],
    ['Zoé 👩\u200d👧', 'line', null],
    ['one\ntwo', 'lines', null],
  ] as const) {
    it(`is ${character} in ${JSON.stringify(text)}`, () =>
      assert.equal(findUnacceptable(text, kind), character));
  }
});
