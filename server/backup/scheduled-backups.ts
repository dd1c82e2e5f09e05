import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import type { BackupSchedule } from '../config/config.ts';
import { UserError } from '../lib/errors.ts';
import { Periodic } from '../lib/periodic.ts';
import { MINUTE_MS, SECOND_MS } from '../lib/time.ts';
import type { PetitionStorage } from '../storage/open.ts';
import { ensureDatabaseId, noteBackup, storeBackupFailure } from './backup-history.ts';
import type { BackupMessage } from './backup-process.ts';
import { type BackupJob, deletePartial, isDue } from './make-backup.ts';

/** A clock that was changed, or a folder that came back, is noticed after this. */
const CHECK_INTERVAL_MS = MINUTE_MS;
/** A failed backup may have copied gigabytes. */
const RETRY_INTERVAL_MS = 10 * MINUTE_MS;

/** With the extension that this file has: it differs between the sources and the build. */
const PROCESS = fileURLToPath(
  new URL(`./backup-process.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url),
);

/** Backs up a SQLite database again and again. A backup that fails is logged and tried again; signing goes on. */
export class ScheduledBackups {
  readonly #storage: PetitionStorage;
  readonly #job: BackupJob;
  readonly #log: Logger;
  readonly #rounds: Periodic;
  #process: ChildProcess | undefined;
  #pauseMs = 0;
  #isStopping = false;

  private constructor(storage: PetitionStorage, job: BackupJob, log: Logger) {
    this.#storage = storage;
    this.#job = job;
    this.#log = log;
    this.#rounds = new Periodic(() => this.#round(), {
      pauseMs: () => this.#pauseMs,
      onError: (error) => log.error({ err: error }, 'backup failed'),
    });
  }

  /** @param file of the database */
  static async start(
    storage: PetitionStorage,
    file: string,
    schedule: BackupSchedule,
    log: Logger,
  ): Promise<ScheduledBackups> {
    const databaseId = await ensureDatabaseId(storage);
    return new ScheduledBackups(storage, { file, databaseId, schedule }, log);
  }

  /** Ends a backup in progress, and deletes what there is of it. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    const wasRunning = this.#process?.kill('SIGKILL') ?? false;
    await this.#rounds.stop();
    if (wasRunning) await deletePartial(this.#job);
  }

  async #round(): Promise<void> {
    const isFirst = this.#pauseMs === 0;
    this.#pauseMs = RETRY_INTERVAL_MS;
    // At the start in any case, to delete what is left of an earlier attempt.
    if (isFirst || this.#isDue()) await this.#makeBackup();
    this.#pauseMs = CHECK_INTERVAL_MS;
  }

  #isDue(): boolean {
    try {
      return isDue(this.#job, Date.now());
    } catch {
      // The process finds out why the folder can't be read.
      return true;
    }
  }

  async #makeBackup(): Promise<void> {
    const startedAt = Date.now();
    const message = await this.#runProcess();
    if (this.#isStopping) return;
    if ('reason' in message) {
      await storeBackupFailure(this.#storage, message.reason);
      throw new UserError(message.reason);
    }
    if (message.outcome === 'made') {
      await noteBackup(this.#storage, startedAt);
      this.#log.info({ seconds: Math.round((Date.now() - startedAt) / SECOND_MS) }, 'backup made');
    }
    if (message.outcome !== 'locked') await storeBackupFailure(this.#storage, null);
  }

  async #runProcess(): Promise<BackupMessage> {
    const child = fork(PROCESS, [JSON.stringify(this.#job)], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    this.#process = child;
    let message: BackupMessage | undefined;
    child.on('message', (value: BackupMessage) => {
      message = value;
    });
    const [[code, signal], errors] = await Promise.all([once(child, 'close'), text(child.stderr!)]);
    this.#process = undefined;
    return message ?? { reason: `The process that makes backups ended with ${signal ?? code}. ${errors}` };
  }
}
