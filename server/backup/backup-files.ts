import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** A backup that the server made by itself. Only complete ones have such a name. */
export interface BackupFile {
  path: string;
  /** When it was begun, in ms since 1970, to the second. */
  at: number;
}

/** Characters that all file systems allow, and that sort by time. */
const timestamp = (at: number) => new Date(at).toISOString().slice(0, 19).replaceAll(':', '-');

/** @param databaseId of the database, so that several can share a folder. Hexadecimal */
export const backupPath = (folder: string, databaseId: string, at: number): string =>
  join(folder, `petitions-${databaseId}-${timestamp(at)}Z.db`);

/**
 * Finds the backups of a database in a folder, the newest first. None if the folder doesn't exist.
 *
 * @throws if the folder can't be read
 */
export function findBackups(folder: string, databaseId: string): BackupFile[] {
  const name = new RegExp(
    `^petitions-${databaseId}-(\\d{4}-\\d\\d-\\d\\d)T(\\d\\d)-(\\d\\d)-(\\d\\d)Z\\.db$`,
  );
  return filesIn(folder)
    .flatMap((file) => {
      const [, day, hours, minutes, seconds] = name.exec(file) ?? [];
      if (day === undefined) return [];
      return { path: join(folder, file), at: Date.parse(`${day}T${hours}:${minutes}:${seconds}Z`) };
    })
    .sort((a, b) => b.at - a.at);
}

/** The newest backup, except one from the future, which a wrong clock has made. */
export const latestBackup = (backups: readonly BackupFile[], now: number): BackupFile | undefined =>
  backups.find(({ at }) => at <= now);

/** Deletes what a killed process left of a backup. Only for the process that may make one. */
export function deletePartialBackups(folder: string, databaseId: string): void {
  const name = new RegExp(
    `^petitions-${databaseId}-[\\dTZ-]+\\.db\\.[\\da-f]+\\.draft(?:-journal|-wal|-shm)?$`,
  );
  for (const file of filesIn(folder)) if (name.test(file)) rmSync(join(folder, file), { force: true });
}

/**
 * Deletes the oldest backups of a database.
 *
 * @param made the one that was just made and checked. It stays, even if a wrong clock makes it look like the oldest
 * @param keep how many stay, with that one
 */
export function deleteOldBackups(folder: string, databaseId: string, made: string, keep: number): void {
  const others = findBackups(folder, databaseId).filter(({ path }) => path !== made);
  for (const { path } of others.slice(keep - 1)) rmSync(path, { force: true });
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isFile() ? entry.name : []));
}
