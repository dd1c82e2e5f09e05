import type { Context, Handler } from 'hono';
import { NewWebhook, WebhookEdit, WebhookState } from '../../../common/webhooks.ts';
import type { AuditAction } from '../../accounts/audit.ts';
import { TokenBuckets } from '../../bot-protection/token-buckets.ts';
import type { AppContext } from '../../context.ts';
import { HttpProblem } from '../../http/http-problem.ts';
import { UserError } from '../../lib/errors.ts';
import { SECOND_MS } from '../../lib/time.ts';
import { WebhookUrlError } from '../../webhooks/addresses.ts';
import { MAX_ENDPOINTS } from '../../webhooks/endpoints.ts';
import { type ConsoleEnv, notFound, requireOrganizer } from './guard.ts';
import { readBody } from './read-body.ts';

/** Tests and replays of all accounts together, or a stolen session could make this server send requests without end. */
const ON_REQUEST = { burst: 10, refillMs: 30 * SECOND_MS };
const EVERYBODY = '';

export function getWebhooks({ webhooks }: AppContext): Handler<ConsoleEnv> {
  return async function getWebhooks(c) {
    requireOrganizer(c);
    return c.json(await webhooks.endpoints.list());
  };
}

/** Adds an endpoint. Its secret is in this answer only. */
export function postWebhook({ webhooks }: AppContext): Handler<ConsoleEnv> {
  return async function postWebhook(c) {
    requireOrganizer(c);
    const input = await readBody(c, NewWebhook);
    if ((await webhooks.endpoints.list()).length >= MAX_ENDPOINTS) {
      throw new HttpProblem(409, `There are ${MAX_ENDPOINTS} webhooks already. Remove one first.`);
    }
    return c.json(await webhooks.endpoints.add(input, c.get('account').name).catch(refuseInput), 201);
  };
}

export function putWebhook({ webhooks }: AppContext): Handler<ConsoleEnv> {
  return async function putWebhook(c) {
    const id = await requireWebhook(c, webhooks);
    const edited = await readBody(c, WebhookEdit);
    await webhooks.endpoints.edit(id, edited, c.get('account').name).catch(refuseInput);
    return c.body(null, 204);
  };
}

export function deleteWebhook({ webhooks }: AppContext): Handler<ConsoleEnv> {
  return async function deleteWebhook(c) {
    const id = await requireWebhook(c, webhooks);
    await webhooks.endpoints.remove(id, c.get('account').name);
    return c.body(null, 204);
  };
}

/** Replaces the secret. The new one is in this answer only. */
export function postWebhookRotation({ webhooks }: AppContext): Handler<ConsoleEnv> {
  return async function postWebhookRotation(c) {
    const id = await requireWebhook(c, webhooks);
    return c.json(await webhooks.endpoints.rotate(id, c.get('account').name));
  };
}

export function putWebhookState({ webhooks }: AppContext): Handler<ConsoleEnv> {
  return async function putWebhookState(c) {
    const id = await requireWebhook(c, webhooks);
    const { enabled } = await readBody(c, WebhookState);
    await webhooks.endpoints.setEnabled(id, enabled, c.get('account').name);
    return c.body(null, 204);
  };
}

export function getWebhookDeliveries({ webhooks }: AppContext): Handler<ConsoleEnv> {
  return async function getWebhookDeliveries(c) {
    const id = await requireWebhook(c, webhooks);
    return c.json(await webhooks.outbox.list(id, c.req.query('before')));
  };
}

/** Sends a test, or an event again. Both go through the outbox, like all events. */
export function createWebhookSending({ webhooks, config }: AppContext) {
  const buckets = new TokenBuckets(ON_REQUEST);
  const send = async (
    c: Context<ConsoleEnv>,
    action: AuditAction,
    work: Parameters<typeof webhooks.endpoints.send>[3],
  ) => {
    const id = await requireWebhook(c, webhooks);
    const waitMs = config.limits ? buckets.take(EVERYBODY, performance.now()) : 0;
    if (waitMs > 0) {
      throw new HttpProblem(429, 'Too many tests and replays. Wait for the time in Retry-After.', {
        headers: { 'Retry-After': String(Math.ceil(waitMs / SECOND_MS)) },
      });
    }
    await webhooks.endpoints.send(id, c.get('account').name, action, work).catch((error: unknown) => {
      if (error instanceof UserError) throw new HttpProblem(409, error.message);
      throw error;
    });
    return c.body(null, 204);
  };
  const postWebhookTest: Handler<ConsoleEnv> = (c) =>
    send(c, 'webhook.test', async (transaction, { id }) => {
      await webhooks.outbox.addTest(transaction, id);
    });
  const postWebhookReplay: Handler<ConsoleEnv> = async (c) => {
    requireOrganizer(c);
    const deliveryId = c.req.param('delivery')!;
    const endpointId = await webhooks.outbox.endpointOf(deliveryId).catch(refuse);
    if (endpointId !== c.req.param('id')) throw notFound();
    return send(c, 'webhook.replay', (transaction) => webhooks.outbox.replay(transaction, deliveryId));
  };
  return { postWebhookTest, postWebhookReplay };
}

/** @throws HttpProblem 404 */
async function requireWebhook(
  c: Context<ConsoleEnv>,
  { endpoints }: AppContext['webhooks'],
): Promise<string> {
  requireOrganizer(c);
  const { id } = await endpoints.require(c.req.param('id')!).catch(refuse);
  return id;
}

function refuseInput(error: unknown): never {
  if (!(error instanceof UserError)) throw error;
  const field = error instanceof WebhookUrlError ? 'url' : 'petitions';
  throw new HttpProblem(422, error.message, {
    errors: [{ field, code: 'invalid', message: error.message }],
  });
}

function refuse(error: unknown): never {
  if (error instanceof UserError) throw notFound();
  throw error;
}
