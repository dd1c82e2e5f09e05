import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { parsePetitionFile } from '../../../server/petitions/petition-file.ts';
import { deletePetition, loadPetitions, renamePetition } from '../../../server/petitions/repository.ts';
import { onlyOnce } from '../../support/database.ts';
import { FORM, form, PERSON, PETITIONS, PUBLIC_URL, start } from '../../support/server.ts';

const [LIBRARY] = PETITIONS;
const SLUG = LIBRARY!.slug;
const JSON_TYPE = { 'Content-Type': 'application/json' };
const DRAFT = { ...LIBRARY!, status: 'draft' };

async function setUp(t: TestContext, petition: object) {
  const server = await start(t, { petitions: [petition] });
  const { context } = server;
  const { storage, petitions } = context;
  return {
    ...server,
    async load(entry: object) {
      await loadPetitions(storage, parsePetitionFile(JSON.stringify([entry])));
      await petitions.refresh();
    },
    async rename(from: string, to: string) {
      await renamePetition(storage, from, to);
      await petitions.refresh();
    },
    async delete(slug: string) {
      await deletePetition(storage, slug);
      await petitions.refresh();
    },
  };
}

describe('a draft', onlyOnce, () => {
  it('is nowhere to be found without its preview link', async (t) => {
    const { get, post, context } = await setUp(t, DRAFT);
    assert.ok(context.petitions.draft(SLUG));
    for (const path of [
      '',
      '/frame',
      '/embed-code',
      '/card.png',
      '/card.jpg',
      '/poster',
      '/qr.svg',
      '/mastodon',
    ]) {
      assert.equal((await get(`/p/${SLUG}${path}`)).status, 404, path);
    }
    for (const token of ['', 'x', 'A'.repeat(22), encodeURIComponent('é'.repeat(11))]) {
      assert.equal((await get(`/p/${SLUG}?preview=${token}`)).status, 404, token);
    }
    const api = `/v1/petitions/${SLUG}`;
    for (const path of [
      api,
      `${api}/count`,
      `/oembed?url=${encodeURIComponent(`${PUBLIC_URL}/p/${SLUG}`)}`,
    ]) {
      assert.equal((await get(path)).status, 404, path);
    }
    assert.deepEqual(await (await get('/v1/petitions')).json(), []);
    assert.doesNotMatch(await (await get('/')).text(), /Keep the library open/);
    assert.equal((await post(`${api}/signatures`, JSON.stringify(PERSON), JSON_TYPE)).status, 404);
    assert.equal((await post(`/p/${SLUG}`, form(PERSON), FORM)).status, 404);
  });

  it('is shown by its preview link, in each language, cached by nobody, with a form that can’t be sent', async (t) => {
    const { get, context } = await setUp(t, DRAFT);
    const url = context.previewLinks.url('', context.petitions.draft(SLUG)!);
    const response = await get(url);
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('Cache-Control'), 'no-store');
    const page = await response.text();
    assert.match(page, /Draft: only people with this link can see this page/);
    assert.match(page, /<meta name="robots" content="noindex">/);
    assert.match(page, /<div inert><form/);
    const [, spanish] = /hreflang="es" href="[^"]*(\/p\/[^"]*preview=[^"]*)"/.exec(page)!;
    assert.match(await (await get(spanish!.replaceAll('&amp;', '&'))).text(), /Borrador/);
  });

  it('has a link that leads to the petition once it is published', async (t) => {
    const { get, load, context } = await setUp(t, DRAFT);
    const url = context.previewLinks.url('', context.petitions.draft(SLUG)!);
    await load({ ...LIBRARY!, status: 'open' });
    const page = await (await get(url)).text();
    assert.doesNotMatch(page, /Draft|inert|noindex/);
    assert.equal((await get(`/v1/petitions/${SLUG}`)).status, 200);
  });

  it('has a link of its own', async (t) => {
    const { get, load, context } = await setUp(t, DRAFT);
    await load({ ...DRAFT, slug: 'another' });
    const url = context.previewLinks.url('', context.petitions.draft('another')!);
    assert.equal((await get(url)).status, 200);
    assert.equal((await get(url.replace('another', SLUG))).status, 404);
  });
});

