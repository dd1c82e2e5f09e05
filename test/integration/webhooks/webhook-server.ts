import type { TestContext } from 'node:test';
import { EVENT_TYPES, type NewWebhook } from '../../../common/webhooks.ts';
import type { Resolver } from '../../../server/webhooks/addresses.ts';
import { createWebhooks } from '../../../server/webhooks/webhooks.ts';
import { SECRET, type StartOptions, start } from '../../support/server.ts';
import { startReceiver } from '../../support/webhook-receiver.ts';

/** Ten minutes past an hour, so that a test that runs for a few minutes of its clock stays in it. */
const START_TIME = Date.parse('2031-02-03T10:10:20.500Z');

interface Options extends StartOptions {
  resolve?: Resolver;
}

/** A server and a receiver. Webhooks have a clock of their own, which only the test moves. */
export async function startWithWebhooks(t: TestContext, { resolve, ...options }: Options = {}) {
  const server = await start(t, { ...options, env: { WEBHOOK_ALLOW_HOSTS: '127.0.0.1', ...options.env } });
  const { storage, petitions, config, log } = server.context;
  const clock = { now: START_TIME };
  /** Another process on the same database, as far as webhooks are concerned. */
  const createAnother = () =>
    createWebhooks(config, Buffer.from(SECRET), storage, petitions, log, {
      now: () => clock.now,
      ...(resolve && { resolve }),
    });
  const webhooks = createAnother();
  await webhooks.recorder.record();
  const receiver = await startReceiver(t, { now: () => clock.now });
  return {
    ...server,
    clock,
    webhooks,
    receiver,
    createAnother,
    add: (more: Partial<NewWebhook> = {}) =>
      webhooks.endpoints.add(
        { url: receiver.url, events: [...EVENT_TYPES], petitions: null, ...more },
        'test',
      ),
    /** Publishes what is stored, records the events, and sends them. */
    async tick() {
      await petitions.refresh();
      await webhooks.recorder.record();
      await webhooks.sender.deliver();
    },
  };
}
