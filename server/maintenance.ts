import type { Logger } from 'pino';
import { deleteEndedSessions } from './accounts/sessions.ts';
import type { SealerPool } from './crypto/sealer.ts';
import { deleteUnusedImages } from './images/stored-images.ts';
import { Periodic } from './lib/periodic.ts';
import { makeDecisionsFinal } from './petitions/comment-review.ts';
import type { PublishedPetitions } from './petitions/published-petitions.ts';
import { storeOverdue } from './petitions/repository.ts';
import type { BatchWriter } from './signatures/batch-writer.ts';
import { deleteExpiredRequests } from './signatures/expired-requests.ts';
import { GrowthRows } from './signatures/growth.ts';
import type { PublicSignatureCipher } from './signatures/public-signature.ts';
import { replayWithdrawals } from './signatures/replay-withdrawals.ts';
import type { UnsealedSignature } from './signatures/sign.ts';
import type { WithdrawalLog } from './signatures/withdrawal-log.ts';
import type { PetitionStorage } from './storage/open.ts';
import { deleteOldUpgradeCopies } from './storage/upgrade-copies.ts';
import type { Webhooks } from './webhooks/webhooks.ts';

const INTERVAL_MS = 60_000;

interface MaintainedParts {
  storage: PetitionStorage;
  /** File of the database. Null for PostgreSQL. */
  databaseFile: string | null;
  petitions: PublishedPetitions;
  sealers: SealerPool;
  writer: BatchWriter<UnsealedSignature>;
  publicSignatureCipher: PublicSignatureCipher;
  withdrawalLog: WithdrawalLog;
  webhooks: Webhooks;
  log: Logger;
}

/** What a running server does every minute: it deletes what has expired, closes what is over, and prepares what signing needs. */
export class Maintenance {
  readonly #tasks: readonly Periodic[];
  readonly #firstPreparation: Promise<void>;

  private constructor(tasks: readonly Periodic[], firstPreparation: Promise<void>) {
    this.#tasks = tasks;
    this.#firstPreparation = firstPreparation;
  }

  /** Does once what must be done before the first request, and repeats everything from then on. */
  static async start(parts: MaintainedParts): Promise<Maintenance> {
    const { storage, databaseFile, writer, webhooks, withdrawalLog, log } = parts;
    const deleteOldFiles = async () => {
      withdrawalLog.deleteOld();
      if (databaseFile !== null) deleteOldUpgradeCopies(databaseFile);
    };
    const growthRows = new GrowthRows(storage);
    await deleteOldFiles();
    await storeOverdue(storage);
    await growthRows.prepare();

    const onError = (message: string) => (error: unknown) => log.error({ err: error }, message);
    // Each task has its own timer, so that a slow one doesn't hold up the others.
    const every = (task: () => Promise<unknown>, failure: string) =>
      new Periodic(task, { pauseMs: INTERVAL_MS, onError: onError(failure) });
    const tasks = [
      every(() => prepareDataKeys(parts), 'data keys not prepared'),
      every(async () => {
        // Signing takes precedence.
        if (!writer.isBusy) await storage.dialect.truncateWal(storage.db);
      }, 'write-ahead log not truncated'),
      every(deleteOldFiles, 'old files not deleted'),
      every(() => storeOverdue(storage), 'closings not stored'),
      every(() => deleteUnusedImages(storage), 'unused pictures not deleted'),
      every(() => deleteExpiredRequests(storage), 'expired requests not deleted'),
      every(() => growthRows.prepare(), 'rows for growth not prepared'),
      every(() => deleteEndedSessions(storage), 'ended sessions not deleted'),
      every(() => makeDecisionsFinal(storage, parts.publicSignatureCipher), 'refused comments not erased'),
      every(async () => {
        await webhooks.outbox.deleteOld();
        await webhooks.endpoints.deleteOldSecrets();
      }, 'old webhook events not deleted'),
      // A database can be restored while this server keeps running, if another one shares it.
      every(() => repeatWithdrawals(parts), 'withdrawals not repeated'),
    ];
    return new Maintenance(tasks, prepareDataKeys(parts).catch(onError('data keys not prepared')));
  }

  /** Waits until nothing runs any more. Preparing the keys of many petitions ends early once the sealers are wiped. */
  async stop(): Promise<void> {
    await Promise.all([this.#firstPreparation, ...this.#tasks.map((task) => task.stop())]);
  }
}

/** Withdraws again what a restored backup has brought back. */
export async function repeatWithdrawals({
  storage,
  withdrawalLog,
  log,
}: Pick<MaintainedParts, 'storage' | 'withdrawalLog' | 'log'>): Promise<void> {
  if (!(await replayWithdrawals(storage, withdrawalLog))) return;
  log.warn('the database is from an earlier backup; repeated the withdrawals since then');
}

/** So that the first signature of a petition doesn't wait for its key. */
async function prepareDataKeys({ petitions, sealers }: MaintainedParts): Promise<void> {
  const open = petitions.all().filter(({ status }) => status === 'open');
  await sealers.prepare(
    open.map(({ id, partnerRecipients, fields }) => ({
      id,
      partners:
        fields.partnerContact === 'off'
          ? []
          : Object.entries(partnerRecipients).map(([code, recipient]) => ({ code, recipient })),
    })),
  );
}
