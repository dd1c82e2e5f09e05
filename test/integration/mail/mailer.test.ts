import assert from 'node:assert/strict';
import { type AddressInfo, createServer } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import pino from 'pino';
import { type MailServer, startMailServer } from '../../../demo/mail-server.ts';
import { FloodLimiter } from '../../../server/mail/flood-limiter.ts';
import { readMailFailure } from '../../../server/mail/mail-health.ts';
import { Outbox } from '../../../server/mail/outbox.ts';
import { BLOCK_BYTES } from '../../../server/mail/padding.ts';
import { createMailTransport, MAX_CONNECTIONS } from '../../../server/mail/transport.ts';
import { BouncedAddresses } from '../../../server/signatures/bounced-addresses.ts';
import { deleteExpiredRequests } from '../../../server/signatures/expired-requests.ts';
import { StoppedAddresses } from '../../../server/signatures/stopped-addresses.ts';
import { onlyOnce } from '../../support/database.ts';
import { createTestMailer, PRESS } from '../../support/emails.ts';
import { PERSON, PUBLIC_URL, SECRET, start } from '../../support/server.ts';

const SLUG = 'mend-the-bridge';
/** Shorter than the server's five seconds. */
const SHUTDOWN_TIMEOUT = 700;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Starts a server that requires confirmation, and a mailer with a clock that the test sets. */
async function setUp(t: TestContext, mailServer?: MailServer) {
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
  const mail = mailServer ?? (await startMailServer());
  if (!mailServer) t.after(() => mail.stop());
  const server = await start(t, { smtpUrl: mail.url });
  const { context } = server;
  const { storage } = context;
  const lines: string[] = [];
  // A minute ahead of when everything is signed, so that it is due.
  const time = { now: Date.now() + MINUTE };
  /** `started`: how many emails the mailer started to send. */
  const state = { isBusy: false, started: 0 };
  let onSend = () => {};
  /** Resolves when the mailer starts to send its first email. */
  const firstSend = new Promise<void>((resolve) => {
    onSend = resolve;
  });
  const createMailer = (shutdownTimeoutMs = SHUTDOWN_TIMEOUT) => createMailerFor(mail.url, shutdownTimeoutMs);
  const createMailerFor = async (url: string, shutdownTimeoutMs = SHUTDOWN_TIMEOUT) => {
    const transport = await createMailTransport(url);
    t.after(() => transport.close());
    const { sendMail } = transport;
    transport.sendMail = ((...args: Parameters<typeof sendMail>) => {
      state.started += 1;
      onSend();
      return sendMail.apply(transport, args);
    }) as typeof sendMail;
    const log = pino({}, { write: (line: string) => lines.push(line) });
    const options = { transport, log, isBusy: () => state.isBusy };
    return createTestMailer(t, context, url, () => time.now, { shutdownTimeoutMs, options });
  };
  const mailer = await createMailer();
  const outbox = () => storage.db.selectFrom('outbox').selectAll().execute();
  const pending = () => storage.db.selectFrom('pending_signature').selectAll().execute();
  const sign = async (signature: object = PERSON) => {
    const response = await server.sign(SLUG, signature);
    assert.equal(response.status, 202);
  };
  const advance = (milliseconds: number) => {
    time.now += milliseconds;
  };
  /** After five emails, an address gets one each half day (UTC). */
  const advanceToHalfDay = () => advance(12 * HOUR - (time.now % (12 * HOUR)));
  return {
    ...server,
    mail,
    mailer,
    createMailer,
    createMailerFor,
    outbox,
    pending,
    sign,
    advance,
    advanceToHalfDay,
    lines,
    time,
    state,
    firstSend,
  };
}

function succeeds(action: () => unknown): boolean {
  try {
    action();
    return true;
  } catch {
    return false;
  }
}

const people = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ ...PERSON, email: `person.${index}@example.org` }));

