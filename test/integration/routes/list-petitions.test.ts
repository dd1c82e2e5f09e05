// Runs once: no database involved.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as v from 'valibot';
import { type Petition, PetitionSummary } from '../../../common/contract.ts';
import { createApp } from '../../../server/app.ts';
import { closePetition } from '../../../server/petitions/repository.ts';
import { PUBLIC_URL, problemOf, start } from '../../support/server.ts';

const texts = (title: string) => ({ en: { title, text: 'Text.' } });
const HARBOUR = { 'harbour-aid': 'Harbour Aid' };
/** In the order in which they are loaded. */
const PETITIONS = [
  { slug: 'halfway', creator: 'Ilse V.', carriedOver: 50, tags: ['housing'], texts: texts('Halfway') },
  { slug: 'nearly', creator: 'Ilse V.', carriedOver: 990, partners: HARBOUR, texts: texts('Nearly') },
  {
    slug: 'won',
    creator: 'Ilse V.',
    status: 'closed',
    carriedOver: 10,
    tags: ['housing'],
    partners: HARBOUR,
    texts: texts('Won'),
  },
  {
    slug: 'new',
    creator: 'Ilse V.',
    tags: ['housing', 'rent'],
    target: { en: 'Mayor Diaz', es: 'la alcaldía' },
    closesOn: '2031-05-31',
    partners: HARBOUR,
    texts: { en: { title: 'New', text: 'Text.' }, es: { title: 'Nueva', text: 'Texto.' } },
  },
];

const server = await start(undefined, { petitions: PETITIONS });
const slugsAt = async (query: string, { get } = server): Promise<string[]> => {
  const response = await get(`/v1/petitions${query}`);
  assert.equal(response.status, 200, query);
  return ((await response.json()) as Petition[]).map(({ slug }) => slug);
};
const nextOf = (response: Response) =>
  /^<https:\/\/petitions\.example\.org\/v1\/petitions(\?[^>]+)>; rel="next"$/.exec(
    response.headers.get('Link') ?? '',
  )?.[1];

