import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { generateHybridIdentity, identityToRecipient } from 'age-encryption';
import { UserError } from '../../../server/lib/errors.ts';
import { parsePetitionFile } from '../../../server/petitions/petition-file.ts';

const IDENTITY = await generateHybridIdentity();
const RECIPIENT = await identityToRecipient(IDENTITY);
const VALID = { slug: 'valid-one', creator: 'Ilse V.', texts: { en: { title: 'Title', text: 'Text.' } } };

const parse = (...entries: unknown[]) => parsePetitionFile(JSON.stringify(entries));

/** The errors that a file is rejected with, one per line. */
function errorsIn(json: string): string[] {
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
  return assert.fail('the file was accepted');
}

describe('parsePetitionFile', () => {
  it('accepts every key', () => {
    const everything = {
      ...VALID,
      carriedOver: 114,
      goal: 250,
      status: 'closed',
      target: { en: 'Governor Ducey', es: 'Gobernador Ducey' },
      format: 'markdown',
      organizer: {
        name: 'Harbour Aid',
        url: 'https://example.org',
        email: 'info@example.org',
        privacyUrl: 'https://example.org/privacy',
        imprintUrl: 'http://example.org/imprint',
      },
      closesOn: '2031-02-28',
      timeZone: 'America/Phoenix',
      tags: ['housing', 'port-ansel'],
      noindex: true,
      shareText: 'Keep it open.',
      origins: [
        'https://partner.example',
        'http://localhost:3001',
        'http://[::1]:3001',
        'https://a_b.example',
      ],
      partners: {
        'harbour-aid': 'Harbour Aid',
        a_1: 'A & B <c>',
        sealed: { name: 'Sealed', recipient: RECIPIENT },
        unsealed: { name: 'Unsealed', recipient: null },
      },
      fields: {
        familyName: 'required',
        postalCode: 'optional',
        country: 'off',
        comment: 'optional',
        contact: 'off',
        partnerContact: 'optional',
      },
      texts: { ...VALID.texts, 'pt-BR': { title: 'Título', text: 'Um.\n\nDois.' }, fr: null },
    };
    assert.deepEqual(parse(everything), [everything]);
  });

  it('accepts null for a default, and an empty array', () => {
    const nulls = {
      ...VALID,
      carriedOver: null,
      goal: null,
      partners: null,
      fields: null,
      origins: null,
      target: null,
      format: null,
      organizer: null,
      closesOn: null,
      timeZone: null,
      tags: null,
      noindex: null,
      shareText: null,
    };
    assert.deepEqual(parse(nulls), [nulls]);
    assert.deepEqual(parsePetitionFile('[]'), []);
  });

  it('accepts a hundred partners', () => {
    const partners = Object.fromEntries(
      Array.from({ length: 100 }, (_, index) => [`partner-${index}`, `Partner ${index}`]),
    );
    assert.deepEqual(parse({ ...VALID, partners }), [{ ...VALID, partners }]);
  });

  it('accepts null for any language, to remove what an older version accepted', () => {
    const [entry] = parse({ ...VALID, texts: { sp: null, spanish: null } });
    assert.deepEqual(entry?.texts, { sp: null, spanish: null });
  });

  it('says where a file is not JSON, and shows the line', () => {
    assert.throws(() => parsePetitionFile('[\n  {"slug": "a",\n   “creator”: "b"}\n]'), {
      message:
        'The file is not valid JSON. Line 3, column 4: replace the curly quotes with straight ones ("). Nothing was written.\n\n' +
        '   “creator”: "b"}\n   ^',
    });
  });

  it('ignores a byte order mark', () => {
    assert.deepEqual(parsePetitionFile(`\ufeff${JSON.stringify([VALID])}`), [VALID]);
  });

  it('normalizes line breaks and accents, and trims', () => {
    const [entry] = parse({
      ...VALID,
      texts: { en: { title: ' Cafe\u0301 ', text: 'One.\r\n\r\nTwo.\rThree. ' } },
    });
    assert.deepEqual(entry?.texts.en, { title: 'Caf\u00e9', text: 'One.\n\nTwo.\nThree.' });
  });

  for (const [what, json, message] of [
    ['invalid JSON', '[{"slug": }]', /The file is not valid JSON/],
    ['an empty file', '', /The file is not valid JSON/],
    ['an object', '{}', /must contain a JSON array/],
    ['null', 'null', /must contain a JSON array/],
  ] as const) {
    it(`rejects ${what} and says what is expected`, () => {
      assert.throws(
        () => parsePetitionFile(json),
        (error) =>
          error instanceof UserError &&
          message.test(error.message) &&
          /Nothing was written/.test(error.message),
      );
    });
  }
});

