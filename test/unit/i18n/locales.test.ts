import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dictionaryFor, LANGUAGES } from '../../../server/i18n/dictionaries.ts';

const NAME = 'Ørjan';
const NUMBER = '12,345';

/** Every sentence by its key, as `emails.confirm.subject`; what takes a value, with one. */
function sentences(words: object, path = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(words)) {
    const name = path ? `${path}.${key}` : key;
    if (typeof value === 'string') found.set(name, value);
    else if (typeof value === 'function') found.set(name, value(path === 'progress' ? NUMBER : NAME));
    else for (const [inner, sentence] of sentences(value, name)) found.set(inner, sentence);
  }
  return found;
}

const english = sentences(dictionaryFor('en').words);
const isPlural = (key: string) => key.startsWith('progress.');
const keysOf = (all: Map<string, string>) => [...all.keys()].filter((key) => !isPlural(key)).sort();

/** Where a language really has the same word as English. */
const SAME: Record<string, string[]> = { es: ['embed.accent'], tl: ['email'] };

it('there are ten', () => {
  assert.deepEqual([...LANGUAGES].sort(), ['ar', 'de', 'en', 'es', 'fr', 'ht', 'pt', 'tl', 'vi', 'zh']);
});

for (const lang of LANGUAGES) {
  if (lang === 'en') continue;
  describe(`the server’s sentences in "${lang}"`, () => {
    const theirs = sentences(dictionaryFor(lang).words);

    it('are all there, and none is empty', () => {
      assert.deepEqual(keysOf(theirs), keysOf(english));
      for (const [key, sentence] of theirs) assert.equal(sentence, sentence.trim(), key);
      for (const [key, sentence] of theirs) assert.ok(sentence.length > 1, key);
    });

    it('are not left in English', () => {
      const same = keysOf(theirs).filter((key) => theirs.get(key) === english.get(key));
      assert.deepEqual(same, SAME[lang] ?? []);
    });

    it('have a form for every number', () => {
      const { progress } = dictionaryFor(lang).words;
      for (const count of [0, 1, 2, 5, 11, 21, 100, 103, 1_000, 1_000_000]) {
        const say = progress[new Intl.PluralRules(lang).select(count)] ?? progress.other;
        assert.ok(say(NUMBER).includes(NUMBER));
      }
    });

    it('keep what stands in them: names, and the places that are filled', () => {
      for (const [key, sentence] of english) {
        if (isPlural(key)) continue;
        for (const part of [NAME, '#', 'example.org']) {
          assert.equal(theirs.get(key)!.includes(part), sentence.includes(part), `${key}: ${part}`);
        }
      }
    });
  });
}

describe('a wanted language', () => {
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
    it(`of "${wanted}" finds "${lang}"`, () => assert.equal(dictionaryFor(wanted).lang, lang));
  }
});
