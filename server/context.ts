import type { Logger } from 'pino';
import { ProofOfWork } from './bot-protection/proof-of-work.ts';
import { RateLimiter } from './bot-protection/rate-limiter.ts';
import type { Config, Secrets } from './config/config.ts';
import { changedRecipients, loadKeys } from './crypto/keys.ts';
import { SealerPool } from './crypto/sealer.ts';
import { EmailTokens } from './crypto/tokens.ts';
import { RequestMetrics } from './http/request-metrics.ts';
import { WidgetReleases } from './http/widget-releases.ts';
import { VERSION, WIDGET_DIR } from './lib/package.ts';
import { utcDay } from './lib/time.ts';
import { Mailer } from './mail/mailer.ts';
import { createMailTransport } from './mail/transport.ts';
import { PublishedPetitions } from './petitions/published-petitions.ts';
import { BatchWriter } from './signatures/batch-writer.ts';
import { deleteExpiredRequests } from './signatures/expired-requests.ts';
import { PublicSignatureCipher } from './signatures/public-signature.ts';
import { RequestCipher } from './signatures/request-cipher.ts';
import { sealBatch, type UnsealedSignature } from './signatures/sign.ts';
import { SignerKeys } from './signatures/signer-key.ts';
import { openStorage, type PetitionStorage } from './storage/open.ts';

const TIDY_MS = 60_000;

/** The parts of a running server. */
export interface AppContext {
  config: Config;
  log: Logger;
  metrics: RequestMetrics;
  storage: PetitionStorage;
  petitions: PublishedPetitions;
  rateLimiter: RateLimiter;
  proofOfWork: ProofOfWork;
  writer: BatchWriter<UnsealedSignature>;
  releases: WidgetReleases;
  tokens: EmailTokens;
  requestCipher: RequestCipher;
  publicSignatureCipher: PublicSignatureCipher;
  /** Delivers letters; null where none are written. */
  mailer: Mailer | null;
  /** Stores what is waiting, wipes keys, closes the database. Nothing may be asked of the context after. */
  dispose(): Promise<void>;
}

/**
 * Builds the parts, in the order in which they need each other.
 *
 * @throws Mistake where something must be put right first
 */
export async function createContext(
  config: Config,
  secrets: Secrets,
  log: Logger,
  built = WIDGET_DIR,
): Promise<AppContext> {
  const storage = await openStorage(secrets.databaseUrl, { impatient: true });
  try {
    const keys = await loadKeys(config, secrets, storage);
    if (await changedRecipients(storage, keys.recipients)) {
      log.warn('signatures are sealed to another recipient than at first; `petitions doctor` says which');
    }
    const releases = new WidgetReleases(config.dataDir, built, VERSION);
    for (const name of releases.changedFiles) {
      log.warn(`/${VERSION}/${name} stays as it was first served; this build differs from it`);
    }
    const sealers = new SealerPool(keys.recipients, async ({ id, sealed }) => {
      const row = { id, sealed, made_on: utcDay() };
      await storage.write((transaction) => transaction.insertInto('data_key').values(row).execute());
    });
    const signerKeys = new SignerKeys(keys.secret);
    const tokens = new EmailTokens(keys.secret);
    const requestCipher = new RequestCipher(keys.secret);
    const publicSignatureCipher = new PublicSignatureCipher(keys.secret);
    const confirmed = config.confirmation === 'required';
    const writer = new BatchWriter<UnsealedSignature>(
      storage,
      (unsealed) => sealBatch(unsealed, signerKeys, sealers, confirmed ? requestCipher : null),
      (error) => log.error({ err: error }, 'a batch was not stored'),
    );
    const proofOfWork = new ProofOfWork(keys.secret, storage, (error) =>
      log.error({ err: error }, 'used challenges were not forgotten'),
    );
    await proofOfWork.deleteExpired();
    const metrics = new RequestMetrics(log);
    // Without a letter, anybody could show anybody.
    const petitions = new PublishedPetitions(storage, confirmed ? publicSignatureCipher : null);
    await petitions.refresh();
    const mailer = secrets.smtpUrl
      ? new Mailer({
          storage,
          petitions,
          tokens,
          requestCipher,
          transport: await createMailTransport(secrets.smtpUrl),
          mailServer: new URL(secrets.smtpUrl).host,
          isBusy: () => writer.isBusy,
          from: config.mailFrom,
          publicUrl: config.publicUrl,
          log,
        })
      : null;
    const prepare = () =>
      sealers
        .prepare(petitions.all().flatMap(({ id, status }) => (status === 'open' ? id : [])))
        .catch((error) => log.error({ err: error }, 'data keys could not be made ready'));
    let preparing = prepare();
    const tidy = setInterval(() => {
      preparing = prepare();
      if (!writer.isBusy) {
        storage.dialect
          .truncateWal(storage.db)
          .catch((error) => log.error({ err: error }, 'the database’s history could not be dropped'));
      }
      deleteExpiredRequests(storage).catch((error) =>
        log.error({ err: error }, 'what was never confirmed could not be deleted'),
      );
    }, TIDY_MS);
    tidy.unref();
    return {
      config,
      log,
      metrics,
      storage,
      petitions,
      rateLimiter: new RateLimiter(config.limits),
      proofOfWork,
      writer,
      releases,
      tokens,
      requestCipher,
      publicSignatureCipher,
      mailer,
      async dispose() {
        clearInterval(tidy);
        petitions.stop();
        proofOfWork.stop();
        await writer.drain();
        sealers.wipe();
        await preparing;
        await mailer?.stop();
        metrics.stop();
        await storage.close();
      },
    };
  } catch (error) {
    await storage.close();
    throw error;
  }
}
