import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dictionaryFor } from '../../../server/i18n/dictionaries.ts';
import { findLanguage } from '../../../server/i18n/find-language.ts';

describe('findLanguage', () => {
  for (const [title, wanted, offered, expected] of [
    ['prefers the exact language', 'pt', ['pt-BR', 'pt'], 'pt'],
    ['ignores case', 'PT-br', ['pt', 'pt-BR'], 'pt-BR'],
    ['finds the language of a region', 'es-MX', ['en', 'es'], 'es'],
    ['finds the region of a language', 'pt', ['en', 'pt-BR'], 'pt-BR'],
    ['finds another region', 'pt-PT', ['en', 'pt-BR'], 'pt-BR'],
    ['finds nothing for another language', 'nl', ['en', 'de'], undefined],
    ['doesn’t offer Simplified Chinese for Taiwan', 'zh-TW', ['en', 'zh'], undefined],
    ['doesn’t offer Simplified Chinese for Hong Kong', 'zh-HK', ['zh'], undefined],
    ['doesn’t offer Simplified Chinese for Traditional', 'zh-Hant', ['zh', 'zh-Hans'], undefined],
    ['doesn’t offer Traditional Chinese for Simplified', 'zh-CN', ['en', 'zh-Hant'], undefined],
    ['finds Traditional Chinese of any region', 'zh-HK', ['zh', 'zh-TW'], 'zh-TW'],
    ['finds Traditional Chinese written in full', 'zh-Hant-HK', ['zh', 'zh-Hant'], 'zh-Hant'],
    ['finds Simplified Chinese', 'zh-Hans-SG', ['en', 'zh'], 'zh'],
    ['distinguishes scripts of any language', 'sr-Latn', ['sr'], undefined],
    ['resolves aliases', 'fil-PH', ['en', 'tl'], 'tl'],
    ['reads malformed tags as far as possible', 'es-MX@posix', ['en', 'es'], 'es'],
    ['finds nothing for an empty tag', '', ['en'], undefined],
    ['finds nothing for a property that every object has', '__proto__', ['en'], undefined],
  ] as const) {
    it(`${title}: "${wanted}"`, () => assert.equal(findLanguage(wanted, offered), expected));
  }

  it('finds nothing for an endless tag', () => {
    assert.equal(findLanguage('x'.repeat(100_000), ['en']), undefined);
  });
});

describe('dictionaryFor', () => {
  for (const [title, tags, expected] of [
    ['returns the next language if there is no dictionary for the first', ['nl', 'de', 'fr'], 'de'],
    ['returns no Simplified Chinese for Traditional Chinese', ['zh-TW', 'es'], 'es'],
    ['returns English for Traditional Chinese alone', ['zh-Hant'], 'en'],
    ['skips missing tags', [undefined, '', 'fr'], 'fr'],
    ['returns English without any tags', [], 'en'],
  ] as const) {
    it(title, () => assert.equal(dictionaryFor(...tags).lang, expected));
  }
});
