import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runTestFile } from '../../support/runner/run-test-file.ts';

describe('a process that runs test files', () => {
  it('fails with what was thrown if no test awaits it', (t) => {
    const { status, stderr } = runTestFile(
      t,
      `import { it } from 'node:test';
      import { setTimeout as sleep } from 'node:timers/promises';
      it('awaits something else', async () => {
        await sleep(1);
        setTimeout(() => { throw new Error('thrown alone') }, 1);
        await sleep(50);
      });`,
    );
    assert.equal(status, 1);
    assert.match(stderr, /No test awaits this error: Error: thrown alone\n +at /);
  });
});
