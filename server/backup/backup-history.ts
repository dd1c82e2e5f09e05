import { randomBytes } from 'node:crypto';
import { toHex } from '../lib/bytes.ts';
import type { PetitionStorage } from '../storage/open.ts';
import { deleteSetting, readSetting, writeSetting, writeSettingIfAbsent } from '../storage/settings.ts';

const ID_BYTES = 4;

/** Why a backup failed. */
export interface BackupFailure {
  /** ISO 8601 in UTC. */
  at: string;
  reason: string;
}

/** When a backup was last made by this program. ISO 8601 in UTC. Null if it never was, or another program makes them. */
export async function lastBackup({ db }: PetitionStorage): Promise<string | null> {
  return (await readSetting(db, 'last_backup')) ?? null;
}

/** Records that a backup was made. */
export const noteBackup = (storage: PetitionStorage, now = Date.now()): Promise<void> =>
  storage.write((transaction) => writeSetting(transaction, 'last_backup', new Date(now).toISOString()));

/** Why the server's last attempt failed. Null if it didn't. */
export async function readBackupFailure({ db }: PetitionStorage): Promise<BackupFailure | null> {
  const value = await readSetting(db, 'backup_failure');
  return value === undefined ? null : JSON.parse(value);
}

/** @param reason null if backups can be made again */
export function storeBackupFailure(
  storage: PetitionStorage,
  reason: string | null,
  now = Date.now(),
): Promise<void> {
  return storage.write(async (transaction) => {
    if (reason === null) return deleteSetting(transaction, 'backup_failure');
    const failure: BackupFailure = { at: new Date(now).toISOString(), reason };
    return writeSetting(transaction, 'backup_failure', JSON.stringify(failure));
  });
}

/** By which the backups of this database are recognized, also after it was restored from one. Null before the first server. */
export async function readDatabaseId({ db }: PetitionStorage): Promise<string | null> {
  return (await readSetting(db, 'backup_id')) ?? null;
}

/** Creates the ID if there is none. */
export async function ensureDatabaseId(storage: PetitionStorage): Promise<string> {
  await storage.write((transaction) =>
    writeSettingIfAbsent(transaction, 'backup_id', toHex(randomBytes(ID_BYTES))),
  );
  return (await readDatabaseId(storage))!;
}
