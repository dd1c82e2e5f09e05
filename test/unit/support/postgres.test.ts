import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Runs a test file that can start a PostgreSQL, as the suites do. Returns the exit code. */
function run(folder: string, body: string): number | null {
  const file = join(folder, 'one.test.mts');
  writeFileSync(
    file,
    `import { it } from 'node:test';
    import ${JSON.stringify(join(root, 'test/support/postgres.ts'))};
    it('is a test', () => { ${body} });`,
  );
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  return spawnSync(process.execPath, ['--import', 'tsx', 'test/support/runner/run-files.ts', file], {
    cwd: root,
    env,
  }).status;
}

describe('a process that can start a PostgreSQL', () => {
  it('fails if one of its tests failed', (t) => {
    const folder = temporaryFolder(t);
    assert.equal(run(folder, 'throw new Error()'), 1);
    assert.equal(run(folder, ''), 0);
  });
});
