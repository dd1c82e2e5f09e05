/** Webhooks: the events that are sent, and what the console's screen and the server say to each other about them. */
import * as v from 'valibot';

/** What an endpoint can get. None has personal data. */
export const EVENT_TYPES = [
  'petition.created',
  'petition.updated',
  'petition.closed',
  'petition.goal_reached',
  'petition.milestone',
  'petition.count',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** Sent on request only, to any endpoint. */
export const TEST_EVENT = 'webhook.test';

const Timestamp = v.pipe(
  v.string(),
  v.description('When it happened, to the minute; of counts, the full hour. ISO 8601 in UTC.'),
);

const EventData = v.object({
  petition: v.object({
    slug: v.string(),
    url: v.pipe(v.string(), v.description('Its page.')),
    title: v.pipe(v.string(), v.description('In its main language.')),
    lang: v.pipe(v.string(), v.description('Its main language.')),
    languages: v.array(v.string()),
    status: v.picklist(['open', 'closed']),
    victory: v.pipe(v.boolean(), v.description('Whether it is closed and has won.')),
  }),
  count: v.pipe(v.number(), v.description('As published.')),
  goal: v.pipe(v.number(), v.description('What it aims at now.')),
});

const Reached = v.object({
  ...EventData.entries,
  reached: v.pipe(v.number(), v.description('The number of signatures that was reached.')),
});

const event = <Type extends string, Data extends v.GenericSchema>(type: Type, data: Data) =>
  v.object({ type: v.literal(type), timestamp: Timestamp, data });

/** The body of a webhook, by its type. */
export const WEBHOOK_EVENTS = {
  'petition.created': v.pipe(event('petition.created', EventData), v.description('It was published.')),
  'petition.updated': v.pipe(
    event('petition.updated', EventData),
    v.description('What it says has changed, or it was reopened.'),
  ),
  'petition.closed': v.pipe(
    event('petition.closed', EventData),
    v.description('It was closed, or its last day is over.'),
  ),
  'petition.goal_reached': v.pipe(
    event('petition.goal_reached', Reached),
    v.description('The count reached the goal that the organizer set. Sent once for each goal.'),
  ),
  'petition.milestone': v.pipe(
    event('petition.milestone', Reached),
    v.description(
      'The count reached a round number: each hundred up to 600, 800, and each thousand. Sent once for each; if the count passes several at once, for the last of them.',
    ),
  ),
  'petition.count': v.pipe(
    event('petition.count', EventData),
    v.description('The count has changed since the last of these events. Sent at most once an hour.'),
  ),
  'webhook.test': v.pipe(
    event(TEST_EVENT, v.object({ text: v.string() })),
    v.description('Sent when somebody asks for a test.'),
  ),
};
export type WebhookEvent = v.InferOutput<(typeof WEBHOOK_EVENTS)[keyof typeof WEBHOOK_EVENTS]>;
export type PetitionEvent = Exclude<WebhookEvent, { type: typeof TEST_EVENT }>;

/** Why an endpoint gets no events: an organizer disabled it, it answered 410, or it failed for days. */
const Disabled = v.picklist(['organizer', 'gone', 'failing']);

/** A URL that gets events. */
export const WebhookEndpoint = v.object({
  id: v.string(),
  /** Of a long path, only the end: it may contain a token. */
  url: v.string(),
  events: v.array(v.picklist(EVENT_TYPES)),
  /** Slugs. Null for all. */
  petitions: v.nullable(v.array(v.string())),
  disabled: v.nullable(Disabled),
  /** When it last accepted an event. ISO 8601 in UTC, to the minute. */
  acceptedAt: v.nullable(v.string()),
  /** Until when the secret before the last rotation signs as well. */
  previousSecretUntil: v.nullable(v.string()),
  /** When the first attempt since the last accepted one failed. Null if the last attempt was accepted. ISO 8601 in UTC, to the minute. */
  failingSince: v.nullable(v.string()),
  /** How many events wait for it. */
  waiting: v.number(),
  createdOn: v.string(),
});
export type WebhookEndpoint = v.InferOutput<typeof WebhookEndpoint>;

export const NewWebhook = v.object({
  url: v.pipe(v.string(), v.maxLength(2_000)),
  events: v.pipe(v.array(v.picklist(EVENT_TYPES)), v.minLength(1)),
  /** Slugs. Null for all, also those that are created later. */
  petitions: v.nullable(v.pipe(v.array(v.pipe(v.string(), v.maxLength(100))), v.minLength(1))),
});
export type NewWebhook = v.InferOutput<typeof NewWebhook>;

/** All of a webhook that can be edited. A URL as lists show it, with only its end, stands for the one that is stored. */
export const WebhookEdit = NewWebhook;

/** What stands for the hidden part of a URL in lists. */
export const HIDDEN_PATH = '…';

/** A secret, which is shown once. */
export const WebhookSecret = v.object({ id: v.string(), secret: v.string() });
export type WebhookSecret = v.InferOutput<typeof WebhookSecret>;

export const WebhookState = v.object({ enabled: v.boolean() });

/** Why there was no response. */
export const FAILURES = ['address', 'name', 'certificate', 'timeout', 'connection'] as const;

/** An event that was sent to an endpoint, or waits for it. */
export const WebhookDelivery = v.object({
  id: v.string(),
  type: v.string(),
  /** Slug, as of the event. Null for a test. */
  petition: v.nullable(v.string()),
  createdAt: v.string(),
  status: v.picklist(['waiting', 'delivered', 'failed']),
  /** Whether it waits for its first attempt, or for the first since somebody sent it again. */
  isSending: v.boolean(),
  /** All, also those before it was sent again. */
  attempts: v.number(),
  attemptedAt: v.nullable(v.string()),
  /** When it is sent next. Null unless it waits. */
  dueAt: v.nullable(v.string()),
  /** HTTP status of the last attempt. */
  responseStatus: v.nullable(v.number()),
  failure: v.nullable(v.picklist(FAILURES)),
});
export type WebhookDelivery = v.InferOutput<typeof WebhookDelivery>;
