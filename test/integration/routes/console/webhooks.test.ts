import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { AuditEntry } from '../../../../common/console.ts';
import {
  EVENT_TYPES,
  type NewWebhook,
  type WebhookDelivery,
  type WebhookEndpoint,
  type WebhookSecret,
} from '../../../../common/webhooks.ts';
import { createConsoleClient } from '../../../support/console.ts';
import { onlyOnce } from '../../../support/database.ts';
import { PETITIONS, start } from '../../../support/server.ts';
import { answerWith, startReceiver } from '../../../support/webhook-receiver.ts';

const SLUG = 'keep-the-library';

async function setUp(t: TestContext) {
  const server = await start(t, { petitions: PETITIONS, env: { WEBHOOK_ALLOW_HOSTS: '127.0.0.1' } });
  const client = createConsoleClient(server);
  await client.signUp('Irena');
  const receiver = await startReceiver(t);
  const input: NewWebhook = { url: receiver.url, events: [...EVENT_TYPES], petitions: [SLUG] };
  return {
    ...server,
    client,
    receiver,
    input,
    add: async (): Promise<WebhookSecret> => {
      const response = await client.post('/webhooks', input);
      assert.equal(response.status, 201, await response.clone().text());
      return (await response.json()) as WebhookSecret;
    },
    deliver: () => server.context.webhooks.sender.deliver(),
  };
}

