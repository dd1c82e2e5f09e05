import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { eraseRelated, findErasable, moveSignatures } from '../../../server/archive/retention.ts';
import { DAY_MS } from '../../../server/lib/time.ts';
import { deleteExpiredRequests } from '../../../server/signatures/expired-requests.ts';
import { diskMark, onlyOnce, onlySqlite, storedBytes } from '../../support/database.ts';
import { queueAsEarlierVersion } from '../../support/earlier-requests.ts';
import { pathOf, startWithEmail } from '../../support/emails.ts';
import { requestRow, signatureRow } from '../../support/rows.ts';
import { FORM, form, PERSON, PETITIONS, type TestServer, withoutEntered } from '../../support/server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const SLUG = 'mend-the-bridge';

const BEN = { givenName: 'Ben', email: 'ben@example.org' };

const setUp = (t: TestContext) => startWithEmail(t, SLUG);

type Links = Record<string, string>;

/** The same link as in an email in that language. */
const inLanguage = (url: string, lang: string) => url.replace(/lang=\w+$/, `lang=${lang}`);

/** As ten minutes after the email. */
const endCooldown = ({ context }: TestServer) =>
  context.storage.db.updateTable('pending_signature').set({ quiet_until: null }).execute();

const pendingOf = ({ context }: TestServer) =>
  context.storage.db.selectFrom('pending_signature').selectAll().execute();

describe('a signature that requires confirmation', () => {
  it('returns "confirm", and counts only after the confirm button is pressed', async (t) => {
    const { sign, mailer, mail, pressButton, countOf, recordsOf, rowsOf } = await setUp(t);
    const response = await sign(SLUG, PERSON);
    assert.equal(response.status, 202);
    assert.deepEqual(await response.json(), { status: 'confirm' });
    assert.equal((await countOf(SLUG)).count, 0);
    await mailer.deliver();

    const [email] = mail.emails;
    assert.equal(email?.to, 'ana@example.org');
    assert.equal(email?.mail.subject, 'Please confirm your signature');
    assert.equal(await rowsOf(SLUG), 0);
    const answer = await pressButton(email!.links.confirm!);
    assert.equal(answer.status, 200);
    assert.match(await answer.text(), /Thank you\. Your signature has been counted\./);
    assert.equal((await countOf(SLUG)).count, 1);
    const [record] = await recordsOf(SLUG);
    assert.equal(record?.givenName, 'Ana');
  });

  it('isn’t confirmed by opening the link, as mail scanners do', onlyOnce, async (t) => {
    const { signAndGetEmail, get, app, rowsOf } = await setUp(t);
    const { links } = await signAndGetEmail();
    for (const url of [links.confirm!, links.withdraw!]) {
      const page = await get(pathOf(url));
      assert.equal(page.status, 200);
      assert.equal((await page.text()).match(/<button/g)?.length, 1);
      assert.equal((await app.request(pathOf(url), { method: 'HEAD' })).status, 200);
    }
    assert.equal(await rowsOf(SLUG), 0);
  });

  it('counts once, even if the button is pressed repeatedly and concurrently', async (t) => {
    const { signAndGetEmail, pressButton, countOf } = await setUp(t);
    const { links } = await signAndGetEmail();
    const answers = await Promise.all(Array.from({ length: 8 }, () => pressButton(links.confirm!)));
    const bodies = await Promise.all(answers.map((answer) => answer.text()));
    assert.equal(new Set(bodies).size, 1);
    assert.equal((await countOf(SLUG)).count, 1);
    assert.equal(await (await pressButton(links.confirm!)).text(), bodies[0]);
    assert.equal((await countOf(SLUG)).count, 1);
  });

  it('has the values of the request that its email belongs to, not those that a stranger entered before', async (t) => {
    const { sign, context, mailer, mail, pressButton, recordsOf } = await setUp(t);
    await sign(SLUG, { ...PERSON, givenName: 'A stranger’s joke' });
    await mailer.deliver();
    await context.storage.db.updateTable('pending_signature').set({ quiet_until: null }).execute();
    await sign(SLUG, PERSON);
    await mailer.deliver();
    assert.equal(mail.emails.length, 2);
    await pressButton(mail.emails[1]!.links.confirm!);
    await pressButton(mail.emails[0]!.links.confirm!);
    assert.deepEqual(
      (await recordsOf(SLUG)).map(({ givenName }) => givenName),
      ['Ana'],
    );
  });

  it('is rejected with an explanation if the petition was closed in the meantime', onlyOnce, async (t) => {
    const { signAndGetEmail, pressButton, load, get, rowsOf } = await setUp(t);
    const { links } = await signAndGetEmail();
    await load([{ ...PETITIONS[1]!, status: 'closed' }]);
    for (const answer of [await get(pathOf(links.confirm!)), await pressButton(links.confirm!)]) {
      assert.equal(answer.status, 409);
      assert.match(await answer.text(), /This petition is closed/);
    }
    assert.equal(await rowsOf(SLUG), 0);
  });

  it('is requested on the hosted page too, which says what to do next', onlyOnce, async (t) => {
    const { post, mailer, mail } = await setUp(t);
    const page = await post(`/p/${SLUG}?lang=en`, form({ givenName: 'Ana', email: 'ana@example.org' }), FORM);
    const text = await page.text();
    assert.match(text, /One more step: check your email\./);
    assert.match(text, /We sent an email to <bdi>ana@example\.org<\/bdi>\./);
    assert.doesNotMatch(text, /Your signature has been counted\./);
    assert.doesNotMatch(withoutEntered(text, 'ana@example.org'), /ana@example/);
    await mailer.deliver();
    assert.equal(mail.emails.length, 1);
  });

  it('is announced by the petition’s `confirmation` field', onlyOnce, async (t) => {
    const { get } = await setUp(t);
    const petition = (await (await get(`/v1/petitions/${SLUG}`)).json()) as { confirmation: string };
    assert.equal(petition.confirmation, 'required');
  });
});

