import assert from 'node:assert/strict';
import fs, {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import {
  describeFsError,
  ensurePrivateDir,
  isInside,
  replaceFile,
  writeExclusive,
  writeIfAbsent,
} from '../../../server/lib/fs.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/**
 * Records the paths that are flushed to disk from now on, and for folders the names in them at that moment.
 */
function watchFsync(t: TestContext) {
  const flushed: { path: string; names: string[] | null }[] = [];
  const { openSync, fsyncSync } = fs;
  const paths = new Map<number, string>();
  t.mock.method(fs, 'openSync', (...args: Parameters<typeof openSync>) => {
    const descriptor = openSync(...args);
    paths.set(descriptor, String(args[0]));
    return descriptor;
  });
  t.mock.method(fs, 'fsyncSync', (descriptor: number) => {
    const path = paths.get(descriptor)!;
    flushed.push({ path, names: statSync(path).isDirectory() ? readdirSync(path) : null });
    fsyncSync(descriptor);
  });
  syncBuiltinESMExports();
  t.after(() => {
    t.mock.restoreAll();
    syncBuiltinESMExports();
  });
  return flushed;
}

const modeOf = (path: string) => statSync(path).mode & 0o777;

describe('ensurePrivateDir', () => {
  it('creates a folder and its parents for their owner only, and flushes each parent to disk', (t) => {
    const root = temporaryFolder(t);
    const flushed = watchFsync(t);
    ensurePrivateDir(join(root, 'a', 'b'));
    assert.equal(modeOf(join(root, 'a')), 0o700);
    assert.equal(modeOf(join(root, 'a', 'b')), 0o700);
    assert.deepEqual(flushed, [
      { path: root, names: ['a'] },
      { path: join(root, 'a'), names: ['b'] },
    ]);
  });

  it('doesn’t change an existing folder', (t) => {
    const folder = join(temporaryFolder(t), 'shared');
    mkdirSync(folder, { mode: 0o755 });
    ensurePrivateDir(folder);
    assert.equal(modeOf(folder), 0o755);
  });

  const onlyLinux = { skip: process.platform !== 'linux' && 'needs /proc' };
  it('fails below /proc, instead of trying forever', onlyLinux, () => {
    assert.throws(() => ensurePrivateDir('/proc/none/below'), { code: 'ENOENT' });
  });
});

describe('writeExclusive', () => {
  it('flushes the file, then its folder, and restricts it to its owner', (t) => {
    const file = join(temporaryFolder(t), 'key');
    const flushed = watchFsync(t);
    writeExclusive(file, 'content');
    assert.deepEqual(flushed, [
      { path: file, names: null },
      { path: dirname(file), names: ['key'] },
    ]);
    assert.equal(readFileSync(file, 'utf8'), 'content');
    assert.equal(modeOf(file), 0o600);
  });

  it('never overwrites a file', (t) => {
    const file = join(temporaryFolder(t), 'key');
    writeFileSync(file, 'first');
    assert.throws(() => writeExclusive(file, 'second'), { code: 'EEXIST' });
    assert.equal(readFileSync(file, 'utf8'), 'first');
  });

  it('removes a file that it couldn’t complete', (t) => {
    const file = join(temporaryFolder(t), 'key');
    const mocked = t.mock.method(fs, 'fsyncSync', () => {
      throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    });
    syncBuiltinESMExports();
    try {
      assert.throws(() => writeExclusive(file, 'content'), { code: 'ENOSPC' });
    } finally {
      mocked.mock.restore();
      syncBuiltinESMExports();
    }
    assert.ok(!existsSync(file));
  });
});

describe('writeIfAbsent', () => {
  it('keeps the file of the first writer, and leaves nothing else behind', (t) => {
    const folder = temporaryFolder(t);
    const file = join(folder, 'key');
    const flushed = watchFsync(t);
    writeIfAbsent(file, 'first');
    assert.deepEqual(flushed.at(-1), { path: folder, names: ['key'] });
    assert.ok(flushed.some(({ path }) => path.startsWith(file)));
    writeIfAbsent(file, 'second');
    assert.equal(readFileSync(file, 'utf8'), 'first');
    assert.equal(modeOf(file), 0o600);
    assert.deepEqual(readdirSync(folder), ['key']);
  });
});

describe('replaceFile', () => {
  it('flushes the new content, renames it, then flushes the folder', async (t) => {
    const folder = temporaryFolder(t);
    const file = join(folder, 'copy');
    writeFileSync(file, 'old', { mode: 0o644 });
    const flushed = watchFsync(t);
    let draft = '';
    await replaceFile(file, async (path) => {
      draft = path;
      assert.equal(modeOf(path), 0o600);
      assert.equal(dirname(path), folder);
      writeFileSync(path, 'new');
      assert.equal(readFileSync(file, 'utf8'), 'old');
    });
    assert.deepEqual(flushed, [
      { path: draft, names: null },
      { path: folder, names: ['copy'] },
    ]);
    assert.equal(readFileSync(file, 'utf8'), 'new');
    assert.equal(modeOf(file), 0o600);
  });

  it('keeps the old file, and leaves no draft, if the new one can’t be written', async (t) => {
    const folder = temporaryFolder(t);
    const file = join(folder, 'copy');
    writeFileSync(file, 'old');
    await assert.rejects(
      replaceFile(file, (draft) => {
        writeFileSync(draft, 'half');
        throw new Error('no space');
      }),
      /no space/,
    );
    assert.equal(readFileSync(file, 'utf8'), 'old');
    assert.deepEqual(readdirSync(folder), ['copy']);
  });
});

describe('describeFsError', () => {
  /** Describes the real error of a file that can't be read. */
  function describeUnreadable(file: string): string {
    try {
      readFileSync(file);
    } catch (error) {
      return describeFsError(error);
    }
    throw new Error(`${file} can be read`);
  }

  it('says in plain words why a file can’t be read', (t) => {
    const folder = temporaryFolder(t);
    assert.equal(describeUnreadable(folder), 'it is a folder');
    assert.equal(describeUnreadable(join(folder, 'none')), 'there is no such file');
    assert.equal(describeUnreadable('/dev/null/none'), 'there is no such file');
    assert.equal(
      describeFsError(Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' })),
      'permission denied',
    );
  });

  it('falls back to the system’s message for rare errors', (t) => {
    const file = join(temporaryFolder(t), 'circle');
    symlinkSync(file, file);
    assert.match(describeUnreadable(file), /^ELOOP/);
  });
});

describe('isInside', () => {
  it('knows a folder and what is below it from its neighbors', () => {
    const inside = (path: string) => isInside(path, '/srv/data');
    assert.deepEqual(['/srv/data', '/srv/data/a/b', '/srv/data/..a'].map(inside), [true, true, true]);
    assert.deepEqual(['/srv', '/srv/data2', '/srv/other/data', '/'].map(inside), [
      false,
      false,
      false,
      false,
    ]);
  });
});
