import { freeBytes } from '../lib/fs.ts';
import { findUpgradeCopies, UPGRADE_COPY_DAYS } from '../storage/upgrade-copies.ts';
import { type Finding, findingsAbout } from './finding.ts';

const { ok, warning } = findingsAbout('disk');

const GIB = 1024 ** 3;
const MIN_FREE_BYTES = GIB;

export function checkFreeSpace(folder: string): Finding {
  const free = freeBytes(folder);
  const size = `${(free / GIB).toFixed(1)} GiB`;
  return free >= MIN_FREE_BYTES
    ? ok(`${size} free on the disk of the database`)
    : warning(`only ${size} free in ${folder}; a million signatures take about 1 GiB`);
}

export function checkUpgradeCopies(file: string): Finding[] {
  return findUpgradeCopies(file).map((copy) =>
    findingsAbout('backup').warning(
      `${copy} keeps what is erased and who withdraws; delete it once you are satisfied with the upgrade, or the server does after ${UPGRADE_COPY_DAYS} days`,
    ),
  );
}
