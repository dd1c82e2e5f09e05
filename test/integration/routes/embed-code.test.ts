// Runs once: no database involved.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { VERSION } from '../../../server/lib/package.ts';
import { loadWithPicture } from '../../support/pictures.ts';
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

/** Returns the page's snippets, one for each way to embed the petition. */
async function snippetsOf(query = '') {
  const page = await textOf(PAGE + query);
  const [element, script, link, frame, address, list] = [
    ...page.matchAll(/<pre[^>]*><code>([\s\S]*?)<\/code>/g),
  ].map(([, code]) => unescaped(code!));
  return {
    page,
    element: element!,
    script: script!,
    link: link!,
    frame: frame!,
    address: address!,
    list: list!,
  };
}

describe('the snippets', () => {
  it('offer the element and its script, with a link until the script has loaded', async () => {
    const { element } = await snippetsOf();
    assert.equal(
      element,
      `<script type="module" async src="${PUBLIC_URL}/v1/petition-widget.js"></script>
<link rel="preload" as="fetch" crossorigin href="${PUBLIC_URL}/v1/petitions/keep-the-library?lang=en">
<link rel="modulepreload" href="${PUBLIC_URL}/v1/petition-details.js">
<petition-widget petition="keep-the-library" style="display:block;min-height:max(53rem,82rem - 78vw)">
  <a href="${PUBLIC_URL}/p/keep-the-library">Sign the petition: Keep the library open</a>
</petition-widget>`,
    );
  });

  it('preload the petition in the language that the widget will ask for, if that is known', async () => {
    const preloaded = async (query: string) =>
      /<link rel="preload" [^>]* href="(.*?)">/.exec((await snippetsOf(query)).element)?.[1];
    const url = `${PUBLIC_URL}/v1/petitions/keep-the-library`;
    assert.equal(await preloaded('?hl=es'), `${url}?lang=es`);
    assert.equal(await preloaded('?hl=es&lang=de'), `${url}?lang=de`);
  });

  it('preload what the petition needs besides the script, in the same version, and nothing if it needs nothing', async () => {
    const scripts = (page: string) =>
      [...unescaped(page).matchAll(/<link rel="modulepreload" href="(.*?)">/g)].map(([, url]) => url);
    assert.deepEqual(scripts(await textOf(`${PAGE}?pin=1`)), [
      `${PUBLIC_URL}/${VERSION}/petition-details.js`,
    ]);
    assert.deepEqual(scripts(await textOf('/p/mend-the-bridge/embed-code')), []);
  });

  it('offer a link, a frame, or only the URL', async () => {
    const { script, link, frame, address } = await snippetsOf();
    assert.equal(script, `<script type="module" async src="${PUBLIC_URL}/v1/petition-widget.js"></script>`);
    assert.ok(
      link.endsWith(
        `<a data-petition-widget href="${PUBLIC_URL}/p/keep-the-library">Sign the petition: Keep the library open</a>`,
      ),
    );
    assert.equal(
      frame,
      `<iframe src="${PUBLIC_URL}/p/keep-the-library/frame" title="Sign the petition: Keep the library open" allow="web-share; clipboard-write" style="display:block;width:100%;height:60rem;border:0"></iframe>
<script type="module" async src="${PUBLIC_URL}/v1/petition-frame.js"></script>`,
    );
    assert.equal(address, `${PUBLIC_URL}/p/keep-the-library`);
  });

  it('show the picture if that is chosen, in the same way as the others, and reserve its space', async (t) => {
    const own = await start(t);
    const pageOf = async (query: string) => unescaped(await (await own.get(PAGE + query)).text());
    assert.doesNotMatch(await pageOf('?show-image=1'), /show-image/);
    await loadWithPicture(own.context, PETITIONS[0]!, 1400);
    const page = await pageOf('?show-image=1&hl=en');
    assert.match(page, /name="show-image" value="1" checked[^>]*> <span>Show the picture<\/span>/);
    assert.ok(
      page.includes(
        '<petition-widget petition="keep-the-library" show-image style="display:block;min-height:max(53rem,82rem - 78vw + 0.50*min(100vw,30rem))">',
      ),
    );
    assert.ok(page.includes(`href="${PUBLIC_URL}/p/keep-the-library?show-image="`));
    assert.ok(page.includes(`src="${PUBLIC_URL}/p/keep-the-library/frame?show-image="`));
    assert.doesNotMatch(await pageOf(''), /<petition-widget [^>]*show-image/);
  });

  it('apply the chosen partner, language, color, corner radius, and shape in each way to embed', async () => {
    const { element, link, frame, address } = await snippetsOf(
      '?partner=open-gate&lang=es&accent=%230b6e4f&radius=4&shape=compact',
    );
    assert.ok(
      element.includes(
        '<petition-widget petition="keep-the-library" partner="open-gate" lang="es" compact style="display:block;min-height:13rem;--petition-accent:#0b6e4f;--petition-radius:4px">',
      ),
      element,
    );
    assert.ok(element.includes('>Firmar la petición: Que la biblioteca siga abierta</a>'));
    const query = 'lang=es&partner=open-gate&compact=&accent=%230b6e4f&radius=4px';
    assert.ok(link.includes(`/p/keep-the-library?${query.replaceAll('&', '&amp;')}"`), link);
    assert.ok(frame.includes(`/p/keep-the-library/frame?${query.replaceAll('&', '&amp;')}"`), frame);
    assert.equal(address, `${PUBLIC_URL}/p/keep-the-library?${query}`);
  });

  it('set their own background if a light or dark scheme is chosen', async () => {
    const { element, link, frame, address } = await snippetsOf('?scheme=dark');
    assert.ok(element.includes('color-scheme:dark;background:Canvas;color:CanvasText;padding:1.5rem'));
    assert.ok(frame.includes('/frame?scheme=dark"') && frame.includes('border-radius:12px'));
    assert.ok(address.endsWith('?scheme=dark'));
    assert.ok(link.includes('?scheme=dark"'));
  });

  it('use the language in which the partner reads the embed page if none is chosen', async () => {
    const { element } = await snippetsOf('?hl=es');
    assert.ok(element.includes('>Firmar la petición: Que la biblioteca siga abierta</a>'));
    assert.doesNotMatch(element, / lang=/);
  });

  it('leave out default values', async () => {
    const { element } = await snippetsOf('?accent=%23c7400a&radius=12&lang=&partner=&shape=&scheme=');
    assert.equal(element, (await snippetsOf()).element);
  });

  it('make a frame report its events on request, and no other', async () => {
    const chosen = await snippetsOf('?events=1&partner=open-gate&shape=compact');
    assert.match(
      chosen.frame,
      /^<iframe src="[^"]*\/frame\?partner=open-gate&amp;compact=&amp;events=" title=/,
    );
    const others = await snippetsOf('?partner=open-gate&shape=compact');
    assert.doesNotMatch(others.frame, /events/);
    for (const method of ['element', 'script', 'link', 'address'] as const) {
      assert.equal(chosen[method], others[method]);
    }
    assert.match(chosen.page, /name="events" value="1" checked/);
    assert.doesNotMatch(others.page, /name="events" value="1" checked/);
  });

  it('offer a list of the partner’s petitions, which looks like the petition', async () => {
    const { list } = await snippetsOf('?partner=open-gate&lang=es&accent=%230b6e4f');
    assert.equal(
      list,
      `<script type="module" async src="${PUBLIC_URL}/v1/petition-list.js"></script>
<petition-list partner="open-gate" lang="es" style="display:block;min-height:30rem;--petition-accent:#0b6e4f">
  <a href="${PUBLIC_URL}/">${PUBLIC_URL}/</a>
</petition-list>`,
    );
    assert.match((await snippetsOf()).list, /<petition-list style=/);
  });

  it('pin the version with an integrity hash on request', async () => {
    const { element, frame, list } = await snippetsOf('?pin=1');
    for (const [snippet, name] of [
      [element, 'petition-widget.js'],
      [frame, 'petition-frame.js'],
      [list, 'petition-list.js'],
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

  it('reserve the height that the petition’s form needs', async () => {
    const reservedHeight = async (slug: string) =>
      /min-height:max\((\d+)rem/.exec(await textOf(`/p/${slug}/embed-code`))?.[1];
    assert.equal(await reservedHeight('mend-the-bridge'), '28');
    assert.equal(await reservedHeight('strict-one'), '50');
  });
});

describe('the embed page', () => {
  it('is linked from the hosted page, with the same partner and language', async () => {
    const page = await textOf('/p/keep-the-library?lang=es&partner=harbour-aid');
    assert.ok(
      page.includes(
        `<a href="${PUBLIC_URL}${PAGE}?hl=es&amp;partner=harbour-aid">Pon esta petición en tu sitio</a>`,
      ),
    );
  });

  it('is in the language of its URL or else of the browser, regardless of the petition’s languages', async () => {
    assert.match(await textOf(`${PAGE}?hl=de`, { 'Accept-Language': 'fr' }), /<html lang="de"/);
    assert.match(await textOf(PAGE, { 'Accept-Language': 'ar-EG,en;q=0.5' }), /<html lang="ar" dir="rtl"/);
    assert.match(await textOf(PAGE), /<html lang="en"/);
    assert.match(await textOf(`${PAGE}?hl=%22%3E`), /<html lang="en"/);
  });

  it('works without a script: chosen options stay selected', async () => {
    const page = await textOf(
      `${PAGE}?hl=es&partner=open-gate&lang=de&accent=%230b6e4f&radius=4&shape=hide-text&scheme=light&pin=1`,
    );
    for (const control of [
      '<option value="open-gate" selected>Open Gate Network</option>',
      '<option value="de" selected>Deutsch</option>',
      'type="color" value="#0b6e4f"',
      'value="4"',
      'value="hide-text" checked',
      'name="scheme" value="light" checked',
      'name="pin" value="1" checked',
      'name="hl" value="es"',
    ]) {
      assert.ok(page.includes(control), control);
    }
  });

  it('warns immediately if a color is hard to see, says where, and suggests a similar one', async () => {
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

  it('warns about a partner that the petition doesn’t list, and leaves it out', async () => {
    const { page, element } = await snippetsOf('?partner=nobody');
    assert.match(page, /Your link names a partner that this petition doesn’t have/);
    assert.doesNotMatch(element, /nobody/);
    assert.doesNotMatch(await textOf(`${PAGE}?partner=open-gate`), /this petition doesn’t have/);
  });

  it('says which events a page gets, and how to count them', async () => {
    const page = await textOf(`${PAGE}?hl=es`);
    for (const type of ['petition-sign', 'petition-signed', 'petition-error', 'petition-share']) {
      assert.ok(page.includes(`<dt><code dir="ltr">${type}</code></dt>`), type);
    }
    const snippets = [...page.matchAll(/<pre[^>]*><code>([\s\S]*?)<\/code>/g)];
    assert.match(
      unescaped(snippets.at(-1)![1]!),
      /^<script>\s+document\.addEventListener\('petition-signed', /,
    );
    assert.match(page, /también sabrá quiénes firmaron/);
  });

  it('lists the sites from which a petition can be signed', async (t) => {
    const restricted = await start(t, { petitions: [{ ...PETITIONS[0]!, origins: ['https://a.example'] }] });
    assert.match(await (await restricted.get(PAGE)).text(), /only from these sites: https:\/\/a\.example\./);
    assert.doesNotMatch(await textOf(PAGE), /only from these sites/);
  });

  it('allows only this server’s scripts, and no framing', async () => {
    const policy = (await server.get(PAGE)).headers.get('Content-Security-Policy')!;
    assert.match(policy, /^default-src 'none'; script-src https:\/\/petitions\.example\.org;/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.doesNotMatch(policy, /unsafe/);
  });

  for (const query of [
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
    it(`ignores ${query.slice(0, 40)}`, async () => {
      assert.equal(await textOf(`${PAGE}?${query}`), await textOf(PAGE));
    });
  }

  it('escapes the title, partners, and URL', async (t) => {
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
    assert.equal(page.match(/<script/g)!.length, 2, 'only the scripts of the page itself');
    // Snippets are escaped once more, because the page shows their markup.
    assert.ok(page.includes('&amp;lt;/code&amp;gt;'));
  });

  it('returns 404 for an unknown petition', async () => {
    assert.equal((await server.get('/p/none-such/embed-code')).status, 404);
  });
});
