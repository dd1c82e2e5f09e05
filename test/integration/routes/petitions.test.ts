// Runs once: petitions/repository.test.ts tests what depends on the database.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as v from 'valibot';
import { Petition } from '../../../common/contract.ts';
import { COUNTRY_CODES } from '../../../server/i18n/countries.ts';
import { formatText } from '../../../server/petitions/formatted-text.ts';
import { closePetition } from '../../../server/petitions/repository.ts';
import { PERSON, PETITIONS, PUBLIC_URL, problemOf, start } from '../../support/server.ts';

const server = await start();
const [LIBRARY] = PETITIONS;

async function petition(path: string): Promise<Petition> {
  const response = await server.get(path);
  assert.equal(response.status, 200);
  return v.parse(v.strictObject(Petition.entries), await response.json());
}

describe('GET /v1/petitions/:slug', () => {
  it('returns what the contract describes', async () => {
    const { consent, ...rest } = await petition('/v1/petitions/keep-the-library');
    assert.deepEqual(rest, {
      slug: 'keep-the-library',
      status: 'open',
      outcome: null,
      lang: 'en',
      languages: ['en', 'es'],
      ...LIBRARY!.texts.en,
      blocks: formatText(LIBRARY!.texts.en!.text, 'plain').blocks,
      preview: formatText(LIBRARY!.texts.en!.text, 'plain').blocks.length,
      victory: false,
      outcomeBlocks: [],
      target: null,
      organizer: null,
      closesOn: null,
      closesAt: null,
      tags: [],
      shareText: null,
      hasDetails: false,
      captions: {
        target: null,
        signedToday: null,
        victory: null,
        closing: null,
        organizer: 'Organized by #',
        privacyPolicy: 'Privacy policy',
        imprint: 'Legal notice',
      },
      creator: 'Friends of the Library',
      image: null,
      count: 8889,
      goal: 9000,
      fields: { ...LIBRARY!.fields, display: 'off' },
      countries: [...COUNTRY_CODES],
      latest: [],
      partners: { 'harbour-aid': 'Harbour Aid', 'open-gate': 'Open Gate Network' },
      confirmation: 'off',
      url: `${PUBLIC_URL}/p/keep-the-library`,
    });
    assert.match(consent.version, /^[0-9a-f]{12}$/);
    assert.match(consent.text, /encrypted/);
  });

  it('returns what a page shows around the text, in the requested language', async (t) => {
    const server = await start(t, {
      env: { ORGANIZER_NAME: 'Open Gate', ORGANIZER_URL: 'https://example.org' },
      petitions: [
        {
          ...LIBRARY!,
          target: { en: 'Governor Ducey', es: 'la gobernadora' },
          format: 'markdown',
          closesOn: '2031-05-31',
          timeZone: 'America/Phoenix',
          tags: ['libraries'],
          shareText: 'Keep it open.',
          texts: {
            en: { title: 'Keep it', text: '## Why\n\nBecause **it matters**.' },
            es: { title: 'Que siga', text: 'Porque *importa*.' },
          },
        },
        {
          ...LIBRARY!,
          slug: 'with-its-own-organizer',
          organizer: { name: 'Harbour Aid', email: 'info@example.org' },
        },
      ],
    });
    const read = async (path: string) => (await server.get(path)).json();
    const english = await read('/v1/petitions/keep-the-library');
    assert.equal(english.text, 'Why\n\nBecause it matters.');
    assert.deepEqual(english.blocks, [
      { type: 'heading', content: ['Why'] },
      { type: 'paragraph', content: ['Because ', { text: 'it matters', strong: true }, '.'] },
    ]);
    const { target, organizer, closesOn, closesAt, tags, shareText, hasDetails, captions } = await read(
      '/v1/petitions/keep-the-library?lang=es',
    );
    assert.deepEqual(
      { target, organizer, closesOn, closesAt, tags, shareText, hasDetails, caption: captions.target },
      {
        target: 'la gobernadora',
        organizer: { name: 'Open Gate', url: 'https://example.org' },
        closesOn: '2031-05-31',
        closesAt: '2031-06-01T07:00:00.000Z',
        tags: ['libraries'],
        shareText: 'Keep it open.',
        hasDetails: true,
        caption: 'Para: la gobernadora',
      },
    );
    const other = await read('/v1/petitions/with-its-own-organizer');
    assert.deepEqual(other.organizer, { name: 'Harbour Aid', email: 'info@example.org' });
  });

  it('returns the documented defaults for omitted settings', async () => {
    const { fields, partners } = await petition('/v1/petitions/done-and-won');
    assert.deepEqual(fields, {
      familyName: 'optional',
      postalCode: 'off',
      country: 'off',
      comment: 'off',
      display: 'off',
      contact: 'optional',
      partnerContact: 'off',
    });
    assert.deepEqual(partners, {});
    const { countries } = await petition('/v1/petitions/done-and-won');
    assert.deepEqual(countries, [], 'the country isn’t asked for');
  });

  for (const [requested, lang] of [
    ['es', 'es'],
    ['es-MX', 'es'],
    ['ES', 'es'],
    ['en-GB', 'en'],
    ['fr', 'en'],
    ['en-US@posix', 'en'],
    ['', 'en'],
    ['__proto__', 'en'],
    ['%00', 'en'],
  ] as const) {
    it(`returns "${lang}" if "${requested}" is requested`, async () => {
      const found = await petition(`/v1/petitions/keep-the-library?lang=${requested}`);
      assert.equal(found.lang, lang);
      assert.equal(found.title, LIBRARY!.texts[lang]!.title);
      assert.deepEqual(found.languages, ['en', 'es']);
    });
  }

  it('returns a regional language if there is no other, and prefers an exact match to a near one', async (t) => {
    const texts = (...langs: string[]) =>
      Object.fromEntries(langs.map((lang) => [lang, { title: lang, text: 'Text.' }]));
    const { get } = await start(t, {
      petitions: [
        { slug: 'one', creator: 'Ilse V.', texts: texts('en', 'pt-BR') },
        { slug: 'two', creator: 'Ilse V.', texts: texts('en', 'pt-BR', 'pt') },
      ],
    });
    const langOf = async (path: string) => (await (await get(path)).json()).lang;
    assert.equal(await langOf('/v1/petitions/one?lang=pt'), 'pt-BR');
    assert.equal(await langOf('/v1/petitions/one?lang=pt-PT'), 'pt-BR');
    assert.equal(await langOf('/v1/petitions/two?lang=pt'), 'pt');
    assert.equal(await langOf('/v1/petitions/two?lang=pt-br'), 'pt-BR');
  });

  it('returns the consent text in the requested language, even if the petition has no text in it', async () => {
    const inEnglish = await petition('/v1/petitions/mend-the-bridge');
    const inSpanish = await petition('/v1/petitions/mend-the-bridge?lang=es-MX');
    assert.equal(inSpanish.lang, 'en');
    assert.match(inSpanish.consent.text, /^Solo quien organiza/);
    assert.notEqual(inSpanish.consent.version, inEnglish.consent.version);
    assert.deepEqual((await petition('/v1/petitions/mend-the-bridge?lang=nl')).consent, inEnglish.consent);
  });

  it('returns the outcome in each language once the petition is closed', async (t) => {
    const { context, get } = await start(t);
    await closePetition(context.storage, 'keep-the-library', 'It stays open.', { lang: 'en' });
    await closePetition(context.storage, 'keep-the-library', 'Sigue abierta.', { lang: 'es' });
    await context.petitions.refresh();
    const read = async (lang: string): Promise<Petition> =>
      (await get(`/v1/petitions/keep-the-library?lang=${lang}`)).json();
    assert.equal((await read('en')).outcome, 'It stays open.');
    assert.equal((await read('es')).outcome, 'Sigue abierta.');
    assert.equal((await read('es')).status, 'closed');
  });

  it('returns no outcome and no victory once the petition is reopened', async (t) => {
    const { context, get, load } = await start(t);
    await closePetition(context.storage, 'keep-the-library', 'It stays open.', { victory: true });
    await load([{ ...LIBRARY, status: 'open' }]);
    const { status, outcome, victory } = await (await get('/v1/petitions/keep-the-library')).json();
    assert.deepEqual({ status, outcome, victory }, { status: 'open', outcome: null, victory: false });
  });

  for (const pasted of [
    ' keep-the-library ',
    'Keep-The-Library',
    '\u200bkeep-the-library\u00a0',
    'keep-the-library/',
    '“keep-the-library”',
    'https://petitions.example.org/p/keep-the-library',
    'petitions.example.org/p/Keep-The-Library?partner=x#sign',
  ]) {
    it(`finds a petition by "${pasted}", as pages paste it into the attribute`, async () => {
      const path = `/v1/petitions/${encodeURIComponent(pasted)}`;
      for (const suffix of ['', '/count'])
        assert.equal((await server.get(path + suffix)).status, 200, suffix);
    });
  }

  it('returns 404 for unknown slugs, without repeating them', async () => {
    for (const slug of [
      'zanzibar',
      'keep_the_library',
      'keep-the-library/more',
      '__proto__',
      'constructor',
      '%00',
      '%E0%A4%A',
      '%2e%2e',
    ]) {
      for (const path of [`/v1/petitions/${slug}`, `/v1/petitions/${slug}/count`]) {
        const response = await server.get(path);
        assert.equal(response.status, 404, path);
        assert.equal(response.headers.get('Content-Type'), 'application/problem+json');
        assert.doesNotMatch((await problemOf(response)).detail, /zanzibar|proto/);
      }
    }
  });

  it('returns what was loaded while the server runs', async (t) => {
    const { load, get } = await start(t);
    await load([{ ...LIBRARY, creator: 'Readers of Port Ansel' }]);
    assert.equal(
      (await (await get('/v1/petitions/keep-the-library')).json()).creator,
      'Readers of Port Ansel',
    );
  });
});

