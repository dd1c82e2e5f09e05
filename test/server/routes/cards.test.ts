// No database has a part in this: it runs once.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ANA, PETITIONS, start } from '../../support/server.ts';
import { pictureIn } from '../card/picture.ts';

const server = await start();
const CARD = '/p/keep-the-library/card.png';
const etagOf = async (path: string) => (await server.get(path)).headers.get('ETag')!;

describe('the picture for previews', () => {
  it('is a PNG of the size that all take, which any cache may hold', async () => {
    const response = await server.get(CARD);
    assert.equal(response.status, 200);
    const { headers } = response;
    assert.equal(headers.get('Content-Type'), 'image/png');
    assert.equal(headers.get('Cache-Control'), 'public, max-age=300, stale-while-revalidate=86400');
    assert.equal(headers.get('Cross-Origin-Resource-Policy'), 'cross-origin');
    assert.equal(headers.get('Vary'), null);
    assert.equal(headers.get('Set-Cookie'), null);
    const png = Buffer.from(await response.arrayBuffer());
    assert.equal(headers.get('Content-Length'), String(png.length));
    const { width, height, ink } = pictureIn(png);
    assert.deepEqual([width, height], [1200, 630]);
    assert.ok(ink() > 40_000);
  });

  it('is the same for all who ask at once, and isn’t sent to those who have it', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => server.get(CARD)));
    const etags = new Set(answers.map(({ headers }) => headers.get('ETag')));
    assert.equal(etags.size, 1);
    const [etag] = etags;
    const again = await server.get(CARD, { 'If-None-Match': etag! });
    assert.equal(again.status, 304);
    assert.equal(again.headers.get('ETag'), etag);
    assert.equal((await again.arrayBuffer()).byteLength, 0);
    assert.equal((await server.get(CARD, { 'If-None-Match': '"another"' })).status, 200);
  });

  it('comes in each of the petition’s languages, and in its own where another is asked for', async () => {
    const [own, spanish] = [await etagOf(CARD), await etagOf(`${CARD}?lang=es`)];
    assert.notEqual(own, spanish);
    assert.equal(await etagOf(`${CARD}?lang=es-MX`), spanish);
    for (const other of [
      'lang=en',
      'lang=de',
      'lang=%3Cb%3E',
      'lang=',
      'partner=harbour-aid',
      'anything=else',
    ]) {
      assert.equal(await etagOf(`${CARD}?${other}`), own, other);
    }
    const answer = await server.get(CARD, { 'Accept-Language': 'es' });
    assert.equal(answer.headers.get('ETag'), own, 'caches ask once for everybody');
  });

  it('follows the petition: its title at once, its count within a minute', async (t) => {
    const { get, load, sign, countOf } = await start(t);
    const etag = async () => (await get('/p/mend-the-bridge/card.png')).headers.get('ETag');
    const first = await etag();
    await sign('mend-the-bridge', ANA);
    assert.equal((await countOf('mend-the-bridge')).count, 1);
    assert.equal(await etag(), first);
    await load([
      { ...PETITIONS[1]!, texts: { en: { title: 'Mend both bridges', text: 'They are broken.' } } },
    ]);
    const second = await etag();
    assert.notEqual(second, first);
    await load([{ ...PETITIONS[1]!, status: 'closed' }]);
    assert.notEqual(await etag(), second);
  });

  it('is not found for a petition that there isn’t', async () => {
    const response = await server.get('/p/none-such/card.png');
    assert.equal(response.status, 404);
    assert.equal(response.headers.get('Content-Type'), 'application/problem+json');
    assert.equal(response.headers.get('Cache-Control'), 'no-store');
  });

  it('is only to be had, not to be sent', async () => {
    const head = await server.app.request(CARD, { method: 'HEAD' });
    assert.equal(head.status, 200);
    assert.equal(head.headers.get('Content-Type'), 'image/png');
    const post = await server.app.request(CARD, { method: 'POST' });
    assert.equal(post.status, 405);
    assert.equal(post.headers.get('Allow'), 'GET, HEAD');
  });
});
