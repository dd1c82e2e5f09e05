import { freeBytes } from '../lib/fs.ts';
import { DAY_MS } from '../lib/time.ts';
import { findUpgradeCopies, UPGRADE_COPY_DAYS } from '../storage/upgrade-copies.ts';
import { type Finding, ok, warning } from './finding.ts';

/** What a million signatures take, roughly. */
const MILLION_BYTES = 1024 ** 3;

export function checkFreeSpace(folder: string): Finding {
  const free = freeBytes(folder);
  return free >= MILLION_BYTES
    ? ok('disk-free', { freeBytes: free })
    : warning('disk-almost-full', { freeBytes: free, folder, millionBytes: MILLION_BYTES });
}

export function checkUpgradeCopies(file: string): Finding[] {
  return findUpgradeCopies(file).map((copy) =>
    warning('backup-before-upgrade', { file: copy, keptMs: UPGRADE_COPY_DAYS * DAY_MS }),
  );
}