describe('Mailer', () => {
  it('delivers each email once, to its own address, and keeps nothing', async (t) => {
    const { sign, mailer, mail, outbox } = await setUp(t);
    await Promise.all(people(120).map(sign));
    assert.equal((await outbox()).length, 120);
    await mailer.deliver();
    assert.deepEqual(
      new Set(mail.emails.map(({ to }) => to)),
      new Set(people(120).map(({ email }) => email)),
    );
    assert.equal(mail.emails.length, 120);
    assert.deepEqual(await outbox(), []);
  });

  it(
    'sends from MAIL_FROM, as text and HTML, with headers that prevent automatic replies',
    onlyOnce,
    async (t) => {
      const { sign, mailer, mail } = await setUp(t);
      await sign();
      await mailer.deliver();
      const { from, mail: email, source } = mail.emails[0]!;
      assert.equal(from, 'petitions@example.org');
      assert.ok(email.text && email.html);
      assert.match(source, /^Auto-Submitted: auto-generated\r$/m);
      assert.doesNotMatch(source.split('\r\n\r\n', 1)[0]!, /bridge|Ana\b(?!@)/);
    },
  );

  for (const [problem, rejection, options] of [
    ['temporarily rejects the recipient', { code: 450, at: 'recipient' }, {}],
    ['permanently rejects the recipient', { code: 550, at: 'recipient' }, onlyOnce],
    ['temporarily rejects the email', { code: 451, at: 'data' }, onlyOnce],
    ['permanently rejects the email', { code: 554, at: 'data' }, onlyOnce],
  ] as const) {
    it(`retries at growing intervals if the mail server ${problem}`, options, async (t) => {
      const { sign, mailer, mail, outbox, advance, lines } = await setUp(t);
      await Promise.all(people(6).map(sign));
      mail.reject = rejection;
      await mailer.deliver();
      assert.equal(mail.rejected, 6);
      await mailer.deliver();
      assert.equal(mail.rejected, 6, 'not retried immediately');
      advance(MINUTE);
      await mailer.deliver();
      assert.equal(mail.rejected, 12);
      advance(MINUTE);
      await mailer.deliver();
      assert.equal(mail.rejected, 12, 'the second retry comes after two minutes');
      mail.reject = null;
      advance(MINUTE);
      await mailer.deliver();
      assert.equal(new Set(mail.emails.map(({ to }) => to)).size, 6);
      assert.equal(mail.emails.length, 6);
      assert.deepEqual(await outbox(), []);
      assert.ok(lines.some((line) => line.includes(String(rejection.code))));
      assert.doesNotMatch(lines.join(), /person|example\.org/);
    });
  }

  for (const at of ['recipient', 'data'] as const) {
    it(
      `goes on with other emails if the mail server closes the connection with 421 at one email’s ${at}`,
      onlyOnce,
      async (t) => {
        const { sign, mailer, mail, outbox, lines } = await setUp(t);
        const to = 'person.3@example.org';
        mail.reject = { code: 421, at, to };
        await Promise.all(people(40).map(sign));
        await mailer.deliver();
        assert.deepEqual(
          new Set(mail.emails.map((email) => email.to)),
          new Set(
            people(40)
              .map(({ email }) => email)
              .filter((email) => email !== to),
          ),
        );
        assert.equal((await outbox()).length, 1);
        assert.ok(!lines.some((line) => line.includes('unreachable')));
      },
    );
  }

  it('goes on with other emails while hundreds of recipients are refused with 421', onlyOnce, async (t) => {
    const { sign, mailer, mail, outbox } = await setUp(t);
    mail.reject = { code: 421, at: 'recipient' };
    await Promise.all(people(200).map(sign));
    await mailer.deliver();
    mail.reject = null;
    await sign({ ...PERSON, email: 'owner@example.org' });
    await mailer.deliver();
    assert.deepEqual(
      mail.emails.map(({ to }) => to),
      ['owner@example.org'],
    );
    assert.equal((await outbox()).length, 200);
  });

  it('logs the mail server’s words and how many emails wait since when, without addresses', async (t) => {
    const { sign, mailer, mail, lines, context, advance } = await setUp(t);
    await Promise.all(people(3).map(sign));
    mail.reject = { code: 451, at: 'data' };
    await mailer.deliver();
    assert.ok(lines.some((line) => line.includes('"reply":"451 … Recipient rejected"')));
    const reports = lines.filter((line) => line.includes('emails undelivered'));
    assert.equal(reports.length, 1);
    assert.match(reports[0]!, /"emails":3,"since":"20\d\d-\d\d-\d\dT\d\d:\d\d:00\.000Z"/);
    assert.doesNotMatch(lines.join(), /person|example\.org/);
    const stored = async () => JSON.stringify(await readMailFailure(context.storage.db));
    assert.match(
      await stored(),
      /"at":"20[^"]*:00\.000Z","code":"EMESSAGE","responseCode":451,"reply":"451 …/,
    );
    assert.doesNotMatch(await stored(), /person|example\.org/);
    mail.reject = null;
    advance(MINUTE);
    await mailer.deliver();
    assert.equal(mail.emails.length, 3);
    assert.equal(await stored(), 'null');
  });

  it('keeps emails while the mail server is down', async (t) => {
    const down = await startMailServer();
    const { sign, mailer, advance, outbox } = await setUp(t, down);
    await down.stop();
    await Promise.all(people(3).map(sign));
    await mailer.deliver();
    assert.equal((await outbox()).length, 3);
    const up = await startMailServer(Number(new URL(down.url).port));
    t.after(() => up.stop());
    advance(MINUTE);
    await mailer.deliver();
    assert.equal(up.emails.length, 3);
  });

  it('uses few attempts to discover that the mail server is down, and leaves the other emails untouched', async (t) => {
    const down = await startMailServer();
    const { sign, mailer, advance, outbox, lines } = await setUp(t, down);
    await down.stop();
    await Promise.all(people(120).map(sign));
    await mailer.deliver();
    const attempted = (await outbox()).filter(({ attempts }) => attempts > 0);
    assert.ok(attempted.length >= 1 && attempted.length <= 5, `${attempted.length} were attempted`);
    assert.ok((await outbox()).every(({ taken_until }) => taken_until === null));
    await mailer.deliver();
    const attemptedNow = (await outbox()).filter(({ attempts }) => attempts > 0);
    assert.equal(attemptedNow.length, attempted.length, 'not retried immediately');
    const logged = lines.filter((line) => line.includes('mail server unreachable'));
    assert.equal(logged.length, 1);
    assert.match(logged[0]!, new RegExp(`"mailServer":"${new URL(down.url).host}".*"nextTry":"20`));

    const up = await startMailServer(Number(new URL(down.url).port));
    t.after(() => up.stop());
    advance(MINUTE);
    await mailer.deliver();
    advance(MINUTE);
    await mailer.deliver();
    assert.equal(up.emails.length, 120);
    assert.deepEqual(await outbox(), []);
  });

  it('delivers emails queued after others that must wait or are damaged', async (t) => {
    const { sign, mailer, mail, outbox, context, advance, lines } = await setUp(t);
    await Promise.all(people(60).map(sign));
    await mailer.deliver();
    // A second email to each, which must wait.
    await Promise.all(people(60).map(sign));
    const [damaged] = await outbox();
    await context.storage.db
      .updateTable('outbox')
      .set({ letter: Buffer.alloc(200) })
      .where('id', '=', damaged!.id)
      .execute();
    await sign({ ...PERSON, email: 'later@example.org' });
    await mailer.deliver();
    assert.deepEqual(
      mail.emails.slice(60).map(({ to }) => to),
      ['later@example.org'],
    );
    assert.ok(lines.some((line) => line.includes('unreadable')));
    advance(12 * MINUTE);
    await mailer.deliver();
    assert.equal(mail.emails.length, 60 + 1 + 59);
    assert.equal((await outbox()).length, 1);
  });

  it('slows down while signatures wait to be stored', onlyOnce, async (t) => {
    const { sign, mailer, mail, state } = await setUp(t);
    await Promise.all(people(10).map(sign));
    state.isBusy = true;
    const start = performance.now();
    await mailer.deliver();
    assert.equal(mail.emails.length, 10);
    // At least one of five connections sends two, 140 ms apart. Timers may be slightly early, and are late under load.
    assert.ok(performance.now() - start >= 275);
  });

  it('drops an email after 72 hours, and logs that without the address', async (t) => {
    const { sign, mailer, mail, outbox, advance, lines } = await setUp(t);
    await sign();
    mail.reject = { code: 450, at: 'recipient' };
    for (let hours = 0; hours < 71; hours++) {
      advance(HOUR);
      await mailer.deliver();
    }
    assert.equal((await outbox()).length, 1);
    assert.ok(mail.rejected > 15, `${mail.rejected} attempts`);
    advance(5 * HOUR);
    await mailer.deliver();
    assert.deepEqual(await outbox(), []);
    assert.equal(mail.emails.length, 0);
    assert.ok(lines.some((line) => line.includes('expired')));
    assert.doesNotMatch(lines.join(), /ana|example\.org/);
  });

  it('delivers what a killed mailer had claimed, once the lease is over', async (t) => {
    const { sign, mailer, createMailer, mail, outbox, context, advance, time } = await setUp(t);
    await sign();
    // A killed mailer leaves emails claimed.
    const { storage, requestCipher } = context;
    const secret = Buffer.from(SECRET);
    const killed = new Outbox({
      storage,
      requestCipher,
      stoppedAddresses: new StoppedAddresses(secret),
      bouncedAddresses: new BouncedAddresses(secret),
      floodLimiter: new FloodLimiter(true),
    });
    await killed.claimDue(time.now);
    await mailer.deliver();
    assert.equal(mail.emails.length, 0);
    advance(11 * MINUTE);
    await (await createMailer()).deliver();
    assert.equal(mail.emails.length, 1);
    assert.deepEqual(await outbox(), []);
  });

  it('shares an outbox with other mailers without duplicate emails', async (t) => {
    const { sign, mailer, createMailer, mail } = await setUp(t);
    await Promise.all(people(150).map(sign));
    await Promise.all([mailer, await createMailer(), await createMailer()].map((mailer) => mailer.deliver()));
    assert.equal(mail.emails.length, 150);
  });

  it('finishes its batch when stopped, and claims no more', onlyOnce, async (t) => {
    const { sign, createMailer, mail, outbox, firstSend } = await setUp(t);
    const mailer = await createMailer(10_000);
    mail.delayMs = 30;
    await Promise.all(people(70).map(sign));
    mailer.start();
    await firstSend;
    await mailer.stop();
    const left = await outbox();
    assert.equal(left.length + mail.emails.length, 70);
    assert.ok(left.length >= 20 && mail.emails.length >= 5, `${left.length} left`);
  });
});

