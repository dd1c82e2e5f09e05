import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { readVerified } from '../../server/archive/sealed-file-on-disk.ts';
import { toHex } from '../../server/lib/bytes.ts';
import { openStorage } from '../../server/storage/open.ts';
import { launch, petitionsProcess } from '../integration/cli/processes.ts';
import { pendingRow, requestRow, storePending } from '../support/rows.ts';
import { keyPair, signInto } from '../support/signed.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { assertCounters } from './consistency.ts';
import { DATABASES, type DatabaseName, emptyDatabase } from './databases.ts';
import { mountSmallDisk } from './disk.ts';
import { loadSamplePetitions, SLUG } from './environment.ts';

const SIGNED = 3_000;
const UNCONFIRMED = 1_000;

/** Creates a petition that was closed long ago, with confirmed and unconfirmed signatures. */
async function closedPetition(t: TestContext, database: DatabaseName) {
  const url = await emptyDatabase(t, database);
  await loadSamplePetitions(url);
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
  return {
    url,
    env: { DATABASE_URL: url, DATA_DIR: temporaryFolder(t) },
    petitionId: rows[0]!.petition_id,
    /** Signer keys of all signatures, in hex. */
    signerKeys: rows.map(({ signer_key }) => toHex(signer_key)),
    /** Signer keys that are still in the database, in hex. */
    async storedSignerKeys() {
      const stored = await db.selectFrom('signature').select('signer_key').execute();
      return new Set(stored.map(({ signer_key }) => toHex(signer_key)));
    },
    async counts() {
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

const retentionArgs = (folder: string) => ['retention', '--days', '30', '--erase-into', folder];

describe('petitions retention', { concurrency: 2 }, () => {
  for (const database of DATABASES) {
    it(`erases only what is in a complete file when killed, and finishes when run again, on ${database}`, async (t) => {
      const { url, env, petitionId, signerKeys, storedSignerKeys, counts } = await closedPetition(
        t,
        database,
      );
      const folder = temporaryFolder(t);
      const filesEndingIn = (end: string) => readdirSync(folder).filter((name) => name.endsWith(end));

      /** Asserts that each signature is in the database or in a sealed file, and that every file verifies. */
      const assertNothingLost = async () => {
        const found = await storedSignerKeys();
        for (const name of filesEndingIn('.sealed')) {
          for await (const { rows } of readVerified(join(folder, name), petitionId)) {
            for (const { signer_key } of rows) found.add(toHex(signer_key));
          }
        }
        assert.equal(found.size, SIGNED);
        assert.ok(signerKeys.every((key) => found.has(key)));
        await assertCounters(url);
        assert.equal((await counts()).signed, SIGNED);
      };

      const killPoints: (() => Promise<boolean>)[] = [
        async () => true,
        async () => filesEndingIn('.draft').length > 0,
        async () => filesEndingIn('.sealed').length > 0,
        async () => (await counts()).erased > 0,
        async () => (await counts()).erased >= SIGNED / 2,
        async () => (await counts()).unconfirmed < UNCONFIRMED,
      ];
      let killed = 0;
      for (const isReached of killPoints) {
        const child = launch(retentionArgs(folder), env);
        const exited = once(child, 'exit');
        while (child.exitCode === null && !(await isReached())) await sleep(1);
        child.kill('SIGKILL');
        if ((await exited)[0] === null) killed += 1;
        await assertNothingLost();
      }

      // On a busy machine, the last ones may finish before they are killed.
      assert.ok(killed >= 4, `only ${killed} were killed`);
      assert.equal((await petitionsProcess(retentionArgs(folder), env)).code, 0);
      await assertNothingLost();
      assert.deepEqual(await counts(), { signed: SIGNED, erased: SIGNED, unconfirmed: 0, dataKeys: 0 });
      assert.equal((await storedSignerKeys()).size, 0);
    });

    it(`erases nothing if its disk is full or read-only, on ${database}`, async (t) => {
      const disk = mountSmallDisk(t, 1);
      if (disk === null) return;
      const { url, env, counts } = await closedPetition(t, database);
      const before = await counts();
      for (const [code, prepare] of [
        ['ENOSPC', () => {}],
        ['EROFS', () => execFileSync('mount', ['-o', 'remount,ro', disk])],
      ] as const) {
        prepare();
        const result = await petitionsProcess(retentionArgs(disk), env);
        assert.equal(result.code, 1);
        assert.match(result.stderr, new RegExp(code));
        assert.match(
          result.stderr,
          new RegExp(`^${SLUG}: Nothing was erased, because ${disk} can't be written to`),
        );
        assert.match(result.stdout, /^Erased 0 signatures of 0 petitions here/);
        assert.deepEqual(readdirSync(disk), [], 'no partial file is left');
        assert.deepEqual(await counts(), before);
        await assertCounters(url);
      }
    });
  }
});
