import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import pino from 'pino';
import { type MailServer, startMailServer } from '../../../demo/mail-server.ts';
import { Outbox } from '../../../server/mail/outbox.ts';
import { createMailTransport, MAX_CONNECTIONS } from '../../../server/mail/transport.ts';
import { deleteExpiredRequests } from '../../../server/signatures/confirm.ts';
import { clockedPostman } from '../../support/emails.ts';
import { ANA, PUBLIC_URL, start } from '../../support/server.ts';

const SLUG = 'mend-the-bridge';
/** The server's is five seconds. */
const GRACE = 700;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A server that asks for confirmation, and a mailer whose clock the test sets. */
async function setUp(t: TestContext, mailServer?: MailServer) {
  const mail = mailServer ?? (await startMailServer());
  if (!mailServer) t.after(() => mail.stop());
  const server = await start(t, { smtpUrl: mail.url });
  const { context } = server;
  const { storage } = context;
  const lines: string[] = [];
  // A minute ahead, or what is signed in the next minute wouldn’t be due.
  const time = { now: Date.now() + MINUTE };
  /** `begun`: how many letters were handed to the mail server, or were going to be. */
  const state = { busy: false, begun: 0 };
  const anotherPostman = async (grace = GRACE) => {
    const transport = await createMailTransport(mail.url);
    t.after(() => transport.close());
    const { sendMail } = transport;
    transport.sendMail = ((...letter: Parameters<typeof sendMail>) => {
      state.begun += 1;
      return sendMail.apply(transport, letter);
    }) as typeof sendMail;
    const log = pino({}, { write: (line: string) => lines.push(line) });
    const more = { transport, log, isBusy: () => state.busy };
    return clockedPostman(t, context, mail.url, () => time.now, { grace, more });
  };
  const mailer = await anotherPostman();
  const outbox = () => storage.db.selectFrom('outbox').selectAll().execute();
  const pending = () => storage.db.selectFrom('pending_signature').selectAll().execute();
  const sign = async (signature: object = ANA) => {
    const response = await server.sign(SLUG, signature);
    assert.equal(response.status, 202);
  };
  const pass = (milliseconds: number) => {
    time.now += milliseconds;
  };
  return { ...server, mail, mailer, anotherPostman, outbox, pending, sign, pass, lines, time, state };
}

function isOpened(open: () => unknown): boolean {
  try {
    open();
    return true;
  } catch {
    return false;
  }
}

const people = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ ...ANA, email: `person.${index}@example.org` }));

