import type { Logger } from 'pino';
import type { Config } from '../config/config.ts';
import type { PublishedPetitions } from '../petitions/published-petitions.ts';
import type { PetitionStorage } from '../storage/open.ts';
import { AddressPolicy, type Resolver } from './addresses.ts';
import { WebhookEndpoints } from './endpoints.ts';
import { EventRecorder } from './event-recorder.ts';
import { type Outcome, WebhookOutbox } from './outbox.ts';
import { WebhookSender } from './sender.ts';
import { WebhookCipher } from './webhook-cipher.ts';

/** The parts that manage webhooks, for the console and the command line. */
export interface WebhookTools {
  endpoints: WebhookEndpoints;
  outbox: WebhookOutbox;
}

/** The same with those of a running server. */
export interface Webhooks extends WebhookTools {
  recorder: EventRecorder;
  sender: WebhookSender;
}

export function createWebhookTools(
  storage: PetitionStorage,
  secret: Uint8Array,
  policy: AddressPolicy,
): WebhookTools {
  const cipher = new WebhookCipher(secret);
  return {
    endpoints: new WebhookEndpoints(storage, cipher, policy),
    outbox: new WebhookOutbox(storage, cipher),
  };
}

export interface WebhookOptions {
  now?: () => number;
  resolve?: Resolver;
  onAttempt?: ((outcome: Outcome) => void) | undefined;
}

export function createWebhooks(
  { publicUrl, webhookAllowHosts }: Config,
  secret: Uint8Array,
  storage: PetitionStorage,
  petitions: PublishedPetitions,
  log: Logger,
  { now, resolve, onAttempt }: WebhookOptions = {},
): Webhooks {
  const policy = new AddressPolicy(webhookAllowHosts, resolve);
  const tools = createWebhookTools(storage, secret, policy);
  return {
    ...tools,
    recorder: new EventRecorder(storage, petitions, tools.outbox, publicUrl, now),
    sender: new WebhookSender(tools.outbox, policy, log, now, onAttempt),
  };
}
