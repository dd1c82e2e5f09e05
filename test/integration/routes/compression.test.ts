// Runs once: no database involved.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { FORM, form, PERSON, start } from '../../support/server.ts';

const server = await start();
const DECODE = { br: brotliDecompressSync, gzip: gunzipSync };

const PATHS = [
  '/',
  '/privacy',
  '/p/keep-the-library',
  '/p/keep-the-library/frame',
  '/p/keep-the-library/embed-code',
  '/v1/petitions',
  '/v1/petitions/keep-the-library',
  '/openapi.json',
];

/** Pages have the time in their form, so the second of two requests may differ. */
const withoutTime = (page: string) => page.replace(/name="shown" value="\d+"/, '');

describe('what anyone may read', () => {
  for (const path of PATHS) {
    it(`is compressed at ${path} for clients that accept it`, async () => {
      const plain = await server.get(path);
      assert.equal(plain.headers.get('Content-Encoding'), null);
      assert.match(plain.headers.get('Vary')!, /\bAccept-Encoding$/);
      const text = withoutTime(await plain.text());
      for (const [accepted, coding] of [
        ['gzip, deflate, br, zstd', 'br'],
        ['gzip', 'gzip'],
        ['br;q=0, gzip', 'gzip'],
      ] as const) {
        const response = await server.get(path, { 'Accept-Encoding': accepted });
        assert.equal(response.headers.get('Content-Encoding'), coding);
        assert.match(response.headers.get('Vary')!, /\bAccept-Encoding$/);
        const bytes = Buffer.from(await response.arrayBuffer());
        assert.ok(bytes.length < text.length / 2, `${bytes.length} of ${text.length}`);
        assert.equal(withoutTime(DECODE[coding](bytes).toString()), text);
      }
      const identity = await server.get(path, { 'Accept-Encoding': 'deflate, *;q=0' });
      assert.equal(identity.headers.get('Content-Encoding'), null);
    });
  }

  it('has an ETag for each coding, and revalidates by it', async () => {
    const path = '/v1/petitions/keep-the-library';
    const plain = (await server.get(path)).headers.get('ETag')!;
    const headers = { 'Accept-Encoding': 'br' };
    const compressed = (await server.get(path, headers)).headers.get('ETag')!;
    assert.notEqual(compressed, plain);
    assert.equal((await server.get(path, { ...headers, 'If-None-Match': compressed })).status, 304);
    assert.equal((await server.get(path, { ...headers, 'If-None-Match': plain })).status, 200);
  });

  it('is sent as it is if it fits into a packet anyway', async () => {
    const response = await server.get('/v1/petitions/keep-the-library/count', { 'Accept-Encoding': 'gzip' });
    assert.equal(response.headers.get('Content-Encoding'), null);
  });
});

describe('what depends on what someone entered', () => {
  it('is never compressed: its length would reveal something about it', async () => {
    for (const fields of [PERSON, { ...PERSON, email: 'wrong' }]) {
      const response = await server.post('/p/keep-the-library', form(fields), {
        ...FORM,
        'Accept-Encoding': 'gzip, br',
      });
      assert.equal(response.headers.get('Content-Encoding'), null);
      assert.equal(response.headers.get('Cache-Control'), 'no-store');
    }
    const link = await server.get('/confirm/none', { 'Accept-Encoding': 'gzip, br' });
    assert.equal(link.headers.get('Content-Encoding'), null);
  });
});