describe('the mailer', () => {
  it('delivers each letter once, to its own mailbox, and keeps nothing of it', async (t) => {
    const { sign, mailer, mail, outbox } = await setUp(t);
    await Promise.all(people(120).map(sign));
    assert.equal((await outbox()).length, 120);
    await mailer.deliver();
    assert.deepEqual(
      new Set(mail.letters.map(({ to }) => to)),
      new Set(people(120).map(({ email }) => email)),
    );
    assert.equal(mail.letters.length, 120);
    assert.deepEqual(await outbox(), []);
  });

  it('writes letters that come from MAIL_FROM, as text and HTML, and that no robot answers', async (t) => {
    const { sign, mailer, mail } = await setUp(t);
    await sign();
    await mailer.deliver();
    const { from, mail: letter, source } = mail.letters[0]!;
    assert.equal(from, 'petitions@example.org');
    assert.ok(letter.text && letter.html);
    assert.match(source, /^Auto-Submitted: auto-generated\r$/m);
    assert.doesNotMatch(source.split('\r\n\r\n', 1)[0]!, /bridge|Ana\b(?!@)/);
  });

  for (const [what, refuse] of [
    ['"try again" for the recipient', { code: 450, at: 'recipient' }],
    ['"never" for the recipient', { code: 550, at: 'recipient' }],
    ['"try again" for the letter', { code: 451, at: 'data' }],
    ['"never" for the letter', { code: 554, at: 'data' }],
  ] as const) {
    it(`loses no letter to a mail server that says ${what}: it tries again, ever more rarely`, async (t) => {
      const { sign, mailer, mail, outbox, pass, lines } = await setUp(t);
      await Promise.all(people(6).map(sign));
      mail.refuse = refuse;
      await mailer.deliver();
      assert.equal(mail.refused, 6);
      await mailer.deliver();
      assert.equal(mail.refused, 6, 'not at once');
      pass(MINUTE);
      await mailer.deliver();
      assert.equal(mail.refused, 12);
      pass(MINUTE);
      await mailer.deliver();
      assert.equal(mail.refused, 12, 'the second time after two minutes');
      mail.refuse = null;
      pass(MINUTE);
      await mailer.deliver();
      assert.equal(new Set(mail.letters.map(({ to }) => to)).size, 6);
      assert.equal(mail.letters.length, 6);
      assert.deepEqual(await outbox(), []);
      assert.ok(lines.some((line) => line.includes(String(refuse.code))));
      assert.doesNotMatch(lines.join(), /person|example\.org/);
    });
  }

  it('loses no letter to a mail server that is down', async (t) => {
    const down = await startMailServer();
    const { sign, mailer, pass, outbox } = await setUp(t, down);
    await down.stop();
    await Promise.all(people(3).map(sign));
    await mailer.deliver();
    assert.equal((await outbox()).length, 3);
    const up = await startMailServer(Number(new URL(down.url).port));
    t.after(() => up.stop());
    pass(MINUTE);
    await mailer.deliver();
    assert.equal(up.letters.length, 3);
  });

  it('doesn’t wear letters out on a mail server that is down: a few find that out, the others stay as they are', async (t) => {
    const down = await startMailServer();
    const { sign, mailer, pass, outbox, lines } = await setUp(t, down);
    await down.stop();
    await Promise.all(people(120).map(sign));
    await mailer.deliver();
    const tried = (await outbox()).filter(({ attempts }) => attempts > 0);
    assert.ok(tried.length >= 1 && tried.length <= 5, `${tried.length} were tried`);
    assert.ok((await outbox()).every(({ taken_until }) => taken_until === null));
    await mailer.deliver();
    assert.equal((await outbox()).filter(({ attempts }) => attempts > 0).length, tried.length, 'not at once');
    const told = lines.filter((line) => line.includes('can’t be reached'));
    assert.equal(told.length, 1);
    assert.match(told[0]!, new RegExp(`"mailServer":"${new URL(down.url).host}".*"nextTry":"20`));

    const up = await startMailServer(Number(new URL(down.url).port));
    t.after(() => up.stop());
    pass(MINUTE);
    await mailer.deliver();
    pass(MINUTE);
    await mailer.deliver();
    assert.equal(up.letters.length, 120);
    assert.deepEqual(await outbox(), []);
  });

  it('delivers what lies behind letters that must wait, or can’t be read', async (t) => {
    const { sign, mailer, mail, outbox, context, pass, lines } = await setUp(t);
    await Promise.all(people(60).map(sign));
    await mailer.deliver();
    // One more to each of them, which has to wait.
    await Promise.all(people(60).map(sign));
    const [damaged] = await outbox();
    await context.storage.db
      .updateTable('outbox')
      .set({ letter: Buffer.alloc(200) })
      .where('id', '=', damaged!.id)
      .execute();
    await sign({ ...ANA, email: 'behind@example.org' });
    await mailer.deliver();
    assert.deepEqual(
      mail.letters.slice(60).map(({ to }) => to),
      ['behind@example.org'],
    );
    assert.ok(lines.some((line) => line.includes('damaged')));
    pass(12 * MINUTE);
    await mailer.deliver();
    assert.equal(mail.letters.length, 60 + 1 + 59);
    assert.equal((await outbox()).length, 1);
  });

  it('lets signatures go first: while some wait to be stored, letters go out slowly', async (t) => {
    const { sign, mailer, mail, state } = await setUp(t);
    await Promise.all(people(10).map(sign));
    state.busy = true;
    const begun = performance.now();
    await mailer.deliver();
    assert.equal(mail.letters.length, 10);
    assert.ok(performance.now() - begun >= 275, 'two behind each other on each of five connections');
  });

  it('gives a letter up after 72 hours, and says so without saying whose', async (t) => {
    const { sign, mailer, mail, outbox, pass, lines } = await setUp(t);
    await sign();
    mail.refuse = { code: 450, at: 'recipient' };
    for (let hours = 0; hours < 71; hours++) {
      pass(HOUR);
      await mailer.deliver();
    }
    assert.equal((await outbox()).length, 1);
    assert.ok(mail.refused > 15, `${mail.refused} tries`);
    pass(5 * HOUR);
    await mailer.deliver();
    assert.deepEqual(await outbox(), []);
    assert.equal(mail.letters.length, 0);
    assert.ok(lines.some((line) => line.includes('given up')));
    assert.doesNotMatch(lines.join(), /ana|example\.org/);
  });

  it('leaves a letter that it was carrying when it was killed to the next one', async (t) => {
    const { sign, mailer, anotherPostman, mail, outbox, context, pass, time } = await setUp(t);
    await sign();
    // What is left of one that was killed: taken out, and never brought back.
    await new Outbox(context.storage, context.requestCipher).claimDue(time.now);
    await mailer.deliver();
    assert.equal(mail.letters.length, 0);
    pass(11 * MINUTE);
    await (await anotherPostman()).deliver();
    assert.equal(mail.letters.length, 1);
    assert.deepEqual(await outbox(), []);
  });

  it('shares an outbox with others: no letter comes twice', async (t) => {
    const { sign, mailer, anotherPostman, mail } = await setUp(t);
    await Promise.all(people(150).map(sign));
    await Promise.all([mailer, await anotherPostman(), await anotherPostman()].map((each) => each.deliver()));
    assert.equal(mail.letters.length, 150);
  });

  it('finishes what it has at hand when it is told to stop, and takes no more', async (t) => {
    const { sign, anotherPostman, mail, outbox } = await setUp(t);
    const mailer = await anotherPostman(10_000);
    mail.slowness = 30;
    await Promise.all(people(70).map(sign));
    mailer.start();
    while ((await outbox()).every(({ taken_until }) => taken_until === null)) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await mailer.stop();
    const left = await outbox();
    assert.equal(left.length + mail.letters.length, 70);
    assert.ok(left.length >= 20 && mail.letters.length >= 5, `${left.length} left`);
  });
});

