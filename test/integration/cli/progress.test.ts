import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { emptyDatabase, onlyOnce, onlyPostgres, onlySqlite } from '../../support/database.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { SLUG, signedPetition } from './exports.ts';
import { MAIN, petitions } from './processes.ts';

/** util-linux's `script` runs a command in a pseudo terminal. */
const hasScript = spawnSync('script', ['--version']).stdout?.includes('util-linux') ?? false;
const needsScript = { skip: !hasScript && "util-linux's script is not installed" };

const BAR = /█|░/;

/** Runs a command whose standard error is a terminal and whose standard output is a file. */
async function runInTerminal(t: TestContext, args: string[], env: Record<string, string>) {
  const stdout = join(temporaryFolder(t), 'stdout');
  const quoted = [process.execPath, MAIN, ...args].map((arg) => `'${arg}'`).join(' ');
  const { stdout: terminal } = await promisify(execFile)(
    'script',
    ['--quiet', '--return', '--command', `${quoted} > '${stdout}'`, '/dev/null'],
    { env: { PATH: process.env.PATH, SHELL: '/bin/sh', TERM: 'xterm', ...env }, timeout: 30_000 },
  );
  return { terminal, stdout: readFileSync(stdout, 'utf8') };
}

describe('the progress bar', { concurrency: 2, ...needsScript }, () => {
  it(
    'is shown in a terminal for export and decrypt, and leaves standard output unchanged',
    onlyOnce,
    async (t) => {
      const { env, identity, keep } = await signedPetition(t);
      const sealed = await petitions(['export', SLUG, '--sealed'], env);
      const file = keep('sealed', sealed.stdout);
      for (const [args, label] of [
        [['export', SLUG, '--sealed'], 'Exporting'],
        [['export', SLUG, '--identity', identity], 'Exporting'],
        [
          ['export', SLUG, '--identity', identity, '--partner', 'harbour-aid', '--since', '2026-02-01'],
          'Exporting',
        ],
        [['decrypt', file, '--identity', identity], 'Decrypting'],
      ] as const) {
        const plain = await petitions([...args], env);
        const { terminal, stdout } = await runInTerminal(t, [...args], env);
        assert.equal(stdout, plain.stdout);
        assert.match(terminal, BAR);
        assert.ok(terminal.includes(label), terminal);
        assert.ok(
          terminal.trimEnd().endsWith(plain.stderr.trimEnd()),
          'the messages come after the progress bar',
        );
        assert.doesNotMatch(plain.stderr, BAR);
      }
    },
  );

  it('is shown in a terminal for doctor --verify', onlyOnce, async (t) => {
    const { env } = await signedPetition(t);
    const plain = await petitions(['doctor', '--verify'], env);
    const { terminal, stdout } = await runInTerminal(t, ['doctor', '--verify'], env);
    // The free space differs between the runs.
    const withoutFreeSpace = (text: string) => text.replace(/[\d.]+ GiB/g, '');
    assert.equal(withoutFreeSpace(stdout), withoutFreeSpace(plain.stdout));
    assert.match(terminal, BAR);
    assert.equal(plain.stderr, '');
  });

  it('is shown in a terminal for retention', onlyOnce, async (t) => {
    const { env, change } = await signedPetition(t);
    await change("update petition set status = 'closed', closed_on = '2026-01-01' where id = 1");
    const { terminal, stdout } = await runInTerminal(
      t,
      ['retention', '--days', '1', '--erase-into', temporaryFolder(t)],
      env,
    );
    assert.match(stdout, /^Erased 8 signatures of 1 petition here\./m);
    assert.match(terminal, BAR);
  });

  it('is shown in a terminal for backup', onlySqlite, async (t) => {
    const { env } = await signedPetition(t);
    const copy = join(temporaryFolder(t), 'copy.db');
    const { terminal, stdout } = await runInTerminal(t, ['backup', copy], env);
    assert.match(stdout, /^The database is in .*copy\.db/);
    assert.match(terminal, BAR);
  });

  it('is shown in a terminal for import-sqlite', onlyPostgres, async (t) => {
    const folder = temporaryFolder(t);
    const file = join(folder, 'petitions.db');
    const petitionFile = join(folder, 'petitions.json');
    writeFileSync(petitionFile, '[]');
    await petitions(['load', petitionFile], { DATA_DIR: folder, DATABASE_URL: `sqlite:${file}` });
    const env = { DATA_DIR: folder, DATABASE_URL: await emptyDatabase(t) };
    const { terminal, stdout } = await runInTerminal(t, ['import-sqlite', file], env);
    assert.match(stdout, /^Imported 0 petitions and 0 signatures\./);
    assert.match(terminal, BAR);
  });
});
