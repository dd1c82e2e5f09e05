import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { LANGUAGES } from '../../../server/i18n/dictionaries.ts';
import { BLOCK_BYTES } from '../../../server/mail/padding.ts';
import { onlyOnce } from '../../support/database.ts';
import { createTestMailer, PRESS, pathOf, startWithEmail } from '../../support/emails.ts';
import { FORM, form, PERSON } from '../../support/server.ts';

const SLUG = 'mend-the-bridge';
const LIBRARY = 'keep-the-library';
const MINUTE = 60_000;

/** Starts a server, and a mailer with a clock that the test sets. */
async function setUp(t: TestContext) {
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
  const server = await startWithEmail(t, SLUG);
  const { mail, context, app, get } = server;
  const { db } = context.storage;
  // A minute ahead of when everything is signed, so that it is due.
  const time = { now: Date.now() + MINUTE };
  const mailer = await createTestMailer(t, context, mail.url, () => time.now);
  /** @returns the emails that arrive */
  const requestEmails = async (email: string = PERSON.email, slug = SLUG) => {
    time.now += 11 * MINUTE;
    const before = mail.emails.length;
    const response = await server.sign(slug, { ...PERSON, email });
    assert.deepEqual([response.status, await response.json()], [202, { status: 'confirm' }]);
    await mailer.deliver();
    return mail.emails.slice(before);
  };
  const stopLink = async () => pathOf((await requestEmails())[0]!.links.unsubscribe!);
  const press = (path: string) => app.request(path, PRESS);
  /** The link on a page that lets emails be allowed again. */
  const allowLink = async (path: string) => {
    const [, href] = /<a href="(\?[^"]+)">Allow emails again/.exec(await (await get(path)).text())!;
    return path.replace(/\?.*/, href!.replaceAll('&amp;', '&'));
  };
  const stored = () => db.selectFrom('stopped_address').selectAll().execute();
  const outbox = () => db.selectFrom('outbox').selectAll().execute();
  const pending = () => db.selectFrom('pending_signature').selectAll().execute();
  return { ...server, time, mailer, requestEmails, stopLink, press, allowLink, stored, outbox, pending };
}