describe('withdrawing', () => {
  it('deletes the signature and all related rows, lowers the count, and lets the same person sign again', async (t) => {
    const server = await setUp(t);
    const { signAndGetEmail, pressButton, countOf, context } = server;
    const { links } = await signAndGetEmail();
    await pressButton(links.confirm!);
    assert.equal((await countOf(SLUG)).count, 1);
    await endCooldown(server);
    const answer = await pressButton(links.withdraw!);
    assert.equal(answer.status, 200);
    assert.equal((await countOf(SLUG)).count, 0);
    assert.deepEqual(await pendingOf(server), []);
    for (const table of ['signature', 'outbox'] as const) {
      assert.deepEqual(await context.storage.db.selectFrom(table).selectAll().execute(), []);
    }

    const secondEmail = await signAndGetEmail();
    assert.equal(secondEmail.mail.subject, 'Please confirm your signature');
    await pressButton(secondEmail.links.confirm!);
    assert.equal((await countOf(SLUG)).count, 1);
  });

  it('cancels an unconfirmed signature, whose confirm link stops working', async (t) => {
    const server = await setUp(t);
    const { signAndGetEmail, pressButton, get, rowsOf } = server;
    const { links } = await signAndGetEmail();
    await endCooldown(server);
    await pressButton(links.withdraw!);
    for (const answer of [await get(pathOf(links.confirm!)), await pressButton(links.confirm!)]) {
      assert.equal(answer.status, 404);
    }
    assert.equal(await rowsOf(SLUG), 0);
  });

  it('cancels emails that are still queued', async (t) => {
    const { signAndGetEmail, sign, pressButton, mailer, mail } = await setUp(t);
    const { links } = await signAndGetEmail();
    await sign(SLUG, PERSON);
    await pressButton(links.withdraw!);
    await mailer.deliver();
    assert.equal(mail.emails.length, 1);
  });

  it('cancels only the signer’s own emails among many others', async (t) => {
    const server = await setUp(t);
    const { signAndGetEmail, sign, pressButton, context } = server;
    const { links } = await signAndGetEmail();
    const { petition_id } = (await pendingOf(server))[0]!;
    const others = Array.from({ length: 1_200 }, () => requestRow(signatureRow({ petition_id })));
    await sign(SLUG, PERSON);
    await context.storage.store({ signatures: [], requests: others });
    await sign(SLUG, PERSON);
    await pressButton(links.withdraw!);
    const left = await context.storage.db.selectFrom('outbox').select('request_id').execute();
    const idsOf = (rows: { request_id: Uint8Array }[]) =>
      new Set(rows.map(({ request_id }) => Buffer.from(request_id).toString('hex')));
    assert.deepEqual(idsOf(left), idsOf(others));
  });

  it('decrypts few of the emails that wait, however many there are', async (t) => {
    const server = await setUp(t);
    const { signAndGetEmail, sign, pressButton, context } = server;
    const { links } = await signAndGetEmail();
    const { petition_id } = (await pendingOf(server))[0]!;
    const others = Array.from({ length: 3_000 }, () => requestRow(signatureRow({ petition_id })));
    await context.storage.store({ signatures: [], requests: others });
    await sign(SLUG, PERSON);
    let decrypted = 0;
    const { decrypt } = context.requestCipher;
    context.requestCipher.decrypt = (row) => {
      decrypted += 1;
      return decrypt.call(context.requestCipher, row);
    };
    await pressButton(links.withdraw!);
    assert.ok(decrypted >= 1 && decrypted < 200, `${decrypted}`);
    const { length } = await context.storage.db.selectFrom('outbox').select('id').execute();
    assert.equal(length, 3_000);
  });

  it('finds emails that a version without tags has queued', async (t) => {
    const server = await setUp(t);
    const { signAndGetEmail, sign, pressButton, context } = server;
    const { links } = await signAndGetEmail();
    await sign(SLUG, PERSON);
    await context.storage.db.updateTable('outbox').set({ tag: null }).execute();
    await pressButton(links.withdraw!);
    assert.deepEqual(await context.storage.db.selectFrom('outbox').selectAll().execute(), []);
  });

  it(
    'is slowed down if a link’s button is pressed again and again, and nobody else is',
    onlyOnce,
    async (t) => {
      const { signAndGetEmail, pressButton } = await setUp(t);
      const { links } = await signAndGetEmail();
      const other = await signAndGetEmail(BEN);
      for (const purpose of ['confirm', 'withdraw'] as const) {
        const statuses = [];
        for (let press = 0; press < 22; press++) statuses.push((await pressButton(links[purpose]!)).status);
        assert.equal(statuses[19], 200);
        assert.equal(statuses[21], 429);
        assert.equal((await pressButton(other.links[purpose]!)).status, 200);
      }
    },
  );

  it(
    'leaves no bytes of the row in the database file, where they would otherwise remain',
    onlySqlite,
    async (t) => {
      const { signAndConfirm, pressButton, context, databaseUrl } = await setUp(t);
      const { links } = await signAndConfirm();
      const { db } = context.storage;
      const row = await db.selectFrom('signature').selectAll().executeTakeFirstOrThrow();
      const isStored = async (needle: Uint8Array) => {
        const needleBytes = Buffer.from(needle);
        await sql`pragma wal_checkpoint(truncate)`.execute(db);
        return (await storedBytes(databaseUrl)).some(({ bytes }) => bytes.includes(needleBytes));
      };
      assert.ok((await isStored(row.signer_key)) && (await isStored(row.sealed)));
      await pressButton(links.withdraw!);
      assert.equal(await isStored(row.signer_key), false);
      assert.equal(await isStored(row.sealed.subarray(0, 60)), false);
    },
  );

  it('can be repeated, and shows the same pages whether or not there was a signature', async (t) => {
    const { signAndGetEmail, pressButton, get, countOf } = await setUp(t);
    const { links } = await signAndGetEmail();
    await pressButton(links.confirm!);
    const whileSigned = await (await get(pathOf(links.withdraw!))).text();
    const first = await (await pressButton(links.withdraw!)).text();
    assert.equal(await (await get(pathOf(links.withdraw!))).text(), whileSigned);
    assert.equal(await (await pressButton(links.withdraw!)).text(), first);
    assert.equal((await countOf(SLUG)).count, 0);
  });

  it('affects one petition: the same person’s other signatures stay', async (t) => {
    const { signAndGetEmail, pressButton, countOf } = await setUp(t);
    const bridge = await signAndGetEmail();
    const library = await signAndGetEmail(PERSON, 'keep-the-library');
    await pressButton(bridge.links.confirm!);
    await pressButton(library.links.confirm!);
    await pressButton(bridge.links.withdraw!);
    assert.equal((await countOf(SLUG)).count, 0);
    assert.equal((await countOf('keep-the-library')).count, 8890);
  });

  it('doesn’t invite to sign again if the petition is closed', onlyOnce, async (t) => {
    const { signAndGetEmail, pressButton, get, load, countOf } = await setUp(t);
    const [signed, unconfirmed] = [await signAndGetEmail(), await signAndGetEmail(BEN)];
    await pressButton(signed.links.confirm!);
    await load([{ ...PETITIONS[1]!, status: 'closed' }]);
    for (const [lang, pattern] of [
      ['en', /no longer accepts signatures/],
      ['es', /ya no acepta firmas/],
    ] as const) {
      const [withdraw, other] = [signed, unconfirmed].map(({ links }) => inLanguage(links.withdraw!, lang));
      const before = await (await get(pathOf(withdraw!))).text();
      const after = await (await pressButton(withdraw!)).text();
      assert.equal(await (await get(pathOf(other!))).text(), before);
      assert.equal(await (await pressButton(other!)).text(), after);
      for (const page of [before, after]) {
        assert.match(page, pattern);
        assert.doesNotMatch(page, /sign again|volver a firmar/);
      }
    }
    assert.equal((await countOf(SLUG)).count, 0);
  });

  it('says who has the sealed file after retention erased the signatures, on the same page for everybody', async (t) => {
    const { signAndGetEmail, pressButton, get, load, countOf, context } = await setUp(t);
    const emails = [await signAndGetEmail(), await signAndGetEmail(BEN)];
    const [signed, unconfirmed] = emails.map(({ links }) => links) as [Links, Links];
    await pressButton(signed.confirm!);
    await load([{ ...PETITIONS[1]!, creator: 'Ilse & <Co>', status: 'closed' }]);
    const { storage } = context;
    const [petition] = await findErasable(storage, '9999-12-31');
    const { erased } = await moveSignatures(temporaryFolder(t), storage, petition!, '9999-12-31');
    assert.equal(erased, 1);
    await eraseRelated(storage, petition!, '9999-12-31');
    await context.petitions.refresh();

    for (const [lang, pattern, claim] of [
      ['en', /write to Ilse &amp; &lt;Co&gt; to/, /sign again|counts?\b/],
      ['es', /Escribe a Ilse &amp; &lt;Co&gt; para/, /volver a firmar|cuenta\b|contar/],
    ] as const) {
      const [withdraw, other] = [signed, unconfirmed].map((links) => inLanguage(links.withdraw!, lang));
      const before = await (await get(pathOf(withdraw!))).text();
      const answer = await pressButton(withdraw!);
      const after = await answer.text();
      assert.equal(answer.status, 200);
      assert.equal(await (await get(pathOf(other!))).text(), before);
      assert.equal(await (await pressButton(other!)).text(), after);
      for (const page of [before, after]) {
        assert.match(page, pattern);
        assert.doesNotMatch(page, claim);
      }
    }
    assert.equal((await pressButton(signed.confirm!)).status, 404);
    assert.equal((await countOf(SLUG)).count, 1);
  });

  it(
    'isn’t done by the one-click unsubscribe of mail programs, which older emails offer',
    onlyOnce,
    async (t) => {
      const server = await setUp(t);
      const { links } = await server.signAndConfirm();
      const answer = await server.post(pathOf(links.withdraw!), 'List-Unsubscribe=One-Click', FORM);
      assert.equal(answer.status, 422);
      assert.equal(await server.rowsOf(SLUG), 1);
      assert.equal((await pendingOf(server)).length, 1);
    },
  );
});