describe('GET /v1/petitions', () => {
  it('returns all petitions in the order in which they were loaded, each the same as on its own', async () => {
    const response = await server.get('/v1/petitions?lang=es');
    const list = (await response.json()) as Petition[];
    assert.deepEqual(
      list.map(({ slug }) => slug),
      PETITIONS.map(({ slug }) => slug),
    );
    for (const item of list) assert.deepEqual(item, await petition(`/v1/petitions/${item.slug}?lang=es`));
  });

  it('returns some of them if asked to, with a link to the next', async () => {
    const slugs: string[] = [];
    let path = '/v1/petitions?limit=3&lang=es';
    for (let page = 0; page < 2; page++) {
      const response = await server.get(path);
      const list = (await response.json()) as Petition[];
      slugs.push(...list.map(({ slug }) => slug));
      const [, next] =
        /^<https:\/\/petitions\.example\.org(\/[^>]+)>; rel="next"$/.exec(
          response.headers.get('Link') ?? '',
        ) ?? [];
      assert.equal(next, page === 0 ? '/v1/petitions?limit=3&after=strict-one&lang=es' : undefined);
      path = next ?? '';
    }
    assert.deepEqual(
      slugs,
      PETITIONS.map(({ slug }) => slug),
    );
    for (const limit of ['0', '-1', '101', '1.5', 'x', '']) {
      assert.equal((await server.get(`/v1/petitions?limit=${limit}`)).status, 400, limit);
    }
    assert.equal((await server.get('/v1/petitions?after=zanzibar')).status, 404);
  });

  it('serializes each published petition once per language, however often it is requested', async (t) => {
    const { get, load } = await start(t);
    const { stringify } = JSON;
    let serialized = 0;
    t.mock.method(JSON, 'stringify', (value: unknown) => {
      if (typeof value === 'object' && value !== null && 'slug' in value) serialized += 1;
      return stringify(value);
    });
    const read = async () => (await (await get('/v1/petitions')).text()).length;
    await read();
    const first = serialized;
    assert.equal(first, PETITIONS.length);
    for (let request = 0; request < 20; request++) await read();
    await get('/v1/petitions/keep-the-library');
    assert.equal(serialized, first);
    await load([{ ...PETITIONS[0], creator: 'Readers of Port Ansel' }]);
    assert.match(await (await get('/v1/petitions')).text(), /Readers of Port Ansel/);
  });

  it('returns an empty list if no petitions were loaded', async (t) => {
    const { get } = await start(t, { petitions: [] });
    assert.deepEqual(await (await get('/v1/petitions')).json(), []);
  });
});

