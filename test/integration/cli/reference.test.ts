// Runs once: it needs no database.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { serverReference } from '../../../build/server-reference.ts';

describe('generated reference pages', () => {
  for (const page of ['docs/configuration.md', 'docs/cli.md', 'docs/privacy.md']) {
    it(`include an up-to-date ${page}`, async () => {
      const { [page]: expected } = await serverReference();
      const actual = readFileSync(fileURLToPath(new URL(`../../../${page}`, import.meta.url)), 'utf8');
      assert.equal(actual, expected, 'run `npm run reference`');
    });
  }

  it('do not mention the old names of commands', async () => {
    const { 'docs/cli.md': page } = await serverReference();
    assert.doesNotMatch(page!, /adopt|petitions open/);
  });
});
