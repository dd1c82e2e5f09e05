import { existsSync, statSync } from 'node:fs';
import type { BackupSchedule } from '../config/config.ts';
import { UserError } from '../lib/errors.ts';
import { describeFsError, ensurePrivateDir, freeBytes } from '../lib/fs.ts';
import { copySqlite, withLock } from '../storage/sqlite.ts';
import {
  backupPath,
  deleteOldBackups,
  deletePartialBackups,
  findBackups,
  latestBackup,
} from './backup-files.ts';

const MIB = 1024 ** 2;
/** What a backup leaves free on the disk of the database, so that signing can go on. */
const RESERVE_BYTES = 64 * MIB;

/** What a process needs to know to make a backup. Contains no secret. */
export interface BackupJob {
  /** Of the database. */
  file: string;
  /** See `backupPath`. */
  databaseId: string;
  schedule: BackupSchedule;
}

/** `locked`: another process makes a backup of this database. */
export type BackupOutcome = 'made' | 'not-due' | 'locked';

/**
 * Makes a backup if one is due, and deletes what is left of earlier attempts. Only one process at a time does this
 * for a database.
 *
 * @throws UserError that says what to do
 */
export async function makeBackup(job: BackupJob, now = Date.now()): Promise<BackupOutcome> {
  let isMade = false;
  const hadLock = await withLock(lockOf(job), async () => {
    try {
      isMade = await copyIfDue(job, now);
    } catch (error) {
      throw error instanceof UserError ? error : toUserError(job, error);
    }
  });
  if (!hadLock) return 'locked';
  return isMade ? 'made' : 'not-due';
}

/** Deletes what a killed process left, unless another one is making a backup. */
export async function deletePartial(job: BackupJob): Promise<void> {
  await withLock(lockOf(job), async () => deletePartialBackups(job.schedule.folder, job.databaseId));
}

/** Whether it is time for the next backup. */
export function isDue({ databaseId, schedule: { folder, everyMs } }: BackupJob, now: number): boolean {
  const latest = latestBackup(findBackups(folder, databaseId), now);
  return latest === undefined || now - latest.at >= everyMs;
}

async function copyIfDue(job: BackupJob, now: number): Promise<boolean> {
  const { file, databaseId, schedule } = job;
  const { folder, keep } = schedule;
  deletePartialBackups(folder, databaseId);
  if (!isDue(job, now)) return false;
  ensurePrivateDir(folder);
  assertEnoughSpace(file, folder);
  const copy = backupPath(folder, databaseId, now);
  await copySqlite(file, copy);
  deleteOldBackups(folder, databaseId, copy, keep);
  return true;
}

/** A backup that filled the disk of the database would stop signing. */
function assertEnoughSpace(file: string, folder: string): void {
  const log = `${file}-wal`;
  const size = statSync(file).size + (existsSync(log) ? statSync(log).size : 0);
  const isSameDisk = statSync(file).dev === statSync(folder).dev;
  const needed = size + (isSameDisk ? RESERVE_BYTES : 0);
  if (freeBytes(folder) >= needed) return;
  throw new UserError(
    `BACKUP_DIR (${folder}) has not enough free space: a backup needs up to ${Math.ceil(needed / MIB)} MiB. Free some, lower BACKUP_KEEP and delete old backups, or set BACKUP_DIR to a larger disk.`,
  );
}

const toUserError = ({ schedule }: BackupJob, error: unknown) =>
  new UserError(
    `BACKUP_DIR (${schedule.folder}) can't be used: ${describeFsError(error)}. Check that it is a folder, and who owns it.`,
  );

/** Beside the database, because servers that share it may have different folders for backups. */
const lockOf = ({ file }: BackupJob) => `${file}.backup-lock`;
