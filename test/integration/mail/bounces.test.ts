import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import pino from 'pino';
import { checkOutbox } from '../../../server/health/mail.ts';
import { utcDay } from '../../../server/lib/time.ts';
import { readMailFailure } from '../../../server/mail/mail-health.ts';
import { deleteExpiredRequests } from '../../../server/signatures/expired-requests.ts';
import { onlyOnce } from '../../support/database.ts';
import { createTestMailer, startWithEmail } from '../../support/emails.ts';
import { PERSON } from '../../support/server.ts';

const SLUG = 'mend-the-bridge';
const LIBRARY = 'keep-the-library';
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const NO_MAILBOX = { code: 550, status: '5.1.1', at: 'recipient' } as const;

/** Starts a server, and a mailer with a clock that the test sets. */
async function setUp(t: TestContext) {
  const server = await startWithEmail(t, SLUG);
  const { mail, context } = server;
  const { db } = context.storage;
  // A minute ahead, so that what is signed within the next minute is due.
  const time = { now: Date.now() + MINUTE };
  const lines: string[] = [];
  const attempts: string[] = [];
  const mailer = await createTestMailer(t, context, mail.url, () => time.now, {
    options: {
      log: pino({}, { write: (line: string) => lines.push(line) }),
      onAttempt: (result) => attempts.push(result),
    },
  });
  const request = async (email: string = PERSON.email, slug = SLUG) => {
    time.now += 11 * MINUTE;
    const response = await server.sign(slug, { ...PERSON, email });
    assert.deepEqual([response.status, await response.json()], [202, { status: 'confirm' }]);
    await mailer.deliver();
  };
  /** @returns how many attempts an email for that address takes */
  const countAttempts = async (email: string = PERSON.email, slug = SLUG) => {
    attempts.length = 0;
    await request(email, slug);
    return attempts.length;
  };
  const bounced = () => db.selectFrom('bounced_address').selectAll().execute();
  const outbox = () => db.selectFrom('outbox').selectAll().execute();
  const pending = () => db.selectFrom('pending_signature').selectAll().execute();
  return { ...server, db, time, mailer, request, countAttempts, bounced, outbox, pending, lines };
}

