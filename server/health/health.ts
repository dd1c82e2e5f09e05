import { dirname } from 'node:path';
import type { ServerHealth } from '../../common/console-care.ts';
import { lastBackup } from '../backup/backup-history.ts';
import type { Config, Secrets } from '../config/config.ts';
import { UserError } from '../lib/errors.ts';
import { freeBytes } from '../lib/fs.ts';
import { VERSION } from '../lib/package.ts';
import { SECOND_MS } from '../lib/time.ts';
import { findWaitingEmails, readMailFailure } from '../mail/mail-health.ts';
import { type PetitionStorage, sqliteFile } from '../storage/open.ts';
import { examineDatabase, examineSurroundings } from './examine.ts';
import { error, type Finding, withMessage } from './finding.ts';

/** The checks connect to the mail server and to the public URL, so reloading the page doesn't repeat them. */
const MAX_AGE_MS = 10 * SECOND_MS;

/** Examines the running server, as `doctor` does. */
export class Health {
  readonly #config: Config;
  readonly #secrets: Secrets;
  readonly #storage: PetitionStorage;
  #latest: { at: number; health: Promise<ServerHealth> } | undefined;

  constructor(config: Config, secrets: Secrets, storage: PetitionStorage) {
    this.#config = config;
    this.#secrets = secrets;
    this.#storage = storage;
  }

  /** As of now, or of a few seconds ago. */
  read(): Promise<ServerHealth> {
    const now = performance.now();
    if (!this.#latest || now - this.#latest.at > MAX_AGE_MS) {
      const health = this.#examine();
      this.#latest = { at: now, health };
      health.catch(() => {
        this.#latest = undefined;
      });
    }
    return this.#latest.health;
  }

  async #examine(): Promise<ServerHealth> {
    const { db } = this.#storage;
    const file = sqliteFile(this.#secrets.databaseUrl);
    const sendsEmails = Boolean(this.#secrets.smtpUrl);
    const waiting = sendsEmails ? await findWaitingEmails(db) : null;
    const failure = sendsEmails ? await readMailFailure(db) : null;
    return {
      version: VERSION,
      node: process.versions.node,
      findings: (await this.#findings()).map(withMessage),
      emails: waiting && {
        refused: waiting.refused,
        untried: waiting.untried,
        since: waiting.since?.toISOString() ?? null,
        failure,
      },
      backup: file === null ? null : { last: await lastBackup(this.#storage) },
      freeBytes: file === null ? null : freeBytes(dirname(file)),
    };
  }

  async #findings(): Promise<Finding[]> {
    try {
      return [
        ...(await examineSurroundings(this.#config, this.#secrets)),
        ...(await examineDatabase(this.#config, this.#secrets, this.#storage)),
      ];
    } catch (cause) {
      if (cause instanceof UserError) return [error('setup-invalid', { message: cause.message })];
      throw cause;
    }
  }
}
