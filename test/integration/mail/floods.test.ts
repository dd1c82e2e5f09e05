import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { dueUpperBound } from '../../../server/storage/outbox-id.ts';
import { onlyOnce } from '../../support/database.ts';
import { createTestMailer, startWithEmail } from '../../support/emails.ts';
import { PERSON, PETITIONS } from '../../support/server.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const slugOf = (index: number) => `petition-${index}`;

/** Starts a server with petitions, and a mailer with a clock that the test sets. */
async function setUp(t: TestContext, { petitions = 1, env = {} } = {}) {
  t.mock.timers.reset();
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
  const server = await startWithEmail(t, slugOf(0), {
    petitions: Array.from({ length: petitions }, (_, index) => ({ ...PETITIONS[1]!, slug: slugOf(index) })),
    env,
  });
  // A minute ahead of when everything is signed, so that it is due.
  const time = { now: Date.now() + MINUTE };
  const createMailer = () => createTestMailer(t, server.context, server.mail.url, () => time.now);
  const mailer = await createMailer();
  const { db } = server.context.storage;
  const outbox = () => db.selectFrom('outbox').selectAll().execute();
  const pending = () => db.selectFrom('pending_signature').selectAll().execute();
  const requestEmail = async (email: string, slug = slugOf(0)) => {
    const response = await server.sign(slug, { ...PERSON, email });
    assert.deepEqual([response.status, await response.json()], [202, { status: 'confirm' }]);
  };
  /** Lets time pass in steps, and delivers what is due after each. */
  const wait = async (ms: number, step = MINUTE) => {
    const end = time.now + ms;
    while (time.now < end) {
      time.now = Math.min(end, time.now + step);
      await mailer.deliver();
    }
  };
  const recipients = () => server.mail.emails.map(({ to }) => to);
  return { ...server, time, mailer, createMailer, outbox, pending, requestEmail, wait, recipients };
}

describe('a mailbox that others flood with emails', () => {
  // On both databases, because emails wait in one. How long, the server decides in its memory.
  it('gets four emails at once from twelve petitions, then one every ten minutes, and none is lost', async (t) => {
    const { requestEmail, mailer, mail, wait, outbox } = await setUp(t, { petitions: 12 });
    for (let index = 0; index < 12; index++) await requestEmail(PERSON.email, slugOf(index));
    await mailer.deliver();
    assert.equal(mail.emails.length, 4);
    await wait(9 * MINUTE);
    assert.equal(mail.emails.length, 4);
    await wait(3 * MINUTE);
    assert.equal(mail.emails.length, 5);
    await wait(2 * HOUR);
    assert.equal(mail.emails.length, 12);
    assert.equal(new Set(mail.emails.map(({ links }) => links.confirm)).size, 12);
    assert.deepEqual(await outbox(), []);
  });

  it('gets twelve emails within a few hours, and then one every two hours', onlyOnce, async (t) => {
    const { requestEmail, mail, wait, outbox } = await setUp(t, { petitions: 16 });
    for (let index = 0; index < 16; index++) await requestEmail(PERSON.email, slugOf(index));
    await wait(90 * MINUTE);
    assert.equal(mail.emails.length, 12);
    await wait(10 * HOUR, 10 * MINUTE);
    assert.equal(mail.emails.length, 16);
    assert.deepEqual(await outbox(), []);
  });

  for (const [where, address] of [
    ['any domain', (index: number) => `ana+${index}@example.org`],
    [
      'a large provider',
      (index: number) => `${['ana', 'a.na', 'an.a', 'a.n.a'][index % 4]}+${index}@gmail.com`,
    ],
  ] as const) {
    it(
      `gets four emails at once although its address is written in sixty ways, at ${where}`,
      onlyOnce,
      async (t) => {
        const { requestEmail, mailer, recipients, outbox, pending } = await setUp(t, { petitions: 60 });
        const spellings = Array.from({ length: 60 }, (_, index) => address(index));
        for (const [index, email] of spellings.entries()) await requestEmail(email, slugOf(index));
        await requestEmail('ben@example.org');
        await mailer.deliver();
        const toAna = recipients().filter((to) => to.startsWith('a'));
        assert.equal(toAna.length, 4);
        assert.ok(recipients().includes('ben@example.org'));
        assert.deepEqual([(await outbox()).length, (await pending()).length], [56, 5]);
      },
    );
  }

  it(
    'isn’t kept from an email to its plain address by emails to addresses with tags',
    onlyOnce,
    async (t) => {
      const { requestEmail, mailer, recipients } = await setUp(t);
      for (let index = 0; index < 60; index++) await requestEmail(`ana+${index}@example.org`);
      await mailer.deliver();
      assert.equal(recipients().length, 4);
      await requestEmail('ana@example.org');
      await mailer.deliver();
      assert.equal(recipients().at(-1), 'ana@example.org');
    },
  );

  it(
    'waits no longer because the mail server refused its emails, or couldn’t be reached',
    onlyOnce,
    async (t) => {
      const { requestEmail, mail, wait, outbox, time } = await setUp(t, { petitions: 12 });
      mail.reject = { code: 450, at: 'recipient' };
      for (let index = 0; index < 3; index++) await requestEmail(PERSON.email, slugOf(index));
      await wait(HOUR);
      assert.ok(mail.rejected >= 3 * 4, `${mail.rejected}`);
      mail.reject = null;
      await wait(HOUR);
      assert.equal(mail.emails.length, 3);

      await wait(DAY, 10 * MINUTE);
      await mail.stop();
      for (let index = 3; index < 7; index++) await requestEmail(PERSON.email, slugOf(index));
      for (let index = 0; index < 40; index++) await requestEmail(`person.${index}@example.org`);
      await wait(4 * MINUTE);
      const untried = (await outbox()).filter(({ attempts }) => attempts === 0);
      assert.ok(untried.length >= 4, `${untried.length}`);
      for (const { id } of untried) assert.ok(Buffer.compare(id, dueUpperBound(time.now)) < 0, 'still due');
    },
  );

  it('gets its emails within 72 hours or not at all, like everyone’s', onlyOnce, async (t) => {
    const { requestEmail, mail, wait, outbox } = await setUp(t, { petitions: 60 });
    for (let index = 0; index < 60; index++) await requestEmail(PERSON.email, slugOf(index));
    await wait(71 * HOUR, HOUR);
    // Twelve, and one every two hours.
    assert.ok(mail.emails.length >= 12 + 34 && mail.emails.length <= 12 + 36, `${mail.emails.length}`);
    await wait(2 * HOUR, 10 * MINUTE);
    assert.deepEqual(await outbox(), []);
  });

  it('is limited by each server on its own, and by none with LIMITS=off', onlyOnce, async (t) => {
    const two = await setUp(t, { petitions: 12 });
    for (let index = 0; index < 6; index++) await two.requestEmail(PERSON.email, slugOf(index));
    await two.mailer.deliver();
    for (let index = 6; index < 12; index++) await two.requestEmail(PERSON.email, slugOf(index));
    await (await two.createMailer()).deliver();
    assert.equal(two.mail.emails.length, 4 + 4);

    const off = await setUp(t, { petitions: 12, env: { LIMITS: 'off' } });
    for (let index = 0; index < 12; index++) await off.requestEmail(PERSON.email, slugOf(index));
    await off.mailer.deliver();
    assert.equal(off.mail.emails.length, 12);
  });
});
