import { accessSync, constants, existsSync } from 'node:fs';
import { findBackups, latestBackup } from '../backup/backup-files.ts';
import { lastBackup, readBackupFailure, readDatabaseId } from '../backup/backup-history.ts';
import type { BackupSchedule, Config } from '../config/config.ts';
import { describeFsError, isInside } from '../lib/fs.ts';
import { DAY_MS } from '../lib/time.ts';
import type { PetitionStorage } from '../storage/open.ts';
import { error, type Finding, ok, warning } from './finding.ts';

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
  return isInside(folder, dataDir) ? [warning('backup-beside-secret', { dataDir })] : [];
}

async function checkSchedule(
  schedule: BackupSchedule,
  storage: PetitionStorage,
  now: number,
): Promise<Finding[]> {
  const failure = await readBackupFailure(storage);
  const id = await readDatabaseId(storage);
  return [
    ...(failure ? [error('backup-failed', { at: failure.at, reason: failure.reason })] : []),
    checkFolder(schedule, id, now),
  ];
}

/**
 * Looks into the folder itself: what was made may be gone.
 *
 * @param id of the database, whose backups are looked for
 */
function checkFolder({ folder, everyMs }: BackupSchedule, id: string | null, now: number): Finding {
  try {
    if (existsSync(folder)) accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    const backups = id === null ? [] : findBackups(folder, id);
    const latest = latestBackup(backups, now);
    if (!latest) return warning('backup-not-yet', { folder });
    const ageMs = now - latest.at;
    return ageMs > MAX_AGE_INTERVALS * everyMs
      ? error('backup-late', { folder, ageMs, intervalMs: everyMs })
      : ok('backup-on-time', { backups: backups.length, folder, ageMs });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    return code === 'EACCES' || code === 'EPERM'
      ? error('backup-folder-denied', { folder })
      : error('backup-folder-unusable', { folder, error: code ?? describeFsError(cause) });
  }
}

async function checkManualBackup(storage: PetitionStorage, now: number): Promise<Finding[]> {
  const signature = await storage.db
    .selectFrom('signature')
    .select('petition_id')
    .limit(1)
    .executeTakeFirst();
  if (!signature) return [];
  const last = await lastBackup(storage);
  if (last === null) return [warning('backup-never')];
  const ageMs = now - Date.parse(last);
  return [
    Math.floor(ageMs / DAY_MS) > MAX_AGE_DAYS
      ? warning('backup-old', { ageMs })
      : ok('backup-recent', { ageMs }),
  ];
}
