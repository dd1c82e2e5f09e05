// Runs once: no database involved.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { VERSION } from '../../../server/lib/package.ts';
import { PETITIONS, PUBLIC_URL, start } from '../../support/server.ts';

const server = await start();
const PAGE = '/p/keep-the-library/embed-code';
const textOf = async (path: string, headers?: Record<string, string>) =>
  (await server.get(path, headers)).text();

const unescaped = (markup: string) =>
  markup
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

/** What is to be pasted, one each way. */
async function snippetsOf(query = '') {
  const page = await textOf(PAGE + query);
  const [element, script, link, frame, address] = [
    ...page.matchAll(/<pre[^>]*><code>([\s\S]*?)<\/code>/g),
  ].map(([, code]) => unescaped(code!));
  return { page, element: element!, script: script!, link: link!, frame: frame!, address: address! };
}

describe('what to paste', () => {
  it('is element and script, with the link in the place of what isn’t there yet', async () => {
    const { element } = await snippetsOf();
    assert.equal(
      element,
      `<script type="module" async src="${PUBLIC_URL}/v1/petition-widget.js"></script>
<petition-widget petition="keep-the-library" style="display:block;min-height:max(50rem,82rem - 78vw)">
  <a href="${PUBLIC_URL}/p/keep-the-library">Sign the petition: Keep the library open</a>
</petition-widget>`,
    );
  });

  it('is a link, a frame, or the address alone', async () => {
    const { script, link, frame, address } = await snippetsOf();
    assert.equal(script, `<script type="module" async src="${PUBLIC_URL}/v1/petition-widget.js"></script>`);
    assert.ok(
      link.endsWith(
        `<a data-petition-widget href="${PUBLIC_URL}/p/keep-the-library">Sign the petition: Keep the library open</a>`,
      ),
    );
    assert.ok(
      frame.startsWith(`<iframe src="${PUBLIC_URL}/p/keep-the-library/frame" title="Sign the petition: `),
    );
    assert.ok(
      frame.endsWith(`<script type="module" async src="${PUBLIC_URL}/v1/petition-frame.js"></script>`),
    );
    assert.equal(address, `${PUBLIC_URL}/p/keep-the-library`);
  });

  it('has partner, language, colour, corners and shape as they were chosen, each way', async () => {
    const { element, link, frame, address } = await snippetsOf(
      '?partner=open-gate&lang=es&accent=%230b6e4f&radius=4&shape=compact',
    );
    assert.ok(
      element.includes(
        '<petition-widget petition="keep-the-library" partner="open-gate" lang="es" compact style="display:block;min-height:8.5rem;--petition-accent:#0b6e4f;--petition-radius:4px">',
      ),
      element,
    );
    assert.ok(element.includes('>Firmar la petición: Que la biblioteca siga abierta</a>'));
    const query = 'lang=es&partner=open-gate&compact=&accent=%230b6e4f&radius=4px';
    assert.ok(link.includes(`/p/keep-the-library?${query.replaceAll('&', '&amp;')}"`), link);
    assert.ok(frame.includes(`/p/keep-the-library/frame?${query.replaceAll('&', '&amp;')}"`), frame);
    assert.equal(address, `${PUBLIC_URL}/p/keep-the-library?${query}`);
  });

  it('brings a ground of its own where it is to be lighter or darker than its page', async () => {
    const { element, link, frame, address } = await snippetsOf('?scheme=dark');
    assert.ok(element.includes('color-scheme:dark;background:Canvas;color:CanvasText;padding:1.5rem'));
    assert.ok(frame.includes('/frame?scheme=dark"') && frame.includes('border-radius:12px'));
    assert.ok(address.endsWith('?scheme=dark'));
    assert.ok(link.includes('?scheme=dark"'));
  });

  it('speaks the partner’s language where none is chosen', async () => {
    const { element } = await snippetsOf('?hl=es');
    assert.ok(element.includes('>Firmar la petición: Que la biblioteca siga abierta</a>'));
    assert.doesNotMatch(element, / lang=/);
  });

  it('leaves out what is as it would be anyway', async () => {
    const { element } = await snippetsOf('?accent=%23c7400a&radius=12&lang=&partner=&shape=&scheme=');
    assert.equal(element, (await snippetsOf()).element);
  });

  it('pins the version, with what a browser checks it by, where that is wanted', async () => {
    const { element, frame } = await snippetsOf('?pin=1');
    for (const [snippet, name] of [
      [element, 'petition-widget.js'],
      [frame, 'petition-frame.js'],
    ] as const) {
      const path = `/${VERSION}/${name}`;
      const bytes = Buffer.from(await (await server.get(path)).arrayBuffer());
      const integrity = `sha384-${createHash('sha384').update(bytes).digest('base64')}`;
      assert.ok(
        snippet.includes(`src="${PUBLIC_URL}${path}" integrity="${integrity}" crossorigin="anonymous">`),
        snippet,
      );
    }
  });

  it('keeps the place of the form that the petition has', async () => {
    const of = async (slug: string) =>
      /min-height:max\((\d+)rem/.exec(await textOf(`/p/${slug}/embed-code`))?.[1];
    assert.equal(await of('mend-the-bridge'), '25');
    assert.equal(await of('strict-one'), '47');
  });
});

describe('the embed page', () => {
  it('is found from the hosted page, for the partner whose link it is and in its language', async () => {
    const page = await textOf('/p/keep-the-library?lang=es&partner=harbour-aid');
    assert.ok(
      page.includes(
        `<a href="${PUBLIC_URL}${PAGE}?hl=es&amp;partner=harbour-aid">Pon esta petición en tu sitio</a>`,
      ),
    );
  });

  it('is in the language that its address names, else in the browser’s, whatever the petition’s is', async () => {
    assert.match(await textOf(`${PAGE}?hl=de`, { 'Accept-Language': 'fr' }), /<html lang="de"/);
    assert.match(await textOf(PAGE, { 'Accept-Language': 'ar-EG,en;q=0.5' }), /<html lang="ar" dir="rtl"/);
    assert.match(await textOf(PAGE), /<html lang="en"/);
    assert.match(await textOf(`${PAGE}?hl=%22%3E`), /<html lang="en"/);
  });

  it('works without script: what was chosen stays chosen', async () => {
    const page = await textOf(
      `${PAGE}?hl=es&partner=open-gate&lang=de&accent=%230b6e4f&radius=4&shape=hide-text&scheme=light&pin=1`,
    );
    for (const chosen of [
      '<option value="open-gate" selected>Open Gate Network</option>',
      '<option value="de" selected>Deutsch</option>',
      'type="color" value="#0b6e4f"',
      'value="4"',
      'value="hide-text" checked',
      'name="scheme" value="light" checked',
      'name="pin" value="1" checked',
      'name="hl" value="es"',
    ]) {
      assert.ok(page.includes(chosen), chosen);
    }
  });

  it('says at once that a colour is hard to see, where, and which one nearby isn’t', async () => {
    const notes = async (query: string) =>
      /<div id="contrast" role="status">([\s\S]*?)<\/div>/.exec(await textOf(`${PAGE}?${query}`))![1]!.trim();
    assert.equal(await notes(''), '');
    const yellow = await notes('accent=%23ffd400&partner=open-gate');
    assert.match(yellow, /This color is hard to see on light pages: its contrast is 1\.4 to 1/);
    assert.doesNotMatch(yellow, /on dark pages/);
    const [, better] = /accent=%23([0-9a-f]{6})/.exec(yellow)!;
    assert.match(yellow, /href="\?hl=en&amp;partner=open-gate&amp;accent=/);
    assert.equal(await notes(`accent=%23${better}`), '');
    assert.match(await notes('accent=%23101820'), /on dark pages/);
    assert.equal(await notes('accent=%23ffd400&scheme=dark'), '');
  });

  it('says that a link names a partner that the petition doesn’t know, and leaves it out', async () => {
    const { page, element } = await snippetsOf('?partner=nobody');
    assert.match(page, /Your link names a partner that this petition doesn’t have/);
    assert.doesNotMatch(element, /nobody/);
    assert.doesNotMatch(await textOf(`${PAGE}?partner=open-gate`), /this petition doesn’t have/);
  });

  it('says which sites a petition may be signed from', async (t) => {
    const named = await start(t, { petitions: [{ ...PETITIONS[0]!, origins: ['https://a.example'] }] });
    assert.match(await (await named.get(PAGE)).text(), /only from these sites: https:\/\/a\.example\./);
    assert.doesNotMatch(await textOf(PAGE), /only from these sites/);
  });

  it('runs this server’s scripts alone, and stands in nobody’s frame', async () => {
    const policy = (await server.get(PAGE)).headers.get('Content-Security-Policy')!;
    assert.match(policy, /^default-src 'none'; script-src https:\/\/petitions\.example\.org;/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.doesNotMatch(policy, /unsafe/);
  });

  for (const nonsense of [
    'accent=red;}body{display:none',
    'accent=%3C/style%3E%3Cscript%3E',
    'radius=9999',
    'scheme=blue',
    'shape=%22%3E%3Cscript%3E',
    'lang=%22%3E%3Cscript%3E',
    'lang=klingon',
    'hl=%22%3E%3Cscript%3E',
    `lang=${'a'.repeat(10_000)}`,
  ]) {
    it(`takes no notice of ${nonsense.slice(0, 40)}`, async () => {
      assert.equal(await textOf(`${PAGE}?${nonsense}`), await textOf(PAGE));
    });
  }

  it('is never markup, whatever title, partners and addresses say', async (t) => {
    const hostile = await start(t, {
      petitions: [
        {
          slug: 'hostile',
          creator: '<script>alert(1)</script>',
          partners: { p: '"><script>alert(2)</script>' },
          texts: { en: { title: '</code></pre><script>alert(3)</script>', text: 'A text.' } },
        },
      ],
    });
    const page = await (await hostile.get('/p/hostile/embed-code?partner=%22%3E%3Cscript%3Ealert(4)')).text();
    assert.equal(page.match(/<script/g)!.length, 2, 'those of the page itself');
    // What is pasted is escaped once more.
    assert.ok(page.includes('&amp;lt;/code&amp;gt;'));
  });

  it('is not found for a petition that there isn’t', async () => {
    assert.equal((await server.get('/p/none-such/embed-code')).status, 404);
  });
});