describe('Mailer and TLS', onlyOnce, () => {
  /** An address that leads to this machine without saying so. */
  const asRemote = (url: string) => url.replace('127.0.0.1', 'user:hunter2@0.0.0.0');

  it('sends nothing in plain text, neither password nor address, if STARTTLS was removed from what a mail server offers', async (t) => {
    const commands: string[] = [];
    const plain = createServer((socket) => {
      socket.on('error', () => {});
      socket.write('220 mail.example.org\r\n');
      socket.on('data', (data) => {
        commands.push(String(data).trim());
        if (/^EHLO/.test(String(data))) socket.write('250-mail.example.org\r\n250 AUTH PLAIN LOGIN\r\n');
        else socket.write(/^STARTTLS/.test(String(data)) ? '502 Unknown\r\n' : '250 OK\r\n');
      });
    });
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
    t.after(() => plain.close());
    const { port } = plain.address() as AddressInfo;
    const { sign, createMailerFor, outbox, lines } = await setUp(t);
    const mailer = await createMailerFor(asRemote(`smtp://127.0.0.1:${port}`));
    await sign();
    await mailer.deliver();
    assert.ok(commands.length >= 2);
    for (const command of commands) assert.match(command, /^(?:EHLO \S+|STARTTLS|QUIT)$/);
    assert.equal((await outbox()).length, 1);
    assert.ok(lines.some((line) => line.includes('mail server unreachable') && line.includes('ETLS')));
  });

  it('sends nothing to a mail server whose certificate isn’t valid, unless the URL says so', async (t) => {
    const mail = await startMailServer(0, { offersTls: true });
    t.after(() => mail.stop());
    const { sign, createMailerFor, outbox, advance } = await setUp(t);
    await sign();
    await (await createMailerFor(mail.url.replace('127.0.0.1', '0.0.0.0'))).deliver();
    assert.equal((await outbox()).length, 1);
    advance(MINUTE);
    const url = `${mail.url.replace('127.0.0.1', '0.0.0.0')}?tls.rejectUnauthorized=false`;
    await (await createMailerFor(url)).deliver();
    assert.equal(mail.emails.length, 1);
  });

  it('sends without TLS if the URL says so', async (t) => {
    const { sign, createMailerFor, mail } = await setUp(t);
    await sign();
    const url = `${mail.url.replace('127.0.0.1', '0.0.0.0')}?requireTLS=false`;
    await (await createMailerFor(url)).deliver();
    assert.equal(mail.emails.length, 1);
  });
});

