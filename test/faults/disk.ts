import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { startPostgres } from '../support/postgres.ts';
import { SETTINGS } from './databases.ts';

/** A disk of its own that can be filled; null where this user may not mount one. */
export function smallDisk(t: TestContext, megabytes: number): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'petitions-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'pipe' });
  } catch {
    rmSync(folder, { recursive: true });
    t.skip('a disk to fill needs the right to mount one');
    return null;
  }
  t.after(() => {
    execFileSync('umount', ['--lazy', folder]);
    rmSync(folder, { recursive: true });
  });
  return folder;
}

/** Takes the room that is left, and what comes free again until the returned function is called. */
export function fill(disk: string): () => void {
  const ballast = join(disk, 'ballast');
  const descriptor = openSync(ballast, 'w');
  const takeAll = () => {
    for (const size of [1_000_000, 1_000]) {
      const bytes = Buffer.alloc(size);
      try {
        // A full disk takes a part of it, then none.
        while (writeSync(descriptor, bytes) > 0);
      } catch (error) {
        assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC');
      }
    }
  };
  takeAll();
  const again = setInterval(takeAll, 50);
  return () => {
    clearInterval(again);
    closeSync(descriptor);
    rmSync(ballast);
  };
}

/** A PostgreSQL that has this disk alone. */
export async function clusterOn(disk: string) {
  const { TMPDIR } = process.env;
  // Its folder is made where temporary ones are.
  process.env.TMPDIR = disk;
  try {
    return await startPostgres(SETTINGS);
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
}
