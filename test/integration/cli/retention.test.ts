// Runs once: archive/retention.test.ts tests what depends on the database.
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { run as runCommand } from '../../../server/cli/program.ts';
import { UserError } from '../../../server/lib/errors.ts';
import { utcDay } from '../../../server/lib/time.ts';
import { openStorage } from '../../../server/storage/open.ts';
import { pendingRow, requestRow } from '../../support/rows.ts';
import { loadedEnvironment, PETITIONS, PUBLIC_URL, SECRET, storedIn } from '../../support/server.ts';
import { keyPair, signInto } from '../../support/signed.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { assertNamesNobody, namesIn } from './exports.ts';
import { assertUserError, connections, petitions, serveInHost, signAt } from './processes.ts';

const [LIBRARY, BRIDGE, STRICT] = PETITIONS.map(({ slug }) => slug) as [string, string, string, string];
const NAMES = ['Ana', 'Benoît', 'Çiğdem'];
const PEOPLE = NAMES.map((givenName, index) => ({ givenName, email: `supporter-${index}@example.org` }));

/** Creates two petitions closed `days` ago and an open one, each signed by three people, and a folder for the files. */
async function setUp(t: TestContext, days = 100) {
  const env = { ...(await loadedEnvironment(t)), SECRET };
  const { identity, recipient } = await keyPair();
  for (const slug of [LIBRARY, BRIDGE, STRICT]) await signInto(env.DATABASE_URL, slug, [recipient], PEOPLE);
  const keys = join(temporaryFolder(t), 'identity');
  writeFileSync(keys, identity);
  const storage = await openStorage(env.DATABASE_URL);
  t.after(() => storage.close());
  const closed_on = utcDay(Date.now() - days * 24 * 60 * 60 * 1000);
  for (const slug of [LIBRARY, BRIDGE]) {
    await petitions(['close', slug], env);
    await storage.db.updateTable('petition').set({ closed_on }).where('slug', '=', slug).execute();
  }
  const folder = temporaryFolder(t);
  return {
    env,
    db: storage.db,
    keys,
    folder,
    closed_on,
    stateOf: async (slug: string) => {
      const { counter, rows } = await storedIn(env.DATABASE_URL, slug);
      return { counter, rows };
    },
    run: (...args: string[]) => petitions(['retention', ...args], env),
    namesInFile: async (name: string) => {
      const file = join(folder, name);
      const result = await petitions(['decrypt', file, '--identity', keys, '--format', 'ndjson'], {});
      assert.equal(result.code, 0, result.stderr);
      return namesIn(result.stdout);
    },
    nameFor: (slug: string, suffix = '') => `${slug}.${utcDay()}${suffix}.sealed`,
  };
}

const WITH_ROWS = { counter: 3, rows: 3 };
const WITHOUT_ROWS = { counter: 3, rows: 0 };

