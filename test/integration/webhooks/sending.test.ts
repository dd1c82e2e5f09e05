import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { EVENT_TYPES } from '../../../common/webhooks.ts';
import { readAudit } from '../../../server/accounts/audit.ts';
import { checkWebhooks } from '../../../server/health/webhooks.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../server/lib/time.ts';
import { AddressPolicy } from '../../../server/webhooks/addresses.ts';
import { sendRequest } from '../../../server/webhooks/send-request.ts';
import { onlyOnce, storedBytes } from '../../support/database.ts';
import { answerWith, startReceiver } from '../../support/webhook-receiver.ts';
import { startWithWebhooks } from './webhook-server.ts';

const BRIDGE = {
  slug: 'mend-the-bridge',
  creator: 'Ilse V.',
  texts: { en: { title: 'Mend the bridge', text: 'It is broken.' } },
};

async function setUp(t: TestContext, options: Parameters<typeof startWithWebhooks>[1] = {}) {
  const stage = await startWithWebhooks(t, { petitions: [BRIDGE], ...options });
  const { webhooks, context } = stage;
  const { db } = context.storage;
  return {
    ...stage,
    db,
    test: async (id: string) => {
      await webhooks.endpoints.send(id, 'test', 'webhook.test', async (transaction) => {
        await webhooks.outbox.addTest(transaction, id, stage.clock.now);
      });
      await webhooks.sender.deliver();
    },
    latest: async (id: string) => (await webhooks.outbox.list(id))[0]!,
    /** Moves the clock to the next attempt, and makes it. */
    async retry(id: string) {
      const { dueAt } = (await webhooks.outbox.list(id))[0]!;
      stage.clock.now = Date.parse(dueAt!);
      await webhooks.sender.deliver();
    },
    endpoint: async (id: string) => (await webhooks.endpoints.list()).find((endpoint) => endpoint.id === id)!,
  };
}