describe('webhooks in the console', () => {
  it('are added with a secret that is shown once, tested, rotated, disabled, and removed', async (t) => {
    const { client, receiver, add, deliver } = await setUp(t);
    const { id, secret } = await add();
    assert.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
    const list = () => client.read<WebhookEndpoint[]>('/webhooks');
    const [endpoint] = await list();
    assert.deepEqual([endpoint!.url, endpoint!.petitions, endpoint!.disabled], [receiver.url, [SLUG], null]);
    assert.doesNotMatch(JSON.stringify(endpoint), /whsec/);

    assert.equal((await client.post(`/webhooks/${id}/test`)).status, 204);
    await deliver();
    assert.deepEqual(
      receiver.verified(secret).map(({ type }) => type),
      ['webhook.test'],
    );
    const [delivery] = await client.read<WebhookDelivery[]>(`/webhooks/${id}/deliveries`);
    assert.deepEqual([delivery!.status, delivery!.responseStatus, delivery!.attempts], ['delivered', 204, 1]);

    const rotated = (await (await client.post(`/webhooks/${id}/rotate`)).json()) as WebhookSecret;
    assert.notEqual(rotated.secret, secret);
    assert.equal((await client.post(`/webhooks/${id}/deliveries/${delivery!.id}/replay`)).status, 204);
    await deliver();
    assert.equal(receiver.requests[1]!.id, receiver.requests[0]!.id);

    assert.equal((await client.put(`/webhooks/${id}/state`, { enabled: false })).status, 204);
    assert.equal((await list())[0]!.disabled, 'organizer');
    assert.equal((await client.post(`/webhooks/${id}/test`)).status, 409);
    assert.equal((await client.put(`/webhooks/${id}/state`, { enabled: true })).status, 204);
    assert.equal((await client.delete(`/webhooks/${id}`)).status, 204);
    assert.deepEqual(await list(), []);

    const host = new URL(receiver.url).host;
    const entries = await client.read<AuditEntry[]>('/audit');
    const ours = entries.filter(({ action }) => action.startsWith('webhook.'));
    assert.deepEqual(ours.map(({ action }) => action.replace('webhook.', '')).reverse(), [
      'add',
      'test',
      'rotate',
      'replay',
      'disable',
      'enable',
      'remove',
    ]);
    assert.ok(ours.every(({ account, detail }) => account === 'Irena' && detail === host));
  });

  it('are edited, with the secret and what isn’t changed as they were', async (t) => {
    const { client, receiver, input, add, deliver } = await setUp(t);
    const { host } = new URL(receiver.url);
    input.url = `http://${host}/a-path-with-a-token`;
    const { id, secret } = await add();
    const read = async () => (await client.read<WebhookEndpoint[]>('/webhooks'))[0]!;
    const edit = (more: Partial<NewWebhook>) => client.put(`/webhooks/${id}`, { ...input, ...more });

    const { url } = await read();
    assert.equal(url, `http://${host}/…oken`);
    assert.equal((await edit({ url, events: ['petition.count'], petitions: null })).status, 204);
    const { events, petitions } = await read();
    assert.deepEqual([events, petitions], [['petition.count'], null]);
    await client.post(`/webhooks/${id}/test`);
    await deliver();
    assert.deepEqual(
      [receiver.requests[0]!.path, receiver.verified(secret).length],
      ['/a-path-with-a-token', 1],
    );

    // Somebody with a stolen session must not send the hidden path to another host.
    for (const refused of [`https://evil.example/…oken`, `http://${host}/…path`, 'https://10.0.0.1/']) {
      const response = await edit({ url: refused });
      assert.equal(response.status, 422);
      assert.doesNotMatch(await response.text(), /a-path-with/);
    }
    assert.equal((await edit({ url, petitions: ['nothing'] })).status, 422);
    assert.equal((await read()).petitions, null, 'a refused change changes nothing');

    const another = await startReceiver(t);
    assert.equal((await edit({ url: another.url })).status, 204);
    await client.post(`/webhooks/${id}/test`);
    await deliver();
    assert.deepEqual([receiver.requests.length, another.verified(secret).length], [1, 1]);
    const entries = (await client.read<AuditEntry[]>('/audit')).filter(
      ({ action }) => action === 'webhook.edit',
    );
    assert.deepEqual(
      entries.map(({ detail }) => detail),
      [`${host} → ${new URL(another.url).host}`, host],
    );
    assert.equal((await client.put('/webhooks/unknown', input)).status, 404);
  });

  it('show a receiver’s status, and nothing that it answered', onlyOnce, async (t) => {
    const { client, receiver, add, deliver } = await setUp(t);
    const { id } = await add();
    receiver.answer = answerWith(500, { 'X-Inside': 'a secret header' }, '<script>a secret page</script>');
    await client.post(`/webhooks/${id}/test`);
    await deliver();
    const deliveries = await client.read<WebhookDelivery[]>(`/webhooks/${id}/deliveries`);
    assert.equal(deliveries[0]!.responseStatus, 500);
    assert.doesNotMatch(JSON.stringify(deliveries), /a secret/);
  });

  it('refuse what is wrong with a URL or a filter, and more than twenty', onlyOnce, async (t) => {
    const { client, input, add } = await setUp(t);
    const refused = async (more: object, field: string) => {
      const response = await client.post('/webhooks', { ...input, ...more });
      assert.equal(response.status, 422);
      const { errors } = (await response.json()) as { errors: { field: string; message?: string }[] };
      assert.equal(errors[0]!.field, field);
      return errors[0]!.message;
    };
    assert.match((await refused({ url: 'https://10.0.0.1/' }, 'url'))!, /isn't public/);
    assert.match((await refused({ url: 'https://crm.example/…hook' }, 'url'))!, /is shortened/);
    assert.match((await refused({ petitions: ['nothing'] }, 'petitions'))!, /no petition "nothing"/);
    await refused({ events: [] }, 'events');
    await refused({ events: ['signature.created'] }, 'events.0');
    await refused({ petitions: [] }, 'petitions');
    for (let number = 0; number < 20; number++) await add();
    assert.equal((await client.post('/webhooks', input)).status, 409);
  });

  it('limit tests and replays', onlyOnce, async (t) => {
    const { client, add } = await setUp(t);
    const { id } = await add();
    for (let sent = 0; sent < 10; sent++) {
      assert.equal((await client.post(`/webhooks/${id}/test`)).status, 204);
    }
    const refused = await client.post(`/webhooks/${id}/test`);
    assert.equal(refused.status, 429);
    assert.ok(Number(refused.headers.get('Retry-After')) > 0);
  });

  it('need a session of an organizer, from the console’s own page', onlyOnce, async (t) => {
    const server = await setUp(t);
    const { id } = await server.add();
    const deliveries = `/webhooks/${id}/deliveries`;
    await server.client.post(`/webhooks/${id}/test`);
    const [delivery] = await server.client.read<WebhookDelivery[]>(deliveries);
    const partner = createConsoleClient(server);
    await partner.signUp('Harbour', { role: 'partner', slug: SLUG, partner: 'harbour-aid' });
    const nobody = createConsoleClient(server);
    for (const [client, status] of [
      [partner, 404],
      [nobody, 401],
    ] as const) {
      const replay = `${deliveries}/${delivery!.id}/replay`;
      const responses = [
        await client.get('/webhooks'),
        await client.get(deliveries),
        await client.post('/webhooks', server.input),
        await client.post(`/webhooks/${id}/rotate`),
        await client.post(`/webhooks/${id}/test`),
        await client.post(replay),
        await client.put(`/webhooks/${id}/state`, { enabled: false }),
        await client.put(`/webhooks/${id}`, server.input),
        await client.delete(`/webhooks/${id}`),
      ];
      assert.deepEqual(
        responses.map((response) => response.status),
        responses.map(() => status),
      );
    }
    const foreign = { 'Sec-Fetch-Site': 'cross-site' };
    assert.equal((await server.client.post('/webhooks', server.input, foreign)).status, 403);
    assert.equal((await server.client.post('/webhooks/unknown/test')).status, 404);
    assert.equal((await server.client.get('/webhooks/unknown/deliveries')).status, 404);
  });
});
