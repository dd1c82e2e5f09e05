import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LANGUAGES } from '../../../common/languages.ts';
import { isKnownLanguage, suggestLanguage } from '../../../server/i18n/known-language.ts';

describe('isKnownLanguage', () => {
  it('knows the languages of the UI, and rare ones, with script and region', () => {
    for (const tag of [...LANGUAGES, 'pt-BR', 'zh-Hant', 'es-419', 'kok', 'quc', 'mam', 'nah']) {
      assert.equal(isKnownLanguage(tag), true, tag);
    }
  });

  it('knows no code that is made up', () => {
    for (const tag of ['sp', 'spanish', 'xx', 'english', 'xx-MX'])
      assert.equal(isKnownLanguage(tag), false, tag);
  });
});

describe('suggestLanguage', () => {
  for (const [text, code] of [
    ['sp', 'es'],
    ['spa', 'es'],
    ['spanish', 'es'],
    ['Spanish', 'es'],
    ['español', 'es'],
    ['espanol', 'es'],
    ['ger', 'de'],
    ['deutsch', 'de'],
    ['engl', 'en'],
    ['jp', 'ja'],
    ['cn', 'zh'],
    ['ua', 'uk'],
    ['pt_BR', 'pt-BR'],
    ['EN', 'en'],
    ['tagalog', undefined],
    ['qqq', undefined],
    ['', undefined],
  ] as const) {
    it(`suggests ${code ?? 'nothing'} for "${text}"`, () => {
      assert.equal(suggestLanguage(text)?.code, code);
    });
  }
});
