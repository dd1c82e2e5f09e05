// Runs once: no database involved.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PUBLIC_URL, problemOf, start } from '../../support/server.ts';

const server = await start();
const PAGE = `${PUBLIC_URL}/p/keep-the-library`;

interface OEmbed {
  version: string;
  type: string;
  title: string;
  width: number;
  height: number;
  html: string;
  thumbnail_url?: string;
  thumbnail_width?: number;
  thumbnail_height?: number;
}

const requestEmbed = (url: string, params = {}) =>
  server.get(`/oembed?${new URLSearchParams({ url, ...params })}`);
const embedOf = async (url: string, params = {}) =>
  (await (await requestEmbed(url, params)).json()) as OEmbed;

describe('oEmbed', () => {
  it('returns a link and a frame for the URL of a hosted page', async () => {
    const response = await requestEmbed(PAGE);
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('Access-Control-Allow-Origin'), '*');
    const { version, type, title, html, width, height } = (await response.json()) as OEmbed;
    assert.deepEqual([version, type, title], ['1.0', 'rich', 'Keep the library open']);
    assert.equal(
      html,
      `<blockquote><a href="${PAGE}">Keep the library open</a></blockquote><iframe src="${PAGE}/frame" width="${width}" height="${height}" title="Keep the library open" allow="web-share; clipboard-write" frameborder="0" marginwidth="0" marginheight="0" scrolling="auto"></iframe>`,
    );
  });

  it('keeps the language and the partner in the URL', async () => {
    const { title, html } = await embedOf(`${PAGE}/?lang=es&partner=harbour-aid&utm_source=x#sign`);
    assert.equal(title, 'Que la biblioteca siga abierta');
    assert.ok(html.includes(`src="${PAGE}/frame?lang=es&amp;partner=harbour-aid"`));
    assert.doesNotMatch(html, /utm/);
  });

  it('recognizes the URL of a hosted page however people and programs write it', async () => {
    const { host } = new URL(PUBLIC_URL);
    for (const url of [
      ` ${PAGE} `,
      `${host}/p/keep-the-library`,
      `//${host}/p/keep-the-library/`,
      `HTTPS://${host}/p/Keep-The-Library.`,
      `http://${host}/p/keep-the-library`,
    ]) {
      assert.equal((await embedOf(url)).title, 'Keep the library open', url);
    }
    const { html } = await embedOf(`${PAGE}%3Fpartner=harbour-aid&lang=es`);
    assert.ok(html.includes(`src="${PAGE}/frame?lang=es&amp;partner=harbour-aid"`), html);
  });

  it('keeps the appearance in the URL, also when discovered from the hosted page', async () => {
    const appearance = 'compact=&accent=%230b6e4f&radius=4px';
    const { html, height } = await embedOf(`${PAGE}?${appearance}`);
    assert.ok(html.includes(`src="${PAGE}/frame?${appearance.replaceAll('&', '&amp;')}"`), html);
    assert.equal(height, 220);
    const page = await (await server.get(`/p/keep-the-library?${appearance}`)).text();
    assert.ok(
      page.includes(`href="${PUBLIC_URL}/oembed?${new URLSearchParams({ url: `${PAGE}?${appearance}` })}"`),
    );
  });

  it('fits the maximum width and height of the embedding site', async () => {
    const sizeOf = async (limits: object) => {
      const { width, height } = await embedOf(PAGE, limits);
      return [width, height];
    };
    assert.deepEqual(await sizeOf({}), [640, 900]);
    assert.deepEqual(await sizeOf({ maxwidth: 500, maxheight: 750 }), [500, 750]);
    assert.deepEqual(await sizeOf({ maxwidth: 5_000, maxheight: 'x' }), [640, 900]);
    assert.deepEqual(await sizeOf({ maxwidth: 1, maxheight: -5 }), [640, 900]);
  });

  it('has its own height if it is compact, within the same limits', async () => {
    const heightOf = async (limits: object) => (await embedOf(`${PAGE}?compact`, limits)).height;
    assert.equal(await heightOf({}), 220);
    assert.equal(await heightOf({ maxheight: 210 }), 210);
    assert.equal(await heightOf({ maxheight: 199 }), 220);
    assert.equal(await heightOf({ maxheight: 5_000 }), 1_000);
    const { width, height } = await embedOf(PAGE, { maxwidth: 640, maxheight: 640 });
    assert.deepEqual([width, height], [640, 640], 'width and height don’t depend on each other');
  });

  it('has the social card as its thumbnail if there is room for it', async () => {
    const { thumbnail_url, thumbnail_width, thumbnail_height } = await embedOf(
      `${PAGE}?lang=es&partner=harbour-aid`,
    );
    assert.equal(thumbnail_url, `${PAGE}/card.png?lang=es`);
    assert.deepEqual([thumbnail_width, thumbnail_height], [1200, 630]);
    for (const limits of [{ maxwidth: 1_199 }, { maxheight: 629 }, { maxwidth: 750, maxheight: 1_000 }]) {
      const narrow = await embedOf(PAGE, limits);
      assert.ok(!('thumbnail_url' in narrow || 'thumbnail_width' in narrow), JSON.stringify(limits));
    }
    assert.ok((await embedOf(PAGE, { maxwidth: 1_200, maxheight: 630 })).thumbnail_url);
  });

  it('is discoverable from the hosted page, with the same partner', async () => {
    const page = await (await server.get('/p/keep-the-library?partner=harbour-aid')).text();
    const [, href] = /<link rel="alternate" type="application\/json\+oembed" href="([^"]+)"/.exec(page)!;
    const { pathname, search } = new URL(href!.replaceAll('&amp;', '&'));
    const { html } = (await (await server.get(pathname + search)).json()) as OEmbed;
    assert.ok(html.includes('/frame?partner=harbour-aid"'));
  });

  for (const [name, url] of [
    ['another site', 'https://evil.example/p/keep-the-library'],
    [
      'another site that looks like this one',
      'https://petitions.example.org.evil.example/p/keep-the-library',
    ],
    ['an unknown petition', `${PUBLIC_URL}/p/none-such`],
    ['another page', `${PUBLIC_URL}/openapi.json`],
    ['a page below the hosted page', `${PAGE}/frame`],
    ['a slug alone', 'keep-the-library'],
    ['a script URL', 'javascript:alert(1)'],
  ]) {
    it(`rejects ${name}, and doesn’t repeat it`, async () => {
      const response = await requestEmbed(url!);
      assert.equal(response.status, 404);
      const { detail } = await problemOf(response);
      assert.match(detail, /^`url` is not a petition page on this server\.$/);
      assert.ok(!detail.includes(url!));
    });
  }

  it('rejects a missing URL, and formats other than JSON', async () => {
    const missing = await server.get('/oembed');
    assert.equal(missing.status, 400);
    assert.match((await problemOf(missing)).detail, /url/);
    const response = await requestEmbed(PAGE, { format: 'xml' });
    assert.equal(response.status, 501);
    assert.match((await problemOf(response)).detail, /Only JSON is supported/);
  });

  it('escapes the title', async (t) => {
    const hostile = await start(t, {
      petitions: [
        {
          slug: 'hostile',
          creator: 'X',
          texts: { en: { title: '"><script>alert(1)</script>', text: 'A text.' } },
        },
      ],
    });
    const { html } = (await (
      await hostile.get(`/oembed?${new URLSearchParams({ url: `${PUBLIC_URL}/p/hostile` })}`)
    ).json()) as OEmbed;
    assert.doesNotMatch(html, /<script|title="">/);
  });
});
