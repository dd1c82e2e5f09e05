import type { Kysely } from 'kysely';
import { TEST_EVENT, type WebhookDelivery, type WebhookEvent } from '../../common/webhooks.ts';
import { recordAudit, SERVER } from '../accounts/audit.ts';
import { UserError } from '../lib/errors.ts';
import { createOrderedId, orderedIdPrefix, startOfMinute } from '../lib/ordered-id.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../lib/time.ts';
import type { PetitionStorage } from '../storage/open.ts';
import type { Database, WebhookDeliveryRow } from '../storage/schema.ts';
import { hostOf, secretsOf } from './endpoints.ts';
import type { RecordedEvent } from './events.ts';
import type { Attempt } from './send-request.ts';
import type { WebhookCipher } from './webhook-cipher.ts';

/** How long a claim lasts. Longer than an attempt may take. */
const LEASE_MS = 30 * SECOND_MS;
/** Waits between attempts, three days in all. */
const RETRY_DELAYS_MS = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  18 * HOUR_MS,
  22 * HOUR_MS,
];
/** How much of a wait is random, so that what failed together isn't tried again together. */
const JITTER = 0.2;
/** Longest `Retry-After` that is followed. */
const MAX_RETRY_AFTER_MS = DAY_MS;
/** How long events are kept, delivered or not. */
export const LOG_DAYS = 7;
const LOG_PAGE_SIZE = 50;
const GONE = 410;

/** An event to send now. */
export interface DueDelivery {
  row: WebhookDeliveryRow;
  /** The endpoint's URL, sealed. */
  sealedUrl: Uint8Array;
  url: URL;
  secrets: string[];
  body: string;
}