describe('a program that scans emails', () => {
  it(
    'neither confirms nor withdraws by pressing every button, and its owner still can',
    onlyOnce,
    async (t) => {
      const { signAndGetEmail, app, post, pressButton, rowsOf } = await setUp(t);
      const { links } = await signAndGetEmail();
      for (const url of [links.confirm!, links.withdraw!]) {
        const path = pathOf(url);
        for (const answer of [
          await app.request(path, { method: 'POST' }),
          await post(path, '', FORM),
          await post(path, form({ sure: '' }), FORM),
          await post(path, { sure: 'yes' }),
        ]) {
          assert.equal(answer.status, 422);
          assert.match(await answer.text(), /Check the box first, then click the button/);
        }
      }
      assert.equal(await rowsOf(SLUG), 0);
      assert.equal((await pressButton(links.confirm!)).status, 200);
      assert.equal(await rowsOf(SLUG), 1);
      await app.request(pathOf(links.withdraw!), { method: 'POST' });
      assert.equal(await rowsOf(SLUG), 1);
    },
  );

  for (const order of [
    ['confirm', 'withdraw'],
    ['withdraw', 'confirm', 'withdraw', 'withdraw'],
  ] as const) {
    it(`can’t use up an email by checking every box and pressing ${order.join(', then ')}`, async (t) => {
      const { signAndGetEmail, pressButton, get, countOf, recordsOf } = await setUp(t);
      const { links } = await signAndGetEmail();
      for (const purpose of order) assert.equal((await pressButton(links[purpose]!)).status, 200);
      assert.equal((await countOf(SLUG)).count, 0);
      assert.equal((await get(pathOf(links.confirm!))).status, 200);
      assert.equal((await pressButton(links.confirm!)).status, 200);
      assert.equal((await countOf(SLUG)).count, 1);
      assert.deepEqual(
        (await recordsOf(SLUG)).map(({ email }) => email),
        [PERSON.email],
      );
    });
  }

  it('leaves what it withdrew stored for three days, and what was confirmed again for thirty', async (t) => {
    const server = await setUp(t);
    const { signAndGetEmail, pressButton, context } = server;
    const emails = [await signAndGetEmail(), await signAndGetEmail(BEN)];
    for (const { links } of emails) {
      await pressButton(links.confirm!);
      await pressButton(links.withdraw!);
    }
    await pressButton(emails[0]!.links.confirm!);
    const expireAfter = (days: number) => deleteExpiredRequests(context.storage, Date.now() + days * DAY_MS);
    await expireAfter(2);
    assert.equal((await pendingOf(server)).length, 2);
    await expireAfter(3);
    assert.equal((await pendingOf(server)).length, 1);
    assert.equal((await pressButton(emails[1]!.links.confirm!)).status, 404);
    assert.equal((await pressButton(emails[0]!.links.confirm!)).status, 200);
    await expireAfter(31);
    assert.deepEqual(await pendingOf(server), []);
  });
});

