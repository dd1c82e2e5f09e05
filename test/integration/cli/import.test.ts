import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openStorage } from '../../../server/storage/open.ts';
import { onlyOnce } from '../../support/database.ts';
import { SECRET, storedIn } from '../../support/server.ts';
import { assertUserError, connections, launch, serveInHost, setUp, signAt } from './processes.ts';

const SLUG = 'keep-the-library';
const HEADER = 'first_name,last_name,email,created_at,opt_in\n';
const row = (index: number) => `Ana,Nr${index},ana${index}@example.org,2026-02-0${1 + (index % 9)},yes\n`;
const rows = (count: number) => HEADER + Array.from({ length: count }, (_, index) => row(index)).join('');

async function setUpFile(t: TestContext, content: string) {
  const { env, dataDir, run } = await setUp(t);
  const file = join(dataDir, 'list.csv');
  writeFileSync(file, content);
  return { env: { ...env, SECRET, LIMITS: 'off' }, file, dataDir, run };
}

describe('the import command', { concurrency: 2 }, () => {
  it('says what each column is, and reports totals that are the same the second time', async (t) => {
    const { file, dataDir, run } = await setUpFile(t, `${rows(3)}Bo,B,nowhere,2026-02-01,no\n`);
    const rejects = join(dataDir, 'rejects.csv');
    const first = await run('import', SLUG, file, '--rejects', rejects);
    assert.equal(
      first.stderr,
      'Columns: "first_name" is givenName, "last_name" is familyName, "email" is email, "created_at" is signedOn, "opt_in" is contact. The others aren\'t imported.\n',
    );
    assert.equal(
      first.stdout,
      `3 rows of the file are in ${SLUG} now. People with several rows, or who had signed before, count once.\nRejected: 1 email address invalid. See ${rejects}, which contains personal data.\n`,
    );
    assert.equal(first.code, 1);
    const again = await run('import', SLUG, file, '--rejects', join(dataDir, 'rejects-2.csv'));
    assert.deepEqual({ ...again, stdout: again.stdout.replace('rejects-2', 'rejects') }, first);
    const { stdout, code } = await run('doctor', '--verify');
    assert.match(stdout, /✓ every counter equals the stored signatures/);
    assert.match(stdout, /✓ the numbers per day and partner equal the stored signatures/);
    assert.equal(code, 0);
    assert.match((await run('list')).stdout, /keep-the-library +open +8,892 +9,000 +3 /);
  });

  it('refuses what it does not understand, and an unknown time zone', onlyOnce, async (t) => {
    const { file, run } = await setUpFile(t, 'PK\x03\x04');
    assertUserError(await run('import', SLUG, file), /list\.csv is an Excel or LibreOffice workbook/);
    assertUserError(await run('import', SLUG, `${file}x`), /list\.csvx can't be read: there is no such file/);
    assertUserError(await run('import', SLUG, file, '--time-zone', 'Mars'), /Write a name like America/, 2);
    assertUserError(await run('import', SLUG, file, '--map', 'A=b'), /"A=b" is not COLUMN=FIELD/, 2);
  });

  it('refuses to seal to another recipient than the server does', onlyOnce, async (t) => {
    const { env, file, run } = await setUpFile(t, rows(1));
    await run('import', SLUG, file);
    const storage = await openStorage(env.DATABASE_URL!);
    await storage.db
      .updateTable('setting')
      .set({ value: 'age1other' })
      .where('name', '=', 'recipients')
      .execute();
    await storage.close();
    assertUserErrorAfterColumns(await run('import', SLUG, file), /RECIPIENT is not/);
  });

  it('loses and doubles nothing if it is killed and runs again while people sign', async (t) => {
    const count = 15_000;
    const { env, file } = await setUpFile(t, rows(count));
    const server = await serveInHost(t, env);
    const agent = connections(t, 4);
    const child = launch(['import', SLUG, file], env);
    const exited = once(child, 'exit');
    // Until some of it is stored, and people of the file sign meanwhile.
    let stored = 0;
    for (let index = 0; stored === 0 && child.exitCode === null; index++) {
      const person = { givenName: 'Ana', email: `ana${index}@example.org` };
      assert.equal((await signAt(server.origin, SLUG, person, agent)).status, 202);
      const { counter } = await storedIn(env.DATABASE_URL!, SLUG);
      stored = counter > index + 1 ? counter : 0;
      await sleep(5);
    }
    child.kill('SIGKILL');
    const [, signal] = await exited;
    assert.equal(signal, 'SIGKILL', 'it was killed before it was done');
    assert.ok(stored < count, `${stored} were stored before the kill`);
    const second = launch(['import', SLUG, file], env);
    const [code] = await once(second, 'exit');
    assert.equal(code, 0);
    const { counter, rows: signatures } = await storedIn(env.DATABASE_URL!, SLUG);
    assert.deepEqual([counter, signatures], [count, count]);
    assert.equal(await server.stop(), 0);
  });
});

/** The columns are on standard error before the mistake. */
function assertUserErrorAfterColumns(
  { code, stdout, stderr }: { code: number | null; stdout: string; stderr: string },
  message: RegExp,
) {
  assert.match(stderr, message);
  assert.doesNotMatch(stderr, /^\s+at /m);
  assert.deepEqual([code, stdout], [1, '']);
}
