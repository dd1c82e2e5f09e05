// Runs once: petitions/repository.test.ts tests what depends on the database.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FORM, form, PETITIONS, PUBLIC_URL, start, type TestServer } from '../../support/server.ts';
import { assertProblem } from './problems.ts';

const SLUG = 'mend-the-bridge';
const PARTNER = 'https://partner.example';
const BRIDGE = PETITIONS.find(({ slug }) => slug === SLUG)!;

const server = await start(undefined, { petitions: [{ ...BRIDGE, origins: [PARTNER] }] });
let signers = 0;

/** Signs from an origin, through the API and through the hosted page's form. */
async function signFrom(origin: string | undefined, { post }: TestServer = server) {
  const headers = origin === undefined ? {} : { Origin: origin };
  signers += 1;
  const values = { givenName: 'Ana', email: `ana-${signers}@example.org` };
  return {
    api: await post(`/v1/petitions/${SLUG}/signatures`, values, headers),
    page: await post(`/p/${SLUG}`, form(values), { ...FORM, ...headers }),
  };
}

describe('a petition with allowed origins', () => {
  for (const origin of [PARTNER, PUBLIC_URL]) {
    it(`accepts signatures from ${origin}`, async () => {
      const { api, page } = await signFrom(origin);
      assert.deepEqual([api.status, page.status], [202, 200]);
    });
  }

  for (const origin of [
    'https://zanzibar.example',
    'null',
    undefined,
    '',
    `${PARTNER}.zanzibar.example`,
    `${PARTNER}:8443`,
    'http://partner.example',
    `${PARTNER}, https://zanzibar.example`,
  ]) {
    it(`rejects signatures from ${origin === '' ? 'an empty origin' : (origin ?? 'no origin')}, and stores nothing`, async () => {
      const before = await server.rowsOf(SLUG);
      const { api, page } = await signFrom(origin);
      await assertProblem(api, 403);
      assert.equal(page.status, 403);
      assert.equal(await server.rowsOf(SLUG), before);
    });
  }

  it('can be read from any origin', async () => {
    const response = await server.get(`/v1/petitions/${SLUG}`, { Origin: 'https://zanzibar.example' });
    assert.equal(response.status, 200);
  });

  it('doesn’t publish its allowed origins', async () => {
    const answers = await Promise.all([server.get(`/v1/petitions/${SLUG}`), server.get(`/p/${SLUG}`)]);
    for (const answer of answers) assert.doesNotMatch(await answer.text(), /partner\.example/);
  });

  it('has a page whose form sends its origin to its own server', async () => {
    assert.match(
      await (await server.get(`/p/${SLUG}`)).text(),
      /<meta name="referrer" content="same-origin">/,
    );
  });

  it('accepts signatures from its own page only if the list is empty, and from anywhere once it is removed', async (t) => {
    const own = await start(t, { petitions: [{ ...BRIDGE, origins: [] }] });
    assert.equal((await signFrom(PARTNER, own)).api.status, 403);
    assert.equal((await signFrom(PUBLIC_URL, own)).api.status, 202);
    await own.load([BRIDGE]);
    assert.equal((await signFrom(PARTNER, own)).api.status, 403, 'an omitted setting keeps its value');
    await own.load([{ ...BRIDGE, origins: null }]);
    for (const origin of ['https://zanzibar.example', 'null', undefined]) {
      assert.equal((await signFrom(origin, own)).api.status, 202);
    }
  });
});
