import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dictionaryFor, LANGUAGES } from '../../../server/i18n/dictionaries.ts';

const NAME = 'Ørjan';
const NUMBER = '12,345';

/** Returns every sentence by its key, like `emails.confirm.subject`. Functions get a sample value. */
function sentences(words: object, path = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(words)) {
    const name = path ? `${path}.${key}` : key;
    if (typeof value === 'string') found.set(name, value);
    else if (typeof value === 'function')
      found.set(name, value(/^(?:progress|daysLeft)$/.test(path) ? NUMBER : NAME));
    else for (const [inner, sentence] of sentences(value, name)) found.set(inner, sentence);
  }
  return found;
}

const english = sentences(dictionaryFor('en').words);
const isPlural = (key: string) => /^(?:progress|signatures|daysLeft)\./.test(key);
const keysOf = (all: Map<string, string>) => [...all.keys()].filter((key) => !isPlural(key)).sort();

/** Keys for which a language really has the same word as English. */
const SAME: Record<string, string[]> = { es: ['embed.accent'], tl: ['email'] };

it('supports ten languages', () => {
  assert.deepEqual([...LANGUAGES].sort(), ['ar', 'de', 'en', 'es', 'fr', 'ht', 'pt', 'tl', 'vi', 'zh']);
});

for (const lang of LANGUAGES) {
  if (lang === 'en') continue;
  describe(`the server’s sentences in "${lang}"`, () => {
    const translated = sentences(dictionaryFor(lang).words);

    it('have the same keys as English, and none is empty', () => {
      assert.deepEqual(keysOf(translated), keysOf(english));
      for (const [key, sentence] of translated) assert.equal(sentence, sentence.trim(), key);
      for (const [key, sentence] of translated) assert.ok(sentence.length > 1, key);
    });

    it('are all translated', () => {
      const untranslated = keysOf(translated).filter((key) => translated.get(key) === english.get(key));
      assert.deepEqual(untranslated, SAME[lang] ?? []);
    });

    it('have a plural form for every number', () => {
      const { progress, signatures, daysLeft } = dictionaryFor(lang).words;
      for (const count of [0, 1, 2, 5, 11, 21, 100, 103, 1_000, 1_000_000]) {
        const format = progress[new Intl.PluralRules(lang).select(count)] ?? progress.other;
        assert.ok(format(NUMBER).includes(NUMBER));
        // The last day has a sentence of its own, and a dual names its number.
        const days = daysLeft[new Intl.PluralRules(lang).select(count)] ?? daysLeft.other;
        assert.ok(count < 3 || days(NUMBER).includes(NUMBER));
        assert.ok(signatures[new Intl.PluralRules(lang).select(count)] ?? signatures.other);
      }
    });

    it('keep names and placeholders', () => {
      for (const [key, sentence] of english) {
        if (isPlural(key)) continue;
        for (const part of [NAME, '#', 'example.org']) {
          assert.equal(translated.get(key)!.includes(part), sentence.includes(part), `${key}: ${part}`);
        }
      }
    });
  });
}

describe('dictionaryFor', () => {
  for (const [wanted, lang] of [
    ['pt-BR', 'pt'],
    ['FR', 'fr'],
    ['zh-Hans-CN', 'zh'],
    ['fil', 'tl'],
    ['fil-PH', 'tl'],
    ['tl', 'tl'],
    ['nl', 'en'],
    ['', 'en'],
    ['constructor', 'en'],
  ] as const) {
    it(`returns "${lang}" for "${wanted}"`, () => assert.equal(dictionaryFor(wanted).lang, lang));
  }
});
