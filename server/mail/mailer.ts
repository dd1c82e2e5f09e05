import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { EmailTokens } from '../crypto/tokens.ts';
import { Periodic } from '../lib/periodic.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../lib/time.ts';
import { untilAborted } from '../lib/until-aborted.ts';
import { type PublishedPetitions, partnerName, selectText } from '../petitions/published-petitions.ts';
import type { BouncedAddresses } from '../signatures/bounced-addresses.ts';
import { boxesToAsk, consentFor } from '../signatures/consent.ts';
import { createConfirmToken, createStopToken, createWithdrawToken } from '../signatures/email-links.ts';
import type { RequestCipher } from '../signatures/request-cipher.ts';
import type { StoppedAddresses } from '../signatures/stopped-addresses.ts';
import type { PetitionStorage } from '../storage/open.ts';
import { AUTOMATIC_HEADERS, renderEmail } from './email.ts';
import type { FloodLimiter } from './flood-limiter.ts';
import { isBounce, isUnreachable, type MailError, toFailure } from './mail-error.ts';
import { findWaitingEmails, type MailFailure, storeMailFailure } from './mail-health.ts';
import { type DeliveryResult, type DueEmail, Outbox } from './outbox.ts';
import { sendTestEmail, type TestResult } from './test-email.ts';
import { MAX_CONNECTIONS, type Transport } from './transport.ts';

const POLL_INTERVAL_MS = SECOND_MS;
/** Longest wait before a rejected email is retried. */
const MAX_BACKOFF_MS = 4 * HOUR_MS;
/** Longest wait before an unreachable mail server is tried again. */
const MAX_RECONNECT_DELAY_MS = MINUTE_MS;
const SHUTDOWN_TIMEOUT_MS = 5 * SECOND_MS;
/** Delay before each email while signatures are being stored. Leaves 36 emails per second, 128,000 per hour. */
const THROTTLE_MS = 140;
/** Minimum time between two lines in the log that say how many emails wait. */
const REPORT_INTERVAL_MS = MINUTE_MS;
/** Minimum time between saves while signatures are being stored. About nine emails go out in that time. */
const FLUSH_INTERVAL_MS = 250;

export interface MailerOptions {
  storage: PetitionStorage;
  petitions: PublishedPetitions;
  tokens: EmailTokens;
  requestCipher: RequestCipher;
  stoppedAddresses: StoppedAddresses;
  bouncedAddresses: BouncedAddresses;
  floodLimiter: FloodLimiter;
  transport: Transport;
  /** Host and port of the mail server, for the log. */
  mailServer: string;
  from: string;
  publicUrl: string;
  /** Whether signatures are waiting to be stored. They take precedence over emails. */
  isBusy: () => boolean;
  log: Logger;
  /** Called after each attempt to deliver an email. */
  onAttempt?: ((result: 'sent' | 'refused') => void) | undefined;
}

/**
 * Delivers the emails in the outbox. An email leaves the outbox once the mail server has accepted it. Until then it is
 * retried at growing intervals, for up to 72 hours. If a server is killed in between, the next one delivers the email,
 * so at worst it arrives twice.
 */
export class Mailer {
  readonly #options: MailerOptions;
  readonly #outbox: Outbox;
  readonly #now: () => number;
  readonly #shutdownTimeoutMs: number;
  #rounds: Periodic | undefined;
  #isStopping = false;
  /** Aborted when deliveries in progress have run out of time. None may start after that. */
  readonly #shutdown = new AbortController();
  /** Consecutive failures to reach the mail server. */
  #failures = 0;
  /** When the mail server may be tried again, in ms since 1970. */
  #reconnectAt = 0;
  /** Why emails of the current batch failed, if any did. */
  #failure: MailFailure | null = null;
  /** Whether a failure is stored. Undefined until the first batch: another process may have stored one. */
  #isFailureStored: boolean | undefined;
  #lastReportAt = Number.NEGATIVE_INFINITY;

  /** @param shutdownTimeoutMs how long `stop` waits for deliveries in progress */
  constructor(options: MailerOptions, now = Date.now, shutdownTimeoutMs = SHUTDOWN_TIMEOUT_MS) {
    this.#options = options;
    this.#outbox = new Outbox(options);
    this.#now = now;
    this.#shutdownTimeoutMs = shutdownTimeoutMs;
  }

