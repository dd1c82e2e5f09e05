import { existsSync } from 'node:fs';
import type { Logger } from 'pino';
import { Challenges } from './accounts/challenges.ts';
import { IdentityProofs } from './accounts/identity-proofs.ts';
import { Passkeys } from './accounts/passkeys.ts';
import { ScheduledBackups } from './backup/scheduled-backups.ts';
import { ProofOfWork } from './bot-protection/proof-of-work.ts';
import { RateLimiter } from './bot-protection/rate-limiter.ts';
import type { Config, Secrets } from './config/config.ts';
import { abbreviateRecipients } from './crypto/identities.ts';
import { keyFilePaths, loadKeys, storeRecipients } from './crypto/keys.ts';
import { SealerPool } from './crypto/sealer.ts';
import { SelfCheck } from './crypto/self-check.ts';
import { EmailTokens } from './crypto/tokens.ts';
import { Health } from './health/health.ts';
import { ServerMetrics } from './health/server-metrics.ts';
import { RequestMetrics } from './http/request-metrics.ts';
import { WidgetReleases } from './http/widget-releases.ts';
import { ImageCache } from './images/image-cache.ts';
import { storeServerLogo } from './images/server-logo.ts';
import type { ServerLogo } from './images/stored-images.ts';
import { ImportBatches } from './import/import-batches.ts';
import { ImportTokens } from './import/import-tokens.ts';
import { CONSOLE_DIR, VERSION, WIDGET_DIR } from './lib/package.ts';
import { dkimKeyOf } from './mail/dkim.ts';
import { FloodLimiter } from './mail/flood-limiter.ts';
import { Mailer } from './mail/mailer.ts';
import { createMailTransport } from './mail/transport.ts';
import { Maintenance, repeatWithdrawals } from './maintenance.ts';
import { PreviewLinks } from './petitions/preview-links.ts';
import { PublishedPetitions } from './petitions/published-petitions.ts';
import { BatchWriter } from './signatures/batch-writer.ts';
import { BouncedAddresses } from './signatures/bounced-addresses.ts';
import { assertCanonicalVectors } from './signatures/canonical-vectors.ts';
import { PublicSignatureCipher } from './signatures/public-signature.ts';
import { RequestCipher } from './signatures/request-cipher.ts';
import { sealBatch, type UnsealedSignature } from './signatures/sign.ts';
import { SignerKeys } from './signatures/signer-key.ts';
import { StoppedAddresses } from './signatures/stopped-addresses.ts';
import { WithdrawalLog } from './signatures/withdrawal-log.ts';
import { openStorage, type PetitionStorage, sqliteFile } from './storage/open.ts';
import { createWebhooks, type Webhooks } from './webhooks/webhooks.ts';

/** The parts of a running server. */
export interface AppContext {
  config: Config;
  log: Logger;
  metrics: RequestMetrics;
  /** Aborted when the server is told to stop. It still serves requests for a while. */
  stopping: AbortController;
  /** For a monitoring system. Null unless configured. */
  serverMetrics: ServerMetrics | null;
  storage: PetitionStorage;
  petitions: PublishedPetitions;
  images: ImageCache;
  /** Null if the server's own organizer has no logo. */
  serverLogo: ServerLogo | null;
  rateLimiter: RateLimiter;
  proofOfWork: ProofOfWork;
  writer: BatchWriter<UnsealedSignature>;
  releases: WidgetReleases;
  tokens: EmailTokens;
  requestCipher: RequestCipher;
  sealers: SealerPool;
  publicSignatureCipher: PublicSignatureCipher;
  withdrawalLog: WithdrawalLog;
  bouncedAddresses: BouncedAddresses;
  signerKeys: SignerKeys;
  previewLinks: PreviewLinks;
  passkeys: Passkeys;
  identityProofs: IdentityProofs;
  importTokens: ImportTokens;
  importBatches: ImportBatches;
  /** Folder with the built files of the console. */
  consoleDir: string;
  health: Health;
  selfCheck: SelfCheck;
  /** Delivers emails. Null without a mail server. */
  mailer: Mailer | null;
  webhooks: Webhooks;
  /**
   * Stores queued signatures, finishes periodic work, wipes keys, and closes the database. The context is unusable
   * afterward.
   */
  dispose(): Promise<void>;
}

/**
 * Builds the parts in the order in which they need each other.
 *
 * @param widgetDir folder with the built files for browsers
 * @throws UserError if something has to be fixed first
 */
