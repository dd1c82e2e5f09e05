import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../temporary-folder.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Runs a test file with this content, in a process like those of the suites. */
export function runTestFile(t: TestContext, content: string) {
  const file = join(temporaryFolder(t), 'one.test.mts');
  writeFileSync(file, content);
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  return spawnSync(process.execPath, ['--import', 'tsx', 'test/support/runner/run-files.ts', file], {
    cwd: root,
    env,
    encoding: 'utf8',
  });
}
