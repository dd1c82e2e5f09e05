// Runs once: petitions/purge.test.ts tests what depends on the database.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { purge } from '../../../server/cli/purge.ts';
import { UserError } from '../../../server/lib/errors.ts';
import { findPetition } from '../../../server/petitions/repository.ts';
import { openStorage } from '../../../server/storage/open.ts';
import { selectRequests } from '../../../server/storage/signature-pages.ts';
import { pendingRow, requestRow, signatureRow, storePending } from '../../support/rows.ts';
import { storedIn } from '../../support/server.ts';
import { assertMistake, connections, petitions, serve, setUp, signAt } from './processes.ts';

const SLUG = 'keep-the-library';
const LIBRARY = 'keep-the-library';

describe('purge', { concurrency: 2 }, () => {
  for (const [args, words] of [
    [[], /SLUG is missing\.\nUsage: petitions purge SLUG --since DAY/],
    [[SLUG], /^--since is missing/],
    [[SLUG, '--since', 'yesterday'], /^--since is no day; write it like 2031-02-03\.$/],
    [[SLUG, '--since', '2031-02-30'], /^--since is no day/],
    [[SLUG, '--since', '2031-2-3'], /^--since is no day/],
    [[SLUG, '--since', '2031-02-03', '--until', '03.02.2031'], /^--until is no day/],
    [[SLUG, '--since', '2031-02-03', '--until', '2031-02-02'], /^--until lies before --since\.$/],
    [
      [SLUG, '--since', '2031-02-03', '--partner', 'Harbour Aid'],
      /^--partner is no partner code.*"partners"/,
    ],
    [[SLUG, '--since', '2031-02-03', '--dry'], /--dry[\s\S]*Usage: petitions purge/],
  ] as const) {
    it(`says what is wrong with "${args.join(' ')}"`, async () => {
      await assert.rejects(
        purge.run([...args]),
        (error) => error instanceof UserError && words.test(error.message),
      );
    });
  }

  it('shows a robot’s wave with --dry-run, and takes it back without', async (t) => {
    const { env, run } = await setUp(t);
    const { origin, stop } = await serve(t, env);
    const agent = connections(t, 4);
    const sign = (index: number, partner?: string) =>
      signAt(origin, SLUG, { givenName: 'Ana', email: `ana-${index}@example.org`, partner }, agent);
    for (let index = 0; index < 5; index++) await sign(index, index < 3 ? 'harbour-aid' : undefined);
    const today = new Date().toISOString().slice(0, 10);

    const dry = await run('purge', SLUG, '--since', today, '--dry-run');
    assert.equal(dry.stderr, '');
    assert.match(dry.stdout, new RegExp(`^${today} {2}harbour-aid {2}3 signatures$`, 'm'));
    assert.match(dry.stdout, new RegExp(`^${today} {2}- {2}2 signatures$`, 'm'));
    assert.match(dry.stdout, /^5 signatures; nothing was changed\./m);
    assert.equal((await storedIn(env.DATABASE_URL, SLUG)).rows, 5);

    const { stdout } = await run('purge', SLUG, '--since', today, '--partner', 'harbour-aid');
    assert.match(stdout, /^3 signatures were taken back\./m);
    const { rows, counter } = await storedIn(env.DATABASE_URL, SLUG);
    assert.deepEqual([rows, counter], [2, 2]);
    assert.equal((await run('doctor', '--verify')).stdout.includes('counters differ'), false);

    await sign(0);
    assert.equal((await storedIn(env.DATABASE_URL, SLUG)).rows, 3, 'whoever was in it may sign again');
    assert.equal(await stop(), 0);
  });

  it('shows requests apart, of which it can’t tell whether they were confirmed, and takes them back as well', async (t) => {
    const { env, run } = await setUp(t);
    const storage = await openStorage(env.DATABASE_URL);
    t.after(() => storage.close());
    const { id } = await findPetition(storage.db, SLUG);
    const signature = signatureRow({ petition_id: id });
    await storage.store({ signatures: [signature], requests: [requestRow(signature)] });
    await storePending(storage, [pendingRow(requestRow(signature))]);

    const wave = ['purge', SLUG, '--since', '2031-02-03', '--until', '2031-02-03'];
    const dry = await run(...wave, '--dry-run');
    assert.match(dry.stdout, /^2031-02-03 {2}- {2}1 signature and 2 requests$/m);
    assert.match(dry.stdout, /^A request is a letter/m);
    assert.match(dry.stdout, /^1 signature and 2 requests; nothing was changed\./m);
    assert.match((await run(...wave)).stdout, /^1 signature and 2 requests were taken back\./m);
    assert.deepEqual(await selectRequests(storage.db, id).execute(), []);
    assert.equal((await storedIn(env.DATABASE_URL, SLUG)).rows, 0);
  });

  it('says where there is nothing to take back, and neither promises nor warns then', async (t) => {
    const { run } = await setUp(t);
    for (const [args, where] of [
      [[], 'from 2031-02-03 on'],
      [['--until', '2031-02-05'], 'from 2031-02-03 to 2031-02-05'],
      [['--until', '2031-02-03'], 'of 2031-02-03'],
      [['--partner', 'harbour-aid'], 'from 2031-02-03 on through harbour-aid'],
    ] as const) {
      for (const dry of [['--dry-run'], []]) {
        assert.deepEqual(await run('purge', LIBRARY, '--since', '2031-02-03', ...args, ...dry), {
          code: 0,
          stdout: `There is nothing to take back: no signature or request ${where} is kept here.\n`,
          stderr: '',
        });
      }
    }
  });

  it('names the partners there are where nothing came through one that there isn’t', async (t) => {
    const { run, env } = await setUp(t);
    const through = (slug: string, partner: string) =>
      run('purge', slug, '--since', '2031-02-03', '--partner', partner, '--dry-run');
    assertMistake(
      await through(LIBRARY, 'harbor-aid'),
      /^keep-the-library has no partner "harbor-aid", but "harbour-aid", "open-gate"\.\n$/,
    );
    assertMistake(await through('mend-the-bridge', 'harbor-aid'), /^mend-the-bridge has no partners\.\n$/);
    // One that it had before, or that was written into a page without asking.
    const storage = await openStorage(env.DATABASE_URL);
    t.after(() => storage.close());
    const { id } = await findPetition(storage.db, SLUG);
    const signatures = [signatureRow({ petition_id: id, partner: 'harbor-aid' })];
    await storage.store({ signatures, requests: [] });
    assert.match((await through(SLUG, 'harbor-aid')).stdout, /^1 signature; nothing was changed\./m);
  });

  it('doesn’t speak of a lower count where there were requests alone', async (t) => {
    const { run, env } = await setUp(t);
    const storage = await openStorage(env.DATABASE_URL);
    t.after(() => storage.close());
    const { id } = await findPetition(storage.db, SLUG);
    await storePending(storage, [pendingRow(requestRow(signatureRow({ petition_id: id })))]);
    const { stdout } = await run('purge', SLUG, '--since', '2031-02-03');
    assert.match(stdout, /\n0 signatures and 1 request were taken back\.\n$/);
  });

  it('says how many signatures `retention` erased, which it can’t take back', async (t) => {
    const { run, env } = await setUp(t);
    const storage = await openStorage(env.DATABASE_URL);
    t.after(() => storage.close());
    const { id } = await findPetition(storage.db, SLUG);
    const erased = (count: number) =>
      storage.db
        .updateTable('petition_count')
        .set({ signed: count, erased: count })
        .where('petition_id', '=', id)
        .execute();
    for (const [count, signatures] of [
      [1_200, '1,200 signatures were'],
      [1, '1 signature was'],
    ] as const) {
      await erased(count);
      for (const dry of [['--dry-run'], []]) {
        const { stdout } = await run('purge', SLUG, '--since', '2031-02-03', ...dry);
        assert.deepEqual(stdout.split('\n').slice(0, 2), [
          `Of all days together, ${signatures} erased from here by \`petitions retention\` and can’t be purged any more.`,
          'There is nothing to take back: no signature or request from 2031-02-03 on is kept here.',
        ]);
      }
    }
    // As where it was interrupted.
    await storage.store({ signatures: [signatureRow({ petition_id: id })], requests: [] });
    const { stdout } = await run('purge', SLUG, '--since', '2031-02-03');
    assert.match(
      stdout,
      /^Of all days together, 1 signature was erased .*\n2031-02-03 .*\n1 signature was taken back\./m,
    );
  });

  it('says so where there is no such petition', async (t) => {
    const { env } = await setUp(t);
    const { code, stderr } = await petitions(['purge', 'none', '--since', '2031-02-03'], env);
    assert.equal(code, 1);
    assert.match(stderr, /^There is no petition "none"/);
  });
});