describe('the list of petitions', () => {
  for (const [query, slugs] of [
    ['', ['halfway', 'nearly', 'won', 'new']],
    ['?partner=harbour-aid', ['nearly', 'won', 'new']],
    ['?tag=housing', ['halfway', 'won', 'new']],
    ['?status=open', ['halfway', 'nearly', 'new']],
    ['?status=closed', ['won']],
    ['?sort=newest', ['new', 'won', 'nearly', 'halfway']],
    ['?sort=goal', ['nearly', 'halfway', 'won', 'new']],
    ['?partner=harbour-aid&status=open&sort=goal', ['nearly', 'new']],
    ['?partner=harbour-aid&tag=rent', ['new']],
    ['?partner=nobody', []],
    ['?partner=constructor', []],
    ['?tag=nothing', []],
  ] as const) {
    it(`is ${slugs.join(', ') || 'empty'} for "${query}"`, async () => {
      assert.deepEqual(await slugsAt(query), slugs);
    });
  }

  it('says which values are allowed, and repeats none of the others', async () => {
    for (const [query, allowed] of [
      ['status=zanzibar', /`status` must be `open` or `closed`/],
      ['status=draft', /`open` or `closed`/],
      ['sort=zanzibar', /`sort` must be `newest` or `goal`/],
      ['view=zanzibar', /`view` must be `summary`/],
      ['partner=Zanzibar!', /`partner` must consist of lowercase letters, digits/],
      ['tag=Zanzibar!', /`tag` must consist of lowercase letters, digits/],
      ['tag=', /`tag` must consist/],
      ['limit=zanzibar', /`limit` must be a number from 1 to 100/],
    ] as const) {
      const response = await server.get(`/v1/petitions?${query}`);
      assert.equal(response.status, 400, query);
      const { detail } = await problemOf(response);
      assert.match(detail, allowed);
      assert.doesNotMatch(detail, /zanzibar/i);
    }
  });

  it('has a link to the next page with the parameters of its own request, whoever asked first', async () => {
    for (const query of [
      '?limit=1&lang=es-MX',
      '?limit=1&lang=es',
      '?limit=1&status=open&lang=es&sort=newest',
      '?limit=1&sort=newest&lang=fr&view=summary&tag=housing&partner=harbour-aid',
    ]) {
      const next = new URLSearchParams(nextOf(await server.get(`/v1/petitions${query}`)));
      assert.ok(next.has('after'), query);
      next.delete('after');
      const own = new URLSearchParams(query);
      next.sort();
      own.sort();
      assert.equal(`${next}`, `${own}`);
    }
  });

  it('has every petition on one of its pages, also if one was closed in the meantime', async (t) => {
    const server = await start(t, { petitions: PETITIONS });
    const pages: string[][] = [];
    let query: string | undefined = '?status=open&sort=newest&limit=1&view=summary';
    while (query) {
      const response = await server.get(`/v1/petitions${query}`);
      const page = (await response.json()) as PetitionSummary[];
      pages.push(page.map(({ slug }) => slug));
      query = nextOf(response);
      await closePetition(server.context.storage, page.at(-1)!.slug, 'It worked.');
      await server.context.petitions.refresh();
    }
    assert.deepEqual(pages, [['new'], ['nearly'], ['halfway']]);
    assert.deepEqual(await slugsAt('?status=open', server), []);
  });

  it('has at most a hundred petitions a page, also without a limit, and all on its pages', async (t) => {
    const petitions = Array.from({ length: 205 }, (_, index) => ({
      ...PETITIONS[0]!,
      slug: `number-${index}`,
    }));
    const { get } = await start(t, { petitions });
    const pages: string[][] = [];
    let query: string | undefined = '';
    while (query !== undefined) {
      const response = await get(`/v1/petitions${query}`);
      pages.push(((await response.json()) as Petition[]).map(({ slug }) => slug));
      query = nextOf(response);
    }
    assert.deepEqual(
      pages.map(({ length }) => length),
      [100, 100, 5],
    );
    assert.deepEqual(
      pages.flat(),
      petitions.map(({ slug }) => slug),
    );
  });

  it('has an ETag for what it consists of, by which it revalidates', async () => {
    const etagOf = async (query: string) => (await server.get(`/v1/petitions${query}`)).headers.get('ETag')!;
    const etag = await etagOf('?status=open&view=summary');
    for (const query of ['?status=open', '?view=summary', '?status=open&view=summary&lang=es'])
      assert.notEqual(await etagOf(query), etag, query);
    const response = await server.get('/v1/petitions?status=open&view=summary&limit=2', {
      'If-None-Match': await etagOf('?status=open&view=summary&limit=2'),
    });
    assert.equal(response.status, 304);
    assert.ok(nextOf(response));
    assert.equal(response.headers.get('Access-Control-Expose-Headers'), 'Link');
  });

  it('says on a card that a petition is closed, or has won', async (t) => {
    const { get, context } = await start(t, { petitions: PETITIONS });
    const caption = async () => {
      await context.petitions.refresh();
      const [won] = await (await get('/v1/petitions?status=closed&view=summary&lang=en')).json();
      return won.captions.closed;
    };
    assert.equal(await caption(), 'This petition is closed.');
    await closePetition(context.storage, 'won', null, { victory: true });
    assert.equal(await caption(), 'Victory!');
  });

  it('keeps few megabytes of the lists that were requested', async (t) => {
    const text = 'A long text. '.repeat(1_500);
    const petitions = Array.from({ length: 60 }, (_, index) => ({
      slug: `petition-${index}`,
      creator: 'Ilse V.',
      texts: { en: { title: 'Title', text } },
    }));
    const { context } = await start(t, { petitions });
    // Not the server's own, which would search all of these megabytes for personal data.
    const app = createApp(context);
    const get = async (path: string) => app.request(path);
    const afters = petitions.slice(0, -1).map(({ slug }) => `/v1/petitions?after=${slug}`);
    await get('/v1/petitions');
    const before = await memoryUsed();
    for (const path of afters) assert.equal((await get(path)).status, 200);
    const used = (await memoryUsed()) - before;
    assert.ok(used < 25 * 2 ** 20, `${Math.round(used / 2 ** 20)} MiB`);
  });
});

describe('a summary', () => {
  it('has what a card shows, and nothing else', async () => {
    const read = async (query: string): Promise<PetitionSummary> => {
      const list = await (await server.get(`/v1/petitions?view=summary&tag=rent${query}`)).json();
      return v.parse(v.strictObject(PetitionSummary.entries), list[0]);
    };
    assert.deepEqual(await read('&lang=es'), {
      slug: 'new',
      status: 'open',
      lang: 'es',
      title: 'Nueva',
      creator: 'Ilse V.',
      target: 'la alcaldía',
      closesOn: '2031-05-31',
      tags: ['housing', 'rent'],
      captions: {
        target: 'Para: la alcaldía',
        creator: 'Creada por Ilse V.',
        count: '0',
        goal: 'de 100 firmas',
        closing: null,
        closed: null,
      },
      image: null,
      count: 0,
      goal: 100,
      url: `${PUBLIC_URL}/p/new`,
    });
    assert.equal((await read('')).title, 'New');
    const closed = await (await server.get('/v1/petitions?view=summary&status=closed')).json();
    const { count, goal, closed: words } = closed[0].captions;
    assert.deepEqual([count, goal, words], ['10', 'signatures', 'This petition is closed.']);
  });
});

/** Bytes in use after a full garbage collection. */
async function memoryUsed(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  // Buffers are freed after the objects that hold them.
  for (let round = 0; round < 3; round++) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