describe('the link to never be emailed again', () => {
  it('stops emails about any petition, to any spelling and any tag of the address, and to no other', async (t) => {
    const { stopLink, press, requestEmails, outbox } = await setUp(t);
    const answer = await press(await stopLink());
    assert.equal(answer.status, 200);
    assert.match(await answer.text(), /We won’t email you again/);
    for (const [email, slug] of [
      ['ana@example.org', SLUG],
      ['ANA@Example.org', LIBRARY],
      ['ana+news@example.org', SLUG],
      ['ana@EXAMPLE.org', SLUG],
    ] as const) {
      assert.deepEqual(await requestEmails(email, slug), [], email);
    }
    assert.equal((await requestEmails('ben@example.org')).length, 1);
    assert.equal((await requestEmails('anna@example.org')).length, 1);
    assert.deepEqual(await outbox(), []);
  });

  it(
    'does nothing when it is opened, or when its button is pressed without the box, as mail scanners do',
    onlyOnce,
    async (t) => {
      const { stopLink, get, post, app, requestEmails, stored } = await setUp(t);
      const path = await stopLink();
      const page = await get(path);
      assert.equal(page.status, 200);
      const text = await page.text();
      assert.equal(text.match(/<button/g)?.length, 1);
      assert.match(text, /<input type="checkbox" name="sure" value="yes" required>/);
      assert.equal((await app.request(path, { method: 'HEAD' })).status, 200);
      for (const body of ['', 'List-Unsubscribe=One-Click', form({ sure: 'no' })]) {
        const answer = await post(path, body, FORM);
        assert.equal(answer.status, 422);
        assert.match(await answer.text(), /Check the box first/);
      }
      assert.deepEqual(await stored(), []);
      assert.equal((await requestEmails()).length, 1);
    },
  );

  it('leads to a page that allows emails again, with its own box and button', async (t) => {
    const { stopLink, press, allowLink, get, post, requestEmails, stored } = await setUp(t);
    const path = await stopLink();
    await press(path);
    const allow = await allowLink(path);
    assert.equal((await get(allow)).status, 200);
    assert.equal((await post(allow, '', FORM)).status, 422);
    assert.deepEqual(await requestEmails(), []);
    const answer = await press(allow);
    assert.equal(answer.status, 200);
    assert.match(await answer.text(), /Emails are allowed again/);
    assert.deepEqual(await stored(), []);
    assert.equal((await requestEmails()).length, 1);
  });

  it('shows the same pages whether or not emails are stopped, and stores one row however often it is pressed', async (t) => {
    const { stopLink, press, allowLink, get, stored } = await setUp(t);
    const path = await stopLink();
    const allow = await allowLink(path);
    const pages = async () => [await (await get(path)).text(), await (await get(allow)).text()];
    const before = await pages();
    const first = await (await press(path)).text();
    assert.deepEqual(await pages(), before);
    assert.equal(await (await press(path)).text(), first);
    assert.equal((await stored()).length, 1);
    await press(allow);
    await press(allow);
    assert.deepEqual(await stored(), []);
  });

  it('leaves signatures as they are', async (t) => {
    const { requestEmails, press, countOf } = await setUp(t);
    const [email] = await requestEmails();
    await press(pathOf(email!.links.confirm!));
    await press(pathOf(email!.links.unsubscribe!));
    assert.equal((await countOf(SLUG)).count, 1);
    // And it is still possible to withdraw, and to confirm with an earlier email.
    await press(pathOf(email!.links.withdraw!));
    assert.equal((await countOf(SLUG)).count, 0);
  });

  it('is in the emails to people who have signed already', async (t) => {
    const { requestEmails, press } = await setUp(t);
    const [first] = await requestEmails();
    await press(pathOf(first!.links.confirm!));
    const [already] = await requestEmails();
    assert.equal(already!.mail.subject, 'About your signature');
    await press(pathOf(already!.links.unsubscribe!));
    assert.deepEqual(await requestEmails(), []);
  });

  it('works for years, because nobody gets a newer one after stopping emails', onlyOnce, async (t) => {
    const { stopLink, press, context } = await setUp(t);
    const [, token] = /unsubscribe\/([\w-]+)/.exec(await stopLink())!;
    const inTenYears = Date.now() + 10 * 365 * 24 * 60 * MINUTE;
    assert.ok(context.tokens.read('stop', token!, inTenYears));
    assert.equal((await press(`/unsubscribe/${token}`)).status, 200);
  });

  it('can’t be made from another link, and says if it is invalid', onlyOnce, async (t) => {
    const { requestEmails, press, get, stored } = await setUp(t);
    const { links } = (await requestEmails())[0]!;
    const tokenOf = (url: string) => /\/(?:confirm|withdraw|unsubscribe)\/([\w-]+)/.exec(url)![1]!;
    for (const token of [tokenOf(links.confirm!), tokenOf(links.withdraw!), 'x', 'A'.repeat(86)]) {
      for (const answer of [await get(`/unsubscribe/${token}`), await press(`/unsubscribe/${token}`)]) {
        assert.equal(answer.status, 404);
        assert.match(await answer.text(), /This link no longer works/);
      }
    }
    const token = tokenOf(links.unsubscribe!);
    assert.equal((await press(`/confirm/${token}`)).status, 404);
    assert.equal((await press(`/withdraw/${token}`)).status, 404);
    assert.deepEqual(await stored(), []);
  });

  it('can’t keep the database busy: presses are limited, the same for both buttons', onlyOnce, async (t) => {
    const { stopLink, press } = await setUp(t);
    const path = await stopLink();
    const statuses = [];
    for (let count = 0; count < 24; count++) statuses.push((await press(path)).status);
    assert.equal(statuses.filter((status) => status === 200).length, 20);
    const refused = await press(path);
    assert.equal(refused.status, 429);
    assert.ok(Number(refused.headers.get('Retry-After')) > 0);
  });

  it(
    'is shown in the email’s language, and isn’t cached, indexed, or sent to other sites',
    onlyOnce,
    async (t) => {
      const { stopLink, get, allowLink } = await setUp(t);
      const path = await stopLink();
      for (const url of [path, await allowLink(path)]) {
        const answer = await get(url.replace('lang=en', 'lang=ar'));
        assert.match(await answer.text(), /<html lang="ar" dir="rtl"/);
        assert.equal(answer.headers.get('Cache-Control'), 'no-store');
        assert.equal(answer.headers.get('X-Robots-Tag'), 'noindex');
        assert.equal(answer.headers.get('Referrer-Policy'), 'no-referrer');
        assert.match(
          answer.headers.get('Content-Security-Policy')!,
          /^default-src 'none'; style-src 'sha256-/,
        );
      }
    },
  );
});

