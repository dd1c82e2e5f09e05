import type { Logger } from 'pino';
import type { EmailTokens } from '../crypto/tokens.ts';
import { type PublishedPetitions, selectText } from '../petitions/published-petitions.ts';
import { createConfirmToken, createWithdrawToken } from '../signatures/confirm.ts';
import type { RequestCipher } from '../signatures/request-cipher.ts';
import type { PetitionStorage } from '../storage/open.ts';
import { renderEmail } from './email.ts';
import { type DeliveryResult, type DueEmail, Outbox } from './outbox.ts';
import { MAX_CONNECTIONS, type Transport } from './transport.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** Before a letter is tried again. */
const MAX_BACKOFF_MS = 4 * HOUR_MS;
/** Before a mail server that can't be reached is tried again. */
const MAX_RECONNECT_DELAY_MS = MINUTE_MS;
const SHUTDOWN_TIMEOUT_MS = 5 * SECOND_MS;
/** Before each letter while signatures are being stored: 36 go out in a second then, which is 128,000 in an hour. */
const THROTTLE_MS = 140;
/** Of milliseconds; nine letters go out in that time then. */
const FLUSH_INTERVAL_MS = 250;

export interface MailerOptions {
  storage: PetitionStorage;
  petitions: PublishedPetitions;
  tokens: EmailTokens;
  requestCipher: RequestCipher;
  transport: Transport;
  /** Host and port of the mail server, for the log. */
  mailServer: string;
  from: string;
  publicUrl: string;
  /** Whether signatures wait to be stored: they go first. */
  isBusy: () => boolean;
  log: Logger;
}

/**
 * Delivers what lies in the outbox. A letter leaves the box once the mail server has taken it, and is tried again, ever more rarely,
 * until it is 72 hours old; a server that is killed in between leaves it to the next, so at worst it comes twice.
 */
export class Mailer {
  readonly #office: MailerOptions;
  readonly #outbox: Outbox;
  readonly #clock: () => number;
  readonly #grace: number;
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> | undefined;
  #stopping = false;
  /** Rejects once those at hand are waited for no longer. */
  readonly #late: Promise<never>;
  #giveUp: () => void = () => {};
  /** Whether those at hand are waited for no longer; none is begun then. */
  #isLate = false;
  /** How often the mail server couldn't be reached, one time after the other, and when it is tried again. */
  #failures = 0;
  #closedUntil = 0;