describe('GET /v1/petitions/:slug/count', () => {
  it('returns only count and goal, including signatures carried over', async (t) => {
    const { sign, countOf } = await start(t);
    assert.deepEqual(await countOf('keep-the-library'), { count: 8889, goal: 9000 });
    await sign('keep-the-library', PERSON);
    assert.deepEqual(await countOf('keep-the-library'), { count: 8890, goal: 9000 });
  });

  it('returns the petition’s own goal until that is reached', async (t) => {
    const { sign, countOf } = await start(t, {
      petitions: [{ ...PETITIONS[1], carriedOver: 248, goal: 250 }],
    });
    for (const [email, expected] of [
      ['ana@example.org', { count: 249, goal: 250 }],
      ['ben@example.org', { count: 250, goal: 300 }],
    ] as const) {
      await sign('mend-the-bridge', { ...PERSON, email });
      assert.deepEqual(await countOf('mend-the-bridge'), expected);
    }
  });
});

describe('a read', () => {
  for (const [path, seconds] of [
    ['/v1/petitions', 10],
    ['/v1/petitions/keep-the-library', 10],
    ['/v1/petitions/keep-the-library/count', 2],
  ] as const) {
    it(`of ${path} is cacheable for ${seconds} seconds on the way to browsers, which revalidate it by its ETag`, async () => {
      const fresh = await server.get(path);
      assert.equal(fresh.headers.get('Cache-Control'), `public, max-age=0, s-maxage=${seconds}`);
      const etag = fresh.headers.get('ETag')!;
      for (const ifNoneMatch of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
        const revalidated = await server.get(path, { 'If-None-Match': ifNoneMatch });
        assert.equal(revalidated.status, 304, ifNoneMatch);
        assert.equal(await revalidated.text(), '');
        assert.equal(revalidated.headers.get('ETag'), etag);
        assert.equal(revalidated.headers.get('Cache-Control'), fresh.headers.get('Cache-Control'));
        assert.equal(revalidated.headers.get('Access-Control-Allow-Origin'), '*');
      }
      assert.equal((await server.get(path, { 'If-None-Match': '"other"' })).status, 200);
    });

    it(`of ${path} allows HEAD, and no other method`, async () => {
      const head = await server.app.request(path, { method: 'HEAD' });
      assert.equal(head.status, 200);
      assert.equal(await head.text(), '');
      const rejected = await server.app.request(path, { method: 'DELETE' });
      assert.equal(rejected.status, 405);
      assert.equal(rejected.headers.get('Allow'), 'GET, HEAD');
    });
  }

  it('has another ETag once the published count changes', async (t) => {
    const { get, sign, context } = await start(t);
    const etag = async () => (await get('/v1/petitions/keep-the-library/count')).headers.get('ETag')!;
    const before = await etag();
    await sign('keep-the-library', PERSON);
    assert.equal(await etag(), before);
    await context.petitions.refresh();
    assert.notEqual(await etag(), before);
  });
});
