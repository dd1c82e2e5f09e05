import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UserError } from '../../../server/lib/errors.ts';
import { parsePetitionFile } from '../../../server/petitions/petition-file.ts';

const GOOD = { slug: 'good-one', creator: 'Ilse V.', texts: { en: { title: 'Title', text: 'Text.' } } };

const parse = (...entries: unknown[]) => parsePetitionFile(JSON.stringify(entries));

/** The lines of the mistake that a file is. */
function mistakesOf(json: string): string[] {
  try {
    parsePetitionFile(json);
  } catch (error) {
    assert.ok(error instanceof UserError, String(error));
    assert.match(error.message, /Nothing was written/);
    return error.message
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
  return assert.fail('the file was taken');
}

describe('a petitions file', () => {
  it('may hold everything', () => {
    const everything = {
      ...GOOD,
      carriedOver: 114,
      goal: 250,
      status: 'closed',
      origins: ['https://partner.example', 'http://localhost:3001'],
      partners: { 'harbour-aid': 'Harbour Aid', a_1: 'A & B <c>' },
      fields: {
        familyName: 'required',
        postalCode: 'optional',
        country: 'off',
        comment: 'optional',
        contact: 'off',
        partnerContact: 'optional',
      },
      texts: { ...GOOD.texts, 'pt-BR': { title: 'Título', text: 'Um.\n\nDois.' }, fr: null },
    };
    assert.deepEqual(parse(everything), [everything]);
  });

  it('may hold nulls where the default is meant, and no petition at all', () => {
    const nulls = { ...GOOD, carriedOver: null, goal: null, partners: null, fields: null, origins: null };
    assert.deepEqual(parse(nulls), [nulls]);
    assert.deepEqual(parsePetitionFile('[]'), []);
  });

  it('may begin with a byte order mark', () => {
    assert.deepEqual(parsePetitionFile(`\ufeff${JSON.stringify([GOOD])}`), [GOOD]);
  });

  it('is tidied: line breaks, composed letters, white space at the edges', () => {
    const [entry] = parse({
      ...GOOD,
      texts: { en: { title: ' Cafe\u0301 ', text: 'One.\r\n\r\nTwo.\rThree. ' } },
    });
    assert.deepEqual(entry?.texts.en, { title: 'Caf\u00e9', text: 'One.\n\nTwo.\nThree.' });
  });

  for (const [what, json, words] of [
    ['no JSON', '[{"slug": }]', /The file is no JSON/],
    ['empty', '', /The file is no JSON/],
    ['an object', '{}', /must hold a JSON array/],
    ['null', 'null', /must hold a JSON array/],
  ] as const) {
    it(`that is ${what} is refused, with what it should be`, () => {
      assert.throws(
        () => parsePetitionFile(json),
        (error) =>
          error instanceof UserError &&
          words.test(error.message) &&
          /Nothing was written/.test(error.message),
      );
    });
  }
});

describe('a bad entry is named with number, slug and field:', () => {
  const text = GOOD.texts.en;
  const cases: [string, object, string, RegExp][] = [
    ['no slug', { slug: undefined }, 'slug', /missing/],
    ['a slug with capitals', { slug: 'Good' }, 'slug', /small letters/],
    ['a slug with a space', { slug: 'good one' }, 'slug', /small letters/],
    ['a slug with two hyphens', { slug: 'good--one' }, 'slug', /single hyphens/],
    ['an empty slug', { slug: '' }, 'slug', /small letters/],
    ['a long slug', { slug: 'a'.repeat(81) }, 'slug', /80/],
    ['a slug that is a number', { slug: 7 }, 'slug', /text/],
    ['no creator', { creator: undefined }, 'creator', /missing/],
    ['a blank creator', { creator: '  ' }, 'creator', /empty/],
    ['a long creator', { creator: 'a'.repeat(121) }, 'creator', /120/],
    ['a creator with a control', { creator: 'a\u0000b' }, 'creator', /control/],
    ['a carried-over number in quotes', { carriedOver: '114' }, 'carriedOver', /number/],
    ['a negative carried-over number', { carriedOver: -1 }, 'carriedOver', /at least 0/],
    ['a broken carried-over number', { carriedOver: 1.5 }, 'carriedOver', /whole/],
    ['too many carried over', { carriedOver: 1e10 }, 'carriedOver', /1,000,000,000/],
    ['a goal of none', { goal: 0 }, 'goal', /at least 1/],
    ['another status', { status: 'won' }, 'status', /"open" or "closed"/],
    ['a partner’s code in capitals', { partners: { Aid: 'Aid' } }, 'partners.Aid', /partner code/],
    ['a partner without a name', { partners: { aid: '' } }, 'partners.aid', /empty/],
    [
      'origins as a word',
      { origins: 'https://partner.example' },
      'origins',
      /list of origins, like \["https/,
    ],
    [
      'an origin with a path',
      { origins: ['https://partner.example/'] },
      'origins.0',
      /no origin; write it like/,
    ],
    ['an origin in capitals', { origins: ['https://Partner.example'] }, 'origins.0', /no origin/],
    ['an origin with the usual port', { origins: ['https://partner.example:443'] }, 'origins.0', /no origin/],
    ['a host without https', { origins: ['https://a.example', 'b.example'] }, 'origins.1', /no origin/],
    ['the origin of a file', { origins: ['null'] }, 'origins.0', /no origin/],
    ['an origin that is a number', { origins: [7] }, 'origins.0', /text/],
    ['partners as a list', { partners: ['aid'] }, 'partners', /object/],
    [
      'a field’s rule that is none',
      { fields: { country: 'must' } },
      'fields.country',
      /"off", "optional", "required"/,
    ],
    ['a box that is required', { fields: { contact: 'required' } }, 'fields.contact', /"off", "optional"/],
    ['a field nobody knows', { fields: { phone: 'off' } }, 'fields.phone', /not known/],
    ['fields as text', { fields: 'all' }, 'fields', /object/],
    ['no texts', { texts: undefined }, 'texts', /missing/],
    ['texts as a list', { texts: [text] }, 'texts', /object/],
    ['no language', { texts: {} }, 'texts', /at least one/],
    ['only languages that go', { texts: { en: null } }, 'texts', /at least one/],
    ['a language that is none', { texts: { en_US: text } }, 'texts.en_US', /language tag/],
    ['a language in the wrong case', { texts: { 'PT-br': text } }, 'texts.PT-br', /language tag/],
    ['a language that holds text alone', { texts: { en: 'x' } }, 'texts.en', /object/],
    ['no title', { texts: { en: { text: 'x' } } }, 'texts.en.title', /missing/],
    ['a long title', { texts: { en: { ...text, title: 'a'.repeat(201) } } }, 'texts.en.title', /200/],
    ['no text', { texts: { en: { title: 'x' } } }, 'texts.en.text', /missing/],
    ['a long text', { texts: { en: { ...text, text: 'a'.repeat(20_001) } } }, 'texts.en.text', /20,000/],
    [
      'a text with a lone surrogate',
      { texts: { en: { ...text, text: 'a\ud800' } } },
      'texts.en.text',
      /control/,
    ],
    [
      'a text’s member nobody knows',
      { texts: { en: { ...text, titel: 'x' } } },
      'texts.en.titel',
      /not known/,
    ],
    ['a member nobody knows', { goaal: 5 }, 'goaal', /not known.*spelling/],
  ];
  for (const [what, more, field, reason] of cases) {
    it(what, () => {
      const entry: Record<string, unknown> = { ...GOOD, slug: 'bad-one', ...more };
      const mistakes = mistakesOf(JSON.stringify([GOOD, entry]));
      const name = typeof entry.slug === 'string' ? `entry 2 ("${entry.slug.slice(0, 80)}")` : 'entry 2';
      assert.equal(mistakes.length, 1, mistakes.join('\n'));
      assert.ok(mistakes[0]!.startsWith(`${name}: ${field}: `), mistakes[0]);
      assert.match(mistakes[0]!, reason);
    });
  }

  for (const entry of [null, 'good-one', 7, []]) {
    it(`no object: ${JSON.stringify(entry)}`, () => {
      assert.match(mistakesOf(JSON.stringify([entry]))[0]!, /^entry 1: \S/);
    });
  }

  it('a slug that stands twice', () => {
    assert.deepEqual(mistakesOf(JSON.stringify([GOOD, { ...GOOD, slug: 'other' }, GOOD])), [
      'entry 3 ("good-one"): slug: stands already at entry 1',
    ]);
  });

  it('all of them, all at once', () => {
    const mistakes = mistakesOf(
      JSON.stringify([{ ...GOOD, goal: 0, creator: '' }, GOOD, { ...GOOD, slug: 'Bad' }]),
    );
    assert.deepEqual(mistakes.map((line) => line.match(/^entry \d+ \("[^"]+"\): \w+/)?.[0]).sort(), [
      'entry 1 ("good-one"): creator',
      'entry 1 ("good-one"): goal',
      'entry 3 ("Bad"): slug',
    ]);
  });
});