  /** @param grace how long those at hand may still take when the server stops, in ms */
  constructor(office: MailerOptions, clock = Date.now, grace = SHUTDOWN_TIMEOUT_MS) {
    this.#office = office;
    this.#outbox = new Outbox(office.storage, office.requestCipher);
    this.#clock = clock;
    this.#grace = grace;
    this.#late = new Promise((_, reject) => {
      this.#giveUp = () => {
        this.#isLate = true;
        reject(new ShutdownTimeout());
      };
    });
    // Heard by those who wait.
    this.#late.catch(() => {});
  }

  /** Looks into the outbox every second from now on. */
  start(): void {
    this.#timer = setInterval(() => {
      this.#round ??= this.deliver()
        .catch((error) => this.#office.log.error({ err: error }, 'the outbox was not emptied'))
        .finally(() => {
          this.#round = undefined;
        });
    }, SECOND_MS);
  }

  /** Takes no more letters out; waits a little for those at hand. What isn't taken by then goes back into the box. */
  async stop(): Promise<void> {
    this.#stopping = true;
    clearInterval(this.#timer);
    const grace = setTimeout(this.#giveUp, this.#grace);
    await this.#round;
    clearTimeout(grace);
    this.#office.transport.close();
  }

  /** Delivers everything that is due. */
  async deliver(): Promise<void> {
    let more = true;
    while (more && !this.#stopping && this.#clock() >= this.#closedUntil) {
      const armful = await this.#outbox.claimDue(this.#clock());
      more = armful.hasMore;
      if (armful.expired > 0) {
        this.#office.log.warn(
          { letters: armful.expired },
          'letters could not be delivered for 72 hours and were given up',
        );
      }
      if (armful.unreadable > 0) {
        this.#office.log.error({ letters: armful.unreadable }, 'letters are damaged and can’t be sent');
      }
      await this.#carry(armful.emails);
    }
  }

  async #carry(letters: readonly DueEmail[]): Promise<void> {
    const settling = new ResultBuffer(this.#outbox, this.#office.isBusy);
    const queue = letters[Symbol.iterator]();
    const carryOn = async () => {
      for (const letter of queue) settling.add(await this.#outcomeOf(letter));
    };
    await Promise.all(Array.from({ length: MAX_CONNECTIONS }, carryOn));
    await settling.done();
  }

  async #outcomeOf(letter: DueEmail): Promise<DeliveryResult> {
    const { row } = letter;
    // One for each connection finds out that a mail server is down; those behind stay as they are.
    if (this.#isLate || this.#clock() < this.#closedUntil) return { row, sent: false, again: null };
    if (this.#office.isBusy() && !this.#stopping)
      await new Promise((resolve) => setTimeout(resolve, THROTTLE_MS));
    try {
      await this.#send(letter);
      this.#failures = 0;
      return { row, sent: true };
    } catch (error) {
      if (error instanceof ShutdownTimeout) return { row, sent: false, again: null };
      const again = this.#clock() + Math.min(MAX_BACKOFF_MS, 2 ** row.attempts * MINUTE_MS);
      this.#tell(error as MailError, again);
      return { row, sent: false, again };
    }
  }

  /** Never the error itself: mail servers repeat the address. */
  #tell(error: MailError, again: number): void {
    const { log, mailServer } = this.#office;
    const { code, responseCode } = error;
    if (!isUnreachable(error)) {
      const nextTry = new Date(again).toISOString();
      log.warn({ code, responseCode, mailServer, nextTry }, 'a letter was not taken and is tried again');
    } else if (this.#clock() >= this.#closedUntil) {
      this.#failures += 1;
      const pause = Math.min(MAX_RECONNECT_DELAY_MS, 2 ** this.#failures * SECOND_MS);
      this.#closedUntil = this.#clock() + pause;
      const nextTry = new Date(this.#closedUntil).toISOString();
      log.warn({ code, responseCode, mailServer, nextTry }, 'the mail server can’t be reached; letters wait');
    }
  }

  async #send({ row, letter: { to, lang }, signer, shown, kind }: DueEmail): Promise<void> {
    const { petitions, tokens, transport, from, publicUrl } = this.#office;
    const petition = petitions.byId(row.petition_id);
    if (!petition) throw new Error('the petition of a letter is not published yet');
    const { title, lang: titleLang } = selectText(petition, [lang]);
    const link = (path: string) => `${publicUrl}${path}?lang=${lang}`;
    const request = { ...signer, request_id: row.request_id };
    const withdrawUrl = link(`/withdraw/${createWithdrawToken(tokens, signer, row.partner)}`);
    const confirmUrl = link(`/confirm/${createConfirmToken(tokens, request, row.partner)}`);
    const composed = renderEmail(kind, {
      lang,
      title,
      titleLang,
      withdrawUrl,
      ...(kind === 'confirm' && { confirmUrl, shown }),
    });
    const sent = transport.sendMail({
      from,
      to: { name: '', address: to },
      ...composed,
      headers: {
        'Auto-Submitted': 'auto-generated',
        'X-Auto-Response-Suppress': 'All',
        // One press in the mail program takes an unwanted request away. Not where a signature counts already:
        // it would be withdrawn by somebody who only wants fewer letters.
        ...(kind === 'confirm' && {
          'List-Unsubscribe': `<${withdrawUrl}>`,
          'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
        }),
      },
    });
    await Promise.race([sent, this.#late]);
  }
}

/**
 * Keeps what became of letters, as many at once as came together while the ones before were being kept; while signatures are
 * being stored, no more often than they bear: each time is a transaction. A server that is killed in between sends what
 * wasn't kept once more.
 */
class ResultBuffer {
  readonly #outbox: Outbox;
  readonly #busy: () => boolean;
  #waiting: DeliveryResult[] = [];
  #running: Promise<void> | undefined;
  #last = performance.now();

  constructor(outbox: Outbox, busy: () => boolean) {
    this.#outbox = outbox;
    this.#busy = busy;
  }

  add(outcome: DeliveryResult): void {
    this.#waiting.push(outcome);
    if (this.#busy() && performance.now() - this.#last < FLUSH_INTERVAL_MS) return;
    this.#running ??= this.#run();
    // Heard at the end.
    this.#running.catch(() => {});
  }

  async done(): Promise<void> {
    await (this.#running ?? this.#run());
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      this.#last = performance.now();
      await this.#outbox.saveResults(this.#waiting.splice(0));
    }
    this.#running = undefined;
  }
}

/** There is no more time. */
class ShutdownTimeout extends Error {}

interface MailError {
  code?: string;
  responseCode?: number;
}

/** Whether another letter would fare no better, as far as one can tell. What has neither is no word of the mail server's. */
function isUnreachable({ code, responseCode }: MailError): boolean {
  if (responseCode !== undefined) return responseCode === 421 || code === 'EAUTH';
  return code !== undefined && code !== 'EENVELOPE' && code !== 'EMESSAGE';
}