describe('Mailer and bounces', onlyOnce, () => {
  it('asks mail servers for none, which would collect addresses in the mailbox of MAIL_FROM', async (t) => {
    const commands: string[] = [];
    const server = createServer((socket) => {
      let isContent = false;
      socket.on('error', () => {});
      socket.write('220 mail.example.org\r\n');
      socket.on('data', (data) => {
        const text = String(data);
        if (!isContent) commands.push(text.trim());
        if (/^EHLO/.test(text)) socket.write('250-mail.example.org\r\n250 DSN\r\n');
        else if (/^DATA/.test(text)) {
          isContent = true;
          socket.write('354 Go ahead\r\n');
        } else if (!isContent || text.endsWith('\r\n.\r\n')) {
          isContent = false;
          socket.write('250 OK\r\n');
        }
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.after(() => server.close());
    const { port } = server.address() as AddressInfo;
    const { sign, createMailerFor, outbox } = await setUp(t);
    await sign();
    await (await createMailerFor(`smtp://127.0.0.1:${port}`)).deliver();
    assert.ok(commands.includes('RCPT TO:<ana@example.org> NOTIFY=NEVER'), commands.join('\n'));
    assert.deepEqual(await outbox(), []);
  });
});

describe('Mailer with a slow mail server', () => {
  it('stops after the shutdown timeout, and leaves the emails for the next start', {
    timeout: 120_000,
    ...onlyOnce,
  }, async (t) => {
    const { sign, mailer, mail, outbox, firstSend } = await setUp(t);
    mail.delayMs = 120_000;
    await Promise.all(people(3).map(sign));
    mailer.start();
    await firstSend;
    const start = performance.now();
    await mailer.stop();
    const took = performance.now() - start;
    // Far below a mail server's answer, even on a busy machine.
    assert.ok(took > SHUTDOWN_TIMEOUT - 200 && took < 60_000, `${took} ms`);
    assert.equal((await outbox()).length, 3);
  });

  it('starts no email after the shutdown timeout, because it would arrive twice', {
    timeout: 120_000,
  }, async (t) => {
    const { sign, mailer, mail, outbox, state } = await setUp(t);
    mail.delayMs = 250;
    await Promise.all(people(50).map(sign));
    mailer.start();
    while (mail.emails.length < 5) await new Promise((resolve) => setTimeout(resolve, 20));
    await mailer.stop();
    const sent = 50 - (await outbox()).length;
    assert.ok(sent > 0);
    assert.ok(state.started - sent <= MAX_CONNECTIONS, `${state.started} started, ${sent} sent`);
  });
});

describe('an email address with several requests', () => {
  it('is the only one to learn that it has already signed, and how to withdraw', async (t) => {
    const { sign, mailer, mail, app, advance } = await setUp(t);
    await sign();
    await mailer.deliver();
    await app.request(mail.emails[0]!.links.confirm!.slice(PUBLIC_URL.length), PRESS);
    advance(11 * MINUTE);
    await sign();
    await mailer.deliver();
    assert.equal(mail.emails.length, 2);
    assert.equal(mail.emails[1]!.mail.subject, 'About your signature');
    assert.deepEqual(Object.keys(mail.emails[1]!.links), ['withdraw', 'unsubscribe']);
    const unsubscribe = mail.emails[1]!.mail.headers.some(({ key }) => key === 'list-unsubscribe');
    assert.ok(!unsubscribe, 'one click there would withdraw a signature that counts');
  });

  it(
    'gets emails of equal length, so that the connection to the mail server reveals nothing',
    onlyOnce,
    async (t) => {
      const { sign, mailer, mail, app, advance } = await setUp(t);
      for (const lang of ['en', 'es']) await sign({ ...PERSON, lang, email: `ana-${lang}@example.org` });
      await mailer.deliver();
      const { links } = mail.emails[0]!;
      await app.request(links.confirm!.slice(PUBLIC_URL.length), PRESS);
      advance(11 * MINUTE);
      for (const lang of ['en', 'es']) await sign({ ...PERSON, lang, email: `ana-${lang}@example.org` });
      await mailer.deliver();
      assert.equal(new Set(mail.emails.map((email) => email.mail.subject)).size, 3);
      assert.deepEqual(
        mail.emails.map(({ source }) => Buffer.byteLength(source, 'latin1')),
        Array(4).fill(BLOCK_BYTES),
      );
    },
  );

  it('gets at most one email within ten minutes', async (t) => {
    const { sign, mailer, mail, advance } = await setUp(t);
    await sign();
    await mailer.deliver();
    await sign();
    await mailer.deliver();
    assert.equal(mail.emails.length, 1);
    advance(9 * MINUTE + 59_000);
    await mailer.deliver();
    assert.equal(mail.emails.length, 1);
    // Until the next full minute, because the outbox stores minutes.
    advance(MINUTE + 1_000);
    await mailer.deliver();
    assert.equal(mail.emails.length, 2);
    assert.notEqual(mail.emails[0]!.links.confirm, mail.emails[1]!.links.confirm);
  });

  it('gets five emails, and one more in each half day, however often it is entered', async (t) => {
    const { sign, mailer, mail, outbox, pending, advance, advanceToHalfDay, context } = await setUp(t);
    advanceToHalfDay();
    for (let round = 0; round < 9; round++) {
      await sign();
      await mailer.deliver();
      advance(11 * MINUTE);
    }
    assert.equal(mail.emails.length, 5 + 1);
    assert.deepEqual(await outbox(), []);
    const kept = (await pending()).map((row) => succeeds(() => context.requestCipher.decrypt(row)));
    assert.equal(kept.length, 9);
    assert.equal(kept.filter(Boolean).length, 5 + 1, 'requests without an email are stored as noise');
  });

  // Reads the same rows as the test above, for a month.
  it('isn’t kept from signing by strangers who used up its emails', onlyOnce, async (t) => {
    const { sign, mailer, mail, advance, advanceToHalfDay, app, countOf, pending, time, context } =
      await setUp(t);
    advanceToHalfDay();
    for (let round = 0; round < 60; round++) {
      await sign();
      await mailer.deliver();
      advance(11 * MINUTE);
    }
    assert.equal(mail.emails.length, 5 + 1);
    // For the days that a request is stored.
    for (let halfDays = 1; halfDays <= 60; halfDays++) {
      advanceToHalfDay();
      for (let round = 0; round < 2; round++) {
        await sign();
        // The request was made by the clock of the machine.
        const expires_at = new Date(time.now + 72 * HOUR).toISOString();
        await context.storage.db.updateTable('outbox').set({ expires_at }).execute();
        await mailer.deliver();
        advance(11 * MINUTE);
      }
      assert.equal(mail.emails.length, 5 + 1 + halfDays);
    }
    assert.equal((await pending()).length, 60 + 60 * 2, 'each request leaves one row');
    const { links } = mail.emails.at(-1)!;
    await app.request(links.confirm!.slice(PUBLIC_URL.length), PRESS);
    assert.equal((await countOf(SLUG)).count, 1);
    // As ten minutes after the email, by the clock of the machine.
    await context.storage.db.updateTable('pending_signature').set({ quiet_until: null }).execute();
    await app.request(links.withdraw!.slice(PUBLIC_URL.length), PRESS);
    assert.equal((await countOf(SLUG)).count, 0);
    for (const email of mail.emails) {
      const answer = await app.request(email.links.confirm!.slice(PUBLIC_URL.length));
      assert.equal(answer.status, 404, 'what was withdrawn can’t be confirmed');
    }
  });

  it('gets the next email for its newest request, not for those that strangers made before and that wait', async (t) => {
    const { sign, mailer, mail, advance, outbox, app, recordsOf } = await setUp(t);
    for (let count = 0; count < 5; count++) {
      await sign({ ...PERSON, givenName: 'Stranger' });
      await mailer.deliver();
    }
    await sign({ ...PERSON, givenName: 'Ana', lang: 'es' });
    await mailer.deliver();
    assert.equal(mail.emails.length, 1);
    advance(11 * MINUTE);
    await mailer.deliver();
    assert.equal(mail.emails.length, 2);
    assert.equal(mail.emails[1]!.mail.subject, 'Confirma tu firma');
    assert.deepEqual(await outbox(), [], 'it replaced the others');
    advance(HOUR);
    await mailer.deliver();
    assert.equal(mail.emails.length, 2);
    await app.request(mail.emails[1]!.links.confirm!.slice(PUBLIC_URL.length), PRESS);
    assert.deepEqual(
      (await recordsOf(SLUG)).map(({ givenName }) => givenName),
      ['Ana'],
    );
  });

  it('gets its owner’s email after strangers made six requests in a row', async (t) => {
    const { sign, mailer, mail, advance } = await setUp(t);
    for (let count = 0; count < 6; count++) {
      await sign();
      await mailer.deliver();
    }
    for (let round = 0; round < 6; round++) {
      advance(11 * MINUTE);
      await mailer.deliver();
    }
    const before = mail.emails.length;
    await sign({ ...PERSON, lang: 'es' });
    await mailer.deliver();
    assert.deepEqual(
      mail.emails.slice(before).map((email) => email.mail.subject),
      ['Confirma tu firma'],
    );
  });

  it('gets an email that failed at first, although newer requests wait', async (t) => {
    const { sign, mailer, mail, advance } = await setUp(t);
    await sign({ ...PERSON, lang: 'es' });
    mail.reject = { code: 450, at: 'recipient' };
    await mailer.deliver();
    mail.reject = null;
    await Promise.all(Array.from({ length: 100 }, () => sign()));
    await mailer.deliver();
    assert.equal(mail.emails.length, 0);
    const subjects = () => mail.emails.map((email) => email.mail.subject);
    advance(MINUTE);
    await sign();
    await mailer.deliver();
    assert.deepEqual(subjects(), ['Confirma tu firma']);
    for (let round = 0; round < 7; round++) {
      advance(11 * MINUTE);
      await mailer.deliver();
    }
    assert.deepEqual(subjects(), ['Confirma tu firma', 'Please confirm your signature']);
  });

  it('gets a newer email instead of one that failed, if both are due', async (t) => {
    const { sign, mailer, mail, advance, outbox, pending, context } = await setUp(t);
    await sign({ ...PERSON, lang: 'es' });
    mail.reject = { code: 450, at: 'recipient' };
    await mailer.deliver();
    mail.reject = null;
    advance(11 * MINUTE);
    // As if it had been requested before, by the clock of the machine.
    const expires_at = new Date(Date.now() + 71 * HOUR).toISOString();
    await context.storage.db.updateTable('outbox').set({ expires_at }).execute();
    await sign();
    await mailer.deliver();
    assert.deepEqual(
      mail.emails.map((email) => email.mail.subject),
      ['Please confirm your signature'],
    );
    assert.deepEqual(await outbox(), []);
    assert.equal((await pending()).length, 2, 'each request leaves one row');
  });

  it('doesn’t fill the outbox, however often it is entered', async (t) => {
    const { sign, mailer, mail, outbox, pending, advance } = await setUp(t);
    await Promise.all(Array.from({ length: 400 }, () => sign()));
    await mailer.deliver();
    assert.equal(mail.emails.length, 1);
    // One for each of the other seven times that the outbox was read.
    const left = (await outbox()).length;
    assert.ok(left <= 7, `${left} left`);
    advance(11 * MINUTE);
    await mailer.deliver();
    assert.equal(mail.emails.length, 2);
    assert.deepEqual(await outbox(), []);
    assert.equal((await pending()).length, 400, 'each request leaves one row');
  });

  it('gets one email even if several servers deliver at the same time', async (t) => {
    const { sign, mailer, createMailer, mail } = await setUp(t);
    await Promise.all(Array.from({ length: 6 }, () => sign()));
    await Promise.all([mailer, await createMailer(), await createMailer()].map((mailer) => mailer.deliver()));
    assert.equal(mail.emails.length, 1);
  });
});

describe('a request that is never confirmed', () => {
  it('is deleted after 30 days, and not before', async (t) => {
    const { sign, mailer, context, pending, time } = await setUp(t);
    await sign();
    await mailer.deliver();
    await deleteExpiredRequests(context.storage, time.now + 30 * DAY);
    assert.equal((await pending()).length, 1);
    await deleteExpiredRequests(context.storage, time.now + 31 * DAY);
    assert.equal((await pending()).length, 0);
  });

  it('is deleted after 72 hours if no server delivers its email, as when emails are turned off', async (t) => {
    const { sign, context, outbox, time } = await setUp(t);
    await sign();
    await deleteExpiredRequests(context.storage, time.now + 71 * HOUR);
    assert.equal((await outbox()).length, 1);
    await deleteExpiredRequests(context.storage, time.now + 72 * HOUR);
    assert.deepEqual(await outbox(), []);
  });

  it('has no time of day after ten minutes', async (t) => {
    const { sign, mailer, context, pending, time } = await setUp(t);
    await sign();
    await mailer.deliver();
    assert.notEqual((await pending())[0]?.quiet_until, null);
    await deleteExpiredRequests(context.storage, time.now + 11 * MINUTE);
    assert.equal((await pending())[0]?.quiet_until, null);
  });
});
