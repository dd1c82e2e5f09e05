// Runs once: no database involved.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { PETITIONS, PUBLIC_URL, start } from '../../support/server.ts';

const server = await start();
const FRAME = '/p/keep-the-library/frame';
const textOf = async (path: string, headers?: Record<string, string>) =>
  (await server.get(path, headers)).text();
const policyOf = async (path: string) => (await server.get(path)).headers.get('Content-Security-Policy')!;

describe('the frame page', () => {
  it('contains the widget with the options in the URL, and a link until the widget has loaded', async () => {
    const page = await textOf(`${FRAME}?lang=es&partner=harbour-aid&hide-text`);
    assert.match(
      page,
      /<petition-widget petition="keep-the-library" lang="es"\s+partner="harbour-aid"\s+hide-text\s*>/,
    );
    assert.match(
      page,
      /<a href="https:\/\/petitions\.example\.org\/p\/keep-the-library\?lang=es&amp;partner=harbour-aid">/,
    );
    assert.ok(page.includes(`src="${PUBLIC_URL}/v1/petition-widget.js"`));
    assert.ok(page.includes(`src="${PUBLIC_URL}/v1/petition-frame.js"`));
  });

  it('is compact if the URL says so', async () => {
    // The page has the title already, with a link to the hosted page.
    assert.match(await textOf(`${FRAME}?compact=`), /<petition-widget [^>]*\bhide-text compact\s*>/);
    assert.doesNotMatch(await textOf(FRAME), /<petition-widget [^>]*compact/);
  });

  it('shows the picture if the URL says so', async () => {
    assert.match(await textOf(`${FRAME}?show-image=`), /<petition-widget [^>]*\bshow-image\s*>/);
    assert.doesNotMatch(await textOf(FRAME), /<petition-widget [^>]*show-image/);
  });

  it('has a form if scripts are off, which opens its response outside of the frame', async () => {
    const page = await textOf(FRAME);
    const [, noscript] = /<noscript>([\s\S]*)<\/noscript>/.exec(page)!;
    assert.match(noscript!, /<form method="post" action="\/p\/keep-the-library\?lang=en#sign">/);
    assert.match(page, /<base target="_blank">/);
  });

  it('can be framed by any site, or only by those that the petition lists', async (t) => {
    assert.match(await policyOf(FRAME), /frame-ancestors \*$/);
    const restricted = await start(t, {
      petitions: [{ ...PETITIONS[0]!, origins: ['https://a.example', 'https://b.example'] }],
    });
    const { headers } = await restricted.get(FRAME);
    assert.match(
      headers.get('Content-Security-Policy')!,
      /frame-ancestors https:\/\/a\.example https:\/\/b\.example$/,
    );
    const nowhere = await start(t, { petitions: [{ ...PETITIONS[0]!, origins: [] }] });
    assert.match(
      (await nowhere.get(FRAME)).headers.get('Content-Security-Policy')!,
      /frame-ancestors 'none'$/,
    );
  });

  it('allows scripts, connections, and forms of this server only, and requires Trusted Types', async () => {
    const policy = await policyOf(FRAME);
    assert.match(
      policy,
      /^default-src 'none'; script-src https:\/\/petitions\.example\.org; connect-src https:\/\/petitions\.example\.org;/,
    );
    assert.match(
      policy,
      /form-action https:\/\/petitions\.example\.org;.*require-trusted-types-for 'script'/,
    );
    assert.doesNotMatch(policy, /unsafe/);
  });

  it('applies the appearance in the URL with a stylesheet that its policy allows by hash', async () => {
    const path = `${FRAME}?accent=0B6E4F&radius=4px&scheme=dark`;
    const page = await textOf(path);
    const [, css] = /<style>(:root\{--petition[^<]*)<\/style>/.exec(page)!;
    assert.equal(
      css,
      ':root{--petition-accent:#0b6e4f;--petition-radius:4px;--accent:#0b6e4f;--radius:4px;color-scheme:dark;--ink:#f3eee9;--soft:#b5aba3;--paper:#191614;--card:#24201d;--line:#857b74;--faint:#3a3430;--wrong:#ff9aa5}body.frame{padding:1.5rem}',
    );
    const hash = createHash('sha256').update(css!).digest('base64');
    assert.ok((await policyOf(path)).includes(`'sha256-${hash}'`));
  });

  for (const query of [
    'accent=red;}body{display:none',
    'accent=%3C/style%3E%3Cscript%3E',
    'radius=9999',
    'radius=-1',
    'scheme=blue',
    'partner=%22%3E%3Cscript%3E',
    `partner=${'a'.repeat(10_000)}`,
    'lang=%22%3E',
  ]) {
    it(`ignores ${query.slice(0, 40)}`, async () => {
      // The form contains the time when it was shown, in seconds.
      const pageOf = async (path: string) => (await textOf(path)).replace(/(?<=name="shown" value=")\d+/, '');
      assert.equal(await pageOf(`${FRAME}?${query}`), await pageOf(FRAME));
    });
  }

  it('returns a 404 page that any site can frame for an unknown petition', async () => {
    const response = await server.get('/p/none-such/frame');
    assert.equal(response.status, 404);
    assert.match(await response.text(), /Page not found/);
    // Otherwise the author of the surrounding page would see nothing.
    assert.match(response.headers.get('Content-Security-Policy')!, /frame-ancestors \*$/);
    const page = await server.get('/p/none-such');
    assert.equal(page.status, 404);
    assert.match(page.headers.get('Content-Security-Policy')!, /frame-ancestors 'none'$/);
  });

  it('offers nothing to try again for an unknown petition, as the hosted page', async () => {
    for (const path of ['/p/none-such/frame', '/p/none-such', '/p/a%2Fb/frame', '/p/none-such/embed-code']) {
      const response = await server.get(path);
      assert.equal(response.status, 404, path);
      const page = await response.text();
      assert.match(page, /Page not found/, path);
      assert.doesNotMatch(page, /<button|<form|<petition-widget|again/i, path);
    }
    // What the widget takes for a missing petition, not for a server to ask once more.
    for (const slug of [
      'none-such',
      'a%2Fb',
      '',
      '%20',
      '..%2F..',
      encodeURIComponent('§'),
      'a'.repeat(500),
    ]) {
      assert.equal((await server.get(`/v1/petitions/${slug}`)).status, 404, slug);
    }
  });

  it('says that a petition is closed if scripts are off, as the widget does', async () => {
    assert.match(
      await textOf('/p/done-and-won/frame'),
      /<noscript>[\s\S]*This petition is closed[\s\S]*<\/noscript>/,
    );
  });
});
