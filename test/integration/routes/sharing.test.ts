// Runs once: no database involved.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseServer } from '../../../server/routes/mastodon.ts';
import { POSTER_HEADERS } from '../../../server/views/poster-page.ts';
import { PETITIONS, PUBLIC_URL, start } from '../../support/server.ts';

const TRICKY = {
  slug: 'tricky',
  creator: '<b>Ilse</b>',
  partners: { 'harbour-aid': 'Harbour Aid' },
  texts: {
    en: { title: '<script>alert(1)</script> & "more"', text: 'A text.' },
    ar: { title: 'عنوان', text: 'نص' },
  },
};
const server = await start(undefined, { petitions: [...PETITIONS, TRICKY] });
const LIBRARY = '/p/keep-the-library';
const textOf = async (path: string, headers?: Record<string, string>) =>
  (await server.get(path, headers)).text();
const shareOn = (server_: string, path = `${LIBRARY}/mastodon`, headers: Record<string, string> = {}) =>
  server.app.request(path, {
    method: 'POST',
    body: new URLSearchParams({ server: server_ }).toString(),
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
  });

describe('the hosted page', () => {
  it('offers the poster and the embed page in its footer, not before the button', async () => {
    const page = await textOf(`${LIBRARY}?lang=es&partner=harbour-aid`);
    const [, footer] = page.split('<footer');
    const query = 'lang=es&amp;partner=harbour-aid';
    assert.ok(footer!.includes(`<a href="${PUBLIC_URL}${LIBRARY}/poster?${query}">`), footer);
    assert.ok(
      footer!.includes(`<a href="${PUBLIC_URL}${LIBRARY}/embed-code?hl=es&amp;partner=harbour-aid">`),
    );
    assert.equal(page.match(/\/embed-code/g)!.length, 1);
  });

  it('offers neither once the petition is closed', async () => {
    assert.doesNotMatch(await textOf('/p/done-and-won'), /\/poster|\/embed-code/);
  });
});

