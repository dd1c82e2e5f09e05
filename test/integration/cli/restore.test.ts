import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { waitUntil } from '../../e2e/wait.ts';
import { onlySqlite } from '../../support/database.ts';
import { loadedEnvironment, SECRET, storedIn } from '../../support/server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { connections, MAIN, serve, signAt } from './processes.ts';

const SLUG = 'mend-the-bridge';
const INSTALL = fileURLToPath(new URL('../../../docs/install.md', import.meta.url));

/** The commands of the section about restoring, as a maintainer would paste them. */
function restoreCommands(): string {
  const [, commands] = /^To restore,.*?```sh\n(.*?)```/ms.exec(readFileSync(INSTALL, 'utf8')) ?? [];
  assert.ok(commands, 'docs/install.md has no commands to restore a backup');
  return commands;
}

describe('restoring a backup as documented', onlySqlite, () => {
  it('brings back who had signed by then, and the server goes on from there', async (t) => {
    const env = { ...(await loadedEnvironment(t)), SECRET, LIMITS: 'off' };
    // The documentation assumes the default: the database is in DATA_DIR.
    env.DATA_DIR = join(env.DATABASE_URL.slice('sqlite:'.length), '..');
    const settings = { ...env, BACKUP_DIR: join(temporaryFolder(t), 'backups'), BACKUP_KEEP: '2' };
    const agent = connections(t, 1);
    const signAs = async (origin: string, email: string) => {
      const { status } = await signAt(origin, SLUG, { givenName: 'Ana', email }, agent);
      assert.equal(status, 202);
    };
    const first = await serve(t, env);
    await signAs(first.origin, 'ana@example.org');
    assert.equal(await first.stop(), 0);
    const second = await serve(t, settings);
    await waitUntil('there is a backup', () => second.log().includes('"backup made"'));
    await signAs(second.origin, 'bea@example.org');
    // As if the machine had lost power: the write-ahead log stays behind.
    await second.stop('SIGKILL');
    assert.ok(readdirSync(env.DATA_DIR).includes('petitions.db-wal'));

    const script = `petitions() { "${process.execPath}" "${MAIN}" "$@"; }\nset -eu\n${restoreCommands()}`;
    const { status, stdout, stderr } = spawnSync('sh', ['-c', script], {
      env: { PATH: process.env.PATH, ...settings },
      encoding: 'utf8',
    });
    assert.deepEqual([status, stderr], [0, ''], stdout);
    assert.match(stdout, /✓ there is 1 backup in .*, the last made \d+ minutes? ago/);

    const restored = await storedIn(env.DATABASE_URL, SLUG);
    assert.deepEqual(
      [restored.counter, restored.has('ana@example.org'), restored.has('bea@example.org')],
      [1, true, false],
    );
    const third = await serve(t, settings);
    await signAs(third.origin, 'bea@example.org');
    await signAs(third.origin, 'ana@example.org');
    assert.equal(await third.stop(), 0);
    assert.equal((await storedIn(env.DATABASE_URL, SLUG)).counter, 2);
    assert.equal(readdirSync(settings.BACKUP_DIR).length, 1);
  });
});
