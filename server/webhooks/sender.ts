import type { Logger } from 'pino';
import { webhookHeaders } from '../crypto/webhook-signature.ts';
import { Periodic } from '../lib/periodic.ts';
import { SECOND_MS } from '../lib/time.ts';
import type { AddressPolicy } from './addresses.ts';
import { hostOf } from './endpoints.ts';
import type { Outcome, WebhookOutbox } from './outbox.ts';
import { sendRequest } from './send-request.ts';

const POLL_INTERVAL_MS = SECOND_MS;
const SHUTDOWN_TIMEOUT_MS = 2 * SECOND_MS;

/**
 * Sends the events in the outbox. Each endpoint has its turn for itself, one event at a time, so that a slow one doesn't hold up the
 * others. If a server is killed in between, the event is sent again, with the same ID.
 */
export class WebhookSender {
  readonly #outbox: WebhookOutbox;
  readonly #policy: AddressPolicy;
  readonly #log: Logger;
  readonly #now: () => number;
  readonly #onAttempt: ((outcome: Outcome) => void) | undefined;
  /** What is being sent, by endpoint. */
  readonly #busy = new Map<string, Promise<void>>();
  readonly #shutdown = new AbortController();
  #rounds: Periodic | undefined;
  #isStopping = false;

  /**
   * @param now milliseconds since 1970
   * @param onAttempt called after each attempt to send an event
   */
  constructor(
    outbox: WebhookOutbox,
    policy: AddressPolicy,
    log: Logger,
    now = Date.now,
    onAttempt?: (outcome: Outcome) => void,
  ) {
    this.#outbox = outbox;
    this.#policy = policy;
    this.#log = log;
    this.#now = now;
    this.#onAttempt = onAttempt;
  }

  /** Checks the outbox every second. */
  start(): void {
    this.#rounds = new Periodic(() => this.#startDue(), {
      pauseMs: POLL_INTERVAL_MS,
      onError: (error) => this.#log.error({ err: error }, 'webhooks not sent'),
    });
  }

  /** Starts no more attempts, and waits briefly for those in progress. What isn't sent by then stays in the outbox. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    const timeout = setTimeout(() => this.#shutdown.abort(), SHUTDOWN_TIMEOUT_MS);
    await this.#rounds?.stop();
    await Promise.all(this.#busy.values());
    clearTimeout(timeout);
  }

  /** Sends all events that are due. */
  async deliver(): Promise<void> {
    await this.#startDue();
    await Promise.all(this.#busy.values());
  }

  async #startDue(): Promise<void> {
    for (const id of await this.#outbox.findDueEndpoints(this.#now())) {
      if (this.#isStopping || this.#busy.has(id)) continue;
      const work = this.#sendTo(id)
        .catch((error) => this.#log.error({ err: error }, 'webhooks not sent'))
        .finally(() => this.#busy.delete(id));
      this.#busy.set(id, work);
    }
  }

  async #sendTo(endpointId: string): Promise<void> {
    while (!this.#isStopping) {
      const delivery = await this.#outbox.claimDue(endpointId, this.#now());
      if (!delivery) return;
      const { row, url, body, secrets } = delivery;
      const headers = webhookHeaders({ id: row.id, body }, secrets, this.#now());
      const attempt = await sendRequest(url, body, headers, this.#policy, this.#shutdown.signal).catch(
        (error) => {
          if (this.#shutdown.signal.aborted) return null;
          throw error;
        },
      );
      if (attempt === null) return this.#outbox.release(delivery);
      const outcome = await this.#outbox.saveAttempt(delivery, attempt, this.#now());
      this.#onAttempt?.(outcome);
      const details = { host: hostOf(url.href), endpoint: endpointId, ...summaryOf(attempt) };
      if (outcome === 'disabled') {
        this.#log.error(details, 'webhook disabled: it is gone, or has failed for days');
      } else if (outcome !== 'accepted') {
        this.#log.warn(details, outcome === 'retried' ? 'webhook failed, will retry' : 'webhook given up');
      }
    }
  }
}

/** What the log says of a failure. */
const summaryOf = (attempt: Awaited<ReturnType<typeof sendRequest>>) =>
  'status' in attempt ? { status: attempt.status } : { failure: attempt.failure };
