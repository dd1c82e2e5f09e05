import type { Logger } from 'pino';
import type { Config, SecretConfig } from './config.ts';
import { AnswerLog } from './http/log.ts';
import { openKeys, otherRecipientsAtFirst } from './keys.ts';
import { Limits } from './limits/limits.ts';
import { Proofs } from './limits/proofs.ts';
import { Postman } from './mail/postman.ts';
import { connectMail } from './mail/transport.ts';
import { BUILT, VERSION } from './package.ts';
import { Catalogue } from './petitions/catalogue.ts';
import { forgetUnconfirmed } from './signing/confirm.ts';
import { RequestSeal } from './signing/request-seal.ts';
import { Sealers } from './signing/sealing.ts';
import { ShownSeal } from './signing/shown.ts';
import { type Draft, finish } from './signing/sign.ts';
import { SignerKeys } from './signing/signer-key.ts';
import { Tokens } from './signing/tokens.ts';
import { utcDay } from './signing/utc-day.ts';
import { Writer } from './signing/writer.ts';
import { openStorage, type Storage } from './storage/open.ts';
import { WidgetReleases } from './widget-releases.ts';

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
