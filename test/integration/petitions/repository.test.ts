import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { UserError } from '../../../server/lib/errors.ts';
import { DAY_MS, utcDay } from '../../../server/lib/time.ts';
import { parsePetitionFile } from '../../../server/petitions/petition-file.ts';
import { PublishedPetitions } from '../../../server/petitions/published-petitions.ts';
import { closePetition, loadPetitions, storeOverdue } from '../../../server/petitions/repository.ts';
import { newMark } from '../../../server/signatures/count.ts';
import { PublicSignatureCipher } from '../../../server/signatures/public-signature.ts';
import { openStorage } from '../../../server/storage/open.ts';
import { bumpRevision } from '../../../server/storage/settings.ts';
import { migratedDatabase, onlyOnce } from '../../support/database.ts';
import { emptyStorage } from '../../support/server.ts';

const ENTRY = {
  slug: 'keep-the-library',
  creator: 'Ilse V.',
  carriedOver: 114,
  goal: 250,
  partners: { aid: 'Aid' },
  origins: ['https://partner.example'],
  fields: { familyName: 'required' },
  texts: { en: { title: 'Keep it', text: 'Text.' }, es: { title: 'Que siga', text: 'Texto.' } },
};
const NOON = Date.parse('2026-05-01T12:00:00Z');
/** An entry with the required keys only. */
const MINIMAL = { slug: ENTRY.slug, creator: ENTRY.creator, texts: { en: ENTRY.texts.en } };

async function setUp(t: TestContext) {
  const storage = await emptyStorage(t);
  const petitions = new PublishedPetitions(storage, null);
  return {
    storage,
    load: (...entries: unknown[]) => loadPetitions(storage, parsePetitionFile(JSON.stringify(entries))),
    async published(slug = ENTRY.slug) {
      await petitions.refresh();
      return petitions.get(slug);
    },
    async all() {
      await petitions.refresh();
      return petitions.all().map(({ slug }) => slug);
    },
  };
}

