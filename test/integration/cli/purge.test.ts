// Runs once: petitions/purge.test.ts tests what depends on the database.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { run as runCommand } from '../../../server/cli/program.ts';
import { UserError } from '../../../server/lib/errors.ts';
import { findPetition } from '../../../server/petitions/repository.ts';
import { openStorage } from '../../../server/storage/open.ts';
import { selectRequests } from '../../../server/storage/signature-pages.ts';
import { pendingRow, requestRow, signatureRow, storePending } from '../../support/rows.ts';
import { storedIn } from '../../support/server.ts';
import { assertUserError, connections, petitions, serveInHost, setUp, signAt } from './processes.ts';

const SLUG = 'keep-the-library';

describe('purge', { concurrency: 2 }, () => {
  for (const [args, message] of [
    [
      ['--since', '2031-02-03'],
      /^Missing required argument "SLUG"\.\nUsage: petitions purge SLUG --since DAY/,
    ],
    [[SLUG], /^Required option "--since DAY" not specified\.\nUsage: petitions purge SLUG/],
    [
      [SLUG, '--since', 'yesterday'],
      /^Option "--since DAY" argument "yesterday" is invalid\. Write a date like 2031-02-03\.\n/,
    ],
    [[SLUG, '--since', '2031-02-30'], /^Option "--since DAY" argument "2031-02-30" is invalid/],
    [[SLUG, '--since', '2031-2-3'], /^Option "--since DAY" argument "2031-2-3" is invalid/],
    [
      [SLUG, '--since', '2031-02-03', '--until', '03.02.2031'],
      /^Option "--until DAY" argument "03\.02\.2031" is invalid/,
    ],
    [[SLUG, '--since', '2031-02-03', '--until', '2031-02-02'], /^--until is before --since\.$/],
    [
      [SLUG, '--since', '2031-02-03', '--partner', 'Harbour Aid'],
      /^Option "--partner CODE" argument "Harbour Aid" is invalid\. .*"partners"/,
    ],
    [[SLUG, '--since', '2031-02-03', '--dry'], /--dry[\s\S]*Usage: petitions purge/],
  ] as const) {
    it(`explains what is wrong with "${args.join(' ')}"`, async () => {
      await assert.rejects(
        runCommand(['purge', ...args]),
        (error) => error instanceof UserError && message.test(error.message),
      );
    });
  }

  it('counts a bot’s signatures with --dry-run, and removes them without it', async (t) => {
    const { env, run } = await setUp(t);
    const { origin, stop } = await serveInHost(t, env);
    const agent = connections(t, 4);
    const sign = (index: number, partner?: string) =>
      signAt(origin, SLUG, { givenName: 'Ana', email: `ana-${index}@example.org`, partner }, agent);
    for (let index = 0; index < 5; index++) await sign(index, index < 3 ? 'harbour-aid' : undefined);
    const today = new Date().toISOString().slice(0, 10);

    const preview = await run('purge', SLUG, '--since', today, '--dry-run');
    assert.equal(preview.stderr, '');
    assert.match(preview.stdout, new RegExp(`^${today} {2}harbour-aid {2}3 signatures$`, 'm'));
    assert.match(preview.stdout, new RegExp(`^${today} {2}- {2}2 signatures$`, 'm'));
    assert.match(preview.stdout, /^5 signatures found; nothing changed\./m);
    assert.equal((await storedIn(env.DATABASE_URL, SLUG)).rows, 5);

    const { stdout } = await run('purge', SLUG, '--since', today, '--partner', 'harbour-aid');
    assert.match(stdout, /^3 signatures removed\./m);
    const { rows, counter } = await storedIn(env.DATABASE_URL, SLUG);
    assert.deepEqual([rows, counter], [2, 2]);
    assert.match((await run('doctor', '--verify')).stdout, /✓ every counter equals the stored signatures/);

    await sign(0);
    assert.equal((await storedIn(env.DATABASE_URL, SLUG)).rows, 3, 'a removed signer may sign again');
    assert.equal(await stop(), 0);
  });

  it('lists requests separately, confirmed or not, and removes them', async (t) => {
    const { env, run } = await setUp(t);
    const storage = await openStorage(env.DATABASE_URL);
    t.after(() => storage.close());
    const { id } = await findPetition(storage.db, SLUG);
    const signature = signatureRow({ petition_id: id });
    await storage.store({ signatures: [signature], requests: [requestRow(signature)] });
    await storePending(storage, [pendingRow(requestRow(signature))]);

    const args = ['purge', SLUG, '--since', '2031-02-03', '--until', '2031-02-03'];
    const preview = await run(...args, '--dry-run');
    assert.match(preview.stdout, /^2031-02-03 {2}- {2}1 signature and 2 requests$/m);
    assert.match(preview.stdout, /^A request is a confirmation email/m);
    assert.match(preview.stdout, /^1 signature and 2 requests found; nothing changed\./m);
    assert.match((await run(...args)).stdout, /^1 signature and 2 requests removed\./m);
    assert.deepEqual(await selectRequests(storage.db, id).execute(), []);
    assert.equal((await storedIn(env.DATABASE_URL, SLUG)).rows, 0);
  });

  it('says only that there is nothing to remove', async (t) => {
    const { run } = await setUp(t);
    for (const [args, range] of [
      [[], 'since 2031-02-03'],
      [['--until', '2031-02-05'], 'from 2031-02-03 to 2031-02-05'],
      [['--until', '2031-02-03'], 'on 2031-02-03'],
      [['--partner', 'harbour-aid'], 'since 2031-02-03 through harbour-aid'],
    ] as const) {
      for (const dryRun of [['--dry-run'], []]) {
        assert.deepEqual(await run('purge', SLUG, '--since', '2031-02-03', ...args, ...dryRun), {
          code: 0,
          stdout: `Nothing to remove: there are no signatures or requests ${range}.\n`,
          stderr: '',
        });
      }
    }
  });

  it('lists the partners if the named one does not exist', async (t) => {
    const { run, env } = await setUp(t);
    const purgePartner = (slug: string, partner: string) =>
      run('purge', slug, '--since', '2031-02-03', '--partner', partner, '--dry-run');
    assertUserError(
      await purgePartner(SLUG, 'harbor-aid'),
      /^keep-the-library has no partner "harbor-aid"\. Its partners: "harbour-aid", "open-gate"\.\n$/,
    );
    assertUserError(
      await purgePartner('mend-the-bridge', 'harbor-aid'),
      /^mend-the-bridge has no partners\.\n$/,
    );
    // A former partner, or a code that a site made up.
    const storage = await openStorage(env.DATABASE_URL);
    t.after(() => storage.close());
    const { id } = await findPetition(storage.db, SLUG);
    const signatures = [signatureRow({ petition_id: id, partner: 'harbor-aid' })];
    await storage.store({ signatures, requests: [] });
    assert.match((await purgePartner(SLUG, 'harbor-aid')).stdout, /^1 signature found; nothing changed\./m);
  });

  it('does not mention a lower count if it removed only requests', async (t) => {
    const { run, env } = await setUp(t);
    const storage = await openStorage(env.DATABASE_URL);
    t.after(() => storage.close());
    const { id } = await findPetition(storage.db, SLUG);
    await storePending(storage, [pendingRow(requestRow(signatureRow({ petition_id: id })))]);
    const { stdout } = await run('purge', SLUG, '--since', '2031-02-03');
    assert.match(stdout, /\n0 signatures and 1 request removed\.\n$/);
  });

  it('says how many signatures `retention` moved, which it can’t remove', async (t) => {
    const { run, env } = await setUp(t);
    const storage = await openStorage(env.DATABASE_URL);
    t.after(() => storage.close());
    const { id } = await findPetition(storage.db, SLUG);
    const setErased = (count: number) =>
      storage.db
        .updateTable('petition_count')
        .set({ signed: count, erased: count })
        .where('petition_id', '=', id)
        .execute();
    for (const [count, signatures] of [
      [1_200, '1,200 signatures'],
      [1, '1 signature'],
    ] as const) {
      await setErased(count);
      for (const dryRun of [['--dry-run'], []]) {
        const { stdout } = await run('purge', SLUG, '--since', '2031-02-03', ...dryRun);
        assert.deepEqual(stdout.split('\n').slice(0, 2), [
          `\`petitions retention\` moved ${signatures} of this petition, from all days, into sealed files. They can't be removed here.`,
          'Nothing to remove: there are no signatures or requests since 2031-02-03.',
        ]);
      }
    }
    // As if `retention` was interrupted.
    await storage.store({ signatures: [signatureRow({ petition_id: id })], requests: [] });
    const { stdout } = await run('purge', SLUG, '--since', '2031-02-03');
    assert.match(
      stdout,
      /^`petitions retention` moved 1 signature .*\n2031-02-03 .*\n1 signature removed\./m,
    );
  });

  it('rejects an unknown petition', async (t) => {
    const { env } = await setUp(t);
    const { code, stderr } = await petitions(['purge', 'none', '--since', '2031-02-03'], env);
    assert.equal(code, 1);
    assert.match(stderr, /^There is no petition "none"/);
  });
});