describe('an email to a mailbox that does not exist', () => {
  it('is dropped, and none is tried again for three days, about any petition', async (t) => {
    const { mail, countAttempts, outbox, time, db, bounced } = await setUp(t);
    const expireOn = (day: string) => db.updateTable('bounced_address').set({ expires_on: day }).execute();
    mail.reject = NO_MAILBOX;
    assert.equal(await countAttempts(), 1);
    assert.deepEqual(await outbox(), []);
    assert.deepEqual(
      (await bounced()).map(({ expires_on }) => expires_on),
      [utcDay(time.now + 4 * DAY)],
      'the rest of the day, and three more',
    );
    mail.reject = null;
    assert.equal(await countAttempts(), 0);
    assert.equal(await countAttempts(PERSON.email, LIBRARY), 0);
    assert.deepEqual(await outbox(), []);
    await expireOn(utcDay(time.now + 2 * DAY));
    assert.equal(await countAttempts(), 0);
    // Requests are made by the real clock, so time can't pass. The next one is eleven minutes later, at most on the next day.
    await expireOn(utcDay(time.now));
    assert.equal(await countAttempts(), 1);
    assert.equal(mail.emails.length, 1, 'its owner can sign');
  });

  it('does not keep other addresses from getting one, such as the same without the tag', async (t) => {
    const { mail, countAttempts } = await setUp(t);
    mail.reject = { ...NO_MAILBOX, to: 'ana+nothing@example.org' };
    await countAttempts('ana+nothing@example.org');
    await countAttempts('ana@example.org');
    await countAttempts('Ana@EXAMPLE.org', LIBRARY);
    await countAttempts('ben@example.org');
    assert.deepEqual(
      mail.emails.map(({ to }) => to),
      ['ana@example.org', 'Ana@example.org', 'ben@example.org'],
    );
  });

  for (const [reason, rejection] of [
    ['a code that says nothing about the mailbox', { code: 550, at: 'recipient' }],
    ['a policy', { code: 550, status: '5.7.1', at: 'recipient' }],
    ['the sender', { code: 550, status: '5.1.1', at: 'sender' }],
    ['the content', { code: 554, status: '5.6.0', at: 'data' }],
  ] as const) {
    it(`differs from one that is refused because of ${reason}, which is tried again`, onlyOnce, async (t) => {
      const { mail, mailer, request, outbox, bounced, time } = await setUp(t);
      mail.reject = rejection;
      await request();
      assert.equal((await outbox()).length, 1);
      assert.deepEqual(await bounced(), []);
      mail.reject = null;
      time.now += 5 * MINUTE;
      await mailer.deliver();
      assert.equal(mail.emails.length, 1);
    });
  }

  it('is logged, and kept for doctor, in the mail server’s words without the address', async (t) => {
    const { mail, request, lines, db, context } = await setUp(t);
    const found = async () => (await checkOutbox(context.storage)).map(({ code }) => code);
    mail.reject = NO_MAILBOX;
    await request();
    assert.equal(lines.length, 1, lines.join());
    assert.match(lines[0]!, /"reply":"550 5\.1\.1 … Recipient rejected".*email dropped/);
    assert.match(JSON.stringify(await readMailFailure(db)), /"reply":"550 5\.1\.1 …/);
    assert.deepEqual(await found(), ['mail-on-time', 'mail-last-refused']);
    mail.reject = null;
    await request('ben@example.org');
    assert.equal(await readMailFailure(db), null);
    assert.deepEqual(await found(), ['mail-on-time']);
  });

  it('leaves a hash that says neither whose it is nor how often it was requested, until it expires', async (t) => {
    const { mail, request, bounced, time, context } = await setUp(t);
    mail.reject = NO_MAILBOX;
    await request();
    await request(PERSON.email, LIBRARY);
    const rows = await bounced();
    assert.equal(rows.length, 1);
    assert.match(rows[0]!.expires_on, /^20\d\d-\d\d-\d\d$/);
    assert.doesNotMatch(Buffer.from(rows[0]!.hash).toString('latin1'), /ana@|example/);
    assert.equal(Buffer.from(rows[0]!.hash).length, 32);
    await deleteExpiredRequests(context.storage, time.now + 2 * DAY);
    assert.equal((await bounced()).length, 1);
    await deleteExpiredRequests(context.storage, time.now + 4 * DAY);
    assert.deepEqual(await bounced(), []);
  });

  it('leaves the same rows of requests as one that was delivered, whether or not it was tried', async (t) => {
    const { mail, request, pending } = await setUp(t);
    const shapes = async (email: string) => {
      const before = new Set((await pending()).map(({ slot }) => Buffer.from(slot).toString('hex')));
      await request(email);
      const added = (await pending()).filter(({ slot }) => !before.has(Buffer.from(slot).toString('hex')));
      return added.map(({ request, slot, signed_on, partner, delete_on, quiet_until }) => ({
        request: request.length,
        slot: slot.length,
        signed_on,
        partner,
        delete_on,
        isQuiet: quiet_until !== null,
      }));
    };
    const delivered = await shapes('ben@example.org');
    assert.equal(delivered.length, 1);
    mail.reject = { ...NO_MAILBOX, to: 'ana@example.org' };
    assert.deepEqual(await shapes('ana@example.org'), delivered, 'refused');
    assert.deepEqual(await shapes('ana@example.org'), delivered, 'not tried');
    assert.deepEqual(await shapes('ben@example.org'), delivered);
  });

  it('is dropped if several of one batch bounce at the same address', async (t) => {
    const { mail, mailer, sign, outbox, bounced, time } = await setUp(t);
    mail.reject = NO_MAILBOX;
    for (const slug of [SLUG, LIBRARY]) assert.equal((await sign(slug, PERSON)).status, 202);
    time.now += 2 * MINUTE;
    await mailer.deliver();
    assert.deepEqual(await outbox(), []);
    assert.equal((await bounced()).length, 1);
    assert.equal(mail.rejected, 2);
  });
});
