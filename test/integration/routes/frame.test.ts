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

describe('the page for a frame', () => {
  it('has the widget, with what its address says, and a link in its place until it is there', async () => {
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

  it('is compact where its address says so', async () => {
    assert.match(await textOf(`${FRAME}?compact=`), /<petition-widget [^>]*\bcompact\s*>/);
    assert.doesNotMatch(await textOf(FRAME), /<petition-widget [^>]*compact/);
  });

  it('has the form where there is no script, which opens its answer outside of the frame', async () => {
    const page = await textOf(FRAME);
    const [, without] = /<noscript>([\s\S]*)<\/noscript>/.exec(page)!;
    assert.match(without!, /<form method="post" action="\/p\/keep-the-library\?lang=en#sign">/);
    assert.match(page, /<base target="_blank">/);
  });

  it('may stand on any site, and on those alone that a petition names', async (t) => {
    assert.match(await policyOf(FRAME), /frame-ancestors \*$/);
    const named = await start(t, {
      petitions: [{ ...PETITIONS[0]!, origins: ['https://a.example', 'https://b.example'] }],
    });
    const { headers } = await named.get(FRAME);
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

  it('runs this server’s script alone, under Trusted Types, and sends nothing elsewhere', async () => {
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

  it('looks as its address says, in a stylesheet that its policy knows', async () => {
    const path = `${FRAME}?accent=0B6E4F&radius=4px&scheme=dark`;
    const page = await textOf(path);
    const [, css] = /<style>(:root\{--petition[^<]*)<\/style>/.exec(page)!;
    assert.equal(
      css,
      ':root{--petition-accent:#0b6e4f;--petition-radius:4px;--accent:#0b6e4f;--radius:4px;color-scheme:dark}body.frame{padding:1.5rem}',
    );
    const hash = createHash('sha256').update(css!).digest('base64');
    assert.ok((await policyOf(path)).includes(`'sha256-${hash}'`));
  });

  for (const nonsense of [
    'accent=red;}body{display:none',
    'accent=%3C/style%3E%3Cscript%3E',
    'radius=9999',
    'radius=-1',
    'scheme=blue',
    'partner=%22%3E%3Cscript%3E',
    `partner=${'a'.repeat(10_000)}`,
    'lang=%22%3E',
  ]) {
    it(`takes no notice of ${nonsense.slice(0, 40)}`, async () => {
      // The form says at which second it was shown.
      const pageOf = async (path: string) => (await textOf(path)).replace(/(?<=name="shown" value=")\d+/, '');
      assert.equal(await pageOf(`${FRAME}?${nonsense}`), await pageOf(FRAME));
    });
  }

  it('is not found for a petition that there isn’t', async () => {
    const response = await server.get('/p/none-such/frame');
    assert.equal(response.status, 404);
    assert.match(await response.text(), /Page not found/);
    // Or whoever made the page around it would see nothing.
    assert.match(response.headers.get('Content-Security-Policy')!, /frame-ancestors \*$/);
    const page = await server.get('/p/none-such');
    assert.match(page.headers.get('Content-Security-Policy')!, /frame-ancestors 'none'$/);
  });

  it('says that a petition is closed where there is no script, as the widget does', async () => {
    assert.match(
      await textOf('/p/done-and-won/frame'),
      /<noscript>[\s\S]*This petition is closed[\s\S]*<\/noscript>/,
    );
  });
});
