// Runs once: no database involved.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PETITIONS_PER_PAGE } from '../../../server/routes/home.ts';
import { PETITIONS, PUBLIC_URL, start } from '../../support/server.ts';

const server = await start();

describe('the root page', () => {
  it('links every open petition in the reader’s language, with its creator and count', async () => {
    const response = await server.get('/', { 'Accept-Language': 'es' });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('Content-Type'), 'text/html; charset=UTF-8');
    const page = await response.text();
    assert.match(page, /<html lang="es"/);
    assert.ok(
      page.includes(
        `<a href="${PUBLIC_URL}/p/keep-the-library?lang=es" lang="es" dir="ltr">Que la biblioteca siga abierta</a>`,
      ),
    );
    assert.ok(page.includes(`href="${PUBLIC_URL}/p/mend-the-bridge"`));
    assert.match(page, /Creada por Friends of the Library/);
    assert.match(page, /<strong>8,889<\/strong> <span>de 9,000 firmas<\/span>/);
    assert.doesNotMatch(page, /done-and-won|<script/, 'that one is closed');
  });

  it('says so if no petition is open, and follows what is loaded', async (t) => {
    const { get, load } = await start(t, { petitions: [PETITIONS[3]] });
    assert.match(await (await get('/')).text(), /There are no open petitions at the moment\./);
    await load([PETITIONS[1]]);
    assert.match(await (await get('/')).text(), /Mend the bridge/);
  });

  it('escapes what organizers wrote', async (t) => {
    const title = '<script>alert(1)</script>';
    const { get } = await start(t, {
      petitions: [{ slug: 'x', creator: title, texts: { en: { title, text: 'x' } } }],
    });
    assert.doesNotMatch(await (await get('/')).text(), /<script/);
  });

  it('finds petitions by words anywhere in them, without accents and capitals, and by tag', async (t) => {
    const petition = (slug: string, title: string, more: object = {}) => ({
      slug,
      creator: 'Ilse V.',
      texts: { en: { title, text: `About ${slug}.` } },
      ...more,
    });
    const { get } = await start(t, {
      petitions: [
        petition('a', 'Keep the café', { tags: ['housing', 'port-ansel'], target: 'The Mayor' }),
        petition('b', 'Open the school', {
          tags: ['housing'],
          texts: { es: { title: 'Abrir la escuela', text: 'Sí.' } },
        }),
        petition('c', 'Closed school', { tags: ['closed'], status: 'closed' }),
      ],
    });
    const found = async (query: string) => {
      const page = await (await get(`/?lang=en&${query}`)).text();
      return [...page.matchAll(/<h2><a href="[^"]*\/p\/(\w)/g)].map(([, slug]) => slug).join('');
    };
    assert.equal(await found(''), 'ab');
    for (const [query, slugs] of [
      ['q=CAFE', 'a'],
      ['q=mayor+keep', 'a'],
      ['q=mayor+school', ''],
      ['q=escuela', 'b'],
      ['q=ilse', 'ab'],
      ['q=%20', 'ab'],
      ['tag=housing', 'ab'],
      ['tag=port-ansel', 'a'],
      ['tag=port-ansel&q=school', ''],
      ['tag=closed', ''],
      ['tag=%3Cscript%3E', 'ab'],
      [`q=${'x'.repeat(5_000)}`, ''],
    ] as const) {
      assert.equal(await found(query), slugs, query);
    }
    const page = await (await get('/?lang=en&q=%22%3E%3Cscript%3E')).text();
    assert.match(page, /value="&quot;&gt;&lt;script&gt;"/);
    assert.match(page, /No petition matches your search\./);
    assert.match(page, /<meta name="robots" content="noindex">/);
    assert.match(await (await get('/?lang=en')).text(), /<nav class="tags">.*>housing<.*>port-ansel</s);
  });
});

