// Runs once: no database involved.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { start } from '../../support/server.ts';

const texts = (...langs: string[]) =>
  Object.fromEntries(langs.map((lang) => [lang, { title: `Title in ${lang}`, text: 'Text.' }]));

const server = await start(undefined, {
  petitions: [
    { slug: 'three', creator: 'Ilse V.', texts: texts('en', 'es', 'zh') },
    { slug: 'taiwan', creator: 'Ilse V.', texts: texts('en', 'zh', 'zh-TW') },
    { slug: 'chinese', creator: 'Ilse V.', texts: texts('zh', 'en') },
  ],
});

const textOf = async (path: string, header?: string) =>
  (await server.get(path, header === undefined ? {} : { 'Accept-Language': header })).text();
const langOf = async (path: string, header?: string) =>
  /<html lang="([^"]+)"/.exec(await textOf(path, header))![1];

describe('the language of a page', () => {
  for (const path of ['/p/three', '/p/three/frame', '/p/three/embed-code', '/p/none', '/p/none/frame']) {
    for (const [header, lang] of [
      ['en;q=0.5, es;q=0.9', 'es'],
      ['es;q=0.1, en;q=0.2', 'en'],
      ['es;q=0, en;q=0.1', 'en'],
      ['zh-TW, zh-Hant;q=0.9, es;q=0.8, en;q=0.7', 'es'],
      ['zh-HK', 'en'],
      ['zh-CN, en;q=0.5', 'zh'],
      [`${'es;q=0.1,'.repeat(10_000)}zh`, 'es'],
    ] as const) {
      it(`is "${lang}" at ${path} for "${header.slice(0, 50)}"`, async () => {
        assert.equal(await langOf(path, header), lang);
      });
    }
  }

  it('follows the URL rather than the browser', async () => {
    for (const path of [
      '/p/three?lang=es',
      '/p/three/frame?lang=es',
      '/p/three/embed-code?hl=es',
      '/p/none?lang=es',
    ]) {
      assert.equal(await langOf(path, 'zh, en;q=0.5'), 'es', path);
    }
  });

  it('keeps shared caches from storing the page, unless it is in the URL: many ignore Accept-Language', async () => {
    for (const [path, parameter] of [
      ['/p/three', 'lang'],
      ['/p/three/frame', 'lang'],
      ['/p/three/embed-code', 'hl'],
      ['/privacy', 'lang'],
      ['/', 'lang'],
    ] as const) {
      const negotiated = (await server.get(path)).headers;
      assert.match(negotiated.get('Cache-Control')!, /^private, max-age=\d+$/, path);
      assert.equal(negotiated.get('Vary'), 'Accept-Language, Accept-Encoding', path);
      const fixed = (await server.get(`${path}?${parameter}=es`)).headers;
      assert.match(fixed.get('Cache-Control')!, /^public, max-age=\d+$/, path);
      assert.equal(fixed.get('Vary'), 'Accept-Encoding', path);
    }
  });

  it('never leaks into the page of the next visitor through a cache that goes by URL alone', async () => {
    const cache = new Map<string, string>();
    const visit = async (path: string, lang: string) => {
      const cached = cache.get(path);
      if (cached !== undefined) return cached;
      const response = await server.get(path, { 'Accept-Language': lang });
      const page = await response.text();
      if (response.headers.get('Cache-Control')!.startsWith('public')) cache.set(path, page);
      return page;
    };
    for (const path of ['/p/three', '/p/three/frame', '/p/three/embed-code', '/privacy', '/', '/p/none']) {
      for (const lang of ['en', 'es']) {
        assert.match(await visit(path, lang), new RegExp(`<html lang="${lang}"`), `${path} in ${lang}`);
      }
    }
  });

  it('doesn’t depend on the browser if the petition has only one, so that every cache may store the page', async (t) => {
    const { get } = await start(t, {
      petitions: [{ slug: 'one', creator: 'Ilse V.', texts: texts('es') }],
    });
    for (const path of ['/p/one', '/p/one/frame']) {
      const response = await get(path, { 'Accept-Language': 'en' });
      assert.equal(response.headers.get('Cache-Control'), 'public, max-age=10');
      assert.match(await response.text(), /<html lang="es"/);
    }
  });
});

describe('the language of a petition’s text', () => {
  for (const [slug, wanted, lang] of [
    ['three', 'zh', 'zh'],
    ['three', 'zh-Hans-CN', 'zh'],
    ['three', 'zh-TW', 'en'],
    ['three', 'zh-Hant', 'en'],
    ['taiwan', 'zh-TW', 'zh-TW'],
    ['taiwan', 'zh-Hant-HK', 'zh-TW'],
    ['taiwan', 'zh-CN', 'zh'],
    ['chinese', 'zh-TW', 'zh'],
  ] as const) {
    it(`is "${lang}" for "${slug}" if "${wanted}" is requested`, async () => {
      const { lang: textLang, title } = await (
        await server.get(`/v1/petitions/${slug}?lang=${wanted}`)
      ).json();
      assert.deepEqual([textLang, title], [lang, `Title in ${lang}`]);
      assert.ok((await textOf(`/p/${slug}?lang=${wanted}`)).includes(`>Title in ${lang}</h1>`));
      const url = `${server.context.config.publicUrl}/p/${slug}?lang=${wanted}`;
      const embed = await (await server.get(`/oembed?${new URLSearchParams({ url })}`)).json();
      assert.equal(embed.title, `Title in ${lang}`);
    });
  }
});
