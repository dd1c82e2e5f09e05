import type { Logger } from 'pino';
import { Proofs } from './bot-protection/proof-of-work.ts';
import { Limits } from './bot-protection/rate-limiter.ts';
import type { Config, SecretConfig } from './config/config.ts';
import { openKeys, otherRecipientsAtFirst } from './crypto/keys.ts';
import { Sealers } from './crypto/sealer.ts';
import { Tokens } from './crypto/tokens.ts';
import { AnswerLog } from './http/request-metrics.ts';
import { WidgetReleases } from './http/widget-releases.ts';
import { BUILT, VERSION } from './lib/package.ts';
import { utcDay } from './lib/time.ts';
import { Postman } from './mail/mailer.ts';
import { connectMail } from './mail/transport.ts';
import { Catalogue } from './petitions/published-petitions.ts';
import { Writer } from './signatures/batch-writer.ts';
import { forgetUnconfirmed } from './signatures/confirm.ts';
import { ShownSeal } from './signatures/public-signature.ts';
import { RequestSeal } from './signatures/request-cipher.ts';
import { type Draft, finish } from './signatures/sign.ts';
import { SignerKeys } from './signatures/signer-key.ts';
import { openStorage, type Storage } from './storage/open.ts';

const TIDY_MS = 60_000;

/** The parts of a running server. */
export interface Context {
  config: Config;
  log: Logger;
  answers: AnswerLog;
  storage: Storage;
  catalogue: Catalogue;
  limits: Limits;
  proofs: Proofs;
  writer: Writer<Draft>;
  releases: WidgetReleases;
  tokens: Tokens;
  requestSeal: RequestSeal;
  shownSeal: ShownSeal;
  /** Delivers letters; null where none are written. */
  postman: Postman | null;
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
  secrets: SecretConfig,
  log: Logger,
  built = BUILT,
): Promise<Context> {
  const storage = await openStorage(secrets.databaseUrl, { impatient: true });
  try {
    const keys = await openKeys(config, secrets, storage);
    if (await otherRecipientsAtFirst(storage, keys.recipients)) {
      log.warn('signatures are sealed to another recipient than at first; `petitions doctor` says which');
    }
    const releases = new WidgetReleases(config.dataDir, built, VERSION);
    for (const name of releases.differing) {
      log.warn(`/${VERSION}/${name} stays as it was first served; this build differs from it`);
    }
    const sealers = new Sealers(keys.recipients, async ({ id, sealed }) => {
      const row = { id, sealed, made_on: utcDay() };
      await storage.write((transaction) => transaction.insertInto('data_key').values(row).execute());
    });
    const signerKeys = new SignerKeys(keys.secret);
    const tokens = new Tokens(keys.secret);
    const requestSeal = new RequestSeal(keys.secret);
    const shownSeal = new ShownSeal(keys.secret);
    const confirmed = config.confirmation === 'required';
    const writer = new Writer<Draft>(
      storage,
      (drafts) => finish(drafts, signerKeys, sealers, confirmed ? requestSeal : null),
      (error) => log.error({ err: error }, 'a batch was not stored'),
    );
    const proofs = new Proofs(keys.secret, storage, (error) =>
      log.error({ err: error }, 'used challenges were not forgotten'),
    );
    await proofs.forget();
    const answers = new AnswerLog(log);
    // Without a letter, anybody could show anybody.
    const catalogue = new Catalogue(storage, confirmed ? shownSeal : null);
    await catalogue.refresh();
    const postman = secrets.smtpUrl
      ? new Postman({
          storage,
          catalogue,
          tokens,
          requestSeal,
          transport: await connectMail(secrets.smtpUrl),
          mailServer: new URL(secrets.smtpUrl).host,
          busy: () => writer.busy,
          from: config.mailFrom,
          publicUrl: config.publicUrl,
          log,
        })
      : null;
    const prepare = () =>
      sealers
        .prepare(catalogue.all().flatMap(({ id, status }) => (status === 'open' ? id : [])))
        .catch((error) => log.error({ err: error }, 'data keys could not be made ready'));
    let preparing = prepare();
    const tidy = setInterval(() => {
      preparing = prepare();
      if (!writer.busy) {
        storage.dialect
          .forgetHistory(storage.db)
          .catch((error) => log.error({ err: error }, 'the database’s history could not be dropped'));
      }
      forgetUnconfirmed(storage).catch((error) =>
        log.error({ err: error }, 'what was never confirmed could not be deleted'),
      );
    }, TIDY_MS);
    tidy.unref();
    return {
      config,
      log,
      answers,
      storage,
      catalogue,
      limits: new Limits(config.limits),
      proofs,
      writer,
      releases,
      tokens,
      requestSeal,
      shownSeal,
      postman,
      async dispose() {
        clearInterval(tidy);
        catalogue.stop();
        proofs.stop();
        await writer.drain();
        sealers.forget();
        await preparing;
        await postman?.stop();
        answers.stop();
        await storage.close();
      },
    };
  } catch (error) {
    await storage.close();
    throw error;
  }
}