describe('the poster', () => {
  it('has the title, and the URL with language and partner in words, once large and on eight strips', async () => {
    const page = await textOf(`${LIBRARY}/poster?lang=es&partner=harbour-aid`);
    assert.match(page, /<h1[^>]*>Que la biblioteca siga abierta<\/h1>/);
    assert.match(page, /Escanea para firmar/);
    const written =
      '<span>petitions.example.org/</span><span>p/</span><span>keep-the-library</span><span>?lang=es&amp;partner=harbour-aid</span>';
    assert.equal(page.split(written).length - 1, 9);
    assert.equal(page.match(/<use href="#code"\/>/g)!.length, 8);
    assert.equal(page.match(/<path id="code"/g)!.length, 1);
  });

  it('leaves out a partner that the petition doesn’t have, and everything else in the URL', async () => {
    for (const query of ['partner=jess-who-printed-it', 'ref=jess', 'accent=%23ff0000']) {
      assert.equal(await textOf(`${LIBRARY}/poster?${query}`), await textOf(`${LIBRARY}/poster`), query);
    }
  });

  it('is in the language of the petition’s text, from right to left where that is written so', async () => {
    const page = await textOf('/p/tricky/poster?lang=ar');
    assert.match(page, /<html lang="ar" dir="rtl"/);
    assert.match(page, /<bdi dir="ltr"><span>petitions\.example\.org\//);
  });

  it('escapes what organizers wrote, runs no script, and can’t be framed', async () => {
    const page = await textOf('/p/tricky/poster');
    assert.doesNotMatch(page, /<script|<b>/);
    const policy = (await server.get('/p/tricky/poster')).headers.get('Content-Security-Policy')!;
    assert.equal(policy, POSTER_HEADERS['Content-Security-Policy']);
    assert.match(policy, /^default-src 'none'; style-src 'sha256-[^;]*; .*frame-ancestors 'none'$/);
  });

  it('names the addressee above the title, if there is one', async (t) => {
    const { get } = await start(t, { petitions: [{ ...PETITIONS[0]!, target: '<The Governor>' }] });
    const page = await (await get(`${LIBRARY}/poster`)).text();
    assert.match(page, /<p class="addressee" dir="auto">To: &lt;The Governor&gt;<\/p>\s*<h1/);
    assert.doesNotMatch(await textOf(`${LIBRARY}/poster`), /class="addressee"/);
  });

  it('shares the petition’s own sentence, if it has one', async (t) => {
    const shareText = 'Read on: sign here.';
    const { get } = await start(t, { petitions: [{ ...PETITIONS[0]!, shareText }] });
    assert.match(await (await get(`${LIBRARY}/mastodon`)).text(), /Read on: sign here\./);
  });

  it('leads to the hosted page once the petition is closed', async () => {
    const response = await server.get('/p/done-and-won/poster');
    assert.equal(response.status, 302);
    assert.equal(response.headers.get('Location'), `${PUBLIC_URL}/p/done-and-won`);
  });

  it('has its code as a file, the same for every language of the browser', async () => {
    const path = `${LIBRARY}/qr.svg?partner=harbour-aid`;
    const response = await server.get(path);
    assert.equal(response.headers.get('Content-Type'), 'image/svg+xml');
    assert.equal(response.headers.get('Content-Security-Policy'), "default-src 'none'");
    const file = await response.text();
    assert.equal(file, await textOf(path, { 'Accept-Language': 'es' }));
    assert.notEqual(file, await textOf(`${path}&lang=es`));
    assert.notEqual(file, await textOf(`${LIBRARY}/qr.svg`));
  });
});

describe('sharing on Mastodon', () => {
  it('asks for the server, shows what will be shared, and sends nothing anywhere by itself', async () => {
    const path = `${LIBRARY}/mastodon?lang=es&partner=harbour-aid`;
    const page = await textOf(path);
    assert.match(page, /<html lang="es"/);
    assert.ok(page.includes('Firma esta petición: “Que la biblioteca siga abierta”'));
    assert.ok(page.includes(`${PUBLIC_URL}${LIBRARY}?lang=es&amp;partner=harbour-aid</bdi>`));
    assert.match(page, /<form method="post">/);
    const { headers } = await server.get(path);
    assert.match(
      headers.get('Content-Security-Policy')!,
      /^default-src 'none'; .*form-action 'self' https:;/,
    );
  });

  it('redirects to that server, in the language and for the partner of the URL', async () => {
    const response = await shareOn(
      '@jess@Mastodon.Example',
      `${LIBRARY}/mastodon?lang=es&partner=harbour-aid`,
    );
    assert.equal(response.status, 303);
    assert.equal(response.headers.get('Cache-Control'), 'no-store');
    assert.equal(response.headers.get('Referrer-Policy'), 'no-referrer');
    const url = new URL(response.headers.get('Location')!);
    assert.equal(url.origin + url.pathname, 'https://mastodon.example/share');
    assert.equal(
      url.searchParams.get('text'),
      `Firma esta petición: “Que la biblioteca siga abierta” ${PUBLIC_URL}${LIBRARY}?lang=es&partner=harbour-aid`,
    );
  });

  it('logs neither the server nor who it is', async () => {
    const before = server.lines.length;
    await shareOn('@jess@mastodon.example');
    await shareOn('not a server');
    const logged = server.lines.slice(before).join();
    assert.doesNotMatch(logged, /mastodon\.example|jess|not a server/);
  });

  it('asks again, with what was entered, if that is no server', async () => {
    const response = await shareOn('"><script>alert(1)</script>');
    assert.equal(response.status, 422);
    const page = await response.text();
    assert.match(page, /aria-invalid="true"/);
    assert.match(page, /Enter the name of a server, like mastodon\.social\./);
    assert.ok(page.includes('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"'));
  });

  it('redirects nobody who comes from another site', async () => {
    for (const site of ['cross-site', 'same-site']) {
      const response = await shareOn('evil.example', undefined, { 'Sec-Fetch-Site': site });
      assert.equal(response.status, 422, site);
      assert.equal(response.headers.get('Location'), null);
    }
    for (const site of ['same-origin', 'none']) {
      const response = await shareOn('mastodon.example', undefined, { 'Sec-Fetch-Site': site });
      assert.equal(response.status, 303, site);
    }
  });

  for (const [entered, host] of [
    ['mastodon.social', 'mastodon.social'],
    [' https://mastodon.social/ ', 'mastodon.social'],
    ['http://mastodon.social/@ana', 'mastodon.social'],
    ['//mastodon.social?x', 'mastodon.social'],
    ['@ana@mastodon.social', 'mastodon.social'],
    ['ana@mastodon.social', 'mastodon.social'],
    ['Mastodon.Social\u200b', 'mastodon.social'],
    ['möwe.example', 'xn--mwe-sna.example'],
    ['例え.テスト', 'xn--r8jz45g.xn--zckzah'],
    ['', undefined],
    ['ana', undefined],
    ['localhost', undefined],
    ['127.0.0.1', undefined],
    ['0x7f.1', undefined],
    ['[::1]', undefined],
    ['mastodon.social:8443', undefined],
    ['javascript:alert(1)', undefined],
    ['a b.example', undefined],
    ['-a.example', undefined],
    ['evil.example\\@mastodon.social', 'mastodon.social'],
  ] as const) {
    it(`takes ${JSON.stringify(entered)} for ${host ?? 'no server'}`, () => {
      assert.equal(parseServer(entered), host);
    });
  }
});

for (const path of ['poster', 'qr.svg', 'mastodon']) {
  it(`${path} is not found for an unknown petition, and found at addresses that people mistype`, async () => {
    assert.equal((await server.get(`/p/none-such/${path}`)).status, 404);
    const response = await server.get(`/p/Keep-the-Library/${path}/?partner=harbour-aid`);
    assert.equal(response.status, 308);
    assert.equal(
      new URL(response.headers.get('Location')!, PUBLIC_URL).pathname,
      `/p/keep-the-library/${path}`,
    );
  });
}
