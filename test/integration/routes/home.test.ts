// Runs once: no database involved.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
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
    assert.match(page, /8,889 de 9,000 firmas/);
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
});
