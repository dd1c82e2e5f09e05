// Runs once: routes/console/tokens.test.ts tests what depends on the database.
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { createApiToken, type TokenScope } from '../../../server/accounts/api-tokens.ts';
import { utcDay } from '../../../server/lib/time.ts';
import { PERSON, PETITIONS, PUBLIC_URL, start } from '../../support/server.ts';

const SLUG = 'keep-the-library';

async function setUp(t: TestContext) {
  const server = await start(t, { petitions: PETITIONS });
  const create = async (scope: TokenScope) =>
    (
      await createApiToken(
        server.context.storage,
        { name: scope.scope, scope, days: 1 },
        { id: null, name: 'test' },
      )
    ).token;
  const token = await create({ scope: 'counts' });
  const read = async (path: string, headers: Record<string, string> = { 'OSDI-API-Token': token }) => {
    const response = await server.get(`/osdi/v2${path}`, headers);
    return { status: response.status, headers: response.headers, body: await response.json() };
  };
  return { ...server, create, token, read };
}

describe('OSDI on the server', () => {
  it('answers at its entry point to everybody, and links to tags only for a valid token', async (t) => {
    const { read, token, create } = await setUp(t);
    for (const path of ['', '/']) {
      const { status, body } = await read(path);
      assert.equal(status, 200);
      assert.equal(body._links['osdi:tags'].href, `${PUBLIC_URL}/osdi/v2/tags`);
      assert.equal(body._links['osdi:petitions'].href, `${PUBLIC_URL}/osdi/v2/petitions`);
      for (const headers of [
        {},
        { 'OSDI-API-Token': `${token}x` },
        { 'OSDI-API-Token': await create({ scope: 'sealed', slug: SLUG }).catch(() => '') },
      ]) {
        const other = await read(path, headers as Record<string, string>);
        assert.deepEqual([other.status, other.body._links['osdi:tags']], [200, undefined]);
      }
    }
    assert.equal((await read('/tags')).status, 200);
  });

  it('lists petitions with their published count until an empty page, with and without a slash', async (t) => {
    const { read, sign, countOf } = await setUp(t);
    await sign(SLUG, PERSON);
    await countOf(SLUG);
    for (const path of ['/petitions', '/petitions/']) {
      const slugs: string[] = [];
      for (let page = 1; ; page++) {
        const { status, headers, body } = await read(`${path}?page=${page}&per_page=3`);
        assert.equal(status, 200);
        assert.equal(headers.get('Cache-Control'), 'no-store');
        const [list] = Object.values(body._embedded) as { identifiers: string[] }[][];
        if (list!.length === 0) break;
        slugs.push(...list!.map(({ identifiers }) => identifiers[0]!));
        assert.equal('next' in body._links, page === 1);
      }
      assert.deepEqual(
        slugs,
        PETITIONS.map(({ slug }) => `action_network:${slug}`),
      );
    }
    for (const path of [`/petitions/${SLUG}`, `/petitions/${SLUG}/`]) {
      const { body } = await read(path);
      assert.deepEqual(
        [body.total_signatures, body.title, body.created_date, body.browser_url],
        [8890, 'Keep the library open', `${utcDay()}T00:00:00Z`, `${PUBLIC_URL}/p/${SLUG}`],
      );
    }
    assert.equal((await read('/petitions/nothing')).status, 404);
  });

  it('filters by date, and says in words what it does not support', async (t) => {
    const { read } = await setUp(t);
    const count = async (filter: string) =>
      (await read(`/petitions?filter=${encodeURIComponent(filter)}`)).body.total_records;
    assert.equal(await count("created_date gt '2020-01-01'"), 4);
    assert.equal(await count(`created_date ge '${utcDay()}' and created_date le '${utcDay()}T00:00:00Z'`), 4);
    assert.equal(await count("created_date lt '2020-01-01'"), 0);
    for (const query of [
      "filter=title eq 'x'",
      "filter=modified_date gt '2020-01-01'",
      "filter=created_date gt 'yesterday'",
      "filter=created_date like '2020-01-01'",
      'filter=created_date gt 2020-01-01',
      'per_page=26',
      'page=0',
      'page=x',
    ]) {
      const { status, body } = await read(`/petitions?${encodeURI(query)}`);
      assert.equal(status, 400, query);
      assert.match(body.detail, /supports created_date with eq|must be a whole number from 1/);
    }
  });

  it('takes the token in either header, and only one that reads counts', async (t) => {
    const { read, token, create } = await setUp(t);
    assert.equal((await read('/petitions', { Authorization: `Bearer ${token}` })).status, 200);
    assert.equal((await read('/petitions', {})).status, 401);
    assert.equal((await read('/petitions', { 'OSDI-API-Token': 'made-up' })).status, 401);
    const sealed = await create({ scope: 'sealed', slug: SLUG });
    assert.equal((await read('/petitions', { 'OSDI-API-Token': sealed })).status, 403);
    assert.equal((await read(`/petitions?token=${token}`)).status, 400);
  });
});
