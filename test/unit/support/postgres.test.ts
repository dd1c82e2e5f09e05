import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runTestFile } from '../../support/runner/run-test-file.ts';

const POSTGRES = fileURLToPath(new URL('../../support/postgres.ts', import.meta.url));

describe('a process that can start a PostgreSQL', () => {
  it('fails if one of its tests failed', (t) => {
    const statusWith = (body: string) =>
      runTestFile(
        t,
        `import { it } from 'node:test';
        import ${JSON.stringify(POSTGRES)};
        it('is a test', () => { ${body} });`,
      ).status;
    assert.equal(statusWith('throw new Error()'), 1);
    assert.equal(statusWith(''), 0);
  });
});
