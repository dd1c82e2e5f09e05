// Runs once: no database involved.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Hono } from 'hono';
import { errorResponse } from '../../../server/http/http-problem.ts';
import { getCard } from '../../../server/routes/social-card.ts';
import { SocialCardBusyError } from '../../../server/social-card/cache.ts';
import { freePort } from '../../support/free-port.ts';
import { loadWithPicture } from '../../support/pictures.ts';
import { loadedEnvironment, PERSON, PETITIONS, PUBLIC_URL, start } from '../../support/server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { decodePng } from '../../unit/social-card/picture.ts';
import { launch } from '../cli/processes.ts';

const server = await start();
const CARD = '/p/keep-the-library/card.png';
const etagOf = async (path: string) => (await server.get(path)).headers.get('ETag')!;

describe('the social card', () => {
  it('is a PNG of the size that link previews use, cacheable by anyone', async () => {
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
    const { width, height, ink } = decodePng(png);
    assert.deepEqual([width, height], [1200, 630]);
    assert.ok(ink() > 40_000);
  });

  it('is the same for concurrent requests, and isn’t sent again to clients that have it', async () => {
    const responses = await Promise.all(Array.from({ length: 100 }, () => server.get(CARD)));
    const etags = new Set(responses.map(({ headers }) => headers.get('ETag')));
    assert.equal(etags.size, 1);
    const [etag] = etags;
    const again = await server.get(CARD, { 'If-None-Match': etag! });
    assert.equal(again.status, 304);
    assert.equal(again.headers.get('ETag'), etag);
    assert.equal((await again.arrayBuffer()).byteLength, 0);
    assert.equal((await server.get(CARD, { 'If-None-Match': '"another"' })).status, 200);
  });

  it('is in the requested language, or the petition’s first one if it lacks that', async () => {
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
    const response = await server.get(CARD, { 'Accept-Language': 'es' });
    assert.equal(response.headers.get('ETag'), own, 'caches store one copy for everyone');
  });

  it('updates with the petition: its title immediately, its count within a minute', async (t) => {
    const { get, load, sign, countOf } = await start(t);
    const etag = async () => (await get('/p/mend-the-bridge/card.png')).headers.get('ETag');
    const first = await etag();
    await sign('mend-the-bridge', PERSON);
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

  it('is a JPEG at another URL once the petition has a picture, and follows a change of it', async (t) => {
    const { get, context, load } = await start(t);
    const [png, jpeg] = ['/p/mend-the-bridge/card.png', '/p/mend-the-bridge/card.jpg'];
    const locationOf = async (path: string) => {
      const response = await get(path);
      return [response.status, response.headers.get('Location')];
    };
    assert.deepEqual(await locationOf(jpeg), [302, `${PUBLIC_URL}${png}`]);
    const etags = new Set<string | null>();
    for (const width of [1300, 900]) {
      await loadWithPicture(context, { ...PETITIONS[1]!, target: 'The Mayor' }, width);
      const response = await get(jpeg);
      const bytes = Buffer.from(await response.arrayBuffer());
      const { headers } = response;
      assert.deepEqual([headers.get('Content-Type'), bytes.toString('hex', 0, 3)], ['image/jpeg', 'ffd8ff']);
      assert.equal(headers.get('Content-Length'), String(bytes.length));
      etags.add(headers.get('ETag'));
    }
    assert.equal(etags.size, 2);
    assert.deepEqual(await locationOf(`${png}?lang=de`), [302, `${PUBLIC_URL}${jpeg}`]);
    const page = await (await get('/p/mend-the-bridge')).text();
    assert.ok(page.includes(`<meta property="og:image" content="${PUBLIC_URL}${jpeg}">`));
    assert.ok(page.includes('<meta property="og:image:type" content="image/jpeg">'));
    assert.match(
      page,
      /<meta property="og:image:alt" content="Mend the bridge: \d+ of \d+ signatures – To: The Mayor – Green hills">/,
    );
    const embed = await get(`/oembed?url=${PUBLIC_URL}/p/mend-the-bridge`);
    const { thumbnail_url, thumbnail_width, thumbnail_height } = (await embed.json()) as Record<
      string,
      unknown
    >;
    assert.deepEqual([thumbnail_url, thumbnail_width, thumbnail_height], [`${PUBLIC_URL}${jpeg}`, 1200, 630]);
    await load([{ ...PETITIONS[1]!, image: null }]);
    assert.equal((await get(png)).status, 200);
  });

  it('returns 404 for an unknown petition', async () => {
    const response = await server.get('/p/none-such/card.png');
    assert.equal(response.status, 404);
    assert.equal(response.headers.get('Content-Type'), 'application/problem+json');
    assert.equal(response.headers.get('Cache-Control'), 'no-store');
  });

  it('allows GET and HEAD only', async () => {
    const head = await server.app.request(CARD, { method: 'HEAD' });
    assert.equal(head.status, 200);
    assert.equal(head.headers.get('Content-Type'), 'image/png');
    const post = await server.app.request(CARD, { method: 'POST' });
    assert.equal(post.status, 405);
    assert.equal(post.headers.get('Allow'), 'GET, HEAD');
  });

  it('returns 503 with a Retry-After header if too many cards are waiting to be drawn', async () => {
    const app = new Hono();
    app.get(
      '/p/:slug/card.png',
      getCard(server.context, { get: () => Promise.reject(new SocialCardBusyError()) }),
    );
    app.onError((error, c) => errorResponse(c, server.context.log, error));
    const response = await app.request(CARD);
    assert.equal(response.status, 503);
    assert.equal(response.headers.get('Content-Type'), 'application/problem+json');
    assert.equal(response.headers.get('Cache-Control'), 'no-store');
    assert.match(response.headers.get('Retry-After')!, /^[1-9]\d*$/);
  });

  it('loads Skia when the first card is drawn, not when the server starts', async (t) => {
    const [reports, port] = [temporaryFolder(t), await freePort()];
    const child = launch(['serve'], {
      ...(await loadedEnvironment(t)),
      HOST: '127.0.0.1',
      PORT: String(port),
      NODE_OPTIONS: `--report-on-signal --report-signal=SIGUSR2 --report-exclude-network --report-directory=${reports}`,
    });
    const exited = once(child, 'exit');
    t.after(async () => {
      child.kill('SIGKILL');
      await exited;
    });
    const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
    const isReady = () =>
      get('/readyz').then(
        ({ ok }) => ok,
        () => false,
      );
    const hasSkia = async () => {
      child.kill('SIGUSR2');
      const report = await eventually(() => {
        const [name] = readdirSync(reports);
        return name && JSON.parse(readFileSync(join(reports, name), 'utf8'));
      });
      for (const name of readdirSync(reports)) rmSync(join(reports, name));
      return (report.sharedObjects as string[]).some((path) => /@napi-rs.canvas/.test(path));
    };
    await eventually(isReady);
    assert.equal((await get('/p/keep-the-library')).status, 200);
    assert.equal(await hasSkia(), false);
    const response = await get(CARD);
    assert.deepEqual([response.status, response.headers.get('Content-Type')], [200, 'image/png']);
    assert.equal(await hasSkia(), true);
  });
});

/** Retries until `attempt` returns something truthy, for at most a minute. */
async function eventually<T>(attempt: () => T | Promise<T>): Promise<T> {
  for (const end = performance.now() + 60_000; ; ) {
    try {
      const result = await attempt();
      if (result) return result;
    } catch (error) {
      if (performance.now() > end) throw error;
    }
    assert.ok(performance.now() < end, 'nothing within a minute');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
