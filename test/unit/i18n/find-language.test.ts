import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dictionaryFor } from '../../../server/i18n/dictionaries.ts';
import { findLanguage } from '../../../server/i18n/find-language.ts';

describe('findLanguage', () => {
  for (const [what, wanted, offered, expected] of [
    ['prefers the exact language', 'pt', ['pt-BR', 'pt'], 'pt'],
    ['ignores case', 'PT-br', ['pt', 'pt-BR'], 'pt-BR'],
    ['finds the language of a region', 'es-MX', ['en', 'es'], 'es'],
    ['finds the region of a language', 'pt', ['en', 'pt-BR'], 'pt-BR'],
    ['finds another region', 'pt-PT', ['en', 'pt-BR'], 'pt-BR'],
    ['finds nothing for another language', 'nl', ['en', 'de'], undefined],
    ['doesn’t take Simplified Chinese for Taiwan’s', 'zh-TW', ['en', 'zh'], undefined],
    ['doesn’t take Simplified Chinese for Hong Kong’s', 'zh-HK', ['zh'], undefined],
    ['doesn’t take Simplified Chinese for Traditional', 'zh-Hant', ['zh', 'zh-Hans'], undefined],
    ['doesn’t take Traditional Chinese for Simplified', 'zh-CN', ['en', 'zh-Hant'], undefined],
    ['finds Traditional Chinese of any region', 'zh-HK', ['zh', 'zh-TW'], 'zh-TW'],
    ['finds Traditional Chinese written in full', 'zh-Hant-HK', ['zh', 'zh-Hant'], 'zh-Hant'],
    ['finds Simplified Chinese', 'zh-Hans-SG', ['en', 'zh'], 'zh'],
    ['distinguishes scripts of any language', 'sr-Latn', ['sr'], undefined],
    ['knows aliases', 'fil-PH', ['en', 'tl'], 'tl'],
    ['reads malformed tags as far as possible', 'es-MX@posix', ['en', 'es'], 'es'],
    ['finds nothing for an empty tag', '', ['en'], undefined],
    ['finds nothing for a name of every object', '__proto__', ['en'], undefined],
  ] as const) {
    it(`${what}: "${wanted}"`, () => assert.equal(findLanguage(wanted, offered), expected));
  }

  it('finds nothing for an endless tag', () => {
    assert.equal(findLanguage('x'.repeat(100_000), ['en']), undefined);
  });
});

describe('dictionaryFor', () => {
  for (const [what, tags, expected] of [
    ['tries the next language if it lacks the first', ['nl', 'de', 'fr'], 'de'],
    ['serves no Simplified Chinese to readers of Traditional Chinese', ['zh-TW', 'es'], 'es'],
    ['serves English to readers of Traditional Chinese alone', ['zh-Hant'], 'en'],
    ['skips missing tags', [undefined, '', 'fr'], 'fr'],
    ['serves English without any', [], 'en'],
  ] as const) {
    it(what, () => assert.equal(dictionaryFor(...tags).lang, expected));
  }
});
