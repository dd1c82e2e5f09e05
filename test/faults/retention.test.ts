import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { readVerified } from '../../server/archive/sealed-file-on-disk.ts';
import { toHex } from '../../server/archive/stored-pages.ts';
import { openStorage } from '../../server/storage/open.ts';
import { launch, petitions } from '../integration/cli/processes.ts';
import { pendingRow, requestRow, storePending } from '../support/rows.ts';
import { keyPair, signInto } from '../support/signed.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { assertCounters } from './check.ts';
import { DATABASES, type DatabaseName, emptyDatabase } from './databases.ts';
import { smallDisk } from './disk.ts';
import { loadInto, SLUG } from './environment.ts';

const SIGNED = 3_000;
const UNCONFIRMED = 1_000;

/** A petition that was closed long ago, with signatures and some that were never confirmed. */
async function closedPetition(t: TestContext, database: DatabaseName) {
  const url = await emptyDatabase(t, database);
  await loadInto(url);
  const people = Array.from({ length: SIGNED }, (_, index) => ({ email: `supporter-${index}@example.org` }));
  await signInto(url, SLUG, [(await keyPair()).recipient], people);
  const storage = await openStorage(url);
  t.after(() => storage.close());
  const { db } = storage;
  await db
    .updateTable('petition')
    .set({ status: 'closed', closed_on: '2026-01-01' })
    .where('slug', '=', SLUG)
    .execute();
  const rows = await db.selectFrom('signature').selectAll().execute();
  const pending = rows.slice(0, UNCONFIRMED).map((row) => pendingRow(requestRow(row)));
  await storePending(storage, pending);
  const keysStored = async () => {
    const found = await db.selectFrom('signature').select('signer_key').execute();
    return new Set(found.map(({ signer_key }) => toHex(signer_key)));
  };
  return {
    url,
    env: { DATABASE_URL: url, DATA_DIR: temporaryFolder(t) },
    all: rows.map(({ signer_key }) => toHex(signer_key)),
    petitionId: rows[0]!.petition_id,
    keysStored,
    async state() {
      const { signed, erased } = await db
        .selectFrom('petition_count')
        .select(['signed', 'erased'])
        .where('petition_id', '=', rows[0]!.petition_id)
        .executeTakeFirstOrThrow();
      const { unconfirmed } = await db
        .selectFrom('pending_signature')
        .select(({ fn }) => fn.countAll<number>().as('unconfirmed'))
        .executeTakeFirstOrThrow();
      const { dataKeys } = await db
        .selectFrom('data_key')
        .select(({ fn }) => fn.countAll<number>().as('dataKeys'))
        .executeTakeFirstOrThrow();
      return { signed, erased, unconfirmed, dataKeys };
    },
  };
}

const argumentsFor = (folder: string) => ['retention', '--days', '30', '--erase-into', folder];

describe('Retention', { concurrency: 2 }, () => {
  for (const database of DATABASES) {
    it(`that is killed has erased nothing that isn’t in a whole file, and the next one finishes it, on ${database}`, async (t) => {
      const { url, env, all, petitionId, keysStored, state } = await closedPetition(t, database);
      const folder = temporaryFolder(t);
      const filesEndingIn = (end: string) => readdirSync(folder).filter((name) => name.endsWith(end));

      /** All that was erased stands in files, each of which is whole. */
      const assertNothingLost = async () => {
        const kept = await keysStored();
        for (const name of filesEndingIn('.sealed')) {
          for await (const { rows } of readVerified(join(folder, name), petitionId)) {
            for (const { signer_key } of rows) kept.add(toHex(signer_key));
          }
        }
        assert.equal(kept.size, SIGNED);
        assert.ok(all.every((key) => kept.has(key)));
        await assertCounters(url);
        assert.equal((await state()).signed, SIGNED);
      };

      const [drafts, files] = [() => filesEndingIn('.draft').length, () => filesEndingIn('.sealed').length];
      let killed = 0;
      for (const reached of [
        async () => true,
        async () => drafts() > 0,
        async () => files() > 0,
        async () => (await state()).erased > 0,
        async () => (await state()).erased >= SIGNED / 2,
        async () => (await state()).unconfirmed < UNCONFIRMED,
      ]) {
        const child = launch(argumentsFor(folder), env);
        const exited = once(child, 'exit');
        while (child.exitCode === null && !(await reached())) await sleep(1);
        child.kill('SIGKILL');
        if ((await exited)[0] === null) killed += 1;
        await assertNothingLost();
      }

      // On a busy machine the last ones may come to their end before.
      assert.ok(killed >= 4, `${killed} were killed`);
      assert.equal((await petitions(argumentsFor(folder), env)).code, 0);
      await assertNothingLost();
      assert.deepEqual(await state(), { signed: SIGNED, erased: SIGNED, unconfirmed: 0, dataKeys: 0 });
      assert.equal((await keysStored()).size, 0);
    });

    it(`whose disk is full, or may not be written to, erases nothing, on ${database}`, async (t) => {
      const disk = smallDisk(t, 1);
      if (disk === null) return;
      const { url, env, state } = await closedPetition(t, database);
      const before = await state();
      for (const [words, prepare] of [
        [/ENOSPC/, () => {}],
        [/EROFS/, () => execFileSync('mount', ['-o', 'remount,ro', disk])],
      ] as const) {
        prepare();
        const { code, stdout, stderr } = await petitions(argumentsFor(disk), env);
        assert.equal(code, 1);
        assert.match(stderr, words);
        assert.match(stderr, new RegExp(`^${SLUG}: Nothing was erased, because ${disk} can't be written to`));
        assert.match(stdout, /^Erased 0 signatures of 0 petitions here/);
        assert.deepEqual(readdirSync(disk), [], 'no half of a file is left');
        assert.deepEqual(await state(), before);
        await assertCounters(url);
      }
    });
  }
});
