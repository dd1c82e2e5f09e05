import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

describe('a process that runs test files', () => {
  it('fails with what was thrown if no test awaits it', (t) => {
    const file = join(temporaryFolder(t), 'one.test.mjs');
    writeFileSync(
      file,
      `import { it } from 'node:test';
      import { setTimeout as sleep } from 'node:timers/promises';
      it('awaits something else', async () => {
        await sleep(1);
        setTimeout(() => { throw new Error('thrown alone') }, 1);
        await sleep(50);
      });`,
    );
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const { status, stderr } = spawnSync(
      process.execPath,
      ['--import', 'tsx', 'test/support/runner/run-files.ts', file],
      { cwd: root, env, encoding: 'utf8' },
    );
    assert.equal(status, 1);
    assert.match(stderr, /No test awaits this error: Error: thrown alone\n +at /);
  });
});
