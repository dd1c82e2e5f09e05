import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { loadImage } from '@napi-rs/canvas';
import type { Petition } from '../../../common/contract.ts';
import { deleteUnusedImages } from '../../../server/images/stored-images.ts';
import { UserError } from '../../../server/lib/errors.ts';
import { DAY_MS } from '../../../server/lib/time.ts';
import { parsePetitionFile } from '../../../server/petitions/petition-file.ts';
import { readPictures } from '../../../server/petitions/petition-pictures.ts';
import { loadPetitions } from '../../../server/petitions/repository.ts';
import { drawLandscape, quarters, withMetadata } from '../../support/pictures.ts';
import { PUBLIC_URL, start } from '../../support/server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder();
writeFileSync(join(folder, 'hills.jpg'), await drawLandscape(1200, 700).encode('jpeg', 90));
// Recognized by content, whatever the name.
writeFileSync(join(folder, 'quarters.png'), withMetadata(await quarters(640, 400), 1, 'Serial-4711'));
writeFileSync(join(folder, 'drawing.jpg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
mkdirSync(join(folder, 'folder.jpg'));

type Image = NonNullable<Petition['image']>;

const TEXTS = { en: { title: 'Keep it', text: 'Text.' }, es: { title: 'Que siga', text: 'Texto.' } };
const HILLS = { file: 'hills.jpg', alt: { en: 'Hills', es: 'Colinas' }, credit: 'Drawn by a script' };
const entry = (image: unknown, slug = 'keep-it') => ({ slug, creator: 'Ilse V.', texts: TEXTS, image });

async function setUp(t: TestContext) {
  const server = await start(t);
  const { storage, petitions } = server.context;
  const load = async (...entries: unknown[]) => {
    const parsed = parsePetitionFile(JSON.stringify(entries));
    await loadPetitions(storage, parsed, { pictures: await readPictures(parsed, folder) });
    await petitions.refresh();
  };
  const imageOf = async (slug = 'keep-it', lang = 'en') =>
    ((await (await server.get(`/v1/petitions/${slug}?lang=${lang}`)).json()) as { image: Image }).image;
  const rows = () => storage.db.selectFrom('image').selectAll().orderBy('hash').orderBy('width').execute();
  return { server, storage, load, imageOf, rows };
}

describe('the picture of a petition', () => {
  it('is in the API with a description in the response’s language, and is served to any site', async (t) => {
    const { server, load, imageOf, rows } = await setUp(t);
    await load(entry(HILLS));
    const { src, srcset, ...rest } = await imageOf();
    assert.deepEqual(rest, { width: 1200, height: 700, alt: 'Hills', credit: 'Drawn by a script' });
    assert.equal((await imageOf('keep-it', 'es')).alt, 'Colinas');
    const listed = (await (await server.get('/v1/petitions')).json()) as { slug: string; image: unknown }[];
    assert.deepEqual(listed.find(({ slug }) => slug === 'keep-it')!.image, await imageOf());
    assert.ok(listed.some(({ image }) => image === null));

    const urls = [...srcset.matchAll(/(\S+) (\d+)w/g)].map(([, url, width]) => ({ url, width }));
    assert.deepEqual(
      urls.map(({ width }) => width),
      ['480', '960', '1200'],
    );
    assert.equal(urls[2]!.url, src);
    for (const { url, width } of urls) {
      const path = url!.replace(PUBLIC_URL, '');
      const response = await server.get(path);
      assert.equal(response.status, 200);
      const bytes = Buffer.from(await response.arrayBuffer());
      assert.equal((await loadImage(bytes)).width, Number(width));
      const { headers } = response;
      assert.deepEqual(
        ['Content-Type', 'Content-Length', 'Cache-Control', 'X-Content-Type-Options'].map((name) =>
          headers.get(name),
        ),
        ['image/jpeg', String(bytes.length), 'public, max-age=31536000, immutable', 'nosniff'],
      );
      assert.equal(headers.get('Access-Control-Allow-Origin'), '*');
      assert.equal(headers.get('Cross-Origin-Resource-Policy'), 'cross-origin');
      const again = await server.get(path, { 'If-None-Match': headers.get('ETag')! });
      assert.deepEqual([again.status, (await again.arrayBuffer()).byteLength], [304, 0]);
      const head = await server.app.request(path, { method: 'HEAD' });
      assert.deepEqual([head.status, head.headers.get('Content-Length')], [200, String(bytes.length)]);
      assert.equal((await head.arrayBuffer()).byteLength, 0);
    }
    const { hash } = (await rows())[0]!;
    const others = [
      `${hash}-481.jpg`,
      `${hash}-480.png`,
      `${'0'.repeat(32)}-480.jpg`,
      `${hash}-480.svg`,
      'x',
    ];
    for (const name of others) assert.equal((await server.get(`/images/${name}`)).status, 404, name);
  });

  it('stays as it is if its file is loaded again, and without it in the entry', async (t) => {
    const { load, imageOf, rows } = await setUp(t);
    await load(entry(HILLS));
    const [image, stored] = [await imageOf(), await rows()];
    await load(entry(HILLS));
    await load(entry(undefined));
    assert.deepEqual([await imageOf(), await rows()], [image, stored]);
  });

  it('is deleted two days after the last petition that used it has another', async (t) => {
    const { storage, load, imageOf, rows } = await setUp(t);
    await load(entry(HILLS), entry(HILLS, 'another'));
    const count = (await rows()).length;
    const daysLater = (days: number) => deleteUnusedImages(storage, Date.now() + days * DAY_MS);
    await load(entry(null));
    assert.equal(await imageOf(), null);
    await daysLater(10);
    assert.equal((await rows()).length, count);
    await load(entry({ file: 'quarters.png', alt: 'Quarters' }, 'another'));
    assert.equal((await imageOf('another')).alt, 'Quarters');
    await daysLater(1);
    assert.ok((await rows()).length > count);
    await load(entry(HILLS));
    await daysLater(10);
    assert.ok((await rows()).length > count);
    await load(entry(null));
    await daysLater(10);
    const left = await rows();
    assert.deepEqual(
      left.map(({ width }) => width),
      [480, 640],
    );
    assert.ok(left.every(({ bytes }) => !Buffer.from(bytes).includes('4711')));
  });

  it('is refused with the entry, the field, and the reason, together with all others, and nothing is written', async (t) => {
    const { load, rows, server } = await setUp(t);
    const files = ['missing.jpg', 'folder.jpg', 'drawing.jpg', 'hills.jpg'];
    const entries = files.map((file, index) => entry({ file, alt: 'A' }, `petition-${index}`));
    const expected = [
      'Invalid petition file. Nothing was written.',
      '  entry 1 ("petition-0"): image.file: "missing.jpg" can\'t be read: there is no such file',
      '  entry 2 ("petition-1"): image.file: "folder.jpg" is a folder; name a file in it',
      '  entry 3 ("petition-2"): image.file: "drawing.jpg" is an SVG; use a JPEG, PNG, or WebP',
    ].join('\n');
    await assert.rejects(load(...entries), (error: unknown) => {
      assert.ok(error instanceof UserError);
      assert.equal(error.message, expected);
      return true;
    });
    assert.deepEqual(await rows(), []);
    assert.equal((await server.get('/v1/petitions/petition-3')).status, 404);
  });

  it('needs a file and a description', () => {
    const problemsOf = (image: unknown) => {
      try {
        parsePetitionFile(JSON.stringify([entry(image)]));
        return [];
      } catch (error) {
        assert.ok(error instanceof UserError);
        return error.message
          .split('\n')
          .slice(1)
          .map((line) => line.replace('  entry 1 ("keep-it"): ', ''));
      }
    };
    const ALT =
      'image.alt: must say what the picture shows, in up to 300 characters: text, or one for each language, like {"en": "…"}';
    const seen = [
      { file: 'a.jpg', alt: 'A' },
      { file: 'a.jpg' },
      { alt: 'A' },
      { file: 7, alt: {} },
      { file: 'a.jpg', alt: ['A'] },
      { file: 'a.jpg', alt: { EN: 'A' } },
      { file: 'a.jpg', alt: '\u202eA', credit: 'x'.repeat(121), url: 'b' },
      'a.jpg',
    ].map(problemsOf);
    assert.deepEqual(seen.slice(0, 5), [
      [],
      ['image.alt: is missing'],
      ['image.file: is missing'],
      ['image.file: must be text', ALT],
      [ALT],
    ]);
    assert.equal(seen[5]!.length, 1);
    assert.deepEqual(seen[6]!.slice(-2), [
      'image.credit: must be at most 120 characters',
      'image.url: unknown key; check the spelling',
    ]);
    assert.deepEqual(seen[7], ['image: must be an object in braces']);
  });
});
