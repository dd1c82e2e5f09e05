import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import * as v from 'valibot';
import { WEBHOOK_EVENTS } from '../../../common/webhooks.ts';
import { HOUR_MS, MINUTE_MS } from '../../../server/lib/time.ts';
import { closePetition, deletePetition, renamePetition } from '../../../server/petitions/repository.ts';
import { findPii } from '../../support/pii-scanner.ts';
import { PERSON, PERSON_WITH_ALL_FIELDS } from '../../support/server.ts';
import { startWithWebhooks } from './webhook-server.ts';

const BRIDGE = {
  slug: 'mend-the-bridge',
  creator: 'Ilse V.',
  fields: { familyName: 'off', contact: 'off' },
  texts: { en: { title: 'Mend the bridge', text: 'It is broken.' } },
};

async function setUp(t: TestContext, petition: object = {}) {
  const stage = await startWithWebhooks(t, { petitions: [{ ...BRIDGE, ...petition }] });
  const { receiver, sign, tick } = stage;
  let signers = 0;
  return {
    ...stage,
    load: async (more: object) => {
      await stage.load([{ ...BRIDGE, ...more }]);
      await tick();
    },
    /** Signs as so many new people, and publishes that. */
    signAs: async (people: number) => {
      for (let person = 0; person < people; person++) {
        const email = `person.${signers++}@example.org`;
        assert.equal((await sign(BRIDGE.slug, { ...PERSON, email })).status, 202);
      }
      await tick();
    },
    types: () => receiver.requests.map(({ event }) => event.type),
  };
}

