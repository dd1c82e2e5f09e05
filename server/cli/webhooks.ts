import { Command, InvalidArgumentError, Option } from 'commander';
import {
  EVENT_TYPES,
  type EventType,
  type FAILURES,
  type WebhookDelivery,
  type WebhookEndpoint,
} from '../../common/webhooks.ts';
import { COMMAND_LINE } from '../accounts/audit.ts';
import { readConfig } from '../config/config.ts';
import { loadSecret } from '../crypto/keys.ts';
import { UsageError } from '../lib/errors.ts';
import { formatCount } from '../lib/format-count.ts';
import { AddressPolicy } from '../webhooks/addresses.ts';
import { LOG_DAYS } from '../webhooks/outbox.ts';
import { createWebhookTools, type WebhookTools } from '../webhooks/webhooks.ts';
import { collect, withStorage } from './command.ts';
import { print } from './output.ts';

interface ListOptions {
  json?: boolean;
}

const list = new Command('list')
  .summary('List the webhooks')
  .description('List the webhooks with their events, their petitions, and whether they work.')
  .option('--json', 'print JSON')
  .action(({ json = false }: ListOptions) =>
    withWebhooks(async ({ endpoints }) => {
      const listed = await endpoints.list();
      if (json) print(JSON.stringify(listed, null, 2));
      else if (listed.length === 0)
        print('There are no webhooks. Add one with `petitions webhooks add URL`.');
      else for (const endpoint of listed) print(describeEndpoint(endpoint));
    }),
  );

const add = new Command('add')
  .summary('Add a webhook')
  .description(
    'Send events to a URL from now on. Prints the secret that signs them, which is not shown again.',
  )
  .argument(
    '<URL>',
    'https:// URL of the receiver; for http:// and private networks, see WEBHOOK_ALLOW_HOSTS',
  )
  .option(
    '--event <TYPE>',
    `only events of this type: ${EVENT_TYPES.join(', ')}; may be repeated`,
    collectType,
  )
  .option('--petition <SLUG>', 'only events of this petition; may be repeated', collect)
  .action((url: string, { event, petition }: { event?: EventType[]; petition?: string[] }) =>
    withWebhooks(async ({ endpoints }) => {
      const events = event ?? [...EVENT_TYPES];
      const { id, secret } = await endpoints.add({ url, events, petitions: petition ?? null }, COMMAND_LINE);
      print(`Webhook ${id} is added. Its secret, which is shown only now:\n\n  ${secret}\n`);
      print(`Give it to the receiver, then try: petitions webhooks test ${id}`);
    }),
  );

interface EditOptions {
  url?: string;
  event?: EventType[];
  allEvents?: boolean;
  petition?: string[];
  allPetitions?: boolean;
}

const edit = onEndpoint(
  'edit',
  'Change the URL, the events, or the petitions of a webhook; its secret stays',
  async (tools, id, { url, event, allEvents, petition, allPetitions }: EditOptions) => {
    const edited = {
      ...(url !== undefined && { url }),
      ...((event || allEvents) && { events: event ?? [...EVENT_TYPES] }),
      ...((petition || allPetitions) && { petitions: petition ?? null }),
    };
    if (Object.keys(edited).length === 0) {
      throw new UsageError(
        'Say what to change: --url, --event or --all-events, --petition or --all-petitions.',
      );
    }
    await tools.endpoints.edit(id, edited, COMMAND_LINE);
    print(`Webhook ${id} is changed.`);
    if (url !== undefined) {
      print(
        `What waits for it is sent to the new URL, if it is enabled. Try it: petitions webhooks test ${id}`,
      );
    }
  },
)
  .option('--url <URL>', 'all of the new URL, with the same rules as in `add`')
  .option(
    '--event <TYPE>',
    'only events of this type; may be repeated, replaces those chosen before',
    collectType,
  )
  .addOption(new Option('--all-events', 'events of all types').conflicts('event'))
  .option(
    '--petition <SLUG>',
    'only events of this petition; may be repeated, replaces those chosen before',
    collect,
  )
  .addOption(new Option('--all-petitions', 'events of all petitions, also later ones').conflicts('petition'));

const remove = onEndpoint(
  'remove',
  'Remove a webhook, with the events that wait for it',
  async (tools, id) => {
    await tools.endpoints.remove(id, COMMAND_LINE);
    print(`Webhook ${id} is removed.`);
  },
);

const rotate = onEndpoint(
  'rotate',
  'Replace the secret of a webhook; for a day, the old one signs as well',
  async (tools, id) => {
    const { secret } = await tools.endpoints.rotate(id, COMMAND_LINE);
    print(`The new secret of ${id}, which is shown only now:\n\n  ${secret}\n`);
    print('Give it to the receiver within a day. Until then, events are signed with the old one, too.');
  },
);

const enable = onEndpoint('enable', 'Enable a webhook that was disabled', async (tools, id) => {
  await tools.endpoints.setEnabled(id, true, COMMAND_LINE);
  print(`Webhook ${id} is enabled. What waits for it is sent now.`);
});

const disable = onEndpoint('disable', 'Send a webhook no events until it is enabled', async (tools, id) => {
  await tools.endpoints.setEnabled(id, false, COMMAND_LINE);
  print(`Webhook ${id} is disabled.`);
});