export async function createContext(
  config: Config,
  secrets: Secrets,
  log: Logger,
  widgetDir = WIDGET_DIR,
): Promise<AppContext> {
  assertCanonicalVectors();
  const storage = await openStorage(secrets.databaseUrl, { failFast: true });
  try {
    const keys = await loadKeys(config, secrets, storage);
    const oldRecipients = await storeRecipients(storage, keys.recipients);
    if (oldRecipients) {
      log.warn(
        `RECIPIENT changed: signatures are now encrypted to ${abbreviateRecipients(keys.recipients)}, and were to ${abbreviateRecipients(oldRecipients)}; keep both identities`,
      );
    }
    const { identity } = keyFilePaths(config.dataDir);
    if (existsSync(identity)) {
      log.warn(`${identity} decrypts every signature and is on the server; move it elsewhere`);
    }
    const releases = new WidgetReleases(config.dataDir, widgetDir, VERSION);
    for (const name of releases.changedFiles) {
      log.warn(`/${VERSION}/${name} differs from this build; still serving the first published copy`);
    }
    const sealers = new SealerPool(keys.recipients);
    const challenges = new Challenges(keys.secret, storage);
    const signerKeys = new SignerKeys(keys.secret);
    const tokens = new EmailTokens(keys.secret);
    const requestCipher = new RequestCipher(keys.secret);
    const publicSignatureCipher = new PublicSignatureCipher(keys.secret);
    const withdrawalLog = new WithdrawalLog(config.dataDir, keys.secret);
    const bouncedAddresses = new BouncedAddresses(keys.secret);
    await repeatWithdrawals({ storage, withdrawalLog, log });
    const serverMetrics = config.metrics ? await ServerMetrics.create(config) : null;
    const needsConfirmation = config.confirmation === 'required';
    const writer = new BatchWriter<UnsealedSignature>(
      storage,
      (unsealed) => sealBatch(unsealed, signerKeys, sealers, needsConfirmation ? requestCipher : null),
      (error) => log.error({ err: error }, 'batch not stored'),
      serverMetrics?.recordBatch,
    );
    const importBatches = new ImportBatches({
      storage,
      secret: keys.secret,
      recipients: keys.recipients,
      signerKeys,
      readSignersMark: () => writer.added,
    });
    const proofOfWork = new ProofOfWork(keys.secret, storage);
    await proofOfWork.deleteExpired();
    const metrics = new RequestMetrics(log, serverMetrics?.recordResponse);
    const serverLogo = await storeServerLogo(storage, config.organizerLogo);
    // Without confirmation by email, anyone could publish anyone's name.
    const petitions = new PublishedPetitions(storage, needsConfirmation ? publicSignatureCipher : null, {
      organizer: config.organizer && { ...config.organizer, ...(serverLogo && { logo: serverLogo.logo }) },
    });
    await petitions.refresh();
    const mailer = secrets.smtpUrl
      ? new Mailer({
          storage,
          petitions,
          tokens,
          requestCipher,
          stoppedAddresses: new StoppedAddresses(keys.secret),
          bouncedAddresses,
          floodLimiter: new FloodLimiter(config.limits),
          transport: await createMailTransport(secrets.smtpUrl, dkimKeyOf(config, secrets)),
          mailServer: new URL(secrets.smtpUrl).host,
          isBusy: () => writer.isBusy,
          from: config.mailFrom,
          publicUrl: config.publicUrl,
          log,
          onAttempt: serverMetrics?.recordEmail,
        })
      : null;

    const webhooks = createWebhooks(config, keys.secret, storage, petitions, log, {
      onAttempt: serverMetrics?.recordWebhook,
    });
    const onError = (message: string) => (error: unknown) => log.error({ err: error }, message);
    const databaseFile = sqliteFile(secrets.databaseUrl);
    const maintenance = await Maintenance.start({
      storage,
      databaseFile,
      petitions,
      sealers,
      writer,
      publicSignatureCipher,
      withdrawalLog,
      webhooks,
      log,
    });
    proofOfWork.start(onError('used challenges not deleted'));
    await serverMetrics?.start(
      { config, storage, sendsEmails: mailer !== null, queueLength: () => writer.queueLength },
      onError('metrics not refreshed'),
    );
    const backups =
      config.backups && databaseFile !== null
        ? await ScheduledBackups.start(storage, databaseFile, config.backups, log)
        : null;
    return {
      config,
      log,
      metrics,
      stopping: new AbortController(),
      serverMetrics,
      storage,
      petitions,
      images: new ImageCache(storage),
      serverLogo,
      rateLimiter: new RateLimiter(config.limits),
      proofOfWork,
      writer,
      releases,
      tokens,
      requestCipher,
      sealers,
      publicSignatureCipher,
      withdrawalLog,
      bouncedAddresses,
      signerKeys,
      previewLinks: new PreviewLinks(keys.secret),
      passkeys: new Passkeys(storage, challenges, config.publicUrl),
      identityProofs: new IdentityProofs(storage, challenges, keys.recipients),
      importTokens: new ImportTokens(keys.secret),
      importBatches,
      consoleDir: CONSOLE_DIR,
      health: new Health(config, secrets, storage),
      selfCheck: new SelfCheck(keys.secret),
      mailer,
      webhooks,
      async dispose() {
        const maintenanceEnded = maintenance.stop();
        await Promise.all([
          petitions.stop(),
          webhooks.recorder.stop(),
          proofOfWork.stop(),
          backups?.stop(),
          serverMetrics?.stop(),
          writer.drain(),
        ]);
        // Ends the preparation of data keys, too.
        sealers.wipe();
        importBatches.wipe();
        await maintenanceEnded;
        await Promise.all([mailer?.stop(), webhooks.sender.stop()]);
        metrics.stop();
        await storage.close();
      },
    };
  } catch (error) {
    await storage.close();
    throw error;
  }
}
