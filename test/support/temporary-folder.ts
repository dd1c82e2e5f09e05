import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, type TestContext } from 'node:test';

/** Creates a temporary folder, and removes it after the test, or without one after all tests of the file. */
export function temporaryFolder(t?: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'petitions-test-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  if (t) t.after(remove);
  else after(remove);
  return folder;
}