describe('loadPetitions', () => {
  it('creates or updates petitions by slug, and returns the slugs of both', async (t) => {
    const { load, all } = await setUp(t);
    assert.deepEqual(await load(ENTRY), { created: [ENTRY.slug], updated: [] });
    const more = { ...MINIMAL, slug: 'another' };
    assert.deepEqual(await load(more, ENTRY), { created: ['another'], updated: [ENTRY.slug] });
    assert.deepEqual(await all(), [ENTRY.slug, 'another']);
  });

  it('keeps the values that an entry leaves out', async (t) => {
    const { load, published } = await setUp(t);
    await load(ENTRY);
    const before = await published();
    await load({ ...MINIMAL, creator: 'Another' });
    assert.deepEqual(await published(), { ...before, creator: 'Another' });
  });

  it('removes a language, even if the entry has no other', async (t) => {
    const { load, published } = await setUp(t);
    await load(ENTRY);
    await load({ ...MINIMAL, texts: { es: null } });
    assert.deepEqual(
      (await published())!.texts.map(({ lang }) => lang),
      ['en'],
    );
    await load({ ...MINIMAL, texts: {} });
    assert.deepEqual(
      (await published())!.texts.map(({ lang }) => lang),
      ['en'],
    );
  });

  it('rejects what is in a language that the petition doesn’t have, all of it at once', async (t) => {
    const { load, storage } = await setUp(t);
    await load({ ...ENTRY, target: { 'es-MX': 'A la alcaldesa', en: 'The mayor' } });
    const wrong = { ...ENTRY, target: { de: 'Wer' }, shareText: { en: 'Share', fr: 'x' } };
    await assert.rejects(load(wrong), {
      message:
        'Invalid petition file. Nothing was written.\n  entry 1 ("keep-the-library"): target.de: the petition has no text in this language; it has en, es\n  entry 1 ("keep-the-library"): shareText.fr: the petition has no text in this language; it has en, es',
    });
    const { target } = await storage.db.selectFrom('petition').select('target').executeTakeFirstOrThrow();
    assert.match(target!, /alcaldesa/);
  });

  it('writes nothing if a petition would be left without a language', async (t) => {
    const { load, published } = await setUp(t);
    await assert.rejects(load({ ...MINIMAL, texts: {} }), (error) => {
      assert.ok(error instanceof UserError);
      assert.equal(
        error.message,
        'Invalid petition file. Nothing was written.\n  entry 1 ("keep-the-library"): texts: must leave at least one language',
      );
      return true;
    });
    assert.equal(await published(), undefined);
    await load(ENTRY);
    await assert.rejects(load({ ...MINIMAL, goal: 900, texts: { en: null, es: null } }), UserError);
    assert.equal((await published())!.texts.length, 2);
  });

  it('resets a value to the default if it is null', async (t) => {
    const { load, published } = await setUp(t);
    await load(ENTRY);
    await load({ ...MINIMAL, carriedOver: null, goal: null, partners: null, fields: null, origins: null });
    const petition = await published();
    assert.equal(petition?.carriedOver, 0);
    assert.equal(petition?.ownGoal, null);
    assert.deepEqual(petition?.partners, {});
    assert.equal(petition?.origins, null);
    assert.equal(petition?.fields.familyName, 'optional');
  });

  it('never changes the ID or salt of a petition, because then everyone could sign again', async (t) => {
    const { load, published } = await setUp(t);
    await load(ENTRY, { ...MINIMAL, slug: 'another' });
    const before = await published();
    const other = await published('another');
    assert.equal(before?.salt.length, 32);
    assert.notDeepEqual(before?.salt, other?.salt);
    await load({ ...ENTRY, fields: null, texts: { fr: ENTRY.texts.en, en: null, es: null } });
    const after = await published();
    assert.deepEqual([after?.id, after?.salt], [before?.id, before?.salt]);
  });

  it('keeps the languages in the order they were added', async (t) => {
    const { load, published } = await setUp(t);
    const text = ENTRY.texts.en;
    const languages = async () => (await published())?.texts.map(({ lang }) => lang);
    await load({ ...MINIMAL, texts: { es: text, en: text } });
    assert.deepEqual(await languages(), ['es', 'en']);
    await load({ ...MINIMAL, texts: { fr: text, en: { ...text, title: 'Changed' } } });
    assert.deepEqual(await languages(), ['es', 'en', 'fr']);
    assert.equal((await published())?.texts[1]?.title, 'Changed');
    await load({ ...MINIMAL, texts: { es: null, de: text } });
    assert.deepEqual(await languages(), ['en', 'fr', 'de']);
    await load({ ...MINIMAL, texts: { es: text } });
    assert.deepEqual(await languages(), ['en', 'fr', 'de', 'es']);
  });

  it('accepts the removal of a language that isn’t there', async (t) => {
    const { load, published } = await setUp(t);
    await load({ ...MINIMAL, texts: { ...MINIMAL.texts, de: null } });
    assert.equal((await published())?.texts.length, 1);
  });

  it('keeps a closed petition closed, and its outcome, until an entry opens it', async (t) => {
    const { load, published, storage } = await setUp(t);
    await load(ENTRY);
    await closePetition(storage, ENTRY.slug, 'Won.');
    await load(ENTRY);
    assert.equal((await published())?.status, 'closed');
    assert.equal((await published())?.texts[0]?.outcome, 'Won.');
    await load({ ...ENTRY, status: 'open' });
    assert.equal((await published())?.status, 'open');
  });

  it('keeps the count', async (t) => {
    const { load, published, storage } = await setUp(t);
    await load(ENTRY);
    await storage.db.updateTable('petition_count').set({ signed: 7 }).execute();
    await load({ ...ENTRY, carriedOver: 200 });
    const petition = await published();
    assert.deepEqual([petition?.signed, petition?.carriedOver], [7, 200]);
  });

  it('writes nothing if a later entry fails', async (t) => {
    const { storage, all } = await setUp(t);
    const [valid] = parsePetitionFile(JSON.stringify([ENTRY]));
    const invalid = { ...valid!, slug: 'invalid', carriedOver: -1 };
    await assert.rejects(loadPetitions(storage, [valid!, invalid]), /check/i);
    assert.deepEqual(await all(), []);
  });
});

