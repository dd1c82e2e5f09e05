// Makes a backup in a process of its own, which the server can end at any time: SQLite copies a database in one step,
// and a thread can't be stopped in the middle of it. At the lowest priority, so that signing goes first.
import { constants, setPriority } from 'node:os';
import { UserError } from '../lib/errors.ts';
import { type BackupJob, type BackupOutcome, makeBackup } from './make-backup.ts';

/** What the process sends before it ends. */
export type BackupMessage = { outcome: BackupOutcome } | { reason: string };

setPriority(constants.priority.PRIORITY_LOW);
const message = await makeBackup(JSON.parse(process.argv[2]!) as BackupJob).then(
  (outcome): BackupMessage => ({ outcome }),
  (error: unknown): BackupMessage => {
    if (error instanceof UserError) return { reason: error.message };
    throw error;
  },
);
// The server may have ended meanwhile. The backup is complete all the same.
if (process.connected) process.send!(message, () => process.disconnect());
