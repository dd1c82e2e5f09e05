import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { openStorage } from '../../server/storage/open.ts';
import { petitionsProcess } from '../integration/cli/processes.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { mountSmallDisk } from './disk.ts';
import { createEnvironment, type TestEnvironment } from './environment.ts';
import { Ledger, SigningLoad } from './load.ts';
import { type ServerProcess, waitUntil } from './server.ts';

const TIMEOUT_MS = 60_000;
/** Large enough that copying it takes longer than it takes to notice that it has begun. */
const DATABASE_MIB = 400;

/** Names of the files in a folder that may not exist yet. */
const listOf = (folder: string, end: string) => {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(end));
  } catch {
    return [];
  }
};

async function enlarge(url: string, mib: number) {
  const storage = await openStorage(url);
  await storage.write((transaction) =>
    sql`insert into decoy (slot, bytes) with recursive slots (slot) as (
      select 1000 union all select slot + 1 from slots where slot < ${1000 + mib}
    ) select slot, randomblob(1048576) from slots`.execute(transaction),
  );
  await storage.close();
}

/** The process that makes a backup for a server. Null if there is none. */
function backupProcessOf({ pid }: ServerProcess): number | null {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return children === '' ? null : Number(children.split(' ')[0]);
}

async function setUp(t: TestContext, folder = join(temporaryFolder(t), 'backups')) {
  const environment = await createEnvironment(t, 'SQLite');
  Object.assign(environment.env, { BACKUP_DIR: folder, LOG_LEVEL: 'info' });
  return { environment, folder };
}

const onlyLinux = { skip: process.platform !== 'linux' && 'finds processes as Linux lists them' };

async function assertIntact(file: string) {
  const storage = await openStorage(`sqlite:${file}`, { upgrade: false });
  assert.equal(await storage.dialect.findDamage(storage.db), null);
  await storage.close();
}

async function waitForBackup({ log }: ServerProcess) {
  await waitUntil('a backup is made', TIMEOUT_MS, () => log().includes('backup made'));
}

async function stop(server: ServerProcess) {
  server.signal('SIGTERM');
  assert.equal(await server.exitCode, 0, server.log());
}

describe('a scheduled backup', onlyLinux, () => {
  /** Starts a server, and waits until its backup has begun. */
  async function startCopying(environment: TestEnvironment, folder: string) {
    const server = await environment.start();
    await waitUntil('copying has begun', TIMEOUT_MS, () =>
      listOf(folder, '.draft').some((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.size),
    );
    return server;
  }

  it('that is killed leaves no half file under its final name, and the next one cleans up', async (t) => {
    const { environment, folder } = await setUp(t);
    await enlarge(environment.url, DATABASE_MIB);
    const server = await startCopying(environment, folder);
    process.kill(backupProcessOf(server)!, 'SIGKILL');
    server.signal('SIGKILL');
    await server.exitCode;
    assert.deepEqual(listOf(folder, '.db'), []);
    assert.equal(listOf(folder, '.draft').length, 1);

    const next = await environment.start();
    await waitForBackup(next);
    assert.deepEqual(listOf(folder, '.draft'), []);
    const [backup] = listOf(folder, '.db');
    await assertIntact(join(folder, backup!));
    await stop(next);
  });

  it('does not hold up a server that stops, and leaves nothing', async (t) => {
    const { environment, folder } = await setUp(t);
    await enlarge(environment.url, DATABASE_MIB);
    const server = await startCopying(environment, folder);
    await stop(server);
    assert.deepEqual(readdirSync(folder), []);
  });

  it('that outlives its server is complete, and the next server does not repeat it', async (t) => {
    const { environment, folder } = await setUp(t);
    await enlarge(environment.url, DATABASE_MIB);
    const server = await startCopying(environment, folder);
    server.signal('SIGKILL');
    await server.exitCode;
    const next = await environment.start();
    await waitUntil('the backup is complete', TIMEOUT_MS, () => listOf(folder, '.db').length === 1);
    await assertIntact(join(folder, listOf(folder, '.db')[0]!));
    await stop(next);
    assert.equal(listOf(folder, '.db').length, 1);
    assert.doesNotMatch(next.log(), /backup made/);
  });

  it('that finds its disk full is reported, while signing goes on', async (t) => {
    const disk = mountSmallDisk(t, 4);
    if (!disk) return;
    const { environment } = await setUp(t, disk);
    await enlarge(environment.url, 8);
    const server = await environment.start();
    await waitUntil('the failure is logged', TIMEOUT_MS, () => server.log().includes('backup failed'));
    const ledger = new Ledger();
    const load = new SigningLoad(server.origin, ledger);
    await waitUntil(
      'signatures are acknowledged',
      TIMEOUT_MS,
      () => ledger.acknowledged.length > 100,
      server,
    );
    await load.stop();
    const { stdout } = await petitionsProcess(['doctor'], environment.env);
    assert.match(
      stdout,
      /✗ the server could not make a backup at .* has not enough free space: a backup needs/,
    );
    assert.deepEqual(readdirSync(disk), []);
    await stop(server);
  });
});