describe('the mailer, where the mail server takes its time', () => {
  it('stops when its grace is over, and leaves the letters for the next start', {
    timeout: 15_000,
  }, async (t) => {
    const { sign, mailer, mail, outbox } = await setUp(t);
    mail.slowness = 60_000;
    await Promise.all(people(3).map(sign));
    mailer.start();
    while ((await outbox()).every(({ taken_until }) => taken_until === null)) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
    const before = performance.now();
    await mailer.stop();
    const took = performance.now() - before;
    assert.ok(took > GRACE - 200 && took < GRACE + 1_500, `${took} ms`);
    assert.equal((await outbox()).length, 3);
  });

  it('begins no other letter once its grace is over: it would come twice', { timeout: 15_000 }, async (t) => {
    const { sign, mailer, mail, outbox, state } = await setUp(t);
    mail.slowness = 250;
    await Promise.all(people(50).map(sign));
    mailer.start();
    while (mail.letters.length < 5) await new Promise((resolve) => setTimeout(resolve, 20));
    await mailer.stop();
    const settled = 50 - (await outbox()).length;
    assert.ok(settled > 0);
    assert.ok(state.begun - settled <= MAX_CONNECTIONS, `${state.begun} were begun, and ${settled} done`);
  });
});

describe('a mailbox that signs again', () => {
  it('is told, and nobody else, that it has signed already, with a way to withdraw', async (t) => {
    const { sign, mailer, mail, app, pass } = await setUp(t);
    await sign();
    await mailer.deliver();
    await app.request(mail.letters[0]!.links.confirm!.slice(PUBLIC_URL.length), { method: 'POST' });
    pass(11 * MINUTE);
    await sign();
    await mailer.deliver();
    assert.equal(mail.letters.length, 2);
    assert.equal(mail.letters[1]!.mail.subject, 'About your signature');
    assert.deepEqual(Object.keys(mail.letters[1]!.links), ['withdraw']);
    const unsubscribe = mail.letters[1]!.mail.headers.some(({ key }) => key === 'list-unsubscribe');
    assert.ok(!unsubscribe, 'one press there would withdraw a signature that counts');
  });

  it('gets letters of one length, whichever they are: who watches the connection learns nothing', async (t) => {
    const { sign, mailer, mail, app, pass } = await setUp(t);
    for (const lang of ['en', 'es']) await sign({ ...ANA, lang, email: `ana-${lang}@example.org` });
    await mailer.deliver();
    const { links } = mail.letters[0]!;
    await app.request(links.confirm!.slice(PUBLIC_URL.length), { method: 'POST' });
    pass(11 * MINUTE);
    for (const lang of ['en', 'es']) await sign({ ...ANA, lang, email: `ana-${lang}@example.org` });
    await mailer.deliver();
    assert.equal(new Set(mail.letters.map((letter) => letter.mail.subject)).size, 3);
    assert.deepEqual(
      mail.letters.map(({ source }) => Buffer.byteLength(source, 'latin1')),
      [8_192, 8_192, 8_192, 8_192],
    );
  });

  it('gets no two letters within ten minutes; the second waits', async (t) => {
    const { sign, mailer, mail, pass } = await setUp(t);
    await sign();
    await sign();
    await mailer.deliver();
    assert.equal(mail.letters.length, 1);
    pass(9 * MINUTE + 59_000);
    await mailer.deliver();
    assert.equal(mail.letters.length, 1);
    // To the next full minute, which is as fine as the outbox knows it.
    pass(MINUTE + 1_000);
    await mailer.deliver();
    assert.equal(mail.letters.length, 2);
    assert.notEqual(mail.letters[0]!.links.confirm, mail.letters[1]!.links.confirm);
  });

  it('gets five letters and no more, whoever keeps typing its address', async (t) => {
    const { sign, mailer, mail, outbox, pending, pass, context } = await setUp(t);
    for (let time = 0; time < 9; time++) {
      await sign();
      await mailer.deliver();
      pass(11 * MINUTE);
    }
    assert.equal(mail.letters.length, 5);
    assert.deepEqual(await outbox(), []);
    const kept = (await pending()).map((row) => isOpened(() => context.requestCipher.decrypt(row)));
    assert.equal(kept.length, 9);
    assert.equal(kept.filter(Boolean).length, 5, 'of what no letter is about there is noise alone');
  });

  it('gets the letter that was not taken at first, whatever was asked for since', async (t) => {
    const { sign, mailer, mail, pass } = await setUp(t);
    await sign({ ...ANA, lang: 'es' });
    mail.refuse = { code: 450, at: 'recipient' };
    await mailer.deliver();
    mail.refuse = null;
    await Promise.all(Array.from({ length: 100 }, () => sign()));
    await mailer.deliver();
    assert.equal(mail.letters.length, 0);
    for (let time = 0; time < 7; time++) {
      pass(11 * MINUTE);
      await mailer.deliver();
    }
    const subjects = mail.letters.map((letter) => letter.mail.subject);
    assert.deepEqual(
      [subjects.length, subjects.filter((subject) => subject === 'Confirma tu firma').length],
      [5, 1],
    );
  });

  it('doesn’t fill the box, however often its address is typed', async (t) => {
    const { sign, mailer, mail, outbox, pass } = await setUp(t);
    await Promise.all(Array.from({ length: 400 }, () => sign()));
    await mailer.deliver();
    const left = (await outbox()).length;
    assert.ok(left >= 5 && left <= 5 * 8, `${left} are left`);
    for (let time = 0; (await outbox()).length > 0 && time < 60; time++) {
      pass(11 * MINUTE);
      await mailer.deliver();
    }
    assert.equal(mail.letters.length, 5);
    assert.deepEqual(await outbox(), []);
  });

  it('is kept to that by two servers that have a letter each', async (t) => {
    const { sign, mailer, anotherPostman, mail } = await setUp(t);
    await Promise.all(Array.from({ length: 6 }, () => sign()));
    await Promise.all([mailer, await anotherPostman(), await anotherPostman()].map((each) => each.deliver()));
    assert.equal(mail.letters.length, 1);
  });
});