  /** Checks the outbox every second. */
  start(): void {
    this.#rounds = new Periodic(() => this.deliver(), {
      pauseMs: POLL_INTERVAL_MS,
      onError: (error) => this.#options.log.error({ err: error }, 'outbox run failed'),
    });
  }

  /**
   * Claims no more emails, and waits briefly for deliveries in progress. What the mail server hasn't accepted by then
   * goes back into the outbox.
   */
  async stop(): Promise<void> {
    this.#isStopping = true;
    const timeout = setTimeout(() => this.#shutdown.abort(), this.#shutdownTimeoutMs);
    await this.#rounds?.stop();
    clearTimeout(timeout);
    this.#options.transport.close();
  }

  /** Delivers all emails that are due. */
  async deliver(): Promise<void> {
    const { log } = this.#options;
    let hasMore = true;
    while (hasMore && !this.#isStopping && this.#now() >= this.#reconnectAt) {
      const batch = await this.#outbox.claimDue(this.#now());
      hasMore = batch.hasMore;
      if (batch.expired > 0) log.warn({ emails: batch.expired }, 'emails expired after 72 hours');
      if (batch.unreadable > 0) log.error({ emails: batch.unreadable }, 'emails unreadable');
      await this.#sendBatch(batch.emails);
    }
  }

  /** See `sendTestEmail`. */
  sendTest(to: string, lang: string | undefined): Promise<TestResult> {
    const { transport, from } = this.#options;
    return sendTestEmail(transport, from, to, lang, this.#now());
  }

  async #sendBatch(emails: readonly DueEmail[]): Promise<void> {
    const results = new ResultBuffer(this.#outbox, this.#options.isBusy, this.#now);
    const queue = emails[Symbol.iterator]();
    const work = async () => {
      for (const email of queue) results.add(await this.#deliver(email));
    };
    this.#failure = null;
    await Promise.all(Array.from({ length: MAX_CONNECTIONS }, work));
    await results.flush();
    if (this.#failure) await this.#reportFailure(this.#failure);
    else if (results.sent > 0 && this.#isFailureStored !== false) {
      await storeMailFailure(this.#options.storage, null);
      this.#isFailureStored = false;
    }
  }

  /** Stores why emails wait, for `doctor`, and logs how many. */
  async #reportFailure(failure: MailFailure): Promise<void> {
    const { storage, log, mailServer } = this.#options;
    await storeMailFailure(storage, failure);
    this.#isFailureStored = true;
    if (this.#now() < this.#lastReportAt + REPORT_INTERVAL_MS) return;
    this.#lastReportAt = this.#now();
    const { refused, untried, since } = await findWaitingEmails(storage.db, this.#now());
    // What bounced doesn't wait.
    if (refused + untried === 0) return;
    log.warn({ mailServer, emails: refused + untried, since: since?.toISOString() }, 'emails undelivered');
  }

  async #deliver(email: DueEmail): Promise<DeliveryResult> {
    const { row } = email;
    const { signal } = this.#shutdown;
    // One email per connection discovers that a mail server is down. Others aren't charged an attempt.
    if (signal.aborted || this.#now() < this.#reconnectAt) return { row, status: 'not-attempted' };
    try {
      if (this.#options.isBusy() && !this.#isStopping) await sleep(THROTTLE_MS, undefined, { signal });
      await this.#send(email);
      this.#failures = 0;
      this.#options.onAttempt?.('sent');
      return { row, status: 'sent' };
    } catch (error) {
      if (signal.aborted) return { row, status: 'not-attempted' };
      this.#options.onAttempt?.('refused');
      if (isBounce(error as MailError)) {
        this.#logFailure(error as MailError, null, email.recipient.to);
        return { row, status: 'bounced', bounceHash: email.bounceHash };
      }
      const retryAt = this.#now() + Math.min(MAX_BACKOFF_MS, 2 ** row.attempts * MINUTE_MS);
      this.#logFailure(error as MailError, retryAt, email.recipient.to);
      return { row, status: 'failed', retryAt };
    }
  }

  /**
   * Logs codes and the redacted reply, never the error itself: mail servers repeat the email address.
   *
   * @param retryAt in ms since 1970; null if the email isn't sent again
   */
  #logFailure(error: MailError, retryAt: number | null, to: string): void {
    const { log, mailServer } = this.#options;
    const { code, responseCode } = error;
    const failure = toFailure(error, to, this.#now());
    const { reply } = failure;
    this.#failure = failure;
    if (retryAt === null) {
      log.warn({ code, responseCode, reply, mailServer }, 'address gets no email, email dropped');
    } else if (!isUnreachable(error)) {
      const nextTry = new Date(retryAt).toISOString();
      log.warn({ code, responseCode, reply, mailServer, nextTry }, 'email rejected, will retry');
    } else if (this.#now() >= this.#reconnectAt) {
      this.#failures += 1;
      const delay = Math.min(MAX_RECONNECT_DELAY_MS, 2 ** this.#failures * SECOND_MS);
      this.#reconnectAt = this.#now() + delay;
      const nextTry = new Date(this.#reconnectAt).toISOString();
      log.warn({ code, responseCode, reply, mailServer, nextTry }, 'mail server unreachable, emails wait');
    }
  }

  async #send({
    row,
    recipient: { to, lang, key },
    signer,
    addressHash,
    checked,
    kind,
  }: DueEmail): Promise<void> {
    const { petitions, tokens, transport, from, publicUrl } = this.#options;
    const petition = petitions.byId(row.petition_id);
    if (!petition) throw new Error('the petition of an email is not published yet');
    const { title, lang: titleLang, target } = selectText(petition, [lang]);
    const link = (path: string) => `${publicUrl}${path}?lang=${lang}`;
    const request = { ...signer, request_id: row.request_id };
    const withdrawUrl = link(`/withdraw/${createWithdrawToken(tokens, signer, row.partner)}`);
    const stopUrl = link(`/unsubscribe/${createStopToken(tokens, addressHash)}`);
    const confirmUrl = link(`/confirm/${createConfirmToken(tokens, request, row.partner, key)}`);
    const boxes = boxesToAsk(
      checked,
      consentFor(lang, petition.fields).boxes,
      partnerName(petition, row.partner),
    );
    const email = renderEmail(kind, {
      lang,
      title,
      titleLang,
      target,
      organizer: petition.organizer,
      withdrawUrl,
      stopUrl,
      ...(kind === 'confirm' && { confirmUrl, boxes }),
    });
    const accepted = transport.sendMail({
      from,
      to: { name: '', address: to },
      ...email,
      headers: AUTOMATIC_HEADERS,
    });
    await untilAborted(accepted, this.#shutdown.signal);
  }
}

/**
 * Saves delivery results. Results that arrive while others are being saved are saved together. While signatures are being
 * stored, results are also saved no more often than every 250 ms, because each save is a transaction. A server that is
 * killed before a result was saved sends that email again.
 */
class ResultBuffer {
  readonly #outbox: Outbox;
  readonly #isBusy: () => boolean;
  readonly #now: () => number;
  #results: DeliveryResult[] = [];
  #saving: Promise<void> | undefined;
  #lastSave = performance.now();
  /** How many emails the mail server has accepted. */
  sent = 0;

  constructor(outbox: Outbox, isBusy: () => boolean, now: () => number) {
    this.#outbox = outbox;
    this.#isBusy = isBusy;
    this.#now = now;
  }

  add(result: DeliveryResult): void {
    this.#results.push(result);
    if (result.status === 'sent') this.sent += 1;
    if (this.#isBusy() && performance.now() - this.#lastSave < FLUSH_INTERVAL_MS) return;
    this.#saving ??= this.#save();
    // `flush` reports the error.
    this.#saving.catch(() => {});
  }

  async flush(): Promise<void> {
    await (this.#saving ?? this.#save());
  }

  async #save(): Promise<void> {
    while (this.#results.length > 0) {
      this.#lastSave = performance.now();
      await this.#outbox.saveResults(this.#results.splice(0), this.#now());
    }
    this.#saving = undefined;
  }
}
