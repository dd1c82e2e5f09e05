import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { LANGUAGES } from '../../../common/languages.ts';
import { en } from '../../../console/locales/en.ts';

const placeholders = (sentence: string) => (sentence.match(/\{\w+\}/g) ?? []).sort();

describe('the console’s sentences', () => {
  for (const language of LANGUAGES.filter((code) => code !== 'en')) {
    it(`are all there in ${language}, with what is filled in`, () => {
      const file = new URL(`../../../console/locales/${language}.json`, import.meta.url);
      const words: Record<string, string> = JSON.parse(readFileSync(file, 'utf8'));
      assert.deepEqual(Object.keys(words), Object.keys(en));
      for (const [key, sentence] of Object.entries(en)) {
        assert.deepEqual(placeholders(words[key]!), placeholders(sentence), key);
      }
      const same = Object.entries(en).filter(([key, sentence]) => words[key] === sentence);
      assert.ok(same.length < 15, `not translated: ${same.map(([key]) => key).join(', ')}`);
    });
  }
});
