import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { eraseExported, eraseRelated, findRetained } from '../../../server/archive/retention.ts';
import { writeSealedFile } from '../../../server/archive/sealed-file-on-disk.ts';
import { diskMark, onlySqlite, storedBytes } from '../../support/database.ts';
import { pathOf, startWithEmail } from '../../support/emails.ts';
import { requestRow, signatureRow } from '../../support/rows.ts';
import { FORM, form, PERSON, PETITIONS, type TestServer } from '../../support/server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const SLUG = 'mend-the-bridge';

const BEN = { givenName: 'Ben', email: 'ben@example.org' };

const setUp = (t: TestContext) => startWithEmail(t, SLUG);

type Links = Record<string, string>;

/** A letter's link as it stands in a letter of that language. */
const inLanguage = (url: string, lang: string) => url.replace(/lang=\w+$/, `lang=${lang}`);

const pendingOf = ({ context }: TestServer) =>
  context.storage.db.selectFrom('pending_signature').selectAll().execute();

describe('a signature whose mailbox is to be confirmed', () => {
  it('is answered with "confirm", not counted, and counts once its letter’s button was pressed', async (t) => {
    const { sign, mailer, mail, pressButton, countOf, recordsOf, rowsOf } = await setUp(t);
    const response = await sign(SLUG, PERSON);
    assert.equal(response.status, 202);
    assert.deepEqual(await response.json(), { status: 'confirm' });
    assert.equal((await countOf(SLUG)).count, 0);
    await mailer.deliver();

    const [letter] = mail.emails;
    assert.equal(letter?.to, 'ana@example.org');
    assert.equal(letter?.mail.subject, 'Please confirm your signature');
    assert.equal(await rowsOf(SLUG), 0);
    const answer = await pressButton(letter!.links.confirm!);
    assert.equal(answer.status, 200);
    assert.match(await answer.text(), /Thank you\. Your signature counts\./);
    assert.equal((await countOf(SLUG)).count, 1);
    const [record] = await recordsOf(SLUG);
    assert.equal(record?.givenName, 'Ana');
  });

  it('is not confirmed by following the link, as programs do that look at mail', async (t) => {
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

  it('counts once, however often and at however many places the button is pressed', async (t) => {
    const { signAndGetEmail, pressButton, countOf } = await setUp(t);
    const { links } = await signAndGetEmail();
    const answers = await Promise.all(Array.from({ length: 8 }, () => pressButton(links.confirm!)));
    const bodies = await Promise.all(answers.map((answer) => answer.text()));
    assert.equal(new Set(bodies).size, 1);
    assert.equal((await countOf(SLUG)).count, 1);
    assert.equal(await (await pressButton(links.confirm!)).text(), bodies[0]);
    assert.equal((await countOf(SLUG)).count, 1);
  });

  it('is what was typed with the request that its letter is about, not what a stranger typed before', async (t) => {
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

  it('is refused, kindly, where the petition was closed meanwhile', async (t) => {
    const { signAndGetEmail, pressButton, load, get, rowsOf } = await setUp(t);
    const { links } = await signAndGetEmail();
    await load([{ ...PETITIONS[1]!, status: 'closed' }]);
    for (const answer of [await get(pathOf(links.confirm!)), await pressButton(links.confirm!)]) {
      assert.equal(answer.status, 409);
      assert.match(await answer.text(), /This petition is closed/);
    }
    assert.equal(await rowsOf(SLUG), 0);
  });

  it('takes the same way from the hosted page, whose thanks says what is left to do', async (t) => {
    const { post, mailer, mail } = await setUp(t);
    const page = await post(`/p/${SLUG}?lang=en`, form({ givenName: 'Ana', email: 'ana@example.org' }), FORM);
    const text = await page.text();
    assert.match(text, /One more step: check your email\./);
    assert.doesNotMatch(text, /Your signature counts\.|ana@example/);
    await mailer.deliver();
    assert.equal(mail.emails.length, 1);
  });

  it('is told beforehand on the wire', async (t) => {
    const { get } = await setUp(t);
    const petition = (await (await get(`/v1/petitions/${SLUG}`)).json()) as { confirmation: string };
    assert.equal(petition.confirmation, 'required');
  });
});

describe('withdrawing', () => {
  it('deletes the signature, lowers the count, leaves nothing, and the same person can sign again', async (t) => {
    const server = await setUp(t);
    const { signAndGetEmail, pressButton, countOf, context } = server;
    const { links } = await signAndGetEmail();
    await pressButton(links.confirm!);
    assert.equal((await countOf(SLUG)).count, 1);
    const answer = await pressButton(links.withdraw!);
    assert.equal(answer.status, 200);
    assert.equal((await countOf(SLUG)).count, 0);
    assert.deepEqual(await pendingOf(server), []);
    for (const table of ['signature', 'outbox'] as const) {
      assert.deepEqual(await context.storage.db.selectFrom(table).selectAll().execute(), []);
    }

    const again = await signAndGetEmail();
    assert.equal(again.mail.subject, 'Please confirm your signature');
    await pressButton(again.links.confirm!);
    assert.equal((await countOf(SLUG)).count, 1);
  });

  it('takes back what isn’t confirmed yet: its link is worthless then', async (t) => {
    const { signAndGetEmail, pressButton, get, rowsOf } = await setUp(t);
    const { links } = await signAndGetEmail();
    await pressButton(links.withdraw!);
    for (const answer of [await get(pathOf(links.confirm!)), await pressButton(links.confirm!)]) {
      assert.equal(answer.status, 404);
    }
    assert.equal(await rowsOf(SLUG), 0);
  });

  it('stops the letters that are still to be sent', async (t) => {
    const { signAndGetEmail, sign, pressButton, mailer, mail } = await setUp(t);
    const { links } = await signAndGetEmail();
    await sign(SLUG, PERSON);
    await pressButton(links.withdraw!);
    await mailer.deliver();
    assert.equal(mail.emails.length, 1);
  });

  it('finds them among many of others, which stay', async (t) => {
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
    const names = (rows: { request_id: Uint8Array }[]) =>
      new Set(rows.map(({ request_id }) => Buffer.from(request_id).toString('hex')));
    assert.deepEqual(names(left), names(others));
  });

  it(
    'leaves no remains in the file of the database, in which a row’s bytes would stay otherwise',
    onlySqlite,
    async (t) => {
      const { signAndConfirm, pressButton, context, databaseUrl } = await setUp(t);
      const { links } = await signAndConfirm();
      const { db } = context.storage;
      const row = await db.selectFrom('signature').selectAll().executeTakeFirstOrThrow();
      const holds = async (wanted: Uint8Array) => {
        const bytes = Buffer.from(wanted);
        await sql`pragma wal_checkpoint(truncate)`.execute(db);
        return (await storedBytes(databaseUrl)).some(({ bytes: all }) => all.includes(bytes));
      };
      assert.ok((await holds(row.signer_key)) && (await holds(row.sealed)));
      await pressButton(links.withdraw!);
      assert.equal(await holds(row.signer_key), false);
      assert.equal(await holds(row.sealed.subarray(0, 60)), false);
    },
  );

  it('may be done twice, and looks the same whether there was anything or not', async (t) => {
    const { signAndGetEmail, pressButton, get, countOf } = await setUp(t);
    const { links } = await signAndGetEmail();
    await pressButton(links.confirm!);
    const whileSigned = await (await get(pathOf(links.withdraw!))).text();
    const first = await (await pressButton(links.withdraw!)).text();
    assert.equal(await (await get(pathOf(links.withdraw!))).text(), whileSigned);
    assert.equal(await (await pressButton(links.withdraw!)).text(), first);
    assert.equal((await countOf(SLUG)).count, 0);
  });

  it('is for one petition: what the same person signed elsewhere stays', async (t) => {
    const { signAndGetEmail, pressButton, countOf } = await setUp(t);
    const bridge = await signAndGetEmail();
    const library = await signAndGetEmail(PERSON, 'keep-the-library');
    await pressButton(bridge.links.confirm!);
    await pressButton(library.links.confirm!);
    await pressButton(bridge.links.withdraw!);
    assert.equal((await countOf(SLUG)).count, 0);
    assert.equal((await countOf('keep-the-library')).count, 8890);
  });

  it('doesn’t invite to sign again where the petition is closed', async (t) => {
    const { signAndGetEmail, pressButton, get, load, countOf } = await setUp(t);
    const [signed, unconfirmed] = [await signAndGetEmail(), await signAndGetEmail(BEN)];
    await pressButton(signed.links.confirm!);
    await load([{ ...PETITIONS[1]!, status: 'closed' }]);
    for (const [lang, words] of [
      ['en', /no longer accepts signatures/],
      ['es', /ya no acepta firmas/],
    ] as const) {
      const [withdraw, other] = [signed, unconfirmed].map(({ links }) => inLanguage(links.withdraw!, lang));
      const before = await (await get(pathOf(withdraw!))).text();
      const after = await (await pressButton(withdraw!)).text();
      assert.equal(await (await get(pathOf(other!))).text(), before);
      assert.equal(await (await pressButton(other!)).text(), after);
      for (const page of [before, after]) {
        assert.match(page, words);
        assert.doesNotMatch(page, /sign again|volver a firmar/);
      }
    }
    assert.equal((await countOf(SLUG)).count, 0);
  });

  it('tells who has the sealed list where retention has erased the signatures, the same to everybody', async (t) => {
    const { signAndGetEmail, pressButton, get, load, countOf, context } = await setUp(t);
    const letters = [await signAndGetEmail(), await signAndGetEmail(BEN)];
    const [signed, unconfirmed] = letters.map(({ links }) => links) as [Links, Links];
    await pressButton(signed.confirm!);
    await load([{ ...PETITIONS[1]!, creator: 'Ilse & <Co>', status: 'closed' }]);
    const { storage } = context;
    const [petition] = await findRetained(storage, '9999-12-31');
    const file = await writeSealedFile(storage, petition!, temporaryFolder(t), '2026-02-03');
    assert.equal(await eraseExported(file, storage, petition!, '9999-12-31'), 1);
    await eraseRelated(storage, petition!, '9999-12-31');
    await context.petitions.refresh();

    for (const [lang, words, claim] of [
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
        assert.match(page, words);
        assert.doesNotMatch(page, claim);
      }
    }
    assert.equal((await pressButton(signed.confirm!)).status, 404);
    assert.equal((await countOf(SLUG)).count, 1);
  });

  it('works with the one press that mail programs offer', async (t) => {
    const server = await setUp(t);
    const letter = await server.signAndGetEmail();
    const headerOf = (name: string) => letter.mail.headers.find(({ key }) => key === name)?.value ?? '';
    assert.equal(headerOf('list-unsubscribe-post'), 'List-Unsubscribe=One-Click');
    const [, url] = headerOf('list-unsubscribe').match(/^<(.+)>$/)!;
    const answer = await server.post(pathOf(url!), 'List-Unsubscribe=One-Click', FORM);
    assert.equal(answer.status, 200);
    assert.deepEqual(await pendingOf(server), []);
  });
});

describe('a letter’s page', () => {
  it('has no script, sends no referrer, is kept by no cache and found by no search engine', async (t) => {
    const { signAndGetEmail, get, pressButton } = await setUp(t);
    const { links } = await signAndGetEmail();
    for (const answer of [
      await get(pathOf(links.confirm!)),
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
      assert.doesNotMatch(
        await answer.text(),
        /<script|ana@example|confirm\/[A-Za-z0-9]|withdraw\/[A-Za-z0-9]/i,
      );
    }
  });

  for (const path of ['/confirm/', '/withdraw/']) {
    it(`${path}… says that a link doesn’t work any more, for any nonsense, and does nothing`, async (t) => {
      const { get, app } = await setUp(t);
      for (const token of ['x', 'A'.repeat(86), '..%2f..%2fetc', '%F0%9F%98%80']) {
        for (const answer of [await get(path + token), await app.request(path + token, { method: 'POST' })]) {
          assert.equal(answer.status, 404);
          assert.match(await answer.text(), /This link no longer works/);
        }
      }
    });
  }

  it('has the disk written to by each press, also where there is nothing to do, so that time doesn’t tell', async (t) => {
    const { signAndGetEmail, pressButton, context } = await setUp(t);
    const { links } = await signAndGetEmail();
    const mark = await diskMark(context.storage, t);
    for (const url of [links.confirm!, links.confirm!, links.withdraw!, links.withdraw!]) {
      const before = await mark();
      assert.equal((await pressButton(url)).status, 200);
      assert.notEqual(await mark(), before);
    }
  });

  it('is in the language of the letter', async (t) => {
    const { signAndGetEmail, get } = await setUp(t);
    const letter = await signAndGetEmail({ ...PERSON, lang: 'es' }, 'keep-the-library');
    assert.equal(letter.mail.subject, 'Confirma tu firma');
    assert.match(letter.mail.text!, /Que la biblioteca siga abierta/);
    const page = await (await get(pathOf(letter.links.confirm!))).text();
    assert.match(page, /<html lang="es"/);
    assert.match(page, /Que la biblioteca siga abierta/);
  });
});

describe('the petition behind a letter’s page', () => {
  const LIBRARY = 'keep-the-library';
  const PAGE = 'https://petitions.example.org/p/keep-the-library';
  const through = (partner: string, email = 'ana@example.org') => ({ ...PERSON, email, partner, lang: 'es' });
  const linkIn = async (answer: Response) =>
    /<p><a href="([^"]+)">/.exec(await answer.text())![1]!.replaceAll('&amp;', '&');

  it('is passed on for the partner that it was signed through, in the letter’s language', async (t) => {
    const { signAndGetEmail, pressButton } = await setUp(t);
    const { links } = await signAndGetEmail(through('harbour-aid'), LIBRARY);
    const wanted = `${PAGE}?lang=es&partner=harbour-aid`;
    const confirmed = await pressButton(links.confirm!);
    const page = await confirmed.clone().text();
    assert.equal(await linkIn(confirmed), wanted);
    for (const network of ['wa.me', 't.me', 'mailto:']) {
      const [, href] = new RegExp(`href="([^"]*${network}[^"]*)"`).exec(page)!;
      assert.ok(href!.includes(encodeURIComponent(wanted)), href);
    }
    assert.equal(await linkIn(await pressButton(links.confirm!)), wanted);
    for (let times = 0; times < 2; times++)
      assert.equal(await linkIn(await pressButton(links.withdraw!)), wanted);
  });

  it('is passed on for nobody where it was signed through nobody, or somebody whom it doesn’t name', async (t) => {
    const { signAndGetEmail, pressButton } = await setUp(t);
    const letters = [
      await signAndGetEmail({ ...PERSON, lang: 'es' }, LIBRARY),
      await signAndGetEmail(through('somebody-else', 'ben@example.org'), LIBRARY),
    ];
    for (const { links } of letters) {
      for (const link of [links.confirm!, links.withdraw!]) {
        assert.equal(await linkIn(await pressButton(link)), `${PAGE}?lang=es`);
      }
    }
  });

  it('has its partner nowhere in the letter that others could read: all links are of one length', async (t) => {
    const { signAndGetEmail } = await setUp(t);
    const letters = [
      await signAndGetEmail(through('harbour-aid'), LIBRARY),
      await signAndGetEmail(through('open-gate', 'ben@example.org'), LIBRARY),
      await signAndGetEmail({ ...PERSON, email: 'eve@example.org', lang: 'es' }, LIBRARY),
    ];
    for (const { mail, links } of letters) {
      assert.doesNotMatch(`${mail.text}${mail.html}${JSON.stringify(mail.headers)}`, /harbour|open-gate/i);
      assert.deepEqual(
        [links.confirm!.length, links.withdraw!.length],
        [letters[0]!.links.confirm!.length, letters[0]!.links.withdraw!.length],
      );
    }
  });

  it('is the same for the partner of a letter, whether its mailbox had signed through another before or not', async (t) => {
    const { sign, signAndConfirm, signAndGetEmail, context, pressButton } = await setUp(t);
    await signAndConfirm(through('open-gate'), LIBRARY);
    await context.storage.db.updateTable('pending_signature').set({ quiet_until: null }).execute();
    const again = await signAndGetEmail(through('harbour-aid'), LIBRARY);
    const first = await signAndGetEmail(through('harbour-aid', 'ben@example.org'), LIBRARY);
    assert.notEqual(again.mail.subject, first.mail.subject);
    const pages = await Promise.all(
      [again, first].map(async ({ links }) => (await pressButton(links.withdraw!)).text()),
    );
    assert.equal(pages[0], pages[1]);
    assert.equal((await sign(LIBRARY, PERSON)).status, 202);
  });

  it('is found from links of letters that were sent before they said through whom', async (t) => {
    const { signAndGetEmail, pressButton, context } = await setUp(t);
    const { links } = await signAndGetEmail(through('harbour-aid'), LIBRARY);
    for (const [purpose, length] of [
      ['confirm', 52],
      ['withdraw', 36],
    ] as const) {
      const token = /\/([\w-]+)\?/.exec(links[purpose]!)![1]!;
      const payload = context.tokens.read(purpose, token)!;
      const older = context.tokens.create(purpose, payload.subarray(0, length), 1);
      const answer = await pressButton(links[purpose]!.replace(token, older));
      assert.equal(answer.status, 200);
      assert.equal(await linkIn(answer), `${PAGE}?lang=es`);
    }
  });
});