describe('retention', { concurrency: 2 }, () => {
  for (const [args, message] of [
    [
      [],
      /^Required option "--days N" not specified\.\nUsage: petitions retention --days N \[--erase-into FOLDER\]$/,
    ],
    [['--days', '0'], /^Option "--days N" argument "0" is invalid\. Use a whole number of days, at least 1/],
    [['--days', '1.5'], /argument "1\.5" is invalid\. Use a whole number/],
    [['--days', '90d'], /argument "90d" is invalid\. Use a whole number/],
    [['--days', ''], /argument "" is invalid\. Use a whole number/],
    [['--days', '999999'], /argument "999999" is invalid\. Use a whole number/],
    [['--days', '90', '--erase-into', ''], /^--erase-into is empty/],
    [['--days', '90', '--erase-into', '/none/such'], /^There is no folder \/none\/such\.$/],
    [['--days', '90', '--erase-into', '/dev/null'], /^There is no folder \/dev\/null\.$/],
    [['--days', '90', '90'], /^Unexpected argument "90"/],
    [['--days', '90', '--erase'], /--erase[\s\S]*Usage: petitions retention/],
  ] as const) {
    it(`explains what is wrong with "${args.join(' ')}"`, async () => {
      await assert.rejects(
        runCommand(['retention', ...args]),
        (error) => error instanceof UserError && message.test(error.message),
      );
    });
  }

  it('lists what is due and how to erase it, and changes nothing', async (t) => {
    const { run, stateOf, closed_on, db, folder } = await setUp(t);
    const { code, stdout, stderr } = await run('--days', '90');
    assert.deepEqual([code, stderr], [0, '']);
    assert.deepEqual(stdout.split('\n'), [
      `${LIBRARY}  closed on ${closed_on}  3 signatures`,
      `${BRIDGE}  closed on ${closed_on}  3 signatures`,
      '2 petitions; nothing changed. To move the signatures into sealed files, and permanently erase them here along with public names and comments, run: petitions retention --days 90 --erase-into FOLDER',
      '',
    ]);
    for (const slug of [LIBRARY, BRIDGE, STRICT]) assert.deepEqual(await stateOf(slug), WITH_ROWS);
    assert.equal((await db.selectFrom('data_key').select('id').execute()).length, 3);
    assert.deepEqual(readdirSync(folder), []);
  });

  it('counts full days, and says what is due next and when', async (t) => {
    const { run, db, closed_on, folder } = await setUp(t, 7);
    assert.match((await run('--days', '7')).stdout, /^2 petitions;/m);
    const closed = new Date(`${closed_on}T00:00:00Z`).getTime();
    const after = (days: number) => utcDay(closed + days * 24 * 60 * 60 * 1000);
    for (const args of [[], ['--erase-into', folder]]) {
      assert.deepEqual(await run('--days', '8', ...args), {
        code: 0,
        stdout: `Nothing is due: no petition that has been closed for 8 days still has signatures. Next is ${LIBRARY}, closed on ${closed_on} and due on ${after(8)}.\n`,
        stderr: '',
      });
    }
    await db
      .updateTable('petition')
      .set({ closed_on: after(-1) })
      .where('slug', '=', BRIDGE)
      .execute();
    assert.match((await run('--days', '400')).stdout, new RegExp(`Next is ${BRIDGE}, .* ${after(399)}\\.`));
  });

  it('names no open or empty petition as next', async (t) => {
    const { run, db } = await setUp(t, 7);
    await db.deleteFrom('signature').where('petition_id', 'in', [1, 2]).execute();
    assert.equal(
      (await run('--days', '1')).stdout,
      'Nothing is due: no petition that has been closed for 1 day still has signatures.\n',
    );
  });

  it('exports and erases, keeps the counts, and writes files that the identity decrypts', async (t) => {
    const { env, run, stateOf, folder, namesInFile, nameFor, db } = await setUp(t);
    const { code, stdout, stderr } = await run('--days', '90', '--erase-into', folder);
    assert.deepEqual([code, stderr], [0, '']);
    assert.deepEqual(stdout.split('\n'), [
      ...[LIBRARY, BRIDGE].map(
        (slug) => `${slug}: erased 3 signatures, which are in ${join(folder, nameFor(slug))}.`,
      ),
      'Erased 6 signatures of 2 petitions here. The counts stay. Move the files to the machine with the private key, and check each with `petitions decrypt`. Older backups still contain what was erased.',
      '',
    ]);
    for (const slug of [LIBRARY, BRIDGE]) {
      assert.deepEqual(await stateOf(slug), WITHOUT_ROWS);
      assert.equal(statSync(join(folder, nameFor(slug))).mode & 0o777, 0o600);
      assertNamesNobody(readFileSync(join(folder, nameFor(slug)), 'utf8'), PEOPLE);
      assert.deepEqual(await namesInFile(nameFor(slug)), NAMES);
    }
    assert.deepEqual(await stateOf(STRICT), WITH_ROWS);
    assert.equal(readdirSync(folder).length, 2);
    assert.equal((await db.selectFrom('data_key').select('id').execute()).length, 1);

    const listed = JSON.parse((await petitions(['list', '--json'], env)).stdout);
    assert.deepEqual(
      listed.map((petition: Record<string, number>) => [petition.signed, petition.erased, petition.count]),
      [
        [3, 3, 8892],
        [3, 3, 3],
        [3, 0, 3],
        [0, 0, 1],
      ],
    );
    const [heading, library] = (await petitions(['list'], env)).stdout.split('\n');
    assert.match(heading!, /SIGNED HERE {2}ERASED {2}CARRIED OVER/);
    assert.match(library!, /^keep-the-library +closed +8,892 +9,000 +3 +3 +8,889 /);
    const erased = await petitions(['erase', PEOPLE[0]!.email], env);
    assert.equal(erased.code, 0);
    assert.deepEqual(await stateOf(LIBRARY), WITHOUT_ROWS);
    const { stdout: verified } = await petitions(['doctor', '--verify'], env);
    assert.match(verified, /^✓ every counter equals/m);

    const again = await run('--days', '90', '--erase-into', folder);
    assert.deepEqual([again.code, again.stderr], [0, '']);
    assert.match(again.stdout, /^Nothing is due: [^.]*\.\n$/);
    assert.equal(readdirSync(folder).length, 2);
  });

  it('makes `export` say how many signatures it moved', async (t) => {
    const { env, run, folder, keys } = await setUp(t);
    await run('--days', '90', '--erase-into', folder);
    // A signature is left, as if the run was interrupted.
    const { recipient } = await keyPair();
    await signInto(env.DATABASE_URL, LIBRARY, [recipient], [{ email: 'left@example.org' }]);
    const notice = (slug: string) =>
      `Not included, because \`petitions retention\` moved them into a sealed file: 3 signatures of ${slug}.\n`;
    const decrypted = await petitions(['export', BRIDGE, '--identity', keys, '--format', 'ndjson'], env);
    assert.deepEqual(decrypted, {
      code: 0,
      stdout: '',
      stderr: `${notice(BRIDGE)}0 signatures of ${BRIDGE}.\n`,
    });
    const { code, stderr } = await petitions(['export', LIBRARY, '--sealed'], env);
    assert.deepEqual([code, stderr], [0, `${notice(LIBRARY)}1 signature of ${LIBRARY}, sealed.\n`]);
    assert.doesNotMatch((await petitions(['export', STRICT, '--sealed'], env)).stderr, /retention/);
  });

  it('can run beside a server, which still shows the count and accepts signatures of other petitions', async (t) => {
    const { env, run, folder, stateOf } = await setUp(t);
    const { recipient } = await keyPair();
    const server = await serveInHost(t, { ...env, RECIPIENT: recipient, PUBLIC_URL });
    const count = async () => (await fetch(`${server.origin}/v1/petitions/${LIBRARY}/count`)).json();
    const before = await count();
    assert.equal((await run('--days', '90', '--erase-into', folder)).code, 0);
    const person = { ...PEOPLE[0], givenName: 'Dmitri', email: 'dmitri@example.org' };
    const full = { ...person, familyName: 'K', postalCode: '1017', country: 'NL', comment: 'Yes.' };
    const { status } = await signAt(server.origin, STRICT, full, connections(t, 1));
    assert.equal(status, 202);
    const closed = await signAt(server.origin, LIBRARY, person, connections(t, 1));
    assert.equal(closed.status, 409);
    assert.equal(await server.stop(), 0);
    assert.deepEqual(await stateOf(STRICT), { counter: 4, rows: 4 });
    assert.deepEqual(before, { ...(before as object), count: 8892 });

    const later = await serveInHost(t, { ...env, RECIPIENT: recipient });
    const published = await fetch(`${later.origin}/v1/petitions/${LIBRARY}/count`);
    assert.deepEqual(await published.json(), before);
    await later.stop();
  });

  it('prevents the petition from being reopened', async (t) => {
    const { env, run, folder } = await setUp(t);
    await run('--days', '90', '--erase-into', folder);
    const file = join(folder, 'petitions.json');
    const entries = [
      { ...PETITIONS[2], creator: 'Another' },
      { ...PETITIONS[0], status: 'open' },
    ];
    writeFileSync(file, JSON.stringify(entries));
    const result = await petitions(['load', file], env);
    assertUserError(
      result,
      /^"keep-the-library" can't be reopened.*another slug with "carriedOver": 8892\. Nothing was written\.\n$/,
    );
    const listed = JSON.parse((await petitions(['list', '--json'], env)).stdout);
    assert.deepEqual([listed[0].status, listed[2].creator], ['closed', 'Ilse V.']);
  });

  it('continues after a failure, exits with 1, and finishes in a later run', async (t) => {
    const { run, stateOf, folder, db, namesInFile, nameFor } = await setUp(t);
    const { data_key_id } = await db
      .selectFrom('signature')
      .select('data_key_id')
      .where('petition_id', '=', 1)
      .executeTakeFirstOrThrow();
    const lost = await db
      .selectFrom('data_key')
      .selectAll()
      .where('id', '=', data_key_id)
      .executeTakeFirstOrThrow();
    await db.deleteFrom('data_key').where('id', '=', data_key_id).execute();
    const { code, stdout, stderr } = await run('--days', '90', '--erase-into', folder);
    assert.equal(code, 1);
    assert.match(stderr, /^keep-the-library: Nothing was erased, .*data keys of 3 signatures are missing/m);
    assert.match(stderr, /^1 petition could not be finished\..*run this again\.$/m);
    assert.match(stdout, /^Erased 3 signatures of 1 petition here/m);
    assert.deepEqual(await stateOf(BRIDGE), WITHOUT_ROWS);

    await db.insertInto('data_key').values(lost).execute();
    assert.deepEqual(await stateOf(LIBRARY), WITH_ROWS);
    assert.equal((await run('--days', '90', '--erase-into', folder)).code, 0);
    assert.deepEqual(await stateOf(LIBRARY), WITHOUT_ROWS);
    assert.deepEqual(await namesInFile(nameFor(LIBRARY, '.2')), NAMES);
  });

  it('never overwrites a file, nor a draft that another program may be writing', async (t) => {
    const { run, folder, namesInFile, nameFor } = await setUp(t);
    writeFileSync(join(folder, nameFor(LIBRARY)), 'mine');
    writeFileSync(join(folder, `${nameFor(LIBRARY, '.2')}.draft`), 'mine, too');
    mkdirSync(join(folder, nameFor(BRIDGE)));
    assert.equal((await run('--days', '90', '--erase-into', folder)).code, 0);
    assert.equal(readFileSync(join(folder, nameFor(LIBRARY)), 'utf8'), 'mine');
    assert.equal(readFileSync(join(folder, `${nameFor(LIBRARY, '.2')}.draft`), 'utf8'), 'mine, too');
    assert.deepEqual(await namesInFile(nameFor(LIBRARY, '.3')), NAMES);
    assert.deepEqual(await namesInFile(nameFor(BRIDGE, '.2')), NAMES);
  });

  it('erases requests without writing a file', async (t) => {
    const { run, db, folder } = await setUp(t);
    const row = await db.selectFrom('signature').selectAll().executeTakeFirstOrThrow();
    await db.deleteFrom('signature').where('petition_id', 'in', [1, 2]).execute();
    await db.updateTable('petition_count').set({ signed: 0 }).where('petition_id', 'in', [1, 2]).execute();
    const pending = pendingRow(requestRow({ ...row, petition_id: 2 }));
    await db.insertInto('pending_signature').values(pending).execute();
    const preview = await run('--days', '90');
    assert.match(
      preview.stdout,
      /^mend-the-bridge {2}closed on \S+ {2}0 signatures, and 1 request, confirmed or not$/m,
    );
    assert.match(preview.stdout, /^1 petition;/m);
    const { code, stdout } = await run('--days', '90', '--erase-into', folder);
    assert.equal(code, 0);
    assert.match(stdout, /^mend-the-bridge: erased all remaining data. There were no signatures left\.$/m);
    assert.deepEqual(readdirSync(folder), []);
    assert.deepEqual(await db.selectFrom('pending_signature').selectAll().execute(), []);
    assert.equal((await run('--days', '90')).stdout.split('\n').length, 2);
  });
});
