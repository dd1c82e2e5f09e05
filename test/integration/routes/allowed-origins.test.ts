import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FORM, form, PETITIONS, PUBLIC_URL, start, type TestServer } from '../../support/server.ts';
import { assertProblem } from './problems.ts';

const SLUG = 'mend-the-bridge';
const PARTNER = 'https://partner.example';
const BRIDGE = PETITIONS.find(({ slug }) => slug === SLUG)!;

const server = await start(undefined, { petitions: [{ ...BRIDGE, origins: [PARTNER] }] });
let people = 0;

/** Signs from a site, by the API and by the hosted page's form. */
async function signFrom(origin: string | undefined, { post }: TestServer = server) {
  const headers = origin === undefined ? {} : { Origin: origin };
  people += 1;
  const typed = { givenName: 'Ana', email: `ana-${people}@example.org` };
  return {
    api: await post(`/v1/petitions/${SLUG}/signatures`, typed, headers),
    page: await post(`/p/${SLUG}`, form(typed), { ...FORM, ...headers }),
  };
}

describe('a petition with origins', () => {
  for (const origin of [PARTNER, PUBLIC_URL]) {
    it(`is signed from ${origin}`, async () => {
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
    it(`is not signed from ${origin ?? 'nowhere'}, and nothing is stored`, async () => {
      const before = await server.rowsOf(SLUG);
      const { api, page } = await signFrom(origin);
      await assertProblem(api, 403);
      assert.equal(page.status, 403);
      assert.equal(await server.rowsOf(SLUG), before);
    });
  }

  it('can be read from anywhere', async () => {
    const response = await server.get(`/v1/petitions/${SLUG}`, { Origin: 'https://zanzibar.example' });
    assert.equal(response.status, 200);
  });

  it('says nothing of them to the world', async () => {
    const answers = await Promise.all([server.get(`/v1/petitions/${SLUG}`), server.get(`/p/${SLUG}`)]);
    for (const answer of answers) assert.doesNotMatch(await answer.text(), /partner\.example/);
  });

  it('has a page that tells its own server where it is signed', async () => {
    assert.match(
      await (await server.get(`/p/${SLUG}`)).text(),
      /<meta name="referrer" content="same-origin">/,
    );
  });

  it('is signed from anywhere once they are taken away, and from its page alone where there are none', async (t) => {
    const own = await start(t, { petitions: [{ ...BRIDGE, origins: [] }] });
    assert.equal((await signFrom(PARTNER, own)).api.status, 403);
    assert.equal((await signFrom(PUBLIC_URL, own)).api.status, 202);
    await own.load([BRIDGE]);
    assert.equal((await signFrom(PARTNER, own)).api.status, 403, 'what is left out stays as it is');
    await own.load([{ ...BRIDGE, origins: null }]);
    for (const origin of ['https://zanzibar.example', 'null', undefined]) {
      assert.equal((await signFrom(origin, own)).api.status, 202);
    }
  });
});