describe('what is never confirmed', () => {
  it('is deleted after 30 days, and not before', async (t) => {
    const { sign, mailer, context, pending, time } = await setUp(t);
    await sign();
    await mailer.deliver();
    await deleteExpiredRequests(context.storage, time.now + 30 * DAY);
    assert.equal((await pending()).length, 1);
    await deleteExpiredRequests(context.storage, time.now + 31 * DAY);
    assert.equal((await pending()).length, 0);
  });

  it('is deleted after 72 hours where no server comes to deliver its letter, as once letters are turned off', async (t) => {
    const { sign, context, outbox, time } = await setUp(t);
    await sign();
    await deleteExpiredRequests(context.storage, time.now + 71 * HOUR);
    assert.equal((await outbox()).length, 1);
    await deleteExpiredRequests(context.storage, time.now + 72 * HOUR);
    assert.deepEqual(await outbox(), []);
  });

  it('keeps no time of day once ten minutes are over', async (t) => {
    const { sign, mailer, context, pending, time } = await setUp(t);
    await sign();
    await mailer.deliver();
    assert.notEqual((await pending())[0]?.quiet_until, null);
    await deleteExpiredRequests(context.storage, time.now + 11 * MINUTE);
    assert.equal((await pending())[0]?.quiet_until, null);
  });
});
