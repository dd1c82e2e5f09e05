// Runs once: no database involved.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { invite } from '../../../server/accounts/accounts.ts';
import { ORGANIZER } from '../../support/console.ts';
import { PUBLIC_URL, start } from '../../support/server.ts';

const server = await start();
const read = async (path: string) => (await server.get(path)).text();

describe('the documentation for partners', () => {
  it('has this server’s address in its examples, and nothing but styles', async () => {
    const response = await server.get('/docs/embedding');
    assert.equal(response.status, 200);
    assert.doesNotMatch(response.headers.get('Content-Security-Policy')!, /script-src/);
    const page = await response.text();
    assert.match(page, /<title>Put a petition on your site<\/title>/);
    assert.ok(page.includes(`src=&quot;${PUBLIC_URL}/v1/petition-widget.js&quot;`));
    const styling = await read('/docs/styling-and-events');
    assert.match(styling, /<table>.*<code>petition<\/code>/s);
    assert.doesNotMatch(styling, /&lt;!--/);
  });

  it('has links that lead somewhere, and none to files that only its maintainer has', async () => {
    for (const name of ['embedding', 'styling-and-events']) {
      const page = await read(`/docs/${name}`);
      const hrefs = [...page.matchAll(/<a href="([^"]+)"/g)].map(([, href]) => href!);
      assert.ok(hrefs.length > 2);
      for (const href of hrefs.filter((href) => !href.startsWith('http'))) {
        const [path, anchor] = href.split('#') as [string, string?];
        const target = path === '' ? page : await read(path);
        assert.match(target, /<main class="prose docs">/, href);
        if (anchor !== undefined) assert.ok(target.includes(`id="${anchor}"`), href);
      }
    }
  });

  it('is linked from the embed page, and so is the console once there is one', async () => {
    const embedPage = () => read('/p/keep-the-library/embed-code');
    assert.match(
      await embedPage(),
      /<a href="\/docs\/embedding" hreflang="en">How to put a petition on a site/,
    );
    assert.doesNotMatch(await embedPage(), /\/console\//);
    await invite(server.context.storage, 'Irena', ORGANIZER, 'test');
    assert.match(
      await embedPage(),
      /<a href="\/console\/petitions\/keep-the-library">How many signed through/,
    );
  });

  it('has no other pages', async () => {
    for (const path of ['/docs/install', '/docs/..%2fREADME', '/docs/']) {
      assert.equal((await server.get(path)).status, 404, path);
    }
  });
});