describe('an address that is never emailed again', () => {
  it('leaves the same rows as other addresses, and its hash has nothing in common with them', async (t) => {
    const { stopLink, press, requestEmails, pending, outbox, stored, countOf } = await setUp(t);
    await press(await stopLink());
    await requestEmails('ben@example.org');
    const shapes = async (from: number) =>
      (await pending()).slice(from).map(({ slot, request, request_id, ...rest }) => ({
        lengths: [slot, request, request_id].map(({ length }) => length),
        ...rest,
        quiet_until: rest.quiet_until && Date.parse(rest.quiet_until) - Date.now() > 0,
      }));
    const [of, ...none] = await shapes(1);
    assert.deepEqual(none, []);
    for (let count = 0; count < 7; count++) {
      await requestEmails('ana@example.org');
      await requestEmails('ben@example.org');
    }
    for (const shape of await shapes(1)) assert.deepEqual(shape, of);
    assert.deepEqual(await outbox(), []);
    assert.equal((await countOf(SLUG)).count, 0);
    const [{ hash } = { hash: Buffer.alloc(0) }] = await stored();
    assert.equal(hash.length, 32);
    for (const row of await pending()) {
      for (const value of [row.slot, row.request, row.request_id]) {
        assert.ok(!Buffer.from(value).includes(Buffer.from(hash).subarray(0, 8)));
      }
    }
  });

  it('makes later requests wait as those of other addresses do', async (t) => {
    const { stopLink, press, sign, mailer, mail, outbox, time } = await setUp(t);
    await press(await stopLink());
    time.now += 11 * MINUTE;
    for (let round = 0; round < 2; round++) {
      for (const email of ['ana@example.org', 'ben@example.org']) await sign(SLUG, { ...PERSON, email });
      await mailer.deliver();
    }
    assert.equal(mail.emails.at(-1)!.to, 'ben@example.org');
    const due = (await outbox()).map(({ id }) => Buffer.from(id).readUInt32BE());
    assert.equal(due.length, 2);
    assert.equal(due[0], due[1]);
  });
});

describe('emails with the link to never be emailed again', onlyOnce, () => {
  it('have the same length in every language, also if they warn that a name will be shown', async (t) => {
    const { sign, mailer, mail, time } = await setUp(t);
    for (const lang of LANGUAGES) {
      for (const display of [true, false]) {
        const email = `ana-${lang}-${display}@example.org`;
        const response = await sign(LIBRARY, { ...PERSON, email, lang, display });
        assert.equal(response.status, 202);
      }
    }
    time.now += MINUTE;
    await mailer.deliver();
    assert.equal(mail.emails.length, LANGUAGES.length * 2);
    const lengths = mail.emails.map(({ source }) => Buffer.byteLength(source, 'latin1'));
    assert.deepEqual([...new Set(lengths)], [BLOCK_BYTES]);
    // Room for longer titles.
    for (const { source, to } of mail.emails) {
      const content = source.replace(/X-Padding:[^\r]*\r\n(?: x+\r\n)*/, '').length;
      assert.ok(content < 8_192, `${to}: ${content}`);
    }
  });
});
