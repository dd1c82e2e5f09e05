import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parsePetitionFile } from '../../server/petitions/petition-file.ts';
import { loadPetitions } from '../../server/petitions/repository.ts';
import { openStorage } from '../../server/storage/open.ts';
import { AddressPolicy } from '../../server/webhooks/addresses.ts';
import { createWebhookTools } from '../../server/webhooks/webhooks.ts';
import { freePort } from '../support/free-port.ts';
import { answerWith, startReceiver } from '../support/webhook-receiver.ts';
import { DATABASES, type DatabaseName, queryDatabase } from './databases.ts';
import { createEnvironment, SECRET, SLUG } from './environment.ts';
import { waitUntil } from './server.ts';

const SETTINGS = { WEBHOOK_ALLOW_HOSTS: '127.0.0.1' };
/** Created while the server runs. */
const ADDED = Array.from({ length: 12 }, (_, number) => `petition-${number}`);

/** With those that are there before, which no server has announced yet. */
const ALL = [...ADDED, SLUG, 'keep-the-library'].sort();

/** Adds a webhook, as the command line does. */
async function addWebhook(databaseUrl: string, url: string): Promise<string> {
  const storage = await openStorage(databaseUrl);
  const tools = createWebhookTools(storage, Buffer.from(SECRET), new AddressPolicy(['127.0.0.1']));
  const input = { url, events: ['petition.created' as const], petitions: null };
  const { secret } = await tools.endpoints.add(input, 'test');
  await storage.close();
  return secret;
}

async function createPetitions(databaseUrl: string): Promise<void> {
  const storage = await openStorage(databaseUrl);
  const entries = ADDED.map((slug) => ({
    slug,
    creator: 'Ilse V.',
    texts: { en: { title: slug, text: 'T' } },
  }));
  await loadPetitions(storage, parsePetitionFile(JSON.stringify(entries)));
  await storage.close();
}

/** What was sent during a kill stays claimed for half a minute. The test doesn't wait that long. */
const releaseClaims = (url: string) =>
  queryDatabase(url, 'update webhook_delivery set taken_until = null where taken_until is not null');

const waitingIn = async (url: string): Promise<number> =>
  (await queryDatabase(url, 'select id from webhook_delivery where due_at is not null')).length;

describe('webhooks', { concurrency: 2 }, () => {
  for (const database of DATABASES) {
    it(`all arrive although the server is killed while it sends one, which has the same ID again, on ${database}`, async (t) => {
      const receiver = await startReceiver(t);
      const environment = await createEnvironment(t, database);
      const secret = await addWebhook(environment.url, receiver.url);
      const server = await environment.start(SETTINGS);
      // Takes the first three, and holds the fourth until the server is dead.
      const isHeld = () => receiver.requests.length >= 4;
      receiver.answer = (response) => {
        if (!isHeld()) answerWith(200)(response);
      };
      await createPetitions(environment.url);
      await waitUntil('a delivery in progress', 20_000, isHeld, server);
      server.signal('SIGKILL');
      await server.exitCode;
      const held = receiver.requests.at(-1)!;
      receiver.answer = answerWith(200);
      await releaseClaims(environment.url);

      const restarted = await environment.start(SETTINGS);
      await waitUntil(
        'nothing waits',
        20_000,
        async () => (await waitingIn(environment.url)) === 0,
        restarted,
      );
      restarted.signal('SIGTERM');
      assert.equal(await restarted.exitCode, 0, restarted.log());

      receiver.verified(secret);
      const ids = receiver.requests.map(({ id }) => id);
      const twice = ids.filter((id, index) => ids.indexOf(id) < index);
      assert.deepEqual(twice, [held.id]);
      assert.deepEqual(slugsOf(receiver), ALL);
    });
  }

  it('are decided and sent once by two servers on one PostgreSQL, one of which is killed', async (t) => {
    const receiver = await startReceiver(t);
    const environment = await createEnvironment(t, 'PostgreSQL' satisfies DatabaseName);
    const secret = await addWebhook(environment.url, receiver.url);
    const first = await environment.start(SETTINGS);
    // Registered to be killed after the test, as the latest one is.
    t.after(() => first.signal('SIGKILL'));
    const second = await environment.start({ ...SETTINGS, PORT: String(await freePort()) });
    await createPetitions(environment.url);
    await waitUntil('some events', 20_000, () => receiver.requests.length > 2, second);
    first.signal('SIGKILL');
    await first.exitCode;
    await releaseClaims(environment.url);
    await waitUntil('nothing waits', 20_000, async () => (await waitingIn(environment.url)) === 0, second);
    second.signal('SIGTERM');
    assert.equal(await second.exitCode, 0, second.log());
    receiver.verified(secret);
    assert.deepEqual(slugsOf(receiver), ALL);
    // One by the server that was killed, and one that the other sent when the claims were released.
    assert.ok(receiver.requests.length <= ALL.length + 2, String(receiver.requests.length));
  });
});

/** Of the petitions that events were about, each once, whatever was sent twice. */
function slugsOf({ requests }: Awaited<ReturnType<typeof startReceiver>>): string[] {
  const byId = new Map(requests.map(({ id, event }) => [id, event]));
  return [...byId.values()].flatMap(({ data }) => ('petition' in data ? data.petition.slug : [])).sort();
}
