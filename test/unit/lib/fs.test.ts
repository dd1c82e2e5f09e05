import assert from 'node:assert/strict';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { describeFsError } from '../../../server/lib/fs.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** What is said of a file that really can't be read. */
function toldOf(file: string): string {
  try {
    readFileSync(file);
  } catch (error) {
    return describeFsError(error);
  }
  throw new Error(`${file} can be read`);
}

it('says in plain words why a file can’t be read', (t) => {
  const folder = temporaryFolder(t);
  assert.equal(toldOf(folder), 'it is a folder');
  assert.equal(toldOf(join(folder, 'none')), 'there is no such file');
  assert.equal(toldOf('/dev/null/none'), 'there is no such file');
  assert.equal(
    describeFsError(Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' })),
    'you are not allowed to',
  );
});

it('keeps what is rare in the words of the system, rather than to say nothing', (t) => {
  const file = join(temporaryFolder(t), 'circle');
  symlinkSync(file, file);
  assert.match(toldOf(file), /^ELOOP/);
});
