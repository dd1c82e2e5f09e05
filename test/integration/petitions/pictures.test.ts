import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import type { Petition } from '../../../common/contract.ts';
import { storeServerLogo } from '../../../server/images/server-logo.ts';
import { deleteUnusedImages } from '../../../server/images/stored-images.ts';
import { UserError } from '../../../server/lib/errors.ts';
import { DAY_MS } from '../../../server/lib/time.ts';
import { parsePetitionFile } from '../../../server/petitions/petition-file.ts';
import { readPictures } from '../../../server/petitions/petition-pictures.ts';
import { loadPetitions } from '../../../server/petitions/repository.ts';
import { migratedDatabase, onlyOnce } from '../../support/database.ts';
import { drawLandscape, quarters, withMetadata } from '../../support/pictures.ts';
import { PUBLIC_URL, start } from '../../support/server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder();
writeFileSync(join(folder, 'hills.jpg'), await drawLandscape(1200, 700).encode('jpeg', 90));
// Recognized by content, whatever the name.
writeFileSync(join(folder, 'quarters.png'), withMetadata(await quarters(640, 400), 1, 'Serial-4711'));
writeFileSync(join(folder, 'drawing.jpg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
const logo = createCanvas(480, 160);
const drawing = logo.getContext('2d');
drawing.fillStyle = '#14532d';
drawing.fillRect(40, 40, 400, 80);
writeFileSync(join(folder, 'logo.png'), await logo.encode('png'));
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
    await loadPetitions(storage, parsed, await readPictures(parsed, folder));
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

  it(
    'is refused with the entry, the field, and the reason, together with all others, and nothing is written',
    onlyOnce,
    async (t) => {
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
    },
  );

  it('keeps its file when only the words about it change', async (t) => {
    const { load, imageOf } = await setUp(t);
    await load(entry(HILLS));
    const { src } = await imageOf();
    await load(entry({ alt: { en: 'Green hills' } }));
    let image = await imageOf();
    assert.deepEqual([image.src, image.alt, image.credit], [src, 'Green hills', 'Drawn by a script']);
    await load(entry({ credit: null }));
    image = await imageOf();
    assert.deepEqual([image.src, image.alt, image.credit], [src, 'Green hills', null]);
    await load(entry({ alt: 'Hills', credit: 'Ilse V.' }));
    image = await imageOf();
    assert.deepEqual([image.src, image.alt, image.credit], [src, 'Hills', 'Ilse V.']);
    const missing = (index: number, slug: string) =>
      `  entry ${index} ("${slug}"): image.file: is missing, and the petition has no picture yet`;
    await assert.rejects(
      load(entry({ alt: 'A' }, 'new'), entry({ alt: 'Kept' }), entry({ credit: 'B' }, 'other')),
      {
        message: `Invalid petition file. Nothing was written.\n${missing(1, 'new')}\n${missing(3, 'other')}`,
      },
    );
    assert.equal((await imageOf()).alt, 'Hills');
  });

  it('needs a file and a description', onlyOnce, () => {
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
      {},
      { file: 7, alt: {} },
      { file: 'a.jpg', alt: ['A'] },
      { file: 'a.jpg', alt: { EN: 'A' } },
      { file: 'a.jpg', alt: '\u202eA', credit: 'x'.repeat(121), url: 'b' },
      'a.jpg',
    ].map(problemsOf);
    assert.deepEqual(seen.slice(0, 5), [
      [],
      ['image.alt: is missing'],
      ['image: must have a file, or another alt or credit'],
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

describe('the logo of an organizer', () => {
  const LOGO = { name: 'Harbour Aid', logo: 'logo.png' };
  const organizerOf = async (server: Awaited<ReturnType<typeof start>>, slug = 'keep-it', lang = 'en') =>
    ((await (await server.get(`/v1/petitions/${slug}?lang=${lang}`)).json()) as Petition).organizer!;
  const withOrganizer = (organizer: unknown, slug = 'keep-it') => ({ ...entry(undefined, slug), organizer });

  it(
    'is in the API and on the page, keeps its transparency, and is described if asked for',
    onlyOnce,
    async (t) => {
      const { server, load } = await setUp(t);
      await load(
        withOrganizer(LOGO),
        withOrganizer(
          { name: 'Aid', logo: { file: 'logo.png', alt: { en: 'A buoy', es: 'Una boya' } } },
          'described',
        ),
      );
      const { name, logo } = await organizerOf(server);
      assert.deepEqual([name, logo!.width, logo!.height, logo!.alt], ['Harbour Aid', 384, 128, '']);
      assert.equal((await organizerOf(server, 'described', 'es')).logo!.alt, 'Una boya');
      assert.deepEqual(
        [...logo!.srcset.matchAll(/-(\d+)\.png (\d+)w/g)].map(([, file, width]) => [file, width]),
        [
          ['96', '96'],
          ['192', '192'],
          ['384', '384'],
        ],
      );
      const path = logo!.src.replace(PUBLIC_URL, '');
      const response = await server.get(path);
      assert.equal(response.headers.get('Content-Type'), 'image/png');
      const context = createCanvas(384, 128).getContext('2d');
      context.drawImage(await loadImage(Buffer.from(await response.arrayBuffer())), 0, 0);
      assert.deepEqual([...context.getImageData(2, 2, 1, 1).data], [0, 0, 0, 0]);
      assert.equal((await server.get(path.replace('.png', '.jpg'))).status, 404);
      const page = await (await server.get('/p/keep-it')).text();
      assert.match(page, /<footer>\s*<section class="organizer">\s*<img src="[^"]+-384\.png"[^>]* alt=""/);
    },
  );

  it('is refused together with pictures, each with its field and the reason', onlyOnce, async (t) => {
    const { load } = await setUp(t);
    const svg = {
      ...withOrganizer({ name: 'Aid', logo: 'drawing.jpg' }),
      image: { file: 'missing.jpg', alt: 'A' },
    };
    await assert.rejects(load(svg), {
      message: [
        'Invalid petition file. Nothing was written.',
        '  entry 1 ("keep-it"): image.file: "missing.jpg" can\'t be read: there is no such file',
        '  entry 1 ("keep-it"): organizer.logo: "drawing.jpg" is an SVG; use a JPEG, PNG, or WebP',
      ].join('\n'),
    });
    for (const [logo, problem] of [
      [7, 'organizer.logo: must be an object in braces'],
      [{ alt: 'A' }, 'organizer.logo.file: is missing'],
      ['', 'organizer.logo: must be the path of a file'],
      [{ file: 'a.png', url: 'b' }, 'organizer.logo.url: unknown key; check the spelling'],
    ] as const) {
      assert.throws(() => parsePetitionFile(JSON.stringify([withOrganizer({ name: 'Aid', logo })])), {
        message: `Invalid petition file. Nothing was written.\n  entry 1 ("keep-it"): ${problem}`,
      });
    }
  });

  it('is kept while an organizer uses it, and deleted two days later', async (t) => {
    const { storage, load, rows } = await setUp(t);
    const later = () => deleteUnusedImages(storage, Date.now() + 10 * DAY_MS);
    await load(withOrganizer(LOGO), entry(HILLS, 'another'));
    await load({ ...entry(HILLS, 'another') });
    await later();
    assert.deepEqual(
      (await rows()).map(({ width }) => width).sort((a, b) => a - b),
      [96, 192, 384, 480, 960, 1200],
    );
    await load(withOrganizer({ name: 'Harbour Aid' }));
    await later();
    assert.deepEqual(
      (await rows()).map(({ width }) => width),
      [480, 960, 1200],
    );
  });

  it('is the server’s own where a petition names nobody, and the icon of its pages, until the server has none', async (t) => {
    const databaseUrl = await migratedDatabase(t);
    const env = { ORGANIZER_NAME: 'Open Gate', ORGANIZER_LOGO: join(folder, 'logo.png') };
    const dataDir = temporaryFolder(t);
    const first = await start(t, { databaseUrl, dataDir, env });
    const { logo } = await organizerOf(first, 'keep-the-library');
    assert.equal((await first.get(logo!.src.replace(PUBLIC_URL, ''))).status, 200);
    for (const path of ['/favicon.svg', '/favicon.ico']) {
      const response = await first.get(path);
      assert.equal(response.headers.get('Content-Type'), 'image/png');
      const icon = await loadImage(Buffer.from(await response.arrayBuffer()));
      assert.deepEqual([icon.width, icon.height], [96, 96]);
    }
    const { storage } = first.context;
    const count = async () => (await storage.db.selectFrom('image').select('hash').execute()).length;
    await deleteUnusedImages(storage, Date.now() + 10 * DAY_MS);
    assert.equal(await count(), 4);
    await storeServerLogo(storage, null);
    await deleteUnusedImages(storage, Date.now() + 10 * DAY_MS);
    assert.equal(await count(), 0);
  });

  it('keeps the server from starting if its file can’t be used, and says why', onlyOnce, async (t) => {
    const { storage } = await setUp(t);
    await assert.rejects(storeServerLogo(storage, join(folder, 'drawing.jpg')), {
      name: 'UserError',
      message: `ORGANIZER_LOGO: "${join(folder, 'drawing.jpg')}" is an SVG; use a JPEG, PNG, or WebP.`,
    });
  });
});
