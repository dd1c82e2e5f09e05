import { assert } from 'chai';
import { type Dictionary, en } from '../../widget/locales/en.ts';
import { es } from '../../widget/locales/es.ts';
import { LIST_WORDS } from '../../widget/locales/list.ts';
import { SIGNING_WORDS } from '../../widget/locales/signing.ts';

/** Loads a dictionary that isn't in the script. */
const load = async (lang: string): Promise<Dictionary> =>
  (await fetch(new URL(`../../widget/locales/${lang}.json`, import.meta.url))).json();

const TRANSLATIONS: Record<string, Dictionary> = { es };
for (const lang of ['fr', 'pt', 'de', 'ar', 'zh', 'vi', 'tl', 'ht']) TRANSLATIONS[lang] = await load(lang);

/** Keys of sentences that are the same as in English. */
const SAME_AS_ENGLISH: Record<string, string[]> = {
  tl: ['email'],
  fr: ['signatures.one', 'signatures.other'],
};

/** Every sentence of a dictionary by its key, plural forms as "of.one". */
const sentences = (words: Dictionary): Record<string, string> =>
  Object.fromEntries(
    Object.entries(words).flatMap(([key, value]) =>
      typeof value === 'string'
        ? [[key, value]]
        : Object.entries(value).map(([form, sentence]) => [`${key}.${form}`, sentence]),
    ),
  );

const placeholders = (sentence: string) => sentence.split('#').length - 1;

it('no sentence has more than one placeholder', () => {
  for (const [key, sentence] of Object.entries(sentences(en)))
    assert.isAtMost(placeholders(sentence), 1, key);
});

for (const [lang, words] of Object.entries(TRANSLATIONS)) {
  describe(`the dictionary "${lang}"`, () => {
    const translated = sentences(words);
    const english = sentences(en);

    it('has the English keys', () => {
      assert.sameMembers(Object.keys(words), Object.keys(en));
    });

    it('has a plural form for every number', () => {
      const { pluralCategories } = new Intl.PluralRules(lang).resolvedOptions();
      for (const form of [0, 1, 2, 5, 21, 100, 9_000].map((n) => new Intl.PluralRules(lang).select(n))) {
        assert.include(pluralCategories, form);
        assert.isOk(words.of[form] ?? words.of.other, form);
        assert.isOk(words.signatures[form] ?? words.signatures.other, form);
      }
    });

    it('has no empty or untrimmed sentence', () => {
      for (const [key, sentence] of Object.entries(translated)) {
        assert.isNotEmpty(sentence, key);
        assert.equal(sentence, sentence.trim(), key);
      }
    });

    it('is translated completely', () => {
      const same = Object.keys(translated).filter((key) => translated[key] === english[key]);
      assert.sameMembers(same, SAME_AS_ENGLISH[lang] ?? []);
    });

    it('has the English placeholders', () => {
      for (const [key, sentence] of Object.entries(translated)) {
        assert.equal(
          placeholders(sentence),
          placeholders(english[key.replace(/^(of|signatures)\..*/, '$1.other')]!),
          key,
        );
      }
    });
  });
}

for (const [lang, words] of Object.entries(SIGNING_WORDS)) {
  if (lang === 'en') continue;
  it(`the words for people who sign are translated completely to "${lang}"`, () => {
    assert.sameMembers(Object.keys(words), Object.keys(SIGNING_WORDS.en));
    for (const [key, sentence] of Object.entries(words)) {
      const english = SIGNING_WORDS.en[key as keyof typeof words];
      assert.isNotEmpty(sentence, key);
      assert.equal(sentence, sentence.trim(), key);
      assert.equal(placeholders(sentence), placeholders(english), key);
      if (key !== 'shareByEmail') assert.notEqual(sentence, english, key);
    }
  });
}

for (const [lang, words] of Object.entries(LIST_WORDS)) {
  if (lang === 'en') continue;
  it(`the words of the list are translated completely to "${lang}"`, () => {
    assert.sameMembers(Object.keys(words), Object.keys(LIST_WORDS.en));
    for (const [key, sentence] of Object.entries(words)) {
      assert.isNotEmpty(sentence, key);
      assert.equal(sentence, sentence.trim(), key);
      assert.notEqual(sentence, LIST_WORDS.en[key as keyof typeof words], key);
    }
  });
}
