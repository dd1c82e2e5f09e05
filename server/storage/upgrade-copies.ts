import { readdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DAY_MS } from '../lib/time.ts';

/** Long enough to notice that an upgrade went wrong. A copy keeps everything that is erased after it was made. */
export const UPGRADE_COPY_DAYS = 7;

/** Where a SQLite file is copied to before its schema changes. */
export const upgradeCopyPath = (file: string, lastMigration: string) =>
  `${file}.before-upgrade-from-${lastMigration}`;

/** The copies of a SQLite file that were made before upgrades and still exist. */
export function findUpgradeCopies(file: string): string[] {
  const folder = dirname(file);
  const prefix = basename(upgradeCopyPath(file, ''));
  return readdirSync(folder)
    .filter((name) => name.startsWith(prefix) && !name.endsWith('.draft'))
    .sort()
    .map((name) => join(folder, name));
}

/** Deletes the copies that are too old to go back to. */
export function deleteOldUpgradeCopies(file: string, now = Date.now()): void {
  for (const copy of findUpgradeCopies(file)) {
    if (statSync(copy).mtimeMs < now - UPGRADE_COPY_DAYS * DAY_MS) rmSync(copy, { force: true });
  }
}
