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

const ask = (url: string, more = {}) => server.get(`/oembed?${new URLSearchParams({ url, ...more })}`);
const embedOf = async (url: string, more = {}) => (await (await ask(url, more)).json()) as OEmbed;

describe('oEmbed', () => {
  it('gives a frame for the address of a hosted page, after a link', async () => {
    const response = await ask(PAGE);
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('Access-Control-Allow-Origin'), '*');
    const { version, type, title, html, width, height } = (await response.json()) as OEmbed;
    assert.deepEqual([version, type, title], ['1.0', 'rich', 'Keep the library open']);
    assert.equal(
      html,
      `<blockquote><a href="${PAGE}">Keep the library open</a></blockquote><iframe src="${PAGE}/frame" width="${width}" height="${height}" title="Keep the library open" frameborder="0" marginwidth="0" marginheight="0" scrolling="auto"></iframe>`,
    );
  });

  it('keeps the language and the partner that the address names', async () => {
    const { title, html } = await embedOf(`${PAGE}/?lang=es&partner=harbour-aid&utm_source=x#sign`);
    assert.equal(title, 'Que la biblioteca siga abierta');
    assert.ok(html.includes(`src="${PAGE}/frame?lang=es&amp;partner=harbour-aid"`));
    assert.doesNotMatch(html, /utm/);
  });

  it('keeps the look that the address names, however it was found', async () => {
    const look = 'compact=&accent=%230b6e4f&radius=4px';
    const { html, height } = await embedOf(`${PAGE}?${look}`);
    assert.ok(html.includes(`src="${PAGE}/frame?${look.replaceAll('&', '&amp;')}"`), html);
    assert.equal(height, 220);
    const page = await (await server.get(`/p/keep-the-library?${look}`)).text();
    assert.ok(
      page.includes(`href="${PUBLIC_URL}/oembed?${new URLSearchParams({ url: `${PAGE}?${look}` })}"`),
    );
  });

  it('is no wider and no higher than the site that asks has room for', async () => {
    const sizeOf = async (more: object) => {
      const { width, height } = await embedOf(PAGE, more);
      return [width, height];
    };
    assert.deepEqual(await sizeOf({}), [640, 900]);
    assert.deepEqual(await sizeOf({ maxwidth: 500, maxheight: 750 }), [500, 750]);
    assert.deepEqual(await sizeOf({ maxwidth: 5_000, maxheight: 'x' }), [640, 900]);
    assert.deepEqual(await sizeOf({ maxwidth: 1, maxheight: -5 }), [640, 900]);
  });

  it('has its own height if it is compact, within the same limits', async () => {
    const heightOf = async (more: object) => (await embedOf(`${PAGE}?compact`, more)).height;
    assert.equal(await heightOf({}), 220);
    assert.equal(await heightOf({ maxheight: 210 }), 210);
    assert.equal(await heightOf({ maxheight: 199 }), 220);
    assert.equal(await heightOf({ maxheight: 5_000 }), 1_000);
    const { width, height } = await embedOf(PAGE, { maxwidth: 640, maxheight: 640 });
    assert.deepEqual([width, height], [640, 640], 'width and height don’t depend on each other');
  });

  it('has the card for a picture, where there is room for it', async () => {
    const { thumbnail_url, thumbnail_width, thumbnail_height } = await embedOf(
      `${PAGE}?lang=es&partner=harbour-aid`,
    );
    assert.equal(thumbnail_url, `${PAGE}/card.png?lang=es`);
    assert.deepEqual([thumbnail_width, thumbnail_height], [1200, 630]);
    for (const more of [{ maxwidth: 1_199 }, { maxheight: 629 }, { maxwidth: 750, maxheight: 1_000 }]) {
      const narrow = await embedOf(PAGE, more);
      assert.ok(!('thumbnail_url' in narrow || 'thumbnail_width' in narrow), JSON.stringify(more));
    }
    assert.ok((await embedOf(PAGE, { maxwidth: 1_200, maxheight: 630 })).thumbnail_url);
  });

  it('is found from the hosted page, for the partner whose link it is', async () => {
    const page = await (await server.get('/p/keep-the-library?partner=harbour-aid')).text();
    const [, href] = /<link rel="alternate" type="application\/json\+oembed" href="([^"]+)"/.exec(page)!;
    const { pathname, search } = new URL(href!.replaceAll('&amp;', '&'));
    const { html } = (await (await server.get(pathname + search)).json()) as OEmbed;
    assert.ok(html.includes('/frame?partner=harbour-aid"'));
  });

  for (const [what, url] of [
    ['another site', 'https://evil.example/p/keep-the-library'],
    [
      'another site that looks like this one',
      'https://petitions.example.org.evil.example/p/keep-the-library',
    ],
    ['no petition', `${PUBLIC_URL}/p/none-such`],
    ['another page', `${PUBLIC_URL}/openapi.json`],
    ['a page below', `${PAGE}/frame`],
    ['no address', 'keep-the-library'],
    ['a script', 'javascript:alert(1)'],
  ]) {
    it(`refuses the address of ${what}, and doesn’t repeat it`, async () => {
      const response = await ask(url!);
      assert.equal(response.status, 404);
      const { detail } = await problemOf(response);
      assert.match(detail, /not the address of a petition’s page on this server/);
      assert.ok(!detail.includes('evil'));
    });
  }

  it('says what it needs', async () => {
    assert.equal((await server.get('/oembed')).status, 400);
    const response = await ask(PAGE, { format: 'xml' });
    assert.equal(response.status, 501);
    assert.match((await problemOf(response)).detail, /Only JSON is supported/);
  });

  it('is never markup, whatever a title says', async (t) => {
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
