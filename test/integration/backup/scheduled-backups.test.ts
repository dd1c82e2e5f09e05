import assert from 'node:assert/strict';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { checkBackup } from '../../../server/health/backup.ts';
import { describeFinding } from '../../../server/health/finding.ts';
import { HOUR_MS } from '../../../server/lib/time.ts';
import { waitUntil } from '../../e2e/wait.ts';
import { onlySqlite } from '../../support/database.ts';
import { PERSON, type StartOptions, start, type TestServer } from '../../support/server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const backupsIn = (folder: string) =>
  existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.db')) : [];

async function setUp(
  t: TestContext,
  folder = join(temporaryFolder(t), 'backups'),
  options: StartOptions = {},
) {
  const server = await start(t, { ...options, env: { BACKUP_DIR: folder, BACKUP_EVERY: '1h' } });
  return { ...server, folder };
}

const logged = ({ lines }: TestServer, message: string) =>
  waitUntil(`"${message}" is logged`, () => lines.some((line) => JSON.parse(line).msg === message));

const findings = async ({ context }: TestServer, now?: number) =>
  (await checkBackup(context.config, context.storage, now)).map(
    (finding) => `${finding.level}: ${describeFinding(finding)}`,
  );

describe('a server with BACKUP_DIR', onlySqlite, () => {
  it('backs up its database at the start, and not again after a restart if that is recent', async (t) => {
    const first = await setUp(t);
    await logged(first, 'backup made');
    const made = backupsIn(first.folder);
    assert.equal(made.length, 1);
    assert.match(
      (await findings(first)).join(),
      /^ok: there is 1 backup in .*backups, the last made 0 minutes ago$/,
    );
    await first.context.dispose();
    const { databaseUrl, dataDir } = first;
    // The first round of the second server deletes this, and then knows whether a backup is due.
    const draft = join(first.folder, `${made[0]}.0123456789ab.draft`);
    writeFileSync(draft, 'half');
    const second = await setUp(t, first.folder, { databaseUrl, dataDir });
    await waitUntil('the draft is deleted', () => !existsSync(draft));
    await second.context.dispose();
    assert.deepEqual(backupsIn(first.folder), made);
  });

  it('reports a backup that is older than twice the interval, or gone', async (t) => {
    const server = await setUp(t);
    await logged(server, 'backup made');
    assert.match(
      (await findings(server, Date.now() + 2 * HOUR_MS - 60_000)).join(),
      /^ok: .*119 minutes ago/,
    );
    assert.match(
      (await findings(server, Date.now() + 3 * HOUR_MS)).join(),
      /^error: the last backup in .* was made 3 hours ago, and there should be one every 60 minutes; check that/,
    );
    rmSync(server.folder, { recursive: true });
    assert.match((await findings(server)).join(), /^warning: there is no backup in .* yet/);
  });

  it('is warned if the backups are beside the secret', async (t) => {
    const dataDir = temporaryFolder(t);
    const server = await setUp(t, join(dataDir, 'backups'), { dataDir });
    assert.match(
      (await findings(server)).join(),
      /^warning: BACKUP_DIR is inside DATA_DIR, beside the secret/,
    );
  });

  it('logs and reports a folder that can’t be used, and signing goes on', async (t) => {
    const folder = join(temporaryFolder(t), 'file');
    writeFileSync(folder, 'not a folder');
    const server = await setUp(t, folder);
    await logged(server, 'backup failed');
    assert.equal((await server.sign('mend-the-bridge', PERSON)).status, 202);
    const [failure, access] = await findings(server);
    assert.match(
      failure!,
      /^error: the server could not make a backup at .*: BACKUP_DIR \(.*file\) can't be used/,
    );
    assert.match(access!, /^error: BACKUP_DIR \(.*file\) can't be used/);
  });
});