describe('the pages of many petitions', () => {
  const COUNT = 2 * PETITIONS_PER_PAGE + 1;
  const many = Array.from({ length: COUNT }, (_, index) => ({
    slug: `number-${index}`,
    creator: 'Ilse V.',
    tags: [index % 2 === 0 ? 'even' : 'odd'],
    texts: { en: { title: `Number ${index}`, text: 'Text.' } },
  }));
  const linkTo = (page: string, rel: 'prev' | 'next') =>
    new RegExp(`<a rel="${rel}" href="([^"]*)"`).exec(page)?.[1]?.replaceAll('&amp;', '&');
  const slugsOn = (page: string) =>
    [...page.matchAll(/<h2><a href="[^"]*\/p\/([^"?]+)/g)].map(([, slug]) => slug);

  it('lead through all of them, forward and back, also of a search', async (t) => {
    const { get } = await start(t, { petitions: many });
    for (const [query, expected] of [
      ['', many],
      ['&tag=even', many.filter(({ tags }) => tags[0] === 'even')],
      ['&q=number', many],
    ] as const) {
      const slugs: unknown[] = [];
      let path: string | undefined = `/?lang=en${query}`;
      let previous: string | undefined;
      while (path !== undefined) {
        const page = await (await get(path)).text();
        assert.equal(linkTo(page, 'prev'), previous);
        slugs.push(...slugsOn(page));
        previous = path;
        path = linkTo(page, 'next');
      }
      assert.deepEqual(
        slugs,
        expected.map(({ slug }) => slug),
        query,
      );
    }
  });

  it('say which one it is in the reader’s language, and are each their own canonical page', async (t) => {
    const { get } = await start(t, { petitions: many });
    const page = await (await get('/?lang=es&page=2')).text();
    assert.match(page, /<nav class="pages" aria-label="Páginas">.*<span>Página 2 de 3<\/span>/s);
    assert.ok(page.includes(`<link rel="canonical" href="${PUBLIC_URL}/?lang=es&amp;page=2">`));
  });

  it('end with the last one, whatever the URL asks for, and are no pages if there is one', async (t) => {
    const { get } = await start(t, { petitions: many });
    assert.deepEqual(slugsOn(await (await get('/?lang=en&page=99')).text()), [`number-${COUNT - 1}`]);
    for (const page of ['0', '-1', 'x', '1e3', '9'.repeat(400)]) {
      assert.equal(slugsOn(await (await get(`/?lang=en&page=${page}`)).text())[0], 'number-0', page);
    }
    const few = await (await get('/?lang=en&q=number+60')).text();
    assert.deepEqual(slugsOn(few), ['number-60']);
    assert.doesNotMatch(few, /class="pages"/);
  });
});

/** Everything that a browser, a feed reader, or a search engine asks a site for. */
describe('what programs ask for', () => {
  const PUBLIC = [
    {
      ...PETITIONS[0]!,
      texts: { ...PETITIONS[0]!.texts, en: { title: 'A <b> & "c"', text: 'One.\n\nTwo.' } },
    },
    { ...PETITIONS[1]!, noindex: true },
    PETITIONS[3]!,
  ];

  it('has a feed of the open petitions, the newest first, as escaped RSS', async (t) => {
    const { get } = await start(t, { petitions: [...PUBLIC, { ...PETITIONS[2]! }] });
    const response = await get('/feed.xml?lang=en');
    assert.equal(response.headers.get('Content-Type'), 'application/rss+xml; charset=UTF-8');
    const xml = await response.text();
    assert.match(xml, /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<rss version="2\.0"/);
    const links = [...xml.matchAll(/<item>\n<title>(.*)<\/title>\n<link>(.*)<\/link>/g)].map(
      ([, title, link]) => [title, link],
    );
    assert.deepEqual(links, [
      [PETITIONS[2]!.texts.en!.title, `${PUBLIC_URL}/p/strict-one`],
      ['A &lt;b&gt; &amp; &quot;c&quot;', `${PUBLIC_URL}/p/keep-the-library`],
    ]);
    assert.match(xml, /<pubDate>\w{3}, \d\d \w{3} \d{4} 00:00:00 GMT<\/pubDate>/);
    assert.match(await (await get('/')).text(), /<link rel="alternate" type="application\/rss\+xml"/);
  });

  it('has the newest hundred in its feed, however many there are', async (t) => {
    const petitions = Array.from({ length: 101 }, (_, index) => ({
      ...PETITIONS[0]!,
      slug: `number-${index}`,
    }));
    const { get } = await start(t, { petitions });
    const xml = await (await get('/feed.xml?lang=en')).text();
    const slugs = [...xml.matchAll(/<link>[^<]*\/p\/(.*)<\/link>/g)].map(([, slug]) => slug);
    assert.equal(slugs.length, 100);
    assert.deepEqual([slugs[0], slugs.at(-1)], ['number-100', 'number-1']);
  });

  it('has a sitemap of every page that may be listed, in each language', async (t) => {
    const { get } = await start(t, { petitions: PUBLIC });
    const response = await get('/sitemap.xml');
    assert.equal(response.headers.get('Content-Type'), 'application/xml; charset=UTF-8');
    const xml = await response.text();
    assert.deepEqual(
      [...xml.matchAll(/<loc>(.*?)<\/loc>/g)].map(([, url]) => url),
      [
        `${PUBLIC_URL}/`,
        `${PUBLIC_URL}/p/keep-the-library`,
        `${PUBLIC_URL}/p/keep-the-library?lang=es`,
        `${PUBLIC_URL}/p/done-and-won`,
      ],
    );
    assert.match(xml, /hreflang="es" href="[^"]*\?lang=es"/);
  });

  it('keeps robots away from the links in emails, and leads them to the sitemap', async () => {
    const text = await (await server.get('/robots.txt')).text();
    for (const path of ['/confirm/', '/withdraw/', '/unsubscribe/'])
      assert.ok(text.includes(`Disallow: ${path}\n`));
    assert.ok(text.endsWith(`Sitemap: ${PUBLIC_URL}/sitemap.xml\n`));
  });

  it('has an icon, which its pages may load', async () => {
    for (const path of ['/favicon.svg', '/favicon.ico']) {
      assert.equal((await server.get(path)).headers.get('Content-Type'), 'image/svg+xml');
    }
    const page = await server.get('/');
    assert.match(await page.text(), /<link rel="icon" href="\/favicon\.svg">/);
    assert.match(page.headers.get('Content-Security-Policy')!, /img-src 'self'/);
  });

  it('answers browsers with a page when something fails, and programs with a problem document', async () => {
    const browser = { Accept: 'text/html,*/*', 'Accept-Language': 'es' };
    for (const [path, init, status] of [
      ['/nothing', {}, 404],
      ['/privacy', { method: 'DELETE' }, 405],
      [
        '/p/keep-the-library',
        { method: 'POST', body: '{}', headers: { 'Content-Type': 'application/json' } },
        415,
      ],
      ['/oembed?url=x', {}, 404],
    ] as const) {
      const request = (headers: Record<string, string>) =>
        server.app.request(path, {
          ...init,
          headers: { ...('headers' in init ? init.headers : {}), ...headers },
        });
      const page = await request(browser);
      assert.equal(page.status, status, path);
      assert.match(page.headers.get('Content-Type')!, /^text\/html/, path);
      assert.equal(page.headers.get('Cache-Control'), 'no-store');
      assert.match(
        await page.text(),
        /<html lang="es".*<h1>(?:No ha funcionado|No encontramos esta página)</s,
      );
      const document = await request({ Accept: 'application/json' });
      assert.equal(document.status, status, path);
    }
  });
});