describe('sending webhooks', () => {
  it('signs with both secrets for a day after a rotation, then forgets the old one', async (t) => {
    const { clock, receiver, webhooks, add, test, db } = await setUp(t);
    const { id, secret: old } = await add();
    const { secret: current } = await webhooks.endpoints.rotate(id, 'test', clock.now);
    await test(id);
    assert.deepEqual(receiver.verified(old), receiver.verified(current));
    assert.equal(receiver.requests[0]!.event.type, 'webhook.test');
    clock.now += DAY_MS;
    receiver.requests.length = 0;
    await test(id);
    assert.equal(receiver.verified(current).length, 1);
    assert.throws(() => receiver.verified(old), /No matching signature/);
    await webhooks.endpoints.deleteOldSecrets(clock.now);
    const [row] = await db.selectFrom('webhook_endpoint').selectAll().execute();
    assert.equal(row!.previous_secret, null);
  });

  it('tries again for three days with the same ID, less and less often, then gives up and disables the webhook', async (t) => {
    const { clock, receiver, add, test, latest, retry, endpoint, context, lines } = await setUp(t);
    const { id, secret } = await add();
    receiver.answer = answerWith(500);
    const start = clock.now;
    await test(id);
    const waits: number[] = [];
    while ((await latest(id)).status === 'waiting') {
      const before = clock.now;
      await retry(id);
      waits.push(clock.now - before);
    }
    assert.equal(receiver.requests.length, 10);
    assert.equal(receiver.verified(secret).length, 10, 'the timestamp is that of the attempt');
    assert.equal(new Set(receiver.requests.map((request) => request.id)).size, 1);
    // A fifth of each wait is random.
    assert.ok(
      waits.every((wait, index) => index === 0 || wait > waits[index - 1]! * 0.9),
      String(waits),
    );
    assert.ok(waits[0]! <= 5 * SECOND_MS && waits.at(-1)! >= 16 * HOUR_MS);
    assert.ok(clock.now - start > 2 * DAY_MS && clock.now - start <= 3 * DAY_MS);
    assert.equal((await latest(id)).responseStatus, 500);
    assert.equal((await endpoint(id)).disabled, 'failing');
    const [entry] = await readAudit(context.storage.db, { limit: 1 });
    assert.deepEqual(
      [entry!.account, entry!.action, entry!.detail],
      ['server', 'webhook.disable', new URL(receiver.url).host],
    );
    assert.match(lines.join('\n'), /"level":50.*webhook disabled/);
    assert.equal((await checkWebhooks(context.storage))[0]!.code, 'webhook-failing');
  });

  it('gives up one event and keeps the webhook, if it has accepted another since', async (t) => {
    const { clock, receiver, webhooks, add, test, endpoint, load, tick } = await setUp(t);
    const { id } = await add();
    receiver.answer = (response) => {
      const { event } = receiver.requests.at(-1)!;
      answerWith(event.type === 'webhook.test' ? 500 : 200)(response);
    };
    await test(id);
    await load([{ ...BRIDGE, slug: 'another' }]);
    await tick();
    clock.now += 4 * DAY_MS;
    for (let attempt = 0; attempt < 9; attempt++) {
      await webhooks.sender.deliver();
      clock.now += DAY_MS;
    }
    const log = await webhooks.outbox.list(id);
    assert.deepEqual(
      log.map(({ type, status }) => [type, status]),
      [
        ['petition.created', 'delivered'],
        ['webhook.test', 'failed'],
      ],
    );
    assert.equal((await endpoint(id)).disabled, null);
  });

  it('disables a webhook that answers 410 at once, and sends what waits once it is enabled again', async (t) => {
    const { receiver, webhooks, add, test, latest, endpoint, load, tick, context } = await setUp(t);
    const { id } = await add();
    receiver.answer = answerWith(410);
    await test(id);
    assert.equal((await endpoint(id)).disabled, 'gone');
    assert.equal((await checkWebhooks(context.storage))[0]!.code, 'webhook-gone');
    await assert.rejects(test(id), /is disabled\. Enable it first\./);
    await load([{ ...BRIDGE, slug: 'another' }]);
    await tick();
    assert.equal(receiver.requests.length, 1, 'a disabled webhook gets no events');
    receiver.answer = answerWith(200);
    await webhooks.endpoints.setEnabled(id, true, 'test');
    await context.storage.write((transaction) =>
      webhooks.outbox.replay(transaction, receiver.requests[0]!.id),
    );
    await tick();
    assert.equal((await latest(id)).status, 'delivered');
    assert.equal(receiver.requests[1]!.id, receiver.requests[0]!.id);
    assert.equal(receiver.requests[1]!.body, receiver.requests[0]!.body);
  });

  it('says since when a webhook fails, until it accepts something or its URL is changed', async (t) => {
    const { clock, receiver, webhooks, add, test, retry, endpoint } = await setUp(t);
    const { id } = await add();
    assert.equal((await endpoint(id)).failingSince, null);
    receiver.answer = answerWith(500);
    await test(id);
    const { failingSince } = await endpoint(id);
    assert.equal(failingSince, '2031-02-03T10:10:00.000Z');
    clock.now += 5 * MINUTE_MS;
    await webhooks.sender.deliver();
    assert.equal((await endpoint(id)).failingSince, failingSince);
    receiver.answer = answerWith(200);
    await retry(id);
    assert.equal((await endpoint(id)).failingSince, null);

    receiver.answer = answerWith(500);
    await test(id);
    assert.notEqual((await endpoint(id)).failingSince, null);
    await webhooks.endpoints.edit(id, { url: `${receiver.url}new` }, 'test', clock.now);
    const { failingSince: isFailing, acceptedAt } = await endpoint(id);
    assert.deepEqual([isFailing, acceptedAt], [null, null]);
  });

  it('sends what waits to a new URL at once, and ignores what the old one answers from then on', async (t) => {
    const { clock, receiver, webhooks, add, test, latest, endpoint } = await setUp(t);
    const { id, secret } = await add();
    receiver.answer = answerWith(500, { 'Retry-After': '3600' });
    await test(id);
    const moved = await startReceiver(t, { now: () => clock.now });
    await webhooks.endpoints.edit(id, { url: moved.url }, 'test', clock.now);
    await webhooks.sender.deliver();
    assert.deepEqual([moved.verified(secret).length, (await latest(id)).status], [1, 'delivered']);

    // The URL is changed while a request to the old one is under way.
    let answer = () => {};
    moved.answer = (response) => {
      answer = () => answerWith(410)(response);
    };
    const sending = test(id);
    while (moved.requests.length < 2) await new Promise(setImmediate);
    await webhooks.endpoints.edit(id, { url: receiver.url }, 'test', clock.now);
    answer();
    await sending;
    const { disabled, failingSince } = await endpoint(id);
    assert.deepEqual([disabled, failingSince], [null, null]);
  });

  it('keeps count of the attempts before an event was sent again, which is tried as often as a new one', async (t) => {
    const { clock, receiver, webhooks, context, add, test, latest, retry } = await setUp(t);
    const { id } = await add();
    receiver.answer = answerWith(500);
    await test(id);
    await retry(id);
    const { id: eventId, attempts, isSending } = await latest(id);
    assert.deepEqual([attempts, isSending], [2, false]);
    await context.storage.write((transaction) => webhooks.outbox.replay(transaction, eventId, clock.now));
    const replayed = await latest(id);
    assert.deepEqual(
      [replayed.status, replayed.isSending, replayed.attempts, replayed.responseStatus],
      ['waiting', true, 2, 500],
    );
    await webhooks.sender.deliver();
    const again = await latest(id);
    assert.deepEqual([again.attempts, again.isSending], [3, false]);
    assert.ok(Date.parse(again.dueAt!) - clock.now <= 5 * SECOND_MS, 'the waits start over');
  });

  it(
    'waits as long as Retry-After says, in seconds or until a date, but no more than a day',
    onlyOnce,
    async (t) => {
      const { clock, receiver, add, test, latest } = await setUp(t);
      const { id } = await add();
      const waitAfter = async (retryAfter: string) => {
        receiver.answer = answerWith(429, { 'Retry-After': retryAfter });
        await test(id);
        return Date.parse((await latest(id)).dueAt!) - clock.now;
      };
      assert.equal(await waitAfter('600'), 10 * MINUTE_MS);
      const date = new Date(clock.now + HOUR_MS).toUTCString();
      assert.equal(await waitAfter(date), Date.parse(date) - clock.now);
      assert.equal(await waitAfter('9'.repeat(20)), DAY_MS);
      assert.ok((await waitAfter('soon')) <= 5 * SECOND_MS);
    },
  );

  it('follows no redirect, and reads little of a long answer', onlyOnce, async (t) => {
    const { receiver, add, test, latest } = await setUp(t);
    const { id } = await add();
    const inside = await startReceiver(t);
    receiver.answer = answerWith(302, { Location: inside.url });
    await test(id);
    const { status, responseStatus } = await latest(id);
    assert.deepEqual([status, responseStatus], ['waiting', 302]);
    assert.deepEqual(inside.requests, []);
    let written = 0;
    receiver.answer = (response) => {
      response.writeHead(200);
      const write = () => {
        while (!response.destroyed && written < 10_000_000) {
          written += 10_000;
          if (!response.write('x'.repeat(10_000))) return response.once('drain', write);
        }
        return response.end();
      };
      write();
    };
    await test(id);
    assert.equal((await latest(id)).status, 'delivered');
    assert.ok(written < 9_000_000, `${written} bytes were taken`);
  });

  it('doesn’t let a slow endpoint hold up others, and sends nothing twice while it waits', async (t) => {
    const { receiver, webhooks, createAnother, add, clock } = await setUp(t);
    const slow = await startReceiver(t, { now: () => clock.now });
    let answer = () => {};
    slow.answer = (response) => {
      answer = () => answerWith(204)(response);
    };
    const ids = [await add({ url: slow.url }), await add()].map(({ id }) => id);
    for (const id of ids) {
      await webhooks.endpoints.send(id, 'test', 'webhook.test', async (transaction) => {
        await webhooks.outbox.addTest(transaction, id, clock.now);
      });
    }
    const sending = webhooks.sender.deliver();
    while (receiver.requests.length + slow.requests.length < 2) await new Promise(setImmediate);
    // A second server looks for work meanwhile.
    await createAnother().sender.deliver();
    answer();
    await sending;
    assert.deepEqual([receiver.requests.length, slow.requests.length], [1, 1]);
  });

  it('gives up an attempt that takes too long, but not one whose answer never ends', onlyOnce, async (t) => {
    const receiver = await startReceiver(t);
    const policy = new AddressPolicy(['127.0.0.1']);
    const { signal } = new AbortController();
    const send = (timeoutMs: number) =>
      sendRequest(new URL(receiver.url), '{}', {}, policy, signal, timeoutMs);
    receiver.answer = () => {};
    assert.deepEqual(await send(200), { failure: 'timeout' });
    receiver.answer = (response) => void response.writeHead(202).write('more follows');
    assert.deepEqual(await send(2_000), { status: 202, retryAfter: undefined });
    const neverResolves = new AddressPolicy([], () => new Promise(() => {}));
    assert.deepEqual(
      await sendRequest(new URL('https://slow.example/'), '', {}, neverResolves, signal, 200),
      {
        failure: 'timeout',
      },
    );
  });

  it('shares the work between two servers without sending anything twice', async (t) => {
    const { receiver, webhooks, createAnother, add, load, context, db } = await setUp(t);
    await add({ events: ['petition.created'] });
    await add({ events: ['petition.created'] });
    const another = createAnother();
    await another.recorder.record();
    const slugs = Array.from({ length: 10 }, (_, number) => `petition-${number}`);
    await load(slugs.map((slug) => ({ ...BRIDGE, slug })));
    await context.petitions.refresh();
    await Promise.all([webhooks.recorder.record(), another.recorder.record()]);
    const isDone = async () =>
      (await db.selectFrom('webhook_delivery').selectAll().where('due_at', 'is not', null).execute())
        .length === 0;
    while (!(await isDone())) await Promise.all([webhooks.sender.deliver(), another.sender.deliver()]);
    assert.equal(receiver.requests.length, 20);
    assert.equal(new Set(receiver.requests.map(({ id }) => id)).size, 20);
  });

  it('sends again what another server had claimed when it was killed, with the same ID', async (t) => {
    const { clock, receiver, webhooks, add, test, latest } = await setUp(t);
    const { id } = await add();
    await webhooks.endpoints.send(id, 'test', 'webhook.test', async (transaction) => {
      await webhooks.outbox.addTest(transaction, id, clock.now);
    });
    const claimed = await webhooks.outbox.claimDue(id, clock.now);
    await webhooks.sender.deliver();
    assert.equal(receiver.requests.length, 0);
    clock.now += MINUTE_MS;
    await webhooks.sender.deliver();
    assert.deepEqual(
      receiver.requests.map((request) => request.id),
      [claimed!.row.id],
    );
    await test(id);
    assert.equal((await latest(id)).status, 'delivered');
  });

  it(
    'connects only to addresses that it has checked, even if the name has others a moment later',
    onlyOnce,
    async (t) => {
      const answers: string[][] = [];
      const resolve = async () => answers.shift()!.map((address) => ({ address, family: 4 }));
      const { receiver, webhooks, latest, test } = await setUp(t, {
        resolve,
        env: { WEBHOOK_ALLOW_HOSTS: 'crm.internal' },
      });
      const { port } = new URL(receiver.url);
      const other = await startReceiver(t, { host: '127.0.0.2', port: Number(port) });
      const all = { events: [...EVENT_TYPES], petitions: null };
      const allowed = await webhooks.endpoints.add({ url: `http://crm.internal:${port}/`, ...all }, 'test');
      answers.push(['127.0.0.1'], ['127.0.0.2']);
      await test(allowed.id);
      assert.deepEqual([receiver.requests.length, other.requests.length], [1, 0]);
      assert.equal(answers.length, 1, 'asked once per attempt');

      // Not on the list: nothing is sent unless all of its addresses are public.
      answers.length = 0;
      const rebinding = await webhooks.endpoints.add(
        { url: `https://rebinding.example:${port}/`, ...all },
        'test',
      );
      for (const addresses of [['127.0.0.1'], ['93.184.215.14', '10.0.0.1'], ['169.254.169.254']]) {
        answers.push(addresses);
        await test(rebinding.id);
        const { status, failure } = await latest(rebinding.id);
        assert.deepEqual([status, failure], ['waiting', 'address']);
      }
      assert.deepEqual([receiver.requests.length, other.requests.length], [1, 0]);
    },
  );

  it('says why there was no response', onlyOnce, async (t) => {
    const { webhooks, add, test, latest } = await setUp(t, {
      env: { WEBHOOK_ALLOW_HOSTS: '127.0.0.1,nowhere.invalid' },
    });
    const closed = await add({ url: 'http://127.0.0.1:1/' });
    await test(closed.id);
    assert.equal((await latest(closed.id)).failure, 'connection');
    const unknown = await webhooks.endpoints.add(
      { url: 'http://nowhere.invalid/', events: [...EVENT_TYPES], petitions: null },
      'test',
    );
    await test(unknown.id);
    assert.equal((await latest(unknown.id)).failure, 'name');
  });

  it('stores neither URLs, nor secrets, nor what was sent, in a way that a copy of the database can read', async (t) => {
    const { receiver, add, test, endpoint, databaseUrl } = await setUp(t);
    const { id, secret } = await add({ url: `${receiver.url}/token-in-a-path` });
    assert.match((await endpoint(id)).url, /^http:\/\/127\.0\.0\.1:\d+\/…path$/, 'nor does a session see it');
    await test(id);
    assert.equal(receiver.requests.length, 1);
    for (const { where, bytes } of await storedBytes(databaseUrl)) {
      for (const text of ['token-in-a-path', secret, secret.slice(6), 'the real secret']) {
        assert.ok(!bytes.includes(text), `${text} in ${where}`);
      }
    }
  });

  it('deletes events after a week', async (t) => {
    const { clock, webhooks, add, test } = await setUp(t);
    const { id } = await add();
    await test(id);
    await webhooks.outbox.deleteOld(clock.now + 6 * DAY_MS);
    assert.equal((await webhooks.outbox.list(id)).length, 1);
    await webhooks.outbox.deleteOld(clock.now + 7 * DAY_MS + MINUTE_MS);
    assert.equal((await webhooks.outbox.list(id)).length, 0);
  });

  it('refuses URLs that lead inside, and says what to do', async (t) => {
    const { add } = await setUp(t, { env: { WEBHOOK_ALLOW_HOSTS: '' } });
    const refused = (url: string, words: RegExp) => assert.rejects(add({ url }), words);
    await refused('http://crm.example.org/', /must start with https:\/\//);
    await refused('https://127.0.0.1/', /isn't public/);
    await refused('https://0x7f.1/', /isn't public/);
    await refused('https://[::ffff:10.0.0.1]/', /isn't public/);
    await refused('https://user:secret@crm.example.org/', /must not have a user name/);
    await refused('ftp://crm.example.org/', /must look like/);
    await refused('crm.example.org', /must look like/);
    await assert.rejects(
      add({ url: 'https://crm.example.org/', petitions: ['nothing'] }),
      /no petition "nothing"/,
    );
    for (let number = 0; number < 20; number++) await add({ url: `https://crm.example.org/${number}` });
    await refused('https://crm.example.org/one-more', /There are 20 webhooks already/);
  });
});