/** What the result of an attempt means for the endpoint. */
export const OUTCOMES = ['accepted', 'retried', 'given-up', 'disabled'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** The events that wait for endpoints, and those that were sent. */
export class WebhookOutbox {
  readonly #storage: PetitionStorage;
  readonly #cipher: WebhookCipher;
  readonly #random: () => number;

  constructor(storage: PetitionStorage, cipher: WebhookCipher, random = Math.random) {
    this.#storage = storage;
    this.#cipher = cipher;
    this.#random = random;
  }

  /** Adds events for the endpoints that get them, as part of the transaction that has decided about them. */
  async add(transaction: Kysely<Database>, events: readonly RecordedEvent[], now: number): Promise<void> {
    if (events.length === 0) return;
    const endpoints = await transaction
      .selectFrom('webhook_endpoint')
      .select(['id', 'events', 'all_petitions'])
      .where('disabled', 'is', null)
      .orderBy('id')
      .execute();
    if (endpoints.length === 0) return;
    const petitions = await transaction.selectFrom('webhook_petition').selectAll().execute();
    for (const { petitionId, event } of events) {
      for (const { id, events: types, all_petitions } of endpoints) {
        const isWanted =
          (JSON.parse(types) as string[]).includes(event.type) &&
          (all_petitions === 1 ||
            petitions.some((row) => row.endpoint_id === id && row.petition_id === petitionId));
        if (isWanted) await this.#insert(transaction, id, event, now);
      }
    }
  }

  /** Adds a test for one endpoint, whatever its filter. */
  async addTest(transaction: Kysely<Database>, endpointId: string, now = Date.now()): Promise<string> {
    const event: WebhookEvent = {
      type: TEST_EVENT,
      timestamp: new Date(startOfMinute(now)).toISOString(),
      data: { text: 'This is a test. The signature is made with the real secret.' },
    };
    return this.#insert(transaction, endpointId, event, now);
  }

  async #insert(
    transaction: Kysely<Database>,
    endpointId: string,
    event: WebhookEvent,
    now: number,
  ): Promise<string> {
    const id = createOrderedId(now);
    const minute = new Date(startOfMinute(now)).toISOString();
    await transaction
      .insertInto('webhook_delivery')
      .values({
        id,
        endpoint_id: endpointId,
        type: event.type,
        body: this.#cipher.seal(JSON.stringify(event), { column: 'body', id }),
        created_at: minute,
        status: 'waiting',
        due_at: minute,
        taken_until: null,
        attempts: 0,
        attempts_before: 0,
        attempted_at: null,
        response_status: null,
        failure: null,
      })
      .execute();
    return id;
  }

  /** IDs of the endpoints that events are due for. Reads only, so that it can be asked often. */
  async findDueEndpoints(now: number): Promise<string[]> {
    const rows = await this.#dueRows(this.#storage.db, now).select('endpoint_id').distinct().execute();
    return rows.map(({ endpoint_id }) => endpoint_id);
  }

  /** Claims the next event for an endpoint, so that no other server sends it. Null if none is due. */
  claimDue(endpointId: string, now: number): Promise<DueDelivery | null> {
    return this.#storage.write(async (transaction) => {
      const row = await this.#dueRows(transaction, now)
        .selectAll('webhook_delivery')
        .where('endpoint_id', '=', endpointId)
        .orderBy('due_at')
        .orderBy('webhook_delivery.id')
        .limit(1)
        .$if(this.#storage.dialect.locksRows, (query) => query.forUpdate())
        .executeTakeFirst();
      if (!row) return null;
      const endpoint = await transaction
        .selectFrom('webhook_endpoint')
        .selectAll()
        .where('id', '=', endpointId)
        .executeTakeFirstOrThrow();
      await transaction
        .updateTable('webhook_delivery')
        .set({ taken_until: iso(now + LEASE_MS) })
        .where('id', '=', row.id)
        .execute();
      return {
        row,
        sealedUrl: endpoint.url,
        url: new URL(this.#cipher.open(endpoint.url, { column: 'url', id: endpointId })),
        secrets: secretsOf(this.#cipher, endpoint, now),
        body: this.#cipher.open(row.body, { column: 'body', id: row.id }),
      };
    });
  }

  /** Gives back an event that was claimed and not sent. */
  async release({ row }: DueDelivery): Promise<void> {
    await this.#storage.write((transaction) =>
      transaction
        .updateTable('webhook_delivery')
        .set({ taken_until: null })
        .where('id', '=', row.id)
        .execute(),
    );
  }

  /** Stores what became of an attempt, and disables an endpoint that is gone or has failed for days. */
  saveAttempt({ row, url, sealedUrl }: DueDelivery, attempt: Attempt, now: number): Promise<Outcome> {
    const status = 'status' in attempt ? attempt.status : null;
    const isAccepted = status !== null && status >= 200 && status < 300;
    const attempts = row.attempts + 1;
    const retryAt =
      isAccepted || status === GONE ? null : this.#retryAt(attempts - row.attempts_before, attempt, now);
    return this.#storage.write(async (transaction) => {
      await transaction
        .updateTable('webhook_delivery')
        .set({
          status: isAccepted ? 'delivered' : retryAt === null ? 'failed' : 'waiting',
          due_at: retryAt === null ? null : iso(retryAt),
          taken_until: null,
          attempts,
          attempted_at: iso(startOfMinute(now)),
          response_status: status,
          failure: 'failure' in attempt ? attempt.failure : null,
        })
        .where('id', '=', row.id)
        .execute();
      // If the URL was changed in the meantime, what this one answered says nothing about the endpoint.
      const endpoint = transaction
        .updateTable('webhook_endpoint')
        .where('id', '=', row.endpoint_id)
        .where('url', '=', sealedUrl);
      if (isAccepted) {
        await endpoint.set({ accepted_at: iso(startOfMinute(now)), failing_since: null }).execute();
        return 'accepted';
      }
      await endpoint
        .set({ failing_since: iso(startOfMinute(now)) })
        .where('failing_since', 'is', null)
        .execute();
      if (retryAt !== null) return 'retried';
      const reason = status === GONE ? 'gone' : 'failing';
      const { numUpdatedRows } = await endpoint
        .set({ disabled: reason })
        .where('disabled', 'is', null)
        // It failed for as long as this event was tried, which is days.
        .$if(reason === 'failing', (query) =>
          query.where((eb) => eb.or([eb('accepted_at', 'is', null), eb('accepted_at', '<', row.created_at)])),
        )
        .executeTakeFirst();
      if (numUpdatedRows === 0n) return 'given-up';
      await recordAudit(
        transaction,
        { account: SERVER, action: 'webhook.disable', detail: hostOf(url.href) },
        now,
      );
      return 'disabled';
    });
  }

  /** @returns null after the last attempt */
  #retryAt(attempts: number, attempt: Attempt, now: number): number | null {
    const delay = RETRY_DELAYS_MS[attempts - 1];
    if (delay === undefined) return null;
    const jittered = delay * (1 - JITTER * this.#random());
    const asked = 'retryAfter' in attempt ? parseRetryAfter(attempt.retryAfter, now) : 0;
    return now + Math.max(jittered, Math.min(asked, MAX_RETRY_AFTER_MS));
  }

  /** The latest events of an endpoint, newest first. @param before ID of the last one of the page before */
  async list(endpointId: string, before?: string): Promise<WebhookDelivery[]> {
    const rows = await this.#storage.db
      .selectFrom('webhook_delivery')
      .selectAll()
      .where('endpoint_id', '=', endpointId)
      .$if(before !== undefined, (query) => query.where('id', '<', before!))
      .orderBy('id', 'desc')
      .limit(LOG_PAGE_SIZE)
      .execute();
    return rows.map((row) => {
      const { data } = JSON.parse(
        this.#cipher.open(row.body, { column: 'body', id: row.id }),
      ) as WebhookEvent;
      return {
        id: row.id,
        type: row.type,
        petition: 'petition' in data ? data.petition.slug : null,
        createdAt: row.created_at,
        status: row.status,
        isSending: row.status === 'waiting' && row.attempts === row.attempts_before,
        attempts: row.attempts,
        attemptedAt: row.attempted_at,
        dueAt: row.due_at,
        responseStatus: row.response_status,
        failure: row.failure as WebhookDelivery['failure'],
      };
    });
  }

  /** The endpoint of an event. @throws UserError if there is no such event */
  async endpointOf(id: string): Promise<string> {
    const row = await this.#storage.db
      .selectFrom('webhook_delivery')
      .select('endpoint_id')
      .where('id', '=', id)
      .executeTakeFirst();
    if (row) return row.endpoint_id;
    throw new UserError(
      `There is no event "${id}". Events are kept for ${LOG_DAYS} days; \`petitions webhooks deliveries ID\` lists them.`,
    );
  }

  /** Sends an event again, with the same ID, so that a receiver that has it can drop it. */
  async replay(transaction: Kysely<Database>, id: string, now = Date.now()): Promise<void> {
    await transaction
      .updateTable('webhook_delivery')
      .set(({ ref }) => ({
        status: 'waiting',
        due_at: iso(startOfMinute(now)),
        attempts_before: ref('attempts'),
      }))
      .where('id', '=', id)
      .execute();
  }

  /** Deletes events of more than a week ago. */
  async deleteOld(now = Date.now()): Promise<void> {
    const isOld = orderedIdPrefix(now - LOG_DAYS * DAY_MS);
    const { db } = this.#storage;
    const old = await db
      .selectFrom('webhook_delivery')
      .select('id')
      .where('id', '<', isOld)
      .limit(1)
      .execute();
    if (old.length === 0) return;
    await this.#storage.write((transaction) =>
      transaction.deleteFrom('webhook_delivery').where('id', '<', isOld).execute(),
    );
  }

  #dueRows(db: Kysely<Database>, now: number) {
    return db
      .selectFrom('webhook_delivery')
      .where('due_at', '<=', iso(now))
      .where((eb) => eb.or([eb('taken_until', 'is', null), eb('taken_until', '<=', iso(now))]))
      .where('endpoint_id', 'in', (eb) =>
        eb.selectFrom('webhook_endpoint').select('webhook_endpoint.id').where('disabled', 'is', null),
      );
  }
}

/** @returns milliseconds; 0 if it says nothing */
function parseRetryAfter(value: string | undefined, now: number): number {
  if (value === undefined) return 0;
  if (/^\d+$/.test(value)) return Number(value) * SECOND_MS;
  const at = Date.parse(value);
  return Number.isNaN(at) ? 0 : Math.max(0, at - now);
}

const iso = (time: number) => new Date(time).toISOString();