describe('closePetition', () => {
  it('stores the day of closing, keeps it if closed twice, and clears it when reopened', async (t) => {
    const { load, storage } = await setUp(t);
    const day = async (value?: string) => {
      if (value) await storage.db.updateTable('petition').set({ closed_on: value }).execute();
      const { closed_on } = await storage.db
        .selectFrom('petition')
        .select('closed_on')
        .executeTakeFirstOrThrow();
      return closed_on;
    };
    await load(ENTRY);
    assert.equal(await day(), null);
    for (const close of [
      () => closePetition(storage, ENTRY.slug, null),
      () => load({ ...ENTRY, status: 'closed' }),
    ]) {
      await close();
      assert.equal(await day(), utcDay());
      assert.equal(await day('2026-01-01'), '2026-01-01');
      await closePetition(storage, ENTRY.slug, 'Won.');
      await load({ ...ENTRY, status: 'closed' });
      await load(ENTRY);
      assert.equal(await day(), '2026-01-01');
      await load({ ...ENTRY, status: 'open' });
      assert.equal(await day(), null);
    }
    await storage.db.deleteFrom('petition').execute();
    await storage.db.deleteFrom('petition_count').execute();
    await load({ ...ENTRY, slug: 'done', status: 'closed' });
    assert.equal(await day(), utcDay());
  });

  it('sets the outcome in all languages, or in one', async (t) => {
    const { load, published, storage } = await setUp(t);
    await load(ENTRY);
    const outcomes = async () => (await published())?.texts.map(({ outcome }) => outcome);
    await closePetition(storage, ENTRY.slug, null);
    assert.equal((await published())?.status, 'closed');
    assert.deepEqual(await outcomes(), [null, null]);
    await closePetition(storage, ENTRY.slug, 'Won.');
    assert.deepEqual(await outcomes(), ['Won.', 'Won.']);
    await closePetition(storage, ENTRY.slug, 'Ganada.', { lang: 'es' });
    assert.deepEqual(await outcomes(), ['Won.', 'Ganada.']);
    await closePetition(storage, ENTRY.slug, null);
    assert.deepEqual(await outcomes(), ['Won.', 'Ganada.']);
  });

  it('rejects an unknown petition or language, and closes nothing', async (t) => {
    const { load, published, storage } = await setUp(t);
    await load(ENTRY);
    for (const [slug, lang, message] of [
      ['none', null, /no petition "none".*list/],
      [ENTRY.slug, 'fr', /no text in "fr"/],
    ] as const) {
      await assert.rejects(
        closePetition(storage, slug, 'Won.', { lang }),
        (error) => error instanceof UserError && message.test(error.message),
      );
    }
    assert.equal((await published())?.status, 'open');
  });
});

const PAGE = {
  target: { en: 'The City', es: 'La ciudad' },
  format: 'markdown',
  organizer: { name: 'Harbour Aid' },
  closesOn: '2031-05-31',
  timeZone: 'America/Phoenix',
  tags: ['housing'],
  noindex: true,
  shareText: 'Keep it.',
};
const RESET = Object.fromEntries(Object.keys(PAGE).map((key) => [key, null]));
/** The end of that day in Phoenix. */
const CLOSES_AT = Date.parse('2031-06-01T07:00:00Z');

describe('what a petition’s page shows', () => {
  it('is stored, kept if an entry leaves it out, and reset by null', async (t) => {
    const { load, published } = await setUp(t);
    await load({ ...ENTRY, ...PAGE });
    const before = await published();
    const { organizer, closesOn, closesAt, tags, noindex, texts } = before!;
    assert.deepEqual(
      { organizer, closesOn, closesAt, tags, noindex },
      {
        ...pick(PAGE, 'organizer', 'tags', 'noindex'),
        closesOn: { day: '2031-05-31', timeZone: 'America/Phoenix' },
        closesAt: CLOSES_AT,
      },
    );
    assert.deepEqual(
      texts.map(({ target, shareText }) => [target, shareText]),
      [
        ['The City', 'Keep it.'],
        ['La ciudad', 'Keep it.'],
      ],
    );
    await load(MINIMAL);
    assert.deepEqual(await published(), before);
    await load({ ...ENTRY, ...RESET });
    const plain = await published();
    assert.deepEqual(pick(plain!, 'organizer', 'closesOn', 'closesAt', 'tags', 'noindex'), {
      organizer: null,
      closesOn: null,
      closesAt: null,
      tags: [],
      noindex: false,
    });
  });

  it('takes the server’s time zone if the entry names none', async (t) => {
    const { storage, published } = await setUp(t);
    const entries = parsePetitionFile(JSON.stringify([{ ...ENTRY, closesOn: '2031-05-31' }]));
    await loadPetitions(storage, entries, { timeZone: 'Asia/Tokyo' });
    assert.equal((await published())?.closesAt, Date.parse('2031-05-31T15:00:00Z'));
  });
});