describe('webhook events', () => {
  it('say that a petition was created, updated, and closed, each verified by a receiver', async (t) => {
    const { receiver, load, add, tick, context } = await setUp(t);
    const { secret } = await add();
    await tick();
    assert.deepEqual(receiver.requests, [], 'what was there before is no news');
    const other = { slug: 'save-the-pool' };
    await load({ ...other, status: 'draft' });
    assert.deepEqual(receiver.requests, [], 'a draft is not public');
    await load({ ...other, status: 'open', carriedOver: 40 });
    await load({ ...other, texts: { en: { title: 'Save the pool', text: 'It is warm.' } } });
    await closePetition(context.storage, 'save-the-pool', 'It stays.', { victory: true });
    await tick();
    await load({ ...other, status: 'open' });
    const events = receiver.verified(secret);
    assert.deepEqual(
      events.map(({ type }) => type),
      ['petition.created', 'petition.updated', 'petition.closed', 'petition.updated'],
    );
    assert.deepEqual(events[2], {
      type: 'petition.closed',
      // Not the second, as everywhere in the database.
      timestamp: '2031-02-03T10:10:00.000Z',
      data: {
        petition: {
          slug: 'save-the-pool',
          url: 'https://petitions.example.org/p/save-the-pool',
          title: 'Save the pool',
          lang: 'en',
          languages: ['en'],
          status: 'closed',
          victory: true,
        },
        count: 40,
        goal: 100,
      },
    });
    for (const event of events) v.parse(v.strictObject(WEBHOOK_EVENTS[event.type].entries), event);
  });

  it('say that a petition was renamed, and nothing more about one that was deleted', async (t) => {
    const { receiver, add, tick, load, context } = await setUp(t);
    await add();
    await renamePetition(context.storage, BRIDGE.slug, 'mend-it');
    await tick();
    const [event] = receiver.requests.map(({ event }) => event);
    assert.equal(event!.type, 'petition.updated');
    assert.equal('petition' in event!.data && event!.data.petition.slug, 'mend-it');
    await deletePetition(context.storage, 'mend-it');
    await tick();
    // Gets the number of the one that was deleted, but not its state.
    await load({ slug: 'another' });
    assert.deepEqual(
      receiver.requests.map(({ event }) => event.type),
      ['petition.updated', 'petition.created'],
    );
  });

  it('report milestones and the goal once, also if the count falls and rises, and after a restart', async (t) => {
    const { receiver, add, signAs, tick, context, createAnother, types } = await setUp(t, {
      carriedOver: 95,
      goal: 103,
    });
    const { secret } = await add();
    await signAs(4);
    assert.deepEqual(types(), []);
    await signAs(1);
    assert.deepEqual(types(), ['petition.milestone']);
    await signAs(3);
    assert.deepEqual(types(), ['petition.milestone', 'petition.goal_reached']);
    assert.deepEqual(
      receiver.verified(secret).map(({ data }) => 'reached' in data && [data.reached, data.count, data.goal]),
      [
        [100, 100, 103],
        [103, 103, 200],
      ],
    );
    const { db } = context.storage;
    await db.updateTable('petition_count').set({ signed: 3 }).execute();
    await tick();
    await db.updateTable('petition_count').set({ signed: 8 }).execute();
    await tick();
    const restarted = createAnother();
    await restarted.recorder.record();
    await restarted.sender.deliver();
    assert.equal(receiver.requests.length, 2);
  });

  it('report only the last of several milestones that the count passes at once, and each thousand', async (t) => {
    const { receiver, add, tick, context } = await setUp(t);
    await add({ events: ['petition.milestone'] });
    const { db } = context.storage;
    for (const signed of [99, 550, 800, 999, 1_001, 4_999, 12_300]) {
      await db.updateTable('petition_count').set({ signed }).execute();
      await tick();
    }
    assert.deepEqual(
      receiver.requests.map(({ event: { data } }) => 'reached' in data && data.reached),
      [500, 800, 1_000, 4_000, 12_000],
    );
  });

  it('don’t report a goal that was passed before it was set', async (t) => {
    const { add, load, types } = await setUp(t, { carriedOver: 150 });
    await add({ events: ['petition.goal_reached'] });
    await load({ goal: 120 });
    assert.deepEqual(types(), []);
    await load({ goal: 160, carriedOver: 150 });
    assert.deepEqual(types(), []);
    await load({ carriedOver: 160 });
    assert.deepEqual(types(), ['petition.goal_reached']);
  });

  it('report the count once an hour, if it has changed', async (t) => {
    const { receiver, clock, add, signAs, tick, createAnother } = await setUp(t);
    await add({ events: ['petition.count'] });
    await signAs(2);
    assert.deepEqual(receiver.requests, [], 'only on the hour');
    const another = createAnother();
    await another.recorder.record();
    clock.now += HOUR_MS;
    await tick();
    await another.recorder.record();
    await another.sender.deliver();
    await tick();
    assert.deepEqual(
      receiver.requests.map(({ event: { timestamp, data } }) => [
        timestamp,
        (data as { count?: number }).count,
      ]),
      [['2031-02-03T11:00:00.000Z', 2]],
    );
    clock.now += HOUR_MS;
    await tick();
    await signAs(1);
    assert.equal(receiver.requests.length, 1, 'the count has not changed by the full hour');
    clock.now += HOUR_MS;
    await tick();
    assert.equal(receiver.requests.length, 2);
  });

  it('neither appear nor change because somebody signs who has signed before', async (t) => {
    const { clock, add, signAs, sign, tick, context, receiver } = await setUp(t, { carriedOver: 98 });
    await add();
    await signAs(1);
    clock.now += HOUR_MS;
    await tick();
    const stored = async () => ({
      states: await context.storage.db.selectFrom('webhook_state').selectAll().execute(),
      deliveries: await context.storage.db.selectFrom('webhook_delivery').selectAll().execute(),
    });
    const before = await stored();
    assert.equal(receiver.requests.length, 1, 'the count of the hour');
    // At 99: one more would be a milestone.
    for (let time = 0; time < 5; time++) {
      const again = await sign(BRIDGE.slug, { ...PERSON, email: 'Person.0@example.org' });
      assert.equal(again.status, 202);
      clock.now += HOUR_MS;
      await tick();
    }
    assert.deepEqual(await stored(), before);
    assert.equal(receiver.requests.length, 1);
    // The control: somebody new causes both.
    await signAs(1);
    clock.now += HOUR_MS;
    await tick();
    assert.deepEqual(
      receiver.requests.map(({ event }) => event.type),
      ['petition.count', 'petition.milestone', 'petition.count'],
    );
  });

  it('have nothing that a signer entered', async (t) => {
    const { clock, receiver, add, tick, sign, load } = await setUp(t, {
      carriedOver: 99,
      fields: { familyName: 'optional', postalCode: 'optional', country: 'optional', comment: 'optional' },
    });
    await add();
    assert.equal((await sign(BRIDGE.slug, PERSON_WITH_ALL_FIELDS)).status, 202);
    clock.now += HOUR_MS;
    await tick();
    await load({ status: 'closed' });
    assert.equal(receiver.requests.length, 3);
    const { email, familyName, comment } = PERSON_WITH_ALL_FIELDS;
    const places = receiver.requests.map(({ body, headers }) => ({
      where: 'a webhook',
      bytes: `${JSON.stringify(headers)}${body}`,
    }));
    assert.deepEqual(findPii([email, familyName, comment], places), []);
  });

  it('go to the endpoints whose filter has them', async (t) => {
    const { receiver, add, load, tick, clock } = await setUp(t);
    await load({ slug: 'another' });
    await add({ events: ['petition.updated'], petitions: ['another'] });
    await add({ events: ['petition.updated', 'petition.created'] });
    await load({ slug: 'another', creator: 'Somebody else' });
    await load({ creator: 'Somebody else' });
    await load({ slug: 'a-third' });
    clock.now += MINUTE_MS;
    await tick();
    assert.deepEqual(
      receiver.requests.map(({ event: { type, data } }) => [type, 'petition' in data && data.petition.slug]),
      [
        ['petition.updated', 'another'],
        ['petition.updated', 'another'],
        ['petition.updated', BRIDGE.slug],
        ['petition.created', 'a-third'],
      ],
    );
  });
});
