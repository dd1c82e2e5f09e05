import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import {
  type EventType,
  HIDDEN_PATH,
  type NewWebhook,
  type WebhookEndpoint,
  type WebhookSecret,
} from '../../common/webhooks.ts';
import { type AuditAction, recordAudit } from '../accounts/audit.ts';
import { createWebhookSecret } from '../crypto/webhook-signature.ts';
import { UserError } from '../lib/errors.ts';
import { DAY_MS, utcDay } from '../lib/time.ts';
import { findPetition } from '../petitions/repository.ts';
import type { PetitionStorage } from '../storage/open.ts';
import type { Database, WebhookEndpointRow } from '../storage/schema.ts';
import type { AddressPolicy } from './addresses.ts';
import type { WebhookCipher } from './webhook-cipher.ts';

/** Each event is stored once for each endpoint that gets it. */
export const MAX_ENDPOINTS = 20;
/** How long the old secret signs as well after a rotation, so that receivers can be changed in the meantime. */
export const ROTATION_MS = DAY_MS;

/** The URLs that get events, and their secrets. Each change is in the audit log, with the host only: a path may contain a token. */
export class WebhookEndpoints {
  readonly #storage: PetitionStorage;
  readonly #cipher: WebhookCipher;
  readonly #policy: AddressPolicy;

  constructor(storage: PetitionStorage, cipher: WebhookCipher, policy: AddressPolicy) {
    this.#storage = storage;
    this.#cipher = cipher;
    this.#policy = policy;
  }

  async list(): Promise<WebhookEndpoint[]> {
    const { db } = this.#storage;
    const rows = await db
      .selectFrom('webhook_endpoint')
      .selectAll()
      .orderBy('created_on')
      .orderBy('id')
      .execute();
    const petitions = await db
      .selectFrom('webhook_petition')
      .innerJoin('petition', 'petition.id', 'webhook_petition.petition_id')
      .select(['endpoint_id', 'slug'])
      .orderBy('slug')
      .execute();
    const waiting = await db
      .selectFrom('webhook_delivery')
      .select(({ fn }) => ['endpoint_id', fn.countAll<number | string>().as('count')])
      .where('due_at', 'is not', null)
      .groupBy('endpoint_id')
      .execute();
    return rows.map((row) => ({
      id: row.id,
      url: maskUrl(this.#urlOf(row)),
      events: JSON.parse(row.events) as EventType[],
      petitions:
        row.all_petitions === 1
          ? null
          : petitions.filter(({ endpoint_id }) => endpoint_id === row.id).map(({ slug }) => slug),
      disabled: row.disabled,
      acceptedAt: row.accepted_at,
      failingSince: row.failing_since,
      previousSecretUntil: row.previous_until,
      waiting: Number(waiting.find(({ endpoint_id }) => endpoint_id === row.id)?.count ?? 0),
      createdOn: row.created_on,
    }));
  }

  /**
   * @param by name of the account, for the audit log
   * @throws UserError if the URL isn't allowed, a petition doesn't exist, or there are too many
   */
  async add({ url: typed, events, petitions }: NewWebhook, by: string): Promise<WebhookSecret> {
    const url = this.#policy.checkUrl(typed.trim());
    const id = randomBytes(6).toString('hex');
    const secret = createWebhookSecret();
    await this.#storage.write(async (transaction) => {
      const { count } = await transaction
        .selectFrom('webhook_endpoint')
        .select(({ fn }) => fn.countAll<number | string>().as('count'))
        .executeTakeFirstOrThrow();
      if (Number(count) >= MAX_ENDPOINTS) {
        throw new UserError(`There are ${MAX_ENDPOINTS} webhooks already. Remove one that is not needed.`);
      }
      await transaction
        .insertInto('webhook_endpoint')
        .values({
          id,
          url: this.#cipher.seal(url, { column: 'url', id }),
          secret: this.#cipher.seal(secret, { column: 'secret', id }),
          previous_secret: null,
          previous_until: null,
          events: eventsColumn(events),
          all_petitions: petitions === null ? 1 : 0,
          disabled: null,
          accepted_at: null,
          failing_since: null,
          created_on: utcDay(),
        })
        .execute();
      await writePetitions(transaction, id, petitions);
      await recordAudit(transaction, { account: by, action: 'webhook.add', detail: hostOf(url) });
    });
    return { id, secret };
  }

  /**
   * Changes an endpoint. Its secret stays. What waits for it is sent to a new URL at once, if it is enabled.
   *
   * @param edited what is left out stays. So does the URL, if it is the shortened one of {@link list}
   * @param by name of the account, for the audit log
   * @throws UserError if there is none, the URL isn't allowed, or a petition doesn't exist
   */
  edit(id: string, edited: Partial<NewWebhook>, by: string, now = Date.now()): Promise<void> {
    return this.#storage.write(async (transaction) => {
      const row = await this.require(id, transaction);
      const current = this.#urlOf(row);
      const typed = edited.url?.trim() ?? current;
      const url = typed === maskUrl(current) ? current : this.#policy.checkUrl(typed);
      await transaction
        .updateTable('webhook_endpoint')
        .set({
          ...(edited.events && { events: eventsColumn(edited.events) }),
          ...(edited.petitions !== undefined && { all_petitions: edited.petitions === null ? 1 : 0 }),
          ...(url !== current && {
            url: this.#cipher.seal(url, { column: 'url', id }),
            // They are about the receiver at the old URL.
            accepted_at: null,
            failing_since: null,
          }),
        })
        .where('id', '=', id)
        .execute();
      if (edited.petitions !== undefined) await writePetitions(transaction, id, edited.petitions);
      if (url !== current) {
        await transaction
          .updateTable('webhook_delivery')
          .set({ due_at: new Date(now).toISOString() })
          .where('endpoint_id', '=', id)
          .where('due_at', 'is not', null)
          .execute();
      }
      const hosts = [...new Set([hostOf(current), hostOf(url)])];
      await recordAudit(transaction, { account: by, action: 'webhook.edit', detail: hosts.join(' → ') });
    });
  }

  /** Deletes an endpoint with its events. @throws UserError if there is none */
  remove(id: string, by: string): Promise<void> {
    return this.#change(id, by, 'webhook.remove', async (transaction) => {
      await transaction.deleteFrom('webhook_endpoint').where('id', '=', id).execute();
      await transaction.deleteFrom('webhook_petition').where('endpoint_id', '=', id).execute();
      await transaction.deleteFrom('webhook_delivery').where('endpoint_id', '=', id).execute();
    });
  }

  /** Replaces the secret. For a day, the old one signs as well. @throws UserError if there is none */
  async rotate(id: string, by: string, now = Date.now()): Promise<WebhookSecret> {
    const secret = createWebhookSecret();
    await this.#change(id, by, 'webhook.rotate', async (transaction) => {
      await transaction
        .updateTable('webhook_endpoint')
        .set(({ ref }) => ({
          previous_secret: ref('secret'),
          previous_until: new Date(now + ROTATION_MS).toISOString(),
          secret: this.#cipher.seal(secret, { column: 'secret', id }),
        }))
        .where('id', '=', id)
        .execute();
    });
    return { id, secret };
  }

  /** What waits for a disabled endpoint goes on waiting; nothing is added. @throws UserError if there is none */
  setEnabled(id: string, isEnabled: boolean, by: string): Promise<void> {
    const action = isEnabled ? 'webhook.enable' : 'webhook.disable';
    return this.#change(id, by, action, async (transaction) => {
      await transaction
        .updateTable('webhook_endpoint')
        .set({ disabled: isEnabled ? null : 'organizer' })
        .where('id', '=', id)
        .execute();
    });
  }

  /**
   * Does something with an endpoint that gets events, and records it.
   *
   * @throws UserError if there is none, or it is disabled
   */
  send(id: string, by: string, action: AuditAction, work: Change): Promise<void> {
    return this.#change(id, by, action, async (transaction, row) => {
      if (row.disabled !== null) throw new UserError('This webhook is disabled. Enable it first.');
      await work(transaction, row);
    });
  }

  /** Deletes secrets that don't sign anymore. */
  async deleteOldSecrets(now = Date.now()): Promise<void> {
    const isOver = new Date(now).toISOString();
    const old = await this.#storage.db
      .selectFrom('webhook_endpoint')
      .select('id')
      .where('previous_until', '<=', isOver)
      .execute();
    if (old.length === 0) return;
    await this.#storage.write((transaction) =>
      transaction
        .updateTable('webhook_endpoint')
        .set({ previous_secret: null, previous_until: null })
        .where('previous_until', '<=', isOver)
        .execute(),
    );
  }

  /** @throws UserError if there is no such endpoint */
  async require(id: string, db: Kysely<Database> = this.#storage.db): Promise<WebhookEndpointRow> {
    const row = await db.selectFrom('webhook_endpoint').selectAll().where('id', '=', id).executeTakeFirst();
    if (row) return row;
    throw new UserError(`There is no webhook "${id}". Run \`petitions webhooks list\` to see them.`);
  }

  #change(id: string, by: string, action: AuditAction, work: Change): Promise<void> {
    return this.#storage.write(async (transaction) => {
      const row = await this.require(id, transaction);
      await work(transaction, row);
      await recordAudit(transaction, { account: by, action, detail: hostOf(this.#urlOf(row)) });
    });
  }

  #urlOf({ id, url }: WebhookEndpointRow): string {
    return this.#cipher.open(url, { column: 'url', id });
  }
}