describe('an email link’s page', () => {
  it('has no script, sends no referrer, and is neither cached nor indexed', onlyOnce, async (t) => {
    const { signAndGetEmail, get, pressButton } = await setUp(t);
    const { links } = await signAndGetEmail();
    const confirmPage = await get(pathOf(links.confirm!));
    for (const answer of [
      confirmPage,
      await pressButton(links.confirm!),
      await get(pathOf(links.withdraw!)),
      await pressButton(links.withdraw!),
      await get('/confirm/nonsense'),
    ]) {
      assert.match(answer.headers.get('Content-Security-Policy')!, /^default-src 'none'; style-src 'sha256-/);
      assert.equal(answer.headers.get('Referrer-Policy'), 'no-referrer');
      assert.equal(answer.headers.get('Cache-Control'), 'no-store');
      assert.equal(answer.headers.get('X-Robots-Tag'), 'noindex');
      assert.equal(answer.headers.get('Set-Cookie'), null);
      const page = await answer.text();
      assert.doesNotMatch(page, /<script|confirm\/[A-Za-z0-9]|withdraw\/[A-Za-z0-9]/i);
      // Only the page that shows what will be stored has the address.
      assert.equal(page.includes('ana@example'), answer === confirmPage);
    }
  });

  for (const path of ['/confirm/', '/withdraw/']) {
    it(
      `returns 404 for invalid tokens under ${path}, and says that the link no longer works`,
      onlyOnce,
      async (t) => {
        const { get, app, signAndConfirm, rowsOf } = await setUp(t);
        await signAndConfirm();
        for (const token of ['x', 'A'.repeat(86), '..%2f..%2fetc', '%F0%9F%98%80']) {
          for (const answer of [
            await get(path + token),
            await app.request(path + token, { method: 'POST' }),
          ]) {
            assert.equal(answer.status, 404);
            assert.match(await answer.text(), /This link no longer works/);
          }
        }
        assert.equal(await rowsOf(SLUG), 1);
      },
    );
  }

  it('writes to disk on each press, even if nothing changes, so that timing reveals nothing', async (t) => {
    const { signAndGetEmail, pressButton, context } = await setUp(t);
    const { links } = await signAndGetEmail();
    const mark = await diskMark(context.storage, t);
    for (const url of [links.confirm!, links.confirm!, links.withdraw!, links.withdraw!]) {
      const before = await mark();
      assert.equal((await pressButton(url)).status, 200);
      assert.notEqual(await mark(), before);
    }
  });

  it('is in the email’s language', onlyOnce, async (t) => {
    const { signAndGetEmail, get } = await setUp(t);
    const email = await signAndGetEmail({ ...PERSON, lang: 'es' }, 'keep-the-library');
    assert.equal(email.mail.subject, 'Confirma tu firma');
    assert.match(email.mail.text!, /Que la biblioteca siga abierta/);
    const page = await (await get(pathOf(email.links.confirm!))).text();
    assert.match(page, /<html lang="es"/);
    assert.match(page, /Que la biblioteca siga abierta/);
  });
});

describe('the petition link on an email link’s page', () => {
  const LIBRARY = 'keep-the-library';
  const PAGE = 'https://petitions.example.org/p/keep-the-library';
  const signedThrough = (partner: string, email = 'ana@example.org') => ({
    ...PERSON,
    email,
    partner,
    lang: 'es',
  });
  const petitionLinkIn = async (answer: Response) =>
    /<p><a href="([^"]+\/p\/[\w-]+(?:\?[^"]*)?)">/.exec(await answer.text())![1]!.replaceAll('&amp;', '&');

  it('has the signature’s partner and the email’s language, in share links too', onlyOnce, async (t) => {
    const { signAndGetEmail, pressButton } = await setUp(t);
    const { links } = await signAndGetEmail(signedThrough('harbour-aid'), LIBRARY);
    const expected = `${PAGE}?lang=es&partner=harbour-aid`;
    const confirmed = await pressButton(links.confirm!);
    const page = await confirmed.clone().text();
    assert.equal(await petitionLinkIn(confirmed), expected);
    for (const network of ['wa.me', 't.me', 'sms:', 'mailto:', 'facebook.com', 'bsky.app', 'x.com']) {
      const [, href] = new RegExp(`href="([^"]*${network}[^"]*)"`).exec(page)!;
      assert.ok(href!.includes(encodeURIComponent(expected)), href);
    }
    assert.equal(await petitionLinkIn(await pressButton(links.confirm!)), expected);
    for (let round = 0; round < 2; round++)
      assert.equal(await petitionLinkIn(await pressButton(links.withdraw!)), expected);
  });

  it(
    'has no partner if the signature had none, or one that the petition doesn’t list',
    onlyOnce,
    async (t) => {
      const { signAndGetEmail, pressButton } = await setUp(t);
      const emails = [
        await signAndGetEmail({ ...PERSON, lang: 'es' }, LIBRARY),
        await signAndGetEmail(signedThrough('somebody-else', 'ben@example.org'), LIBRARY),
      ];
      for (const { links } of emails) {
        for (const link of [links.confirm!, links.withdraw!]) {
          assert.equal(await petitionLinkIn(await pressButton(link)), `${PAGE}?lang=es`);
        }
      }
    },
  );

  it(
    'doesn’t reveal the partner to others who read the email: all email links have the same length',
    onlyOnce,
    async (t) => {
      const { signAndGetEmail } = await setUp(t);
      const emails = [
        await signAndGetEmail(signedThrough('harbour-aid'), LIBRARY),
        await signAndGetEmail(signedThrough('open-gate', 'ben@example.org'), LIBRARY),
        await signAndGetEmail({ ...PERSON, email: 'eve@example.org', lang: 'es' }, LIBRARY),
      ];
      for (const { mail, links } of emails) {
        assert.doesNotMatch(`${mail.text}${mail.html}${JSON.stringify(mail.headers)}`, /harbour|open-gate/i);
        assert.deepEqual(
          [links.confirm!.length, links.withdraw!.length],
          [emails[0]!.links.confirm!.length, emails[0]!.links.withdraw!.length],
        );
      }
    },
  );

  it('has the partner of the email’s own request, whether or not the address signed through another before', async (t) => {
    const { sign, signAndConfirm, signAndGetEmail, context, pressButton } = await setUp(t);
    await signAndConfirm(signedThrough('open-gate'), LIBRARY);
    await context.storage.db.updateTable('pending_signature').set({ quiet_until: null }).execute();
    const again = await signAndGetEmail(signedThrough('harbour-aid'), LIBRARY);
    const first = await signAndGetEmail(signedThrough('harbour-aid', 'ben@example.org'), LIBRARY);
    assert.notEqual(again.mail.subject, first.mail.subject);
    const pages = await Promise.all(
      [again, first].map(async ({ links }) => (await pressButton(links.withdraw!)).text()),
    );
    assert.equal(pages[0], pages[1]);
    assert.equal((await sign(LIBRARY, PERSON)).status, 202);
  });

  it('works from links in older emails, whose tokens have no partner', onlyOnce, async (t) => {
    const server = await setUp(t);
    const { sign, mailer, mail, pressButton, context } = server;
    await sign(LIBRARY, signedThrough('harbour-aid'));
    await queueAsEarlierVersion(server);
    await mailer.deliver();
    const { links } = mail.emails[0]!;
    for (const [purpose, length] of [
      ['confirm', 52],
      ['withdraw', 36],
    ] as const) {
      const token = /\/([\w-]+)\?/.exec(links[purpose]!)![1]!;
      const payload = context.tokens.read(purpose, token)!;
      const older = context.tokens.create(purpose, payload.subarray(0, length), 1);
      const answer = await pressButton(links[purpose]!.replace(token, older));
      assert.equal(answer.status, 200);
      assert.equal(await petitionLinkIn(answer), `${PAGE}?lang=es`);
    }
  });
});
