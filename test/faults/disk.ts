import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { startPostgres } from '../support/postgres.ts';
import { POSTGRES_SETTINGS } from './databases.ts';

/** Mounts a small disk that can be filled. Skips the test and returns null if this user may not mount. */
export function mountSmallDisk(t: TestContext, megabytes: number): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'petitions-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'pipe' });
  } catch {
    rmSync(folder, { recursive: true });
    t.skip('requires the right to mount a disk');
    return null;
  }
  t.after(() => {
    execFileSync('umount', ['--lazy', folder]);
    rmSync(folder, { recursive: true });
  });
  return folder;
}

/** Fills a disk, and keeps it full until the returned function is called. */
export function fillDisk(disk: string): () => void {
  const ballast = join(disk, 'ballast');
  const descriptor = openSync(ballast, 'w');
  const fill = () => {
    for (const size of [1_000_000, 1_000]) {
      const bytes = Buffer.alloc(size);
      try {
        // An almost full disk accepts some of the bytes, then none.
        while (writeSync(descriptor, bytes) > 0);
      } catch (error) {
        assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC');
      }
    }
  };
  fill();
  const timer = setInterval(fill, 50);
  return () => {
    clearInterval(timer);
    closeSync(descriptor);
    rmSync(ballast);
  };
}

/** Starts a PostgreSQL whose data folder is on this disk. */
export async function startPostgresOn(disk: string) {
  const { TMPDIR } = process.env;
  // The cluster's folder is created in the temporary folder.
  process.env.TMPDIR = disk;
  try {
    return await startPostgres(POSTGRES_SETTINGS);
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
}