describe('a petition with a last day', () => {
  /** Two servers and the command line, each with a connection of its own, on one clock. */
  async function setUpClosing(t: TestContext) {
    const url = await migratedDatabase(t);
    const storages = [await openStorage(url), await openStorage(url)] as const;
    t.after(() => Promise.all(storages.map((storage) => storage.close())));
    const clock = { now: CLOSES_AT - 1 };
    const servers = storages.map(
      (storage) => new PublishedPetitions(storage, null, { now: () => clock.now }),
    );
    const load = (entry: object) =>
      loadPetitions(storages[0], parsePetitionFile(JSON.stringify([entry])), { now: clock.now });
    await load({ ...ENTRY, ...PAGE });
    for (const server of servers) await server.refresh();
    const statuses = () => servers.map((server) => server.get(ENTRY.slug)?.status);
    return { storage: storages[0], servers, clock, load, statuses };
  }

  it('closes by itself at the end of that day, on every server at the same moment', async (t) => {
    const { servers, clock, statuses } = await setUpClosing(t);
    assert.deepEqual(statuses(), ['open', 'open']);
    clock.now = CLOSES_AT;
    assert.deepEqual(statuses(), ['closed', 'closed']);
    assert.deepEqual(
      servers.map((server) => server.all().map(({ status }) => status)),
      [['closed'], ['closed']],
    );
    for (const server of servers) await server.refresh();
    assert.deepEqual(statuses(), ['closed', 'closed'], 'before anything was stored');
  });

  it('is stored as closed on that day, once', async (t) => {
    const { storage, clock } = await setUpClosing(t);
    const stored = () =>
      storage.db.selectFrom('petition').select(['status', 'closed_on']).executeTakeFirstOrThrow();
    await storeOverdue(storage, clock.now);
    assert.deepEqual(await stored(), { status: 'open', closed_on: null });
    clock.now = CLOSES_AT;
    for (let round = 0; round < 2; round++) {
      await storeOverdue(storage, clock.now);
      assert.deepEqual(await stored(), { status: 'closed', closed_on: '2031-05-31' });
    }
  });

  it('can be opened again only with a later day, or none', async (t) => {
    const { clock, load, servers, statuses } = await setUpClosing(t);
    clock.now = CLOSES_AT + 1;
    await load({ ...ENTRY, ...PAGE });
    await assert.rejects(
      load({ ...ENTRY, status: 'open' }),
      /entry 1 \("keep-the-library"\): closesOn: 2031-05-31 is over/,
    );
    await load({ ...ENTRY, status: 'open', closesOn: '2031-06-30' });
    for (const server of servers) await server.refresh();
    assert.deepEqual(statuses(), ['open', 'open']);
    clock.now = CLOSES_AT + 60 * 86_400_000;
    assert.deepEqual(statuses(), ['closed', 'closed']);
    await load({ ...ENTRY, status: 'open', closesOn: null });
    for (const server of servers) await server.refresh();
    assert.deepEqual(statuses(), ['open', 'open']);
  });

  it('can’t be new and over', async (t) => {
    const { load } = await setUpClosing(t);
    const late = { ...ENTRY, slug: 'late', closesOn: '2020-01-01' };
    await assert.rejects(load(late), /closesOn: 2020-01-01 is over; set a later day, or null/);
    await load({ ...late, status: 'closed' });
  });
});

describe('a draft', () => {
  it('isn’t published, and is once it is opened', async (t) => {
    const { load, published, all } = await setUp(t);
    await load({ ...ENTRY, status: 'draft' });
    assert.equal(await published(), undefined);
    assert.deepEqual(await all(), []);
    await load(MINIMAL);
    assert.equal(await published(), undefined, 'an entry without a status keeps it');
    await load({ ...MINIMAL, status: 'open' });
    assert.equal((await published())?.status, 'open');
  });

  it('can’t be made of a petition that people have signed', async (t) => {
    const { storage, load } = await setUp(t);
    await load(ENTRY);
    await load({ ...ENTRY, status: 'draft' });
    await load({ ...ENTRY, status: 'open' });
    await storage.db.updateTable('petition_count').set({ signed: 1 }).execute();
    await assert.rejects(
      load({ ...ENTRY, status: 'draft' }),
      /people have signed it.*petitions close keep-the-library/,
    );
  });
});

const pick = <T extends object, Key extends keyof T>(object: T, ...keys: Key[]) =>
  Object.fromEntries(keys.map((key) => [key, object[key]]));

