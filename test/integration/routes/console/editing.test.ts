import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { ConsolePetition } from '../../../../common/console.ts';
import type { Petition } from '../../../../common/contract.ts';
import type { EditablePetition, Preview, UploadedImage } from '../../../../common/editing.ts';
import { deleteUnusedImages } from '../../../../server/images/stored-images.ts';
import { DAY_MS } from '../../../../server/lib/time.ts';
import { InvalidEntriesError } from '../../../../server/petitions/entry-errors.ts';
import { parsePetitionFile } from '../../../../server/petitions/petition-file.ts';
import { readRevision } from '../../../../server/storage/settings.ts';
import { createConsoleClient } from '../../../support/console.ts';
import { onlyOnce } from '../../../support/database.ts';
import { drawLandscape } from '../../../support/pictures.ts';
import { PETITIONS, start } from '../../../support/server.ts';
import { keyPair } from '../../../support/signed.ts';

const SLUG = 'keep-the-library';
const { recipient: RECIPIENT } = await keyPair();
const { recipient: ANOTHER } = await keyPair();
const NEW = {
  slug: 'plant-trees',
  creator: 'Street Council',
  status: 'draft',
  texts: { en: { title: 'Plant trees', text: 'Our street has none.' } },
};
const EVERYTHING = {
  ...NEW,
  slug: 'everything',
  status: 'open',
  texts: {
    en: { title: 'Plant trees', text: '# Shade\n\nOur street has **none**.' },
    es: { title: 'Planten árboles', text: 'Nuestra calle no tiene **ninguno**.' },
  },
  target: { en: 'the council', es: 'el concejo' },
  format: 'markdown',
  organizer: { name: 'Street Council', url: 'https://street.example', email: 'info@example.org' },
  goal: 5_000,
  carriedOver: 120,
  closesOn: '2099-05-31',
  timeZone: 'America/New_York',
  tags: ['trees', 'streets'],
  noindex: true,
  shareText: 'Shade for all',
  fields: { familyName: 'required', postalCode: 'optional', comment: 'optional' },
  approveNames: true,
  partners: { 'harbor-aid': 'Harbor Aid', gate: { name: 'Open Gate', recipient: RECIPIENT } },
  origins: ['https://partner.example'],
};

async function setUp(t: TestContext) {
  const server = await start(t, { petitions: [...PETITIONS, EVERYTHING] });
  const organizer = createConsoleClient(server);
  await organizer.signUp('Irena');
  const open = async (slug: string) => {
    const response = await organizer.get(`/petitions/${slug}`);
    assert.equal(response.status, 200);
    return { entry: (await response.json()) as EditablePetition, etag: response.headers.get('ETag')! };
  };
  const save = (slug: string, entry: unknown, etag: string) =>
    organizer.put(`/petitions/${slug}`, entry, { 'If-Match': etag });
  const audit = async () => {
    const entries =
      await organizer.read<{ action: string; petition: string | null; detail: string | null }[]>('/audit');
    return entries
      .filter(({ action }) => action.startsWith('petition.'))
      .map(({ action, petition, detail }) => [action, petition, detail]);
  };
  const published = async (slug: string, lang = 'en') => {
    const response = await server.app.request(`/v1/petitions/${slug}?lang=${lang}`);
    return response.status === 200 ? ((await response.json()) as Petition) : null;
  };
  return { ...server, organizer, open, save, audit, published };
}

const errorsOf = async (response: Response) => {
  assert.equal(response.status, 422, await response.clone().text());
  const { errors } = (await response.json()) as { errors: { field: string; message: string }[] };
  return errors.map(({ field, message }) => `${field}: ${message}`);
};

