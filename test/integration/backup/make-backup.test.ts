import assert from 'node:assert/strict';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { type BackupJob, makeBackup } from '../../../server/backup/make-backup.ts';
import { UserError } from '../../../server/lib/errors.ts';
import { HOUR_MS } from '../../../server/lib/time.ts';
import { sqliteFile } from '../../../server/storage/open.ts';
import { onlySqlite } from '../../support/database.ts';
import { loadedEnvironment, storedIn } from '../../support/server.ts';

const ID = '0123abcd';
const START = Date.parse('2031-02-03T04:15:00Z');
const FIRST = 'petitions-0123abcd-2031-02-03T04-15-00Z.db';

async function setUp(t: TestContext, keep = 3) {
  const { DATABASE_URL, DATA_DIR } = await loadedEnvironment(t);
  const folder = join(DATA_DIR, 'backups');
  const job: BackupJob = {
    file: sqliteFile(DATABASE_URL)!,
    databaseId: ID,
    schedule: { folder, everyMs: HOUR_MS, keep },
  };
  return { job, folder, names: () => readdirSync(folder).sort() };
}

async function assertFails(job: BackupJob, message: RegExp) {
  await assert.rejects(makeBackup(job, START), (error) => {
    assert.ok(error instanceof UserError, String(error));
    assert.match(error.message, message);
    return true;
  });
}

describe('a scheduled backup', onlySqlite, () => {
  it('is a complete database that only its owner can read', async (t) => {
    const { job, folder, names } = await setUp(t);
    assert.equal(await makeBackup(job, START), 'made');
    assert.deepEqual(names(), [FIRST]);
    assert.equal(statSync(join(folder, FIRST)).mode & 0o777, 0o600);
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    assert.equal((await storedIn(`sqlite:${join(folder, FIRST)}`, 'keep-the-library')).rows, 0);
  });

  it('is made again once the interval has passed since the newest in the folder', async (t) => {
    const { job, names } = await setUp(t);
    assert.equal(await makeBackup(job, START), 'made');
    assert.equal(await makeBackup(job, START + HOUR_MS - 1), 'not-due');
    assert.equal(names().length, 1);
    assert.equal(await makeBackup(job, START + HOUR_MS), 'made');
    assert.equal(names().length, 2);
  });

  it('replaces the oldest of the same database, and nothing else in the folder', async (t) => {
    const { job, folder, names } = await setUp(t, 2);
    await makeBackup(job, START);
    const others = [
      'petitions-ffffffff-2030-01-01T00-00-00Z.db',
      'petitions-0123abcd-2030-01-01T00-00-00Z.db.keep',
      'my petitions-0123abcd-2030-01-01T00-00-00Z.db',
      'petitions.db',
    ];
    for (const name of others) writeFileSync(join(folder, name), 'mine');
    for (const hour of [1, 2, 3]) await makeBackup(job, START + hour * HOUR_MS);
    assert.deepEqual(names(), [...others, FIRST.replace('T04', 'T06'), FIRST.replace('T04', 'T07')].sort());
  });

  it('stays even if a wrong clock has made newer ones', async (t) => {
    const { job, names } = await setUp(t, 1);
    await makeBackup(job, START + HOUR_MS);
    assert.equal(await makeBackup(job, START), 'made');
    assert.deepEqual(names(), [FIRST]);
  });

  it('deletes what a killed process has left, before it checks whether it is due', async (t) => {
    const { job, folder, names } = await setUp(t);
    await makeBackup(job, START);
    for (const end of ['', '-journal']) {
      writeFileSync(join(folder, `${FIRST.replace('T04', 'T05')}.0123456789ab.draft${end}`), 'half');
    }
    writeFileSync(join(folder, 'notes.draft'), 'mine');
    assert.equal(await makeBackup(job, START + 1), 'not-due');
    assert.deepEqual(names(), ['notes.draft', FIRST]);
  });

  it('is made by one of several processes that find it due at the same time', async (t) => {
    const { job, names } = await setUp(t);
    const outcomes = await Promise.all([makeBackup(job, START), makeBackup(job, START + 1_000)]);
    assert.equal(outcomes.filter((outcome) => outcome === 'made').length, 1, outcomes.join());
    assert.equal(names().length, 1);
  });

  it('says what to do if the folder can’t be used', async (t) => {
    const { job, folder } = await setUp(t);
    writeFileSync(folder, 'a file');
    await assertFails(job, /^BACKUP_DIR \(.*backups\) can't be used: .*Check that it is a folder/);
  });

  it('leaves the earlier ones alone if the database is damaged', async (t) => {
    const { job, names } = await setUp(t, 1);
    await makeBackup(job, START - HOUR_MS);
    const before = names();
    writeFileSync(job.file, 'no database\n'.repeat(5_000));
    await assertFails(job, /is not a SQLite database, or is damaged/);
    assert.deepEqual(names(), before);
  });
});