describe('PublishedPetitions', () => {
  it('publishes at the next refresh what another process wrote', async (t) => {
    const url = await migratedDatabase(t);
    const [server, cli] = [await openStorage(url), await openStorage(url)];
    t.after(() => Promise.all([server.close(), cli.close()]));
    const petitions = new PublishedPetitions(server, null);
    await petitions.refresh();
    await loadPetitions(cli, parsePetitionFile(JSON.stringify([ENTRY])));
    assert.deepEqual(petitions.all(), []);
    await petitions.refresh();
    assert.equal(petitions.get(ENTRY.slug)?.status, 'open');
    await closePetition(cli, ENTRY.slug, null);
    await petitions.refresh();
    assert.equal(petitions.get(ENTRY.slug)?.status, 'closed');
  });

  it('counts revisions in whole numbers, even after a fraction that an older version wrote', async (t) => {
    const { storage, load } = await setUp(t);
    const petitions = new PublishedPetitions(storage, null);
    const revision = storage.db.selectFrom('setting').select('value').where('name', '=', 'revision');
    const write = storage.db.updateTable('setting').where('name', '=', 'revision');
    for (const [before, after] of [
      ['0', '1'],
      ['1', '2'],
      // Version 0.2.0 wrote this on SQLite. The data may have moved to PostgreSQL since.
      ['1.0', '2'],
      ['16777217.0', '16777218'],
    ] as const) {
      await write.set({ value: before }).execute();
      await petitions.refresh();
      const creator = `Creator after revision ${before}`;
      await load({ ...MINIMAL, creator });
      assert.deepEqual(await revision.executeTakeFirst(), { value: after });
      await petitions.refresh();
      assert.equal(petitions.get(ENTRY.slug)?.creator, creator);
    }
  });

  it('asks about what has changed only, and for many petitions as often as for one', async (t) => {
    const { storage, load } = await setUp(t);
    const fields = { display: 'optional' };
    const entries = Array.from({ length: 40 }, (_, index) => ({
      ...MINIMAL,
      slug: `number-${index}`,
      fields,
    }));
    await load(...entries);
    let queries = 0;
    const db = storage.db.withPlugin({
      transformQuery({ node }) {
        queries += 1;
        return node;
      },
      transformResult: async ({ result }) => result,
    });
    const petitions = new PublishedPetitions(
      { ...storage, db },
      new PublicSignatureCipher(Buffer.from('A secret of 32 bytes or even more')),
      { now: () => NOON },
    );
    const countQueries = async () => {
      queries = 0;
      await petitions.refresh();
      return queries;
    };
    const add = (slug: string) =>
      storage.db
        .updateTable('petition_count')
        .set(({ eb }) => ({ signed: eb('signed', '+', 1), mark: newMark() }))
        .where('petition_id', 'in', (eb) =>
          eb.selectFrom('petition').select('id').where('slug', 'like', slug),
        )
        .execute();
    await petitions.refresh();
    const whenNothingChanged = await countQueries();
    await add('number-7');
    const whenOneChanged = await countQueries();
    await add('number-%');
    const whenAllChanged = await countQueries();
    assert.ok(whenNothingChanged < whenOneChanged, `${whenNothingChanged}, and ${whenOneChanged}`);
    assert.equal(whenAllChanged, whenOneChanged);
    assert.equal(petitions.get('number-7')?.signed, 2);
    assert.equal(petitions.get('number-8')?.signed, 1);

    // A change to one leaves the others as they were, the same objects, with all that is derived from them.
    const before = petitions.all();
    await load({ ...MINIMAL, slug: 'number-3', creator: 'Another' });
    await petitions.refresh();
    const replaced = petitions.all().filter((petition, index) => petition !== before[index]);
    assert.deepEqual(
      replaced.map(({ slug, creator, signed }) => [slug, creator, signed]),
      [['number-3', 'Another', 1]],
    );
  });

  it('reads all petitions if a server of an earlier version has changed one', async (t) => {
    const { storage, load, published } = await setUp(t);
    await load(ENTRY);
    await published();
    await storage.db.updateTable('petition').set({ creator: 'Another', revision: 0 }).execute();
    await storage.write(bumpRevision);
    assert.equal((await published())?.creator, 'Another');
  });

  it('counts the signatures of a new day from its first publication on, without a new signature', async (t) => {
    const { storage, load } = await setUp(t);
    await load(ENTRY);
    let now = NOON;
    const petitions = new PublishedPetitions(storage, null, { now: () => now });
    await petitions.refresh();
    const { id } = petitions.get(ENTRY.slug)!;
    const signed = 20;
    await storage.db
      .insertInto('signed_day')
      .values({ petition_id: id, day: utcDay(NOON), partner: '', signed })
      .execute();
    await storage.db.updateTable('petition_count').set({ signed }).execute();
    await petitions.refresh();
    assert.equal(petitions.get(ENTRY.slug)?.signedToday, signed);
    now += DAY_MS;
    await petitions.refresh();
    assert.equal(petitions.get(ENTRY.slug)?.signedToday, 0);
  });

  /** Starts polling at an even second of a clock that `pass` moves. */
  async function setUpPolling(t: TestContext) {
    const { storage, load } = await setUp(t);
    await load(ENTRY);
    const petitions = new PublishedPetitions(storage, null);
    await petitions.refresh();
    t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 10_000 });
    // A round sets the timer of the next one when it ends. Time must not pass before that.
    let waitingTimers = 0;
    let isStopped = false;
    const { setTimeout } = globalThis;
    const setCountedTimeout = (callback: () => void, ms: number) => {
      waitingTimers += 1;
      return setTimeout(() => {
        waitingTimers -= 1;
        callback();
      }, ms);
    };
    globalThis.setTimeout = setCountedTimeout as typeof setTimeout;
    t.after(() => {
      globalThis.setTimeout = setTimeout;
    });
    const failures: unknown[] = [];
    const { refresh, stop } = petitions;
    petitions.stop = () => {
      isStopped = true;
      return stop.call(petitions);
    };
    petitions.start((error) => failures.push(error));
    return {
      petitions,
      load,
      failures,
      signed: (count: number) =>
        storage.db.updateTable('petition_count').set({ signed: count }).execute() as Promise<unknown>,
      published: () => petitions.get(ENTRY.slug)?.signed,
      fail: (fails: boolean) => {
        petitions.refresh = fails ? () => Promise.reject(new Error('locked')) : refresh;
      },
      /** Lets time pass, and then waits until `done`, or briefly for nothing to happen. */
      async pass(ms: number, done?: () => boolean) {
        t.mock.timers.tick(ms);
        const deadline = performance.now() + (done ? 60_000 : 50);
        while (performance.now() < deadline && !done?.()) await new Promise(setImmediate);
        while (waitingTimers === 0 && !isStopped) await new Promise(setImmediate);
      },
    };
  }

  // When it refreshes doesn't depend on the database. What it reads then is tested above on both.
  it('publishes counts on every even second, continues after a failure, and stops', onlyOnce, async (t) => {
    const { petitions, signed, published, pass, fail, failures } = await setUpPolling(t);
    await signed(1);
    await pass(1_000);
    await pass(999);
    assert.equal(published(), 0);
    await pass(1, () => published() === 1);
    assert.equal(published(), 1);

    await signed(2);
    fail(true);
    await pass(1_000);
    await pass(1_000, () => failures.length > 0);
    fail(false);
    assert.deepEqual(
      failures.map((error) => (error as Error).message),
      ['locked'],
    );
    assert.equal(published(), 1);
    await pass(1_000);
    await pass(1_000, () => published() === 2);
    assert.equal(published(), 2);

    petitions.stop();
    await signed(3);
    await pass(1_000);
    await pass(1_000);
    assert.equal(published(), 2);
  });

  it(
    'publishes a change to a petition within a second, and keeps its count until the next even second',
    onlyOnce,
    async (t) => {
      const { petitions, signed, published, load, pass } = await setUpPolling(t);
      await signed(5);
      await load({ ...MINIMAL, creator: 'Another' });
      await pass(1_000, () => petitions.get(ENTRY.slug)?.creator === 'Another');
      assert.equal(petitions.get(ENTRY.slug)?.creator, 'Another');
      assert.equal(published(), 0);
      await pass(1_000, () => published() === 5);
      assert.equal(published(), 5);
    },
  );

  it('stops polling even if it is stopped during a refresh', onlyOnce, async (t) => {
    const { petitions, signed, published, pass } = await setUpPolling(t);
    await pass(1_000);
    t.mock.timers.tick(1_000);
    petitions.stop();
    await pass(0);
    await signed(3);
    await pass(2_000);
    await pass(2_000);
    assert.equal(published(), 0);
  });
});