const test = onEndpoint('test', 'Send a webhook a test, signed with its secret', async (tools, id) => {
  const { endpoints, outbox } = tools;
  await endpoints.send(id, COMMAND_LINE, 'webhook.test', async (transaction) => {
    await outbox.addTest(transaction, id);
  });
  print(`A running server sends it within a second. What became of it: petitions webhooks deliveries ${id}`);
});

const deliveries = onEndpoint(
  'deliveries',
  `List the latest events of a webhook, newest first; they are kept for ${LOG_DAYS} days`,
  async ({ endpoints, outbox }, id, { json = false }: ListOptions) => {
    await endpoints.require(id);
    const listed = await outbox.list(id);
    if (json) print(JSON.stringify(listed, null, 2));
    else if (listed.length === 0) print('No events yet.');
    else for (const delivery of listed) print(describeDelivery(delivery));
  },
).option('--json', 'print JSON');

const replay = new Command('replay')
  .summary('Send an event again, with the same ID')
  .description('Send an event again, with the same ID, so that a receiver that has it can drop it.')
  .argument('<EVENT>', 'ID of the event, from `petitions webhooks deliveries`')
  .action((eventId: string) =>
    withWebhooks(async ({ endpoints, outbox }) => {
      const endpointId = await outbox.endpointOf(eventId);
      await endpoints.send(endpointId, COMMAND_LINE, 'webhook.replay', (transaction) =>
        outbox.replay(transaction, eventId),
      );
      print('A running server sends it within a second.');
    }),
  );

export const webhooks = new Command('webhooks')
  .summary('Manage the webhooks, which tell other programs about petitions')
  .description(
    'Manage the webhooks: URLs that get an event when a petition is created, changed, or closed, and when its count grows. Events have no personal data: see docs/webhooks.md.',
  )
  .action(() => {
    throw new UsageError(`Name an action: ${webhooks.commands.map((action) => action.name()).join(', ')}.`);
  });
for (const action of [list, add, edit, remove, enable, disable, rotate, test, deliveries, replay]) {
  webhooks.addCommand(action);
}

function collectType(value: string, types: EventType[] = []): EventType[] {
  const type = EVENT_TYPES.find((known) => known === value);
  if (!type) throw new InvalidArgumentError(`Use one of ${EVENT_TYPES.join(', ')}.`);
  return [...types, type];
}

/** An action on the webhook with an ID. */
function onEndpoint<Options extends object>(
  name: string,
  summary: string,
  work: (tools: WebhookTools, id: string, options: Options) => Promise<void>,
): Command {
  return new Command(name)
    .summary(summary)
    .description(`${summary}.`)
    .argument('<ID>', 'ID of the webhook, from `petitions webhooks list`')
    .action((id: string, options: Options) => withWebhooks((tools) => work(tools, id, options)));
}

async function withWebhooks(work: (tools: WebhookTools) => Promise<void>): Promise<void> {
  const { config, secrets } = readConfig(process.env);
  await withStorage(
    async (storage) => {
      const secret = await loadSecret(config, secrets, storage);
      await work(createWebhookTools(storage, secret, new AddressPolicy(config.webhookAllowHosts)));
    },
    { create: false },
  );
}

const DISABLED = {
  organizer: 'disabled',
  gone: 'disabled because it answered 410',
  failing: 'disabled because it failed for days',
};

function describeEndpoint(endpoint: WebhookEndpoint): string {
  const { id, url, events, petitions, disabled, acceptedAt, failingSince, waiting, previousSecretUntil } =
    endpoint;
  const state = [
    disabled === null ? 'enabled' : DISABLED[disabled],
    ...(failingSince === null ? [] : [`failing since ${minute(failingSince)}`]),
    ...(acceptedAt === null ? [] : [`last accepted ${minute(acceptedAt)}`]),
    ...(waiting === 0 ? [] : [`${formatCount(waiting, 'event')} waiting`]),
    ...(previousSecretUntil === null ? [] : [`the old secret signs until ${minute(previousSecretUntil)}`]),
  ];
  return [
    `${id}  ${url}`,
    `  ${state.join(', ')}`,
    `  ${events.length === EVENT_TYPES.length ? 'all events' : events.join(', ')} of ${petitions?.join(', ') ?? 'all petitions'}`,
  ].join('\n');
}

const FAILURES_IN_WORDS: Record<(typeof FAILURES)[number], string> = {
  address:
    "its address isn't public; for a receiver on a private network, list its host in WEBHOOK_ALLOW_HOSTS",
  name: "its host wasn't found",
  certificate: "its certificate isn't valid",
  timeout: 'no answer in time',
  connection: 'no connection',
};

function describeDelivery(delivery: WebhookDelivery): string {
  const { id, createdAt, type, petition, status, isSending, attempts, dueAt, responseStatus, failure } =
    delivery;
  const answer = failure === null ? `HTTP ${responseStatus}` : FAILURES_IN_WORDS[failure];
  const last = attempts === 0 ? [] : [`${formatCount(attempts, 'attempt')}, the last: ${answer}`];
  const next = dueAt !== null && !isSending ? [`next at ${minute(dueAt)}`] : [];
  return [id, minute(createdAt), type, petition ?? '-', [status, ...last, ...next].join(', ')].join('  ');
}

const minute = (time: string) => `${time.slice(0, 16)}Z`;