const eventsColumn = (events: readonly EventType[]) => JSON.stringify([...new Set(events)]);

/** @throws UserError if a petition doesn't exist */
async function writePetitions(
  transaction: Kysely<Database>,
  endpointId: string,
  slugs: readonly string[] | null,
): Promise<void> {
  const ids = new Set<number>();
  for (const slug of slugs ?? []) ids.add((await findPetition(transaction, slug)).id);
  await transaction.deleteFrom('webhook_petition').where('endpoint_id', '=', endpointId).execute();
  for (const petition_id of ids) {
    await transaction
      .insertInto('webhook_petition')
      .values({ endpoint_id: endpointId, petition_id })
      .execute();
  }
}

type Change = (transaction: Kysely<Database>, row: WebhookEndpointRow) => Promise<void>;

/** What the log of changes says about a URL. */
export const hostOf = (url: string): string => new URL(url).host;

/** A path up to this length is too short for a token that can't be guessed. */
const MAX_SHOWN_PATH = 12;
const SHOWN_END = 4;

/** A URL as lists show it. Of a path that may contain a token, only the end, so that a stolen session can't use it. */
export function maskUrl(url: string): string {
  const { origin, pathname, search } = new URL(url);
  const path = `${pathname}${search}`;
  return path.length <= MAX_SHOWN_PATH
    ? `${origin}${path}`
    : `${origin}/${HIDDEN_PATH}${path.slice(-SHOWN_END)}`;
}

/** The secrets that sign at this time, the newest first. */
export function secretsOf(
  cipher: WebhookCipher,
  { id, secret, previous_secret, previous_until }: WebhookEndpointRow,
  now: number,
): string[] {
  const sealed = [secret];
  if (previous_secret && previous_until! > new Date(now).toISOString()) sealed.push(previous_secret);
  return sealed.map((bytes) => cipher.open(bytes, { column: 'secret', id }));
}