describe('parsePetitionFile, given an invalid entry', () => {
  const text = VALID.texts.en;
  const cases: [string, object, string, RegExp][] = [
    ['a missing slug', { slug: undefined }, 'slug', /missing/],
    ['a slug in capitals', { slug: 'Good' }, 'slug', /lowercase letters/],
    ['a slug with a space', { slug: 'good one' }, 'slug', /lowercase letters/],
    ['a slug with two hyphens', { slug: 'good--one' }, 'slug', /single hyphens/],
    ['an empty slug', { slug: '' }, 'slug', /lowercase letters/],
    ['a long slug', { slug: 'a'.repeat(81) }, 'slug', /80/],
    ['a slug that is a number', { slug: 7 }, 'slug', /text/],
    ['a missing creator', { creator: undefined }, 'creator', /missing/],
    ['a blank creator', { creator: '  ' }, 'creator', /empty/],
    ['a long creator', { creator: 'a'.repeat(121) }, 'creator', /120/],
    ['a creator with a control character', { creator: 'a\u0000b' }, 'creator', /control/],
    ['a carriedOver in quotes', { carriedOver: '114' }, 'carriedOver', /number/],
    ['a negative carriedOver', { carriedOver: -1 }, 'carriedOver', /at least 0/],
    ['a fractional carriedOver', { carriedOver: 1.5 }, 'carriedOver', /whole/],
    ['a carriedOver over a billion', { carriedOver: 1e10 }, 'carriedOver', /1,000,000,000/],
    ['a goal of 0', { goal: 0 }, 'goal', /at least 1/],
    ['an unknown status', { status: 'won' }, 'status', /"draft", "open", or "closed"/],
    ['a target that is a number', { target: 7 }, 'target', /object of languages/],
    ['a long target', { target: 'a'.repeat(201) }, 'target', /200/],
    ['a target with a line break', { target: 'The\nGovernor' }, 'target', /single line/],
    ['a target in an invented language', { target: { sp: 'x' } }, 'target.sp', /did you mean "es"/],
    ['a target without languages', { target: {} }, 'target', /at least one language/],
    ['an empty target', { target: { en: ' ' } }, 'target.en', /empty/],
    ['a target that is read backward', { target: 'a\u202eb' }, 'target', /text direction/],
    ['an unknown format', { format: 'html' }, 'format', /"plain" or "markdown"/],
    ['an organizer as text', { organizer: 'Harbour Aid' }, 'organizer', /object/],
    [
      'an organizer without a name',
      { organizer: { url: 'https://example.org' } },
      'organizer.name',
      /missing/,
    ],
    [
      'an organizer’s script',
      { organizer: { name: 'A', url: 'javascript:alert(1)' } },
      'organizer.url',
      /https/,
    ],
    [
      'an organizer’s wrong address',
      { organizer: { name: 'A', email: 'example.org' } },
      'organizer.email',
      /email address/,
    ],
    [
      'an organizer’s unknown key',
      { organizer: { name: 'A', phone: '1' } },
      'organizer.phone',
      /unknown key/,
    ],
    ['a name that is read backward', { organizer: { name: 'a\u202eb' } }, 'organizer.name', /text direction/],
    ['a day that doesn’t exist', { closesOn: '2027-02-30' }, 'closesOn', /day that exists/],
    ['a day in another form', { closesOn: '5/31/2027' }, 'closesOn', /like "2027-05-31"/],
    ['a number for a day', { closesOn: 20270531 }, 'closesOn', /text/],
    ['an invented time zone', { timeZone: 'America/Phoenixx' }, 'timeZone', /time zone/],
    ['tags as text', { tags: 'housing' }, 'tags', /list of tags/],
    ['a tag in capitals', { tags: ['Housing'] }, 'tags.0', /not a tag/],
    ['a tag twice', { tags: ['a', 'a'] }, 'tags', /repeat/],
    ['too many tags', { tags: Array.from({ length: 21 }, (_, index) => `tag-${index}`) }, 'tags', /20/],
    ['noindex in quotes', { noindex: 'true' }, 'noindex', /true or false/],
    ['a long sentence to share', { shareText: { en: 'a'.repeat(281) } }, 'shareText.en', /280/],
    ['a partner code in capitals', { partners: { Aid: 'Aid' } }, 'partners.Aid', /partner code/],
    ['a partner without a name', { partners: { aid: '' } }, 'partners.aid', /empty/],
    ['a partner’s name that is a number', { partners: { aid: 1 } }, 'partners.aid', /text/],
    [
      'a recipient without a name',
      { partners: { aid: { recipient: RECIPIENT } } },
      'partners.aid.name',
      /missing/,
    ],
    [
      'a recipient with a typo',
      { partners: { aid: { name: 'Aid', recipient: RECIPIENT.replace(/.$/, 'b') } } },
      'partners.aid.recipient',
      /copy the whole line/,
    ],
    [
      'two recipients',
      { partners: { aid: { name: 'Aid', recipient: `${RECIPIENT} ${RECIPIENT}` } } },
      'partners.aid.recipient',
      /one age recipient/,
    ],
    [
      'a private key as the recipient',
      { partners: { aid: { name: 'Aid', recipient: IDENTITY } } },
      'partners.aid.recipient',
      /is a private key\. (?!.*AGE-SECRET-KEY)/,
    ],
    [
      'origins as a string',
      { origins: 'https://partner.example' },
      'origins',
      /list of origins, like \["https/,
    ],
    [
      'an origin with a path',
      { origins: ['https://partner.example/'] },
      'origins.0',
      /not an origin; write it like/,
    ],
    ['an origin in capitals', { origins: ['https://Partner.example'] }, 'origins.0', /not an origin/],
    [
      'an origin with the default port',
      { origins: ['https://partner.example:443'] },
      'origins.0',
      /not an origin/,
    ],
    [
      'an origin without a scheme',
      { origins: ['https://a.example', 'b.example'] },
      'origins.1',
      /not an origin/,
    ],
    ['an origin with a semicolon', { origins: ['https://a;b.example'] }, 'origins.0', /not an origin/],
    ['an origin with a wildcard', { origins: ['https://*.example'] }, 'origins.0', /not an origin/],
    ['an origin with a quote', { origins: ["https://a'b.example"] }, 'origins.0', /not an origin/],
    ['an origin with a comma', { origins: ['https://a,b.example'] }, 'origins.0', /not an origin/],
    ['the origin "null"', { origins: ['null'] }, 'origins.0', /not an origin/],
    ['an origin that is a number', { origins: [7] }, 'origins.0', /text/],
    ['partners as an array', { partners: ['aid'] }, 'partners', /object/],
    [
      'an unknown value of a field',
      { fields: { country: 'must' } },
      'fields.country',
      /"off", "optional", "required"/,
    ],
    ['a required checkbox', { fields: { contact: 'required' } }, 'fields.contact', /"off", "optional"/],
    ['an unknown field', { fields: { phone: 'off' } }, 'fields.phone', /unknown key/],
    ['fields as a string', { fields: 'all' }, 'fields', /object/],
    ['missing texts', { texts: undefined }, 'texts', /missing/],
    ['texts as an array', { texts: [text] }, 'texts', /object/],
    [
      'an invalid language tag',
      { texts: { en_US: text } },
      'texts.en_US',
      /language tag.*did you mean "en-US"/,
    ],
    [
      'a name of a language',
      { texts: { spanish: text } },
      'texts.spanish',
      /did you mean "es" \(Spanish\)\?$/,
    ],
    [
      'its own name for it',
      { texts: { español: text } },
      'texts.español',
      /did you mean "es" \(Spanish\)\?$/,
    ],
    [
      'its code with three letters',
      { texts: { spa: text } },
      'texts.spa',
      /did you mean "es" \(Spanish\)\?$/,
    ],
    [
      'an invented language code',
      { texts: { sp: text } },
      'texts.sp',
      /not the code of a language; did you mean "es"/,
    ],
    ['one like no other', { texts: { 'xx-MX': text } }, 'texts.xx-MX', /not the code of a language$/],
    ['a language tag in the wrong case', { texts: { 'PT-br': text } }, 'texts.PT-br', /language tag/],
    ['a language with a string', { texts: { en: 'x' } }, 'texts.en', /object/],
    ['a missing title', { texts: { en: { text: 'x' } } }, 'texts.en.title', /missing/],
    ['a long title', { texts: { en: { ...text, title: 'a'.repeat(201) } } }, 'texts.en.title', /200/],
    ['a missing text', { texts: { en: { title: 'x' } } }, 'texts.en.text', /missing/],
    ['a long text', { texts: { en: { ...text, text: 'a'.repeat(20_001) } } }, 'texts.en.text', /20,000/],
    [
      'a text with a lone surrogate',
      { texts: { en: { ...text, text: 'a\ud800' } } },
      'texts.en.text',
      /control/,
    ],
    ['an unknown key in a text', { texts: { en: { ...text, titel: 'x' } } }, 'texts.en.titel', /unknown key/],
    ['an unknown key', { goaal: 5 }, 'goaal', /unknown key.*spelling/],
  ];
  for (const [what, more, field, reason] of cases) {
    it(`rejects ${what}, and names the entry, slug, and field`, () => {
      const entry: Record<string, unknown> = { ...VALID, slug: 'invalid-one', ...more };
      const errors = errorsIn(JSON.stringify([VALID, entry]));
      const name = typeof entry.slug === 'string' ? `entry 2 ("${entry.slug.slice(0, 80)}")` : 'entry 2';
      assert.equal(errors.length, 1, errors.join('\n'));
      assert.ok(errors[0]!.startsWith(`${name}: ${field}: `), errors[0]);
      assert.match(errors[0]!, reason);
    });
  }

  for (const entry of [null, 'valid-one', 7, []]) {
    it(`rejects an entry that is not an object: ${JSON.stringify(entry)}`, () => {
      assert.match(errorsIn(JSON.stringify([entry]))[0]!, /^entry 1: \S/);
    });
  }

  it('rejects a duplicate slug', () => {
    assert.deepEqual(errorsIn(JSON.stringify([VALID, { ...VALID, slug: 'other' }, VALID])), [
      'entry 3 ("valid-one"): slug: already used by entry 1',
    ]);
  });

  it('names every unknown key', () => {
    const errors = errorsIn(
      JSON.stringify([
        { ...VALID, goaal: 5, creater: 'x', goal: 0, texts: { en: { ...text, titel: 'x', txet: 'x' } } },
      ]),
    );
    assert.deepEqual(errors.map((line) => line.replace(/^entry 1 \("valid-one"\): /, '')).sort(), [
      'creater: unknown key; check the spelling',
      'goaal: unknown key; check the spelling',
      'goal: must be at least 1',
      'texts.en.titel: unknown key; check the spelling',
      'texts.en.txet: unknown key; check the spelling',
    ]);
  });

  it('reports all errors in one message', () => {
    const errors = errorsIn(
      JSON.stringify([{ ...VALID, goal: 0, creator: '' }, VALID, { ...VALID, slug: 'Bad' }]),
    );
    assert.deepEqual(errors.map((line) => line.match(/^entry \d+ \("[^"]+"\): \w+/)?.[0]).sort(), [
      'entry 1 ("valid-one"): creator',
      'entry 1 ("valid-one"): goal',
      'entry 3 ("Bad"): slug',
    ]);
  });
});
