import { accessSync, constants, existsSync } from 'node:fs';
import { findBackups, latestBackup } from '../backup/backup-files.ts';
import { lastBackup, readBackupFailure, readDatabaseId } from '../backup/backup-history.ts';
import type { BackupSchedule, Config } from '../config/config.ts';
import { formatCount } from '../lib/format-count.ts';
import { describeFsError, isInside } from '../lib/fs.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../lib/time.ts';
import type { PetitionStorage } from '../storage/open.ts';
import { type Finding, findingsAbout } from './finding.ts';

const { ok, warning, error } = findingsAbout('backup');

/** Signatures of more than this are lost if the disk fails. */
const MAX_AGE_DAYS = 7;
/** One backup may be in progress, or may have to be tried again. */
const MAX_AGE_INTERVALS = 2;

/** For SQLite. On PostgreSQL, `pg_dump` makes backups, and nothing here knows of them. */
export async function checkBackup(
  { backups, dataDir }: Pick<Config, 'backups' | 'dataDir'>,
  storage: PetitionStorage,
  now = Date.now(),
): Promise<Finding[]> {
  if (!backups) return checkManualBackup(storage, now);
  return [...checkPlace(backups, dataDir), ...(await checkSchedule(backups, storage, now))];
}

function checkPlace({ folder }: BackupSchedule, dataDir: string): Finding[] {
  if (!isInside(folder, dataDir)) return [];
  return [
    warning(
      `BACKUP_DIR is inside DATA_DIR, beside the secret; anyone who copies ${dataDir} can test whether somebody had signed, and a broken disk loses both. Set it to another disk`,
    ),
  ];
}

/** Looks into the folder itself: what was made may be gone. */
async function checkSchedule(
  { folder, everyMs }: BackupSchedule,
  storage: PetitionStorage,
  now: number,
): Promise<Finding[]> {
  const failure = await readBackupFailure(storage);
  const findings = failure
    ? [error(`the server could not make a backup at ${failure.at}: ${failure.reason}`)]
    : [];
  try {
    if (existsSync(folder)) accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    const id = await readDatabaseId(storage);
    const backups = id === null ? [] : findBackups(folder, id);
    const latest = latestBackup(backups, now);
    if (!latest) {
      findings.push(
        warning(`there is no backup in ${folder} yet; a running server makes the first one within a minute`),
      );
    } else if (now - latest.at > MAX_AGE_INTERVALS * everyMs) {
      findings.push(
        error(
          `the last backup in ${folder} is ${describeAge(now - latest.at)} old, and there should be one every ${describeAge(everyMs)}; check that the server is running with BACKUP_DIR, and its log. A broken disk loses everything since`,
        ),
      );
    } else {
      findings.push(
        ok(
          `the last of ${formatCount(backups.length, 'backup')} in ${folder} is ${describeAge(now - latest.at)} old`,
        ),
      );
    }
  } catch (cause) {
    findings.push(error(`BACKUP_DIR (${folder}) can't be used: ${describeFsError(cause)}`));
  }
  return findings;
}

async function checkManualBackup(storage: PetitionStorage, now: number): Promise<Finding[]> {
  const signature = await storage.db
    .selectFrom('signature')
    .select('petition_id')
    .limit(1)
    .executeTakeFirst();
  if (!signature) return [];
  const last = await lastBackup(storage);
  if (last === null) {
    return [
      warning(
        'this database was never backed up by this program; unless another one does it, a broken disk loses every signature. Set BACKUP_DIR, or run `petitions backup`',
      ),
    ];
  }
  const days = Math.floor((now - Date.parse(last)) / DAY_MS);
  const age = days < 1 ? 'less than a day' : formatCount(days, 'day');
  return days > MAX_AGE_DAYS
    ? [
        warning(
          `the last backup was made ${age} ago; a broken disk loses everything since. Set BACKUP_DIR, or run \`petitions backup\``,
        ),
      ]
    : [ok(`the last backup was made ${age} ago`)];
}

/** In the largest unit of which there are two. */
function describeAge(ms: number): string {
  if (ms >= 2 * DAY_MS) return formatCount(Math.floor(ms / DAY_MS), 'day');
  if (ms >= 2 * HOUR_MS) return formatCount(Math.floor(ms / HOUR_MS), 'hour');
  return formatCount(Math.floor(ms / MINUTE_MS), 'minute');
}