describe('editing petitions in the console', () => {
  it('gives a petition with every value, which saved again changes nothing', async (t) => {
    const { open, save, audit } = await setUp(t);
    const { entry, etag } = await open('everything');
    const { fields, ...values } = EVERYTHING;
    assert.deepEqual(entry, {
      ...values,
      image: null,
      fields: {
        ...fields,
        country: 'off',
        display: 'off',
        contact: 'optional',
        partnerContact: 'off',
      },
    });
    const saved = await save('everything', entry, etag);
    assert.equal(saved.status, 200, await saved.clone().text());
    assert.deepEqual(await saved.json(), entry);
    assert.equal(saved.headers.get('ETag'), etag);
    assert.deepEqual(await audit(), []);
  });

  it('creates a draft that only its link shows, and publishes it', async (t) => {
    const { app, organizer, open, save, audit, published } = await setUp(t);
    const created = await organizer.post('/petitions', NEW);
    assert.equal(created.status, 201, await created.clone().text());
    assert.equal(await published(NEW.slug), null);
    const { preview } = await organizer.read<ConsolePetition>(`/petitions/${NEW.slug}/summary`);
    const { pathname, search } = new URL(preview!);
    assert.equal((await app.request(pathname + search)).status, 200);

    const { entry, etag } = await open(NEW.slug);
    assert.equal((await save(NEW.slug, { ...entry, status: 'open' }, etag)).status, 200);
    assert.equal((await published(NEW.slug))?.title, 'Plant trees');
    const summary = await organizer.read<ConsolePetition>(`/petitions/${NEW.slug}/summary`);
    assert.deepEqual([summary.status, summary.preview], ['open', null]);
    assert.deepEqual(await audit(), [
      ['petition.publish', NEW.slug, null],
      ['petition.create', NEW.slug, null],
    ]);
  });

  it('takes a passkey to give a partner a recipient, and says so in the log of changes', async (t) => {
    const { app, context, organizer, open, save, audit } = await setUp(t);
    const { entry, etag } = await open('everything');
    const withPartners = (partners: unknown) => ({ ...entry, partners });
    const passkeyOf = async (from = organizer) => {
      const options = await (await from.post('/sign-in/options')).json();
      return JSON.stringify(from.passkey.signIn(options));
    };
    const saveWith = (body: unknown, passkey: string) =>
      organizer.put('/petitions/everything', body, { 'If-Match': etag, 'X-Passkey': passkey });
    // Each would let somebody else open what signers enter.
    for (const partners of [
      { ...entry.partners, 'harbor-aid': { name: 'Harbor Aid', recipient: ANOTHER } },
      { gate: { name: 'Open Gate', recipient: ANOTHER } },
      { ...entry.partners, 'harbor-aid': { name: 'Harbor Aid', recipient: RECIPIENT } },
      { other: { name: 'Open Gate', recipient: RECIPIENT } },
    ]) {
      const refused = await save('everything', withPartners(partners), etag);
      assert.equal(refused.status, 403, JSON.stringify(partners));
    }
    const copy = { ...NEW, partners: { gate: { name: 'Open Gate', recipient: RECIPIENT } } };
    assert.equal((await organizer.post('/petitions', copy)).status, 403);
    assert.equal((await open('everything')).etag, etag);
    assert.deepEqual(await audit(), []);

    const colleague = createConsoleClient({ app, context });
    await colleague.signUp('Dana');
    const changed = withPartners({ gate: { name: 'Open Gate', recipient: ANOTHER } });
    for (const [passkey, status] of [
      ['none', 400],
      ['{"id":"made-up","response":{}}', 403],
      [await passkeyOf(colleague), 403],
    ] as const) {
      assert.equal((await saveWith(changed, passkey)).status, status, passkey);
    }
    const passkey = await passkeyOf();
    assert.equal((await saveWith(changed, passkey)).status, 200);
    assert.deepEqual((await open('everything')).entry.partners, {
      gate: { name: 'Open Gate', recipient: ANOTHER },
    });
    assert.equal((await organizer.post('/petitions', copy, { 'X-Passkey': passkey })).status, 403);
    const created = await organizer.post('/petitions', copy, { 'X-Passkey': await passkeyOf() });
    assert.equal(created.status, 201);
    assert.deepEqual(await audit(), [
      ['petition.recipients', NEW.slug, 'gate'],
      ['petition.create', NEW.slug, null],
      ['petition.recipients', 'everything', 'gate'],
      ['petition.update', 'everything', 'partners'],
    ]);
  });

  it('takes no passkey to take a recipient away, or to leave it as it is', onlyOnce, async (t) => {
    const { open, save, audit } = await setUp(t);
    const { entry, etag } = await open('everything');
    const kept = await save('everything', { ...entry, creator: 'All of us' }, etag);
    assert.equal(kept.status, 200);
    const partners = { gate: 'Open Gate' };
    const taken = await save('everything', { ...entry, partners }, kept.headers.get('ETag')!);
    assert.equal(taken.status, 200);
    assert.deepEqual((await open('everything')).entry.partners, partners);
    assert.deepEqual((await audit())[0], ['petition.recipients', 'everything', 'gate']);
  });

  it('says what is wrong at each field, in the words of `petitions load`', onlyOnce, async (t) => {
    const { organizer, published } = await setUp(t);
    const wrong = {
      ...NEW,
      slug: 'Not A Slug',
      goal: 0,
      closesOn: '2031-02-30',
      partners: { ok: '' },
      origins: ['partner.example'],
      texts: { en: { title: ' ', text: 'x'.repeat(20_001) }, spanish: { title: 'a', text: 'b' } },
      surprise: true,
    };
    let expected: string[] = [];
    try {
      parsePetitionFile(JSON.stringify([wrong]));
    } catch (error) {
      assert.ok(error instanceof InvalidEntriesError);
      expected = error.errors.map(({ path, message }) => `${path}: ${message}`);
    }
    assert.equal(expected.length, 9);
    assert.deepEqual(await errorsOf(await organizer.post('/petitions', wrong)), expected);
    assert.deepEqual(
      await errorsOf(await organizer.post('/preview', { petition: null, entry: wrong, lang: 'en' })),
      expected,
    );
    assert.ok(expected.includes('texts.en.title: must not be empty'));
    assert.equal(await published('plant-trees'), null);
  });

  it('never overwrites another petition when it creates one or gives one a new address', async (t) => {
    const { organizer, open, save, published } = await setUp(t);
    const taken = [`slug: There is a petition "${SLUG}" already. Choose another slug.`];
    const title = (await published(SLUG))!.title;
    assert.deepEqual(await errorsOf(await organizer.post('/petitions', { ...NEW, slug: SLUG })), taken);
    const { entry, etag } = await open('everything');
    assert.deepEqual(await errorsOf(await save('everything', { ...entry, slug: SLUG }, etag)), taken);
    assert.equal((await published(SLUG))!.title, title);
  });

  it('refuses to save over what somebody else has saved meanwhile', async (t) => {
    const { organizer, open, save, published } = await setUp(t);
    const first = await open(SLUG);
    const second = await open(SLUG);
    assert.equal((await save(SLUG, { ...first.entry, goal: 20_000 }, first.etag)).status, 200);
    assert.equal((await save(SLUG, { ...second.entry, goal: 30_000 }, second.etag)).status, 412);
    assert.equal(
      (await organizer.post(`/petitions/${SLUG}/close`, { outcome: null }, { 'If-Match': second.etag }))
        .status,
      412,
    );
    assert.equal((await organizer.delete(`/petitions/${SLUG}`, { 'If-Match': second.etag })).status, 412);
    assert.equal((await organizer.put(`/petitions/${SLUG}`, second.entry)).status, 428);
    assert.equal((await published(SLUG))!.goal, 20_000);
  });

  it('lets only one of three who save at the same moment', async (t) => {
    const { open, save } = await setUp(t);
    const { entry, etag } = await open(SLUG);
    const responses = await Promise.all([601, 602, 603].map((goal) => save(SLUG, { ...entry, goal }, etag)));
    assert.deepEqual(responses.map(({ status }) => status).sort(), [200, 412, 412]);
  });

  it('gives a petition a new address, and keeps the old one working', async (t) => {
    const { app, open, save, audit } = await setUp(t);
    const { entry, etag } = await open('everything');
    assert.equal((await save('everything', { ...entry, slug: 'shade' }, etag)).status, 200);
    const response = await app.request('/p/everything');
    assert.equal(response.status, 301);
    assert.match(response.headers.get('Location')!, /\/p\/shade$/);
    assert.deepEqual(await audit(), [['petition.rename', 'shade', 'everything']]);
  });

  it('records no change if one text for all languages is sent as a text for each', onlyOnce, async (t) => {
    const { organizer, open, save, audit } = await setUp(t);
    assert.equal((await organizer.post('/petitions', { ...NEW, target: 'The Board' })).status, 201);
    const { entry, etag } = await open(NEW.slug);
    const target = Object.fromEntries(Object.keys(entry.texts).map((lang) => [lang, 'The Board']));
    assert.equal((await save(NEW.slug, { ...entry, target, goal: 700 }, etag)).status, 200);
    assert.deepEqual((await audit())[0], ['petition.update', NEW.slug, 'goal']);
  });

  it('records which values were changed, and never to what', onlyOnce, async (t) => {
    const { open, save, audit } = await setUp(t);
    const { entry, etag } = await open('everything');
    await save('everything', { ...entry, goal: 6_000, texts: { ...entry.texts, es: null } }, etag);
    // The target's Spanish has to go with the text.
    assert.deepEqual(await audit(), []);
    await save(
      'everything',
      { ...entry, goal: 6_000, target: 'the council', texts: { ...entry.texts, es: null } },
      etag,
    );
    assert.deepEqual(await audit(), [['petition.update', 'everything', 'texts, target, goal']]);
  });

  it('shows a preview without storing anything', async (t) => {
    const { context, organizer, published } = await setUp(t);
    const before = await readRevision(context.storage.db);
    const preview = async (petition: string | null, entry: unknown, lang: string) => {
      const response = await organizer.post('/preview', { petition, entry, lang });
      assert.equal(response.status, 200, await response.clone().text());
      return ((await response.json()) as Preview).petition;
    };
    const shown = await preview('everything', { ...EVERYTHING, goal: 9_999, slug: 'elsewhere' }, 'es');
    assert.deepEqual(
      [shown.slug, shown.goal, shown.title, shown.captions.target],
      ['elsewhere', 9_999, 'Planten árboles', 'Para: el concejo'],
    );
    assert.equal(shown.fields.display, 'off');
    assert.equal((await preview(null, NEW, 'en')).title, 'Plant trees');
    assert.equal(await readRevision(context.storage.db), before);
    assert.equal(await published(NEW.slug), null);
    assert.equal((await published('everything'))?.goal, 5_000);
  });

  it('closes a petition with an outcome in each language, changes it, and reopens it', async (t) => {
    const { organizer, open, save, audit, published } = await setUp(t);
    const close = async (body: unknown) => {
      const { etag } = await open('everything');
      return organizer.post('/petitions/everything/close', body, { 'If-Match': etag });
    };
    const outcome = { en: 'They **will** plant.', es: 'Van a plantar.' };
    assert.equal((await close({ outcome, victory: true })).status, 200);
    assert.equal((await published('everything', 'es'))?.outcome, 'Van a plantar.');
    assert.equal((await published('everything'))?.victory, true);
    assert.deepEqual(await organizer.read('/petitions/everything/close'), { outcome, victory: true });
    assert.equal((await close({ outcome: { es: '' }, victory: false })).status, 200);
    assert.deepEqual(await organizer.read('/petitions/everything/close'), {
      outcome: { en: outcome.en },
      victory: false,
    });
    const unknown = await close({ outcome: { fr: 'Ils vont planter.' } });
    assert.equal(unknown.status, 409);

    const { entry, etag } = await open('everything');
    assert.equal((await save('everything', { ...entry, status: 'open' }, etag)).status, 200);
    assert.deepEqual(await organizer.read('/petitions/everything/close'), { outcome: {}, victory: false });
    assert.deepEqual(
      (await audit()).map(([action]) => action),
      ['petition.reopen', 'petition.close', 'petition.close'],
    );
  });

  it('deletes a petition that nobody has signed, and no other', async (t) => {
    const { organizer, open, published } = await setUp(t);
    await organizer.post('/petitions', NEW);
    for (const [slug, status] of [
      [NEW.slug, 204],
      // Has signatures that were carried over.
      ['everything', 409],
    ] as const) {
      const { etag } = await open(slug);
      const response = await organizer.delete(`/petitions/${slug}`, { 'If-Match': etag });
      assert.equal(response.status, status);
    }
    assert.equal((await organizer.get(`/petitions/${NEW.slug}`)).status, 404);
    assert.notEqual(await published('everything'), null);
  });

  it('stores a picture, which the next save uses, and a later one keeps', async (t) => {
    const { context, organizer, open, save, published } = await setUp(t);
    const data = (await drawLandscape(900, 500).encode('jpeg', 80)).toString('base64');
    const response = await organizer.post('/images', { purpose: 'hero', data });
    assert.equal(response.status, 201, await response.clone().text());
    const { upload, src } = (await response.json()) as UploadedImage;
    const image = { upload, alt: { en: 'Hills' }, credit: 'Ada' };
    const { entry, etag } = await open(SLUG);
    assert.equal((await save(SLUG, { ...entry, image }, etag)).status, 200);
    const shown = (await published(SLUG))?.image;
    assert.equal(new URL(shown!.src).pathname, src);
    assert.deepEqual([shown!.alt, shown!.credit, shown!.width, shown!.height], ['Hills', 'Ada', 900, 500]);

    await deleteUnusedImages(context.storage, Date.now() + 5 * DAY_MS);
    const again = await open(SLUG);
    assert.deepEqual(again.entry.image, image);
    const moved = { ...again.entry, image: { ...image, alt: 'Green hills' } };
    assert.equal((await save(SLUG, moved, again.etag)).status, 200);
    assert.equal((await published(SLUG))?.image?.alt, 'Green hills');

    const { entry: last, etag: lastTag } = await open(SLUG);
    const missing = { ...last, image: { upload: '0'.repeat(32), alt: 'Nothing' } };
    assert.deepEqual(await errorsOf(await save(SLUG, missing, lastTag)), [
      'image.upload: is no longer there; upload the picture again',
    ]);
  });

  it('stores a logo, and keeps it when something else of the organizer changes', onlyOnce, async (t) => {
    const { organizer, open, save, published } = await setUp(t);
    const data = (await drawLandscape(200, 100).encode('png')).toString('base64');
    const { upload } = (await (
      await organizer.post('/images', { purpose: 'logo', data })
    ).json()) as UploadedImage;
    const first = await open(SLUG);
    const withLogo = { ...first.entry, organizer: { name: 'Readers', logo: { upload, alt: 'A book' } } };
    assert.equal((await save(SLUG, withLogo, first.etag)).status, 200);
    const second = await open(SLUG);
    assert.deepEqual(second.entry.organizer, withLogo.organizer);
    const renamed = { ...second.entry, organizer: { ...second.entry.organizer, name: 'All readers' } };
    assert.equal((await save(SLUG, renamed, second.etag)).status, 200);
    const shown = (await published(SLUG))?.organizer;
    assert.deepEqual([shown?.name, shown?.logo?.alt], ['All readers', 'A book']);
  });

  it('takes back what it gave, also for a logo without a description', onlyOnce, async (t) => {
    const { organizer, open, save } = await setUp(t);
    const data = (await drawLandscape(200, 100).encode('png')).toString('base64');
    const response = await organizer.post('/images', { purpose: 'logo', data });
    const { upload } = (await response.json()) as UploadedImage;
    const first = await open(SLUG);
    const withLogo = { ...first.entry, organizer: { name: 'Readers', logo: { upload } } };
    assert.equal((await save(SLUG, withLogo, first.etag)).status, 200);
    const second = await open(SLUG);
    assert.equal((await save(SLUG, second.entry, second.etag)).status, 200);
  });

  it('says what is wrong with a picture', onlyOnce, async (t) => {
    const { organizer } = await setUp(t);
    const send = async (bytes: Buffer) =>
      errorsOf(await organizer.post('/images', { purpose: 'hero', data: bytes.toString('base64') }));
    assert.deepEqual(await send(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')), [
      'data: is an SVG; use a JPEG, PNG, or WebP',
    ]);
    assert.deepEqual(await send(await drawLandscape(300, 200).encode('png')), [
      'data: has 300 × 200 pixels; it must be at least 600 wide and 200 high',
    ]);
    const huge = await organizer.post('/images', {
      purpose: 'hero',
      data: Buffer.alloc(11 * 1024 * 1024).toString('base64'),
    });
    assert.equal(huge.status, 413);
  });

  it('refuses more pictures than petitions could need, so that a stolen session can’t fill the disk', async (t) => {
    const { context, organizer } = await setUp(t);
    for (let hash = 0; hash < 100; hash += 1) {
      await context.storage.db
        .insertInto('image')
        .values({
          hash: String(hash).padStart(32, '0'),
          width: 480,
          type: 'image/jpeg',
          bytes: Buffer.from([1]),
          unused_since: '2031-01-01',
        })
        .execute();
    }
    const data = (await drawLandscape(600, 300).encode('jpeg', 80)).toString('base64');
    assert.equal((await organizer.post('/images', { purpose: 'hero', data })).status, 429);
  });

  it('is not for partners', onlyOnce, async (t) => {
    const server = await setUp(t);
    const partner = createConsoleClient(server);
    await partner.signUp('Aid', { role: 'partner', slug: 'everything', partner: 'harbor-aid' });
    const { etag } = await server.open('everything');
    const responses = [
      await partner.get('/petitions/everything'),
      await partner.put('/petitions/everything', EVERYTHING, { 'If-Match': etag }),
      await partner.delete('/petitions/everything', { 'If-Match': etag }),
      await partner.get('/petitions/everything/close'),
      await partner.post('/petitions/everything/close', { outcome: 'Ours' }, { 'If-Match': etag }),
      await partner.post('/petitions', NEW),
      await partner.post('/preview', { petition: null, entry: NEW, lang: 'en' }),
      await partner.post('/images', { purpose: 'hero', data: '' }),
    ];
    assert.deepEqual(
      responses.map(({ status }) => status),
      responses.map(() => 404),
    );
    const summary = await partner.read<ConsolePetition>('/petitions/everything/summary');
    assert.equal(summary.preview, null);
  });
});