describe('deleting', () => {
  it('removes a draft, and a petition that nobody has signed, with all that belongs to them', async (t) => {
    const { context, load, rename, ...server } = await setUp(t, DRAFT);
    await load({ ...LIBRARY!, slug: 'unsigned', carriedOver: 0 });
    await rename('unsigned', 'never-signed');
    await server.delete('never-signed');
    await load({ ...DRAFT, carriedOver: 0 });
    await server.delete(SLUG);
    for (const table of [
      'petition',
      'petition_text',
      'petition_count',
      'petition_alias',
      'signed_day',
      'signed_hour',
    ] as const) {
      assert.deepEqual(await context.storage.db.selectFrom(table).selectAll().execute(), [], table);
    }
    assert.equal((await server.get('/p/never-signed')).status, 404);
    assert.equal((await server.get('/p/unsigned')).status, 404);
  });

  it('keeps a petition that people have signed, here or elsewhere', async (t) => {
    const { sign, load, ...server } = await setUp(t, LIBRARY!);
    await assert.rejects(server.delete(SLUG), /can't be deleted: people have signed it.*petitions close/);
    await load({ ...LIBRARY!, slug: 'signed-once', carriedOver: 0 });
    assert.equal((await sign('signed-once', PERSON)).status, 202);
    await assert.rejects(server.delete('signed-once'), /can't be deleted/);
    await assert.rejects(server.delete('none'), /There is no petition "none"/);
  });

  it('keeps a petition that somebody asked to sign, confirmed or not', async (t) => {
    const server = await start(t, {
      petitions: [{ ...LIBRARY!, carriedOver: 0 }],
      smtpUrl: 'smtp://127.0.0.1:1',
    });
    assert.equal((await server.sign(SLUG, PERSON)).status, 202);
    await assert.rejects(deletePetition(server.context.storage, SLUG), /can't be deleted/);
  });
});

describe('renaming', () => {
  it('keeps links and embedded widgets with the old slug working', async (t) => {
    const { get, sign, rename, rowsOf } = await setUp(t, LIBRARY!);
    await rename(SLUG, 'keep-all-libraries');
    await rename('keep-all-libraries', 'keep-them-open');
    for (const old of [SLUG, 'keep-all-libraries']) {
      const response = await get(`/p/${old}?lang=es&partner=harbour-aid`);
      assert.equal(response.status, 301);
      assert.equal(
        response.headers.get('Location'),
        `${PUBLIC_URL}/p/keep-them-open?lang=es&partner=harbour-aid`,
      );
      const { slug, url } = (await (await get(`/v1/petitions/${old}`)).json()) as Record<string, string>;
      assert.deepEqual([slug, url], ['keep-them-open', `${PUBLIC_URL}/p/keep-them-open`]);
      assert.equal((await get(`/v1/petitions/${old}/count`)).status, 200);
      assert.equal((await get(`/p/${old}/frame`)).status, 200);
      // The same person, each time.
      assert.equal((await sign(old, PERSON)).status, 202);
    }
    assert.equal(await rowsOf('keep-them-open'), 1);
    const all = (await (await get('/v1/petitions')).json()) as { slug: string }[];
    assert.deepEqual(
      all.map(({ slug }) => slug),
      ['keep-them-open'],
    );
  });

  it('reserves the old slug, and gives it back only to the same petition', async (t) => {
    const { load, rename, get } = await setUp(t, LIBRARY!);
    await rename(SLUG, 'new-name');
    const taken = new RegExp(`"${SLUG}" is an earlier slug of "new-name"`);
    await assert.rejects(load(LIBRARY!), taken);
    await load({ ...LIBRARY!, slug: 'other' });
    await assert.rejects(rename('other', SLUG), taken);
    await assert.rejects(rename('other', 'new-name'), /There is a petition "new-name" already/);
    await assert.rejects(rename(SLUG, 'x'), taken);
    await assert.rejects(rename('other', 'New Name'), /must consist of lowercase letters/);
    await rename('new-name', SLUG);
    assert.equal((await get(`/p/${SLUG}`)).status, 200);
    assert.equal((await get('/p/new-name')).status, 301);
  });
});
