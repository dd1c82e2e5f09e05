import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { LANGUAGES } from '../../../common/languages.ts';
import { en } from '../../../console/locales/en.ts';
import { fill } from '../../../console/words.ts';

const placeholders = (sentence: string): string[] => (sentence.match(/\{\w+\}/g) ?? []).sort();

/** The forms of a number, by the name of the value. */
const plurals = (sentence: string) => [...sentence.matchAll(/\{(\w+)\|([^{}]*)\}/g)];

describe('the console’s sentences', () => {
  it('give the form that goes with a number, and format the number', () => {
    const sentence = (count: number) => fill(en.perHourSays, { count, hour: 'Monday', most: 1 });
    assert.match(sentence(1), /^1 signature in the last/);
    assert.match(sentence(1200), /^1,200 signatures in the last/);
    assert.equal(fill('{a|one:is|other:are}{b}', { a: 1, b: '{a}' }), 'is{a}');
  });

  for (const language of LANGUAGES.filter((code) => code !== 'en')) {
    it(`are all there in ${language}, with what is filled in`, () => {
      const file = new URL(`../../../console/locales/${language}.json`, import.meta.url);
      const words: Record<string, string> = JSON.parse(readFileSync(file, 'utf8'));
      assert.deepEqual(Object.keys(words), Object.keys(en));
      for (const [key, sentence] of Object.entries(en)) {
        assert.deepEqual(placeholders(words[key]!), placeholders(sentence), key);
        for (const [, name, forms] of plurals(words[key]!)) {
          assert.ok(placeholders(sentence).includes(`{${name}}`), key);
          const names = forms!.split('|').map((form) => form.split(':')[0]!);
          assert.ok(names.includes('other'), key);
          const { pluralCategories } = new Intl.PluralRules(
            language === 'ht' ? 'fr-HT' : language,
          ).resolvedOptions();
          assert.deepEqual(
            names.filter((category) => !(pluralCategories as string[]).includes(category)),
            [],
            key,
          );
        }
      }
      const same = Object.entries(en).filter(([key, sentence]) => words[key] === sentence);
      assert.ok(
        same.length < Object.keys(en).length / 20,
        `not translated: ${same.map(([key]) => key).join(', ')}`,
      );
    });
  }
});
