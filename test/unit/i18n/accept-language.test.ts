import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseAcceptLanguage } from '../../../server/i18n/accept-language.ts';

describe('parseAcceptLanguage', () => {
  for (const [title, header, expected] of [
    ['keeps the order of tags without weights', 'es-MX, es, en', ['es-MX', 'es', 'en']],
    ['sorts by weight', 'en;q=0.5, fr;q=0.9, de', ['de', 'fr', 'en']],
    ['keeps the order of equal weights', 'en;q=0.8, fr;q=0.8, de;q=0.9', ['de', 'en', 'fr']],
    ['leaves out a weight of 0', 'es;q=0, en;q=0.1, fr;q=0.000', ['en']],
    ['leaves out the wildcard', 'es, *;q=0.5', ['es']],
    ['ignores spaces and case', ' ES ;Q=0.5 ,\tfr ; q=0.7', ['fr', 'ES']],
    ['ignores empty parts', ';;;,, en,', ['en']],
    ['ignores a malformed weight', 'en;q=high, fr;q=0.5', ['en', 'fr']],
    ['returns nothing for an empty header', '', []],
  ] as const) {
    it(title, () => assert.deepEqual(parseAcceptLanguage(header), expected));
  }

  it('returns nothing without a header', () => {
    assert.deepEqual(parseAcceptLanguage(undefined), []);
  });

  it('reads only the beginning of a very long header, and no partial tag', () => {
    const tags = parseAcceptLanguage(`es,${'xx-invented,'.repeat(100_000)}en`);
    assert.equal(tags[0], 'es');
    assert.ok(tags.length < 100, `${tags.length} tags`);
    assert.deepEqual(new Set(tags), new Set(['es', 'xx-invented']));
  });

  it('returns no part of a single endless tag', () => {
    assert.deepEqual(parseAcceptLanguage('x'.repeat(1_000_000)), []);
  });
});
