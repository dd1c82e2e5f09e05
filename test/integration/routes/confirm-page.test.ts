import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { Petition } from '../../../common/contract.ts';
import type { SignatureRecord } from '../../../server/signatures/sign.ts';
import { onlyOnce, storedBytes } from '../../support/database.ts';
import { queueAsEarlierVersion, readableWithSecret } from '../../support/earlier-requests.ts';
import { pathOf, startWithEmail, withoutLinks } from '../../support/emails.ts';
import { FORM, form, PERSON_WITH_ALL_FIELDS, PETITIONS } from '../../support/server.ts';

const SLUG = 'keep-the-library';
const LIBRARY = PETITIONS[0]!;
/** The library's petition, with every field and box that there is. */
const PETITION = { ...LIBRARY, fields: { ...LIBRARY.fields, display: 'optional' } };
const BOXES = { display: true, contact: true, partnerContact: true };
const REQUEST = { ...PERSON_WITH_ALL_FIELDS, ...BOXES, partner: 'harbour-aid', lang: 'en' };
const { givenName, familyName, postalCode, country, comment } = PERSON_WITH_ALL_FIELDS;
const FIELDS = { givenName, familyName, postalCode, country, comment };
const ALL_BOXES = { display: 'true', contact: 'true', partnerContact: 'true' };

const setUp = (t: TestContext) => startWithEmail(t, SLUG, { petitions: [PETITION, ...PETITIONS.slice(1)] });

/** The fields of a page's form with their values, as a browser would send them, and all of its boxes. */
function formIn(page: string) {
  const text = (html: string) =>
    html.replaceAll('&#39;', "'").replaceAll('&quot;', '"').replaceAll('&amp;', '&');
  const values: Record<string, string> = {};
  for (const [, attributes] of page.matchAll(/<input ([^>]*)>/g)) {
    const [, name] = /name="(\w+)"/.exec(attributes!)!;
    if (!/type="checkbox"/.test(attributes!)) values[name!] = text(/value="([^"]*)"/.exec(attributes!)![1]!);
  }
  for (const [, name, value] of page.matchAll(/<textarea[^>]*name="(\w+)"[^>]*>\n([^<]*)</g)) {
    values[name!] = text(value!);
  }
  const [, selected] = /<select[^>]*name="country"[\s\S]*?value="(\w\w)" selected/.exec(page) ?? [];
  if (/<select/.test(page)) values.country = selected ?? '';
  const boxes = [
    ...page.matchAll(/<input type="checkbox" name="(\w+)"([^>]*)> <span>([\s\S]*?)<\/span>/g),
  ].map(([, name, attributes, label]) => ({
    name,
    isChecked: / checked/.test(attributes!),
    label: label!.replace(/<[^>]+>/g, ''),
  }));
  return { values, boxes };
}

describe('the page of a confirm link', () => {
  it(
    'shows what will be stored, and every box that was checked, by its full name and unchecked',
    onlyOnce,
    async (t) => {
      const { signAndGetEmail, get, rowsOf } = await setUp(t);
      const { links } = await signAndGetEmail(REQUEST);
      const page = await (await get(pathOf(links.confirm!))).text();
      const { values, boxes } = formIn(page);
      assert.deepEqual(values, FIELDS);
      assert.deepEqual(boxes, [
        { name: 'sure', isChecked: false, label: 'Yes, I want to sign this petition.' },
        {
          name: 'display',
          isChecked: false,
          label: 'Show my first name, last initial, and comment publicly. (optional)',
        },
        {
          name: 'contact',
          isChecked: false,
          label: 'The organizer may email me about this cause. (optional)',
        },
        { name: 'partnerContact', isChecked: false, label: 'Harbour Aid may email me. (optional)' },
      ]);
      assert.match(page, /<bdi>ana@example\.org<\/bdi>/);
      assert.doesNotMatch(page, /<input[^>]*(?:name="email"|ana@example)/);
      assert.equal(await rowsOf(SLUG), 0);
    },
  );

  it('asks about no box that wasn’t checked, or that the petition no longer has', onlyOnce, async (t) => {
    const { signAndGetEmail, confirmWith, recordsOf, get, load } = await setUp(t);
    const namesAt = async (url: string) =>
      formIn(await (await get(pathOf(url))).text()).boxes.map(({ name }) => name);
    const none = await signAndGetEmail({ ...REQUEST, display: false, contact: false, partnerContact: false });
    assert.deepEqual(await namesAt(none.links.confirm!), ['sure']);
    const one = await signAndGetEmail({
      ...REQUEST,
      email: 'ben@example.org',
      display: false,
      contact: false,
    });
    assert.deepEqual(await namesAt(one.links.confirm!), ['sure', 'partnerContact']);
    const all = await signAndGetEmail({ ...REQUEST, email: 'eve@example.org' });
    await load([{ ...PETITION, fields: { ...PETITION.fields, contact: 'off' }, partners: {} }]);
    assert.deepEqual(await namesAt(all.links.confirm!), ['sure', 'display']);
    // Nor do the others count if they are sent all the same.
    await confirmWith(all.links.confirm!, { display: 'true', contact: 'true', partnerContact: 'true' });
    const [record] = await recordsOf(SLUG);
    assert.deepEqual([record?.display, record?.contact, record?.partnerContact], [true, false, false]);
  });

  it('stores what its owner corrects, and the boxes that its owner checks', async (t) => {
    const { signAndGetEmail, confirmWith, recordsOf, countOf } = await setUp(t);
    const { links } = await signAndGetEmail(REQUEST);
    const corrected = { ...FIELDS, givenName: 'Anna', postalCode: '', comment: 'Mine.' };
    assert.equal((await confirmWith(links.confirm!, { ...corrected, contact: 'true' })).status, 200);
    const [{ signedOn: _, consent, ...record }] = (await recordsOf(SLUG)) as [SignatureRecord];
    assert.deepEqual(record, {
      version: 2,
      partner: 'harbour-aid',
      givenName: 'Anna',
      familyName,
      email: 'ana@example.org',
      country,
      comment: 'Mine.',
      display: false,
      contact: true,
      partnerContact: false,
    });
    assert.equal(consent.lang, 'en');
    assert.equal((await countOf(SLUG)).count, 8890);
  });

  it('ignores a box that is checked only on this page', onlyOnce, async (t) => {
    const { signAndGetEmail, confirmWith, recordsOf } = await setUp(t);
    const { links } = await signAndGetEmail({
      ...REQUEST,
      display: false,
      contact: false,
      partnerContact: false,
    });
    await confirmWith(links.confirm!, { ...FIELDS, ...ALL_BOXES });
    const [{ display, contact, partnerContact }] = (await recordsOf(SLUG)) as [SignatureRecord];
    assert.deepEqual(
      { display, contact, partnerContact },
      { display: false, contact: false, partnerContact: false },
    );
  });

  it('doesn’t let another address be entered', onlyOnce, async (t) => {
    const { signAndGetEmail, confirmWith, recordsOf } = await setUp(t);
    const { links } = await signAndGetEmail(REQUEST);
    await confirmWith(links.confirm!, { ...FIELDS, email: 'ben@example.org', partner: 'open-gate' });
    const [record] = await recordsOf(SLUG);
    assert.deepEqual([record?.email, record?.partner], ['ana@example.org', 'harbour-aid']);
  });

  it('shows nobody’s name unless the box is checked there', async (t) => {
    const { signAndGetEmail, confirmWith, get, context } = await setUp(t);
    const latest = async () => {
      await context.petitions.refresh();
      return ((await (await get(`/v1/petitions/${SLUG}`)).json()) as Petition).latest.map(({ name }) => name);
    };
    const unchecked = await signAndGetEmail(REQUEST);
    await confirmWith(unchecked.links.confirm!, FIELDS);
    assert.deepEqual(await latest(), []);
    const checked = await signAndGetEmail({ ...REQUEST, email: 'ben@example.org' });
    await confirmWith(checked.links.confirm!, {
      ...FIELDS,
      givenName: 'Ben',
      familyName: 'Roe',
      display: 'true',
    });
    assert.deepEqual(await latest(), ['Ben R.']);
  });

  it(
    'asks again, with everything that was entered, if a field is invalid or the first box is unchecked',
    onlyOnce,
    async (t) => {
      const { signAndGetEmail, get, post, confirmWith, rowsOf, recordsOf } = await setUp(t);
      const { links } = await signAndGetEmail(REQUEST);
      const entered = { ...FIELDS, givenName: '', familyName: 'Rossi', comment: 'x'.repeat(1_001) };
      for (const sure of [{ sure: 'yes' }, {}] as Record<string, string>[]) {
        const answer = await post(
          pathOf(links.confirm!),
          form({ ...entered, contact: 'true', ...sure }),
          FORM,
        );
        assert.equal(answer.status, 422);
        const page = await answer.text();
        assert.deepEqual(formIn(page).values, entered);
        assert.ok(formIn(page).boxes.every(({ isChecked }) => !isChecked));
        assert.match(page, /<a href="#givenName">First name<\/a>/);
        assert.match(page, /You entered 1,001 characters; the limit is 1,000/);
        assert.equal(/Check the box first/.test(page), !('sure' in sure));
      }
      const unsure = await post(pathOf(links.confirm!), form({ ...FIELDS, familyName: 'Rossi' }), FORM);
      assert.equal(unsure.status, 422);
      assert.equal(formIn(await unsure.text()).values.familyName, 'Rossi');
      assert.equal(await rowsOf(SLUG), 0);
      // The request is still as it was made.
      assert.deepEqual(formIn(await (await get(pathOf(links.confirm!))).text()).values, FIELDS);
      assert.equal((await confirmWith(links.confirm!, { ...FIELDS, familyName: 'Rossi' })).status, 200);
      assert.equal((await recordsOf(SLUG))[0]?.familyName, 'Rossi');
    },
  );

  it('rejects a name that can’t be shown if the box to show it is checked', onlyOnce, async (t) => {
    const { signAndGetEmail, confirmWith, rowsOf } = await setUp(t);
    const { links } = await signAndGetEmail(REQUEST);
    const name = { givenName: 'www.example.org', familyName: '' };
    assert.equal((await confirmWith(links.confirm!, { ...FIELDS, ...name, display: 'true' })).status, 422);
    assert.equal(await rowsOf(SLUG), 0);
    assert.equal((await confirmWith(links.confirm!, { ...FIELDS, ...name })).status, 200);
  });

  it('confirms the request as it was made, without its boxes, if only the first box is sent', async (t) => {
    const { signAndGetEmail, pressButton, recordsOf } = await setUp(t);
    const { links } = await signAndGetEmail(REQUEST);
    assert.equal((await pressButton(links.confirm!)).status, 200);
    const [record] = await recordsOf(SLUG);
    for (const [name, value] of Object.entries(FIELDS)) assert.equal(record?.[name as 'givenName'], value);
    assert.deepEqual([record?.display, record?.contact, record?.partnerContact], [false, false, false]);
  });

  it(
    'keeps fields that the form lacks, and confirms even if the petition requires more by now',
    onlyOnce,
    async (t) => {
      const { signAndGetEmail, confirmWith, pressButton, recordsOf, load } = await setUp(t);
      const { links } = await signAndGetEmail(REQUEST);
      const short = await signAndGetEmail({ givenName: 'Ben', email: 'ben@example.org' });
      await load([{ ...PETITION, fields: { ...PETITION.fields, postalCode: 'required' } }]);
      assert.equal((await confirmWith(links.confirm!, { comment: '' })).status, 200);
      assert.equal((await confirmWith(short.links.confirm!, { givenName: 'Ben' })).status, 422);
      assert.equal((await pressButton(short.links.confirm!)).status, 200);
      const records = await recordsOf(SLUG);
      const [ana, ben] = ['Ana', 'Ben'].map((name) => records.find((record) => record.givenName === name));
      assert.deepEqual([ana?.familyName, ana?.postalCode, ana?.comment], [familyName, postalCode, undefined]);
      assert.equal(ben?.postalCode, undefined);
    },
  );

  it('keeps what was confirmed first, and answers the same the second time', async (t) => {
    const { signAndGetEmail, confirmWith, recordsOf, countOf } = await setUp(t);
    const { links } = await signAndGetEmail(REQUEST);
    const first = await confirmWith(links.confirm!, { ...FIELDS, comment: 'First.' });
    const second = await confirmWith(links.confirm!, { ...FIELDS, ...ALL_BOXES, comment: 'Second.' });
    assert.equal(await second.text(), await first.text());
    assert.deepEqual(
      (await recordsOf(SLUG)).map((record) => [record.comment, record.contact]),
      [['First.', false]],
    );
    assert.equal((await countOf(SLUG)).count, 8890);
  });

  it('is in the email’s language, and records that its texts were shown in it', onlyOnce, async (t) => {
    const { signAndGetEmail, get, confirmWith, recordsOf } = await setUp(t);
    const { links } = await signAndGetEmail({ ...REQUEST, lang: 'es' });
    const page = await (await get(pathOf(links.confirm!))).text();
    assert.deepEqual(
      formIn(page)
        .boxes.map(({ label }) => label)
        .slice(2),
      [
        'Quien organiza la petición puede enviarme correos sobre esta causa. (opcional)',
        'Harbour Aid puede enviarme correos. (opcional)',
      ],
    );
    assert.match(page, /<option value="NL" selected>Países Bajos</);
    const english = links.confirm!.replace(/lang=es$/, 'lang=en');
    await confirmWith(english, { ...FIELDS, contact: 'true' });
    assert.equal((await recordsOf(SLUG))[0]?.consent.lang, 'en');
  });

  it('escapes what was entered', onlyOnce, async (t) => {
    const { signAndGetEmail, get } = await setUp(t);
    const attack = `"><script>alert(1)</script></textarea>`;
    const { links } = await signAndGetEmail({
      ...REQUEST,
      givenName: attack,
      display: false,
      comment: attack,
    });
    assert.doesNotMatch(await (await get(pathOf(links.confirm!))).text(), /<script|<\/textarea><\/textarea/);
  });
});

describe('an email that asks to confirm', onlyOnce, () => {
  it('names each box that was checked, and the partner', async (t) => {
    const { signAndGetEmail } = await setUp(t);
    const { mail } = await signAndGetEmail(REQUEST);
    for (const body of [mail.text!, mail.html as string]) {
      const text = body.replace(/<\/?bdi>/g, '');
      assert.match(text, /Show my first name, last initial, and comment publicly\./);
      assert.match(text, /The organizer may email me about this cause\./);
      assert.match(text, /Harbour Aid may email me\./);
      assert.match(text, /counts only if you check it again/);
      assert.doesNotMatch(withoutLinks(text), /Open Gate|Ana|1017/);
    }
  });

  it('names no box and no partner if none was checked', async (t) => {
    const { signAndGetEmail } = await setUp(t);
    const { mail } = await signAndGetEmail({
      ...REQUEST,
      display: false,
      contact: false,
      partnerContact: false,
    });
    assert.doesNotMatch(`${mail.text}${mail.html}`, /may email me|publicly|Harbour|check it again/);
  });

  it('has a link of the same length, whatever was entered', async (t) => {
    const { signAndGetEmail } = await setUp(t);
    const lengths = [];
    for (const request of [
      REQUEST,
      { givenName: 'B', email: 'ben@example.org', lang: 'en' },
      { ...REQUEST, email: 'eve@example.org', comment: 'x'.repeat(1_000) },
    ]) {
      lengths.push((await signAndGetEmail(request)).links.confirm!.length);
    }
    assert.equal(new Set(lengths).size, 1);
  });
});

describe('a request that isn’t confirmed', () => {
  it('can be read by the server until its email is delivered, and then only with the link', async (t) => {
    const { sign, mailer, mail, context, databaseUrl, get } = await setUp(t);
    await sign(SLUG, REQUEST);
    const { db } = context.storage;
    const [queued] = await db.selectFrom('outbox').selectAll().execute();
    const { key } = context.requestCipher.decryptEmail(queued!);
    assert.equal(key?.length, 32);
    await mailer.deliver();
    assert.deepEqual(await db.selectFrom('outbox').selectAll().execute(), []);
    const pending = await db.selectFrom('pending_signature').selectAll().execute();
    const readable = Buffer.concat(pending.flatMap(readableWithSecret));
    assert.ok(readable.length > 0);
    const stored = (await storedBytes(databaseUrl)).map(({ bytes }) => Buffer.from(bytes));
    for (const needle of ['Ana', 'ana@example.org', familyName, comment, key!]) {
      for (const bytes of needle === 'Ana' ? [readable] : [readable, ...stored]) {
        assert.ok(!bytes.includes(Buffer.from(needle as string)), String(needle));
      }
    }
    assert.match(await (await get(pathOf(mail.emails[0]!.links.confirm!))).text(), /value="Ana"/);
  });

  it('needs no data key of the organizer’s', async (t) => {
    const { signAndGetEmail, confirmWith, context } = await setUp(t);
    const keys = () => context.storage.db.selectFrom('data_key').selectAll().execute();
    const { links } = await signAndGetEmail(REQUEST);
    assert.deepEqual(await keys(), []);
    await confirmWith(links.confirm!, FIELDS);
    assert.equal((await keys()).length, 1);
  });

  it('isn’t opened by another request’s link', onlyOnce, async (t) => {
    const { signAndGetEmail, context, get } = await setUp(t);
    const [one, other] = [
      await signAndGetEmail(REQUEST),
      await signAndGetEmail({ ...REQUEST, email: 'eve@example.org' }),
    ];
    const [payload, otherPayload] = [one, other].map(
      ({ links }) => context.tokens.read('confirm', /\/([\w-]+)\?/.exec(links.confirm!)![1]!)!,
    );
    const mixed = Buffer.concat([payload!.subarray(0, 56), otherPayload!.subarray(56)]);
    const answer = await get(`/confirm/${context.tokens.create('confirm', mixed, 1)}`);
    assert.equal(answer.status, 500);
    const withoutKey = context.tokens.create('confirm', payload!.subarray(0, 56), 1);
    assert.equal((await get(`/confirm/${withoutKey}`)).status, 404);
  });

  it('doesn’t tell the day of its confirmation afterward, in the data key’s days either', async (t) => {
    const { signAndGetEmail, context, mailer, mail, confirmWith, recordsOf } = await setUp(t);
    await signAndGetEmail(REQUEST);
    const [pending] = await context.storage.db.selectFrom('pending_signature').selectAll().execute();
    const token = /\/([\w-]+)\?/.exec(mail.emails[0]!.links.confirm!)![1]!;
    const payload = context.tokens.read('confirm', token)!;
    const decrypted = context.requestCipher.decrypt(pending!);
    assert.ok('record' in decrypted);
    const record = context.requestCipher.decryptRecord(
      decrypted.signer,
      decrypted.record,
      payload.subarray(56),
    );
    const signer = { ...decrypted.signer, signer_key: Buffer.alloc(32, 7) };
    const request = context.requestCipher.encrypt(signer, { ...record, signedOn: '2026-01-02' });
    await context.storage.store({ signatures: [], requests: [request] });
    await mailer.deliver();
    assert.equal(mail.emails.length, 2);
    assert.equal((await confirmWith(mail.emails[1]!.links.confirm!, FIELDS)).status, 200);
    const { db } = context.storage;
    const [key] = await db.selectFrom('data_key').selectAll().execute();
    const [signature] = await db.selectFrom('signature').selectAll().execute();
    assert.deepEqual([key?.made_on, key?.used_on, signature?.signed_on], Array(3).fill('2026-01-02'));
    assert.equal((await recordsOf(SLUG))[0]?.signedOn, '2026-01-02');
  });
});

describe('a request of an earlier version, which sealed it when it was made', () => {
  const queue = async (t: TestContext, request: object = REQUEST) => {
    const server = await setUp(t);
    await server.sign(SLUG, request);
    await queueAsEarlierVersion(server);
    await server.mailer.deliver();
    const [email] = server.mail.emails;
    return { ...server, email: email! };
  };

  it('is confirmed with its link, and stays as it was sealed', async (t) => {
    const { email, get, pressButton, recordsOf, countOf } = await queue(t);
    const page = await (await get(pathOf(email.links.confirm!))).text();
    assert.match(page, /Click the button to confirm your signature/);
    assert.deepEqual(formIn(page).values, {});
    assert.equal((await pressButton(email.links.confirm!)).status, 200);
    assert.equal((await pressButton(email.links.confirm!)).status, 200);
    assert.deepEqual(
      (await recordsOf(SLUG)).map(({ comment, contact }) => [comment, contact]),
      [[comment, true]],
    );
    assert.equal((await countOf(SLUG)).count, 8890);
  });

  for (const [display, expected] of [
    ['true', ['Ana O.']],
    ['', []],
  ] as const) {
    it(
      `is shown publicly ${display ? 'if' : 'only if'} the box is checked on its page`,
      onlyOnce,
      async (t) => {
        const { email, mail, get, confirmWith, context } = await queue(t);
        assert.match(mail.emails[0]!.mail.text!, /last initial, and comment publicly/);
        const page = await (await get(pathOf(email.links.confirm!))).text();
        assert.deepEqual(
          formIn(page).boxes.map(({ name }) => name),
          ['sure', 'display'],
        );
        await confirmWith(email.links.confirm!, display ? { display } : {});
        await context.petitions.refresh();
        const { latest } = (await (await get(`/v1/petitions/${SLUG}`)).json()) as Petition;
        assert.deepEqual(
          latest.map(({ name }) => name),
          expected,
        );
      },
    );
  }

  it('can be withdrawn while its email waits, and confirmed again after a withdrawal', async (t) => {
    const server = await queue(t);
    const { email, sign, pressButton, context, countOf } = server;
    await pressButton(email.links.confirm!);
    await pressButton(email.links.withdraw!);
    assert.equal((await countOf(SLUG)).count, 8889);
    await pressButton(email.links.confirm!);
    assert.equal((await countOf(SLUG)).count, 8890);
    await sign(SLUG, REQUEST);
    await queueAsEarlierVersion(server);
    await pressButton(email.links.withdraw!);
    assert.deepEqual(await context.storage.db.selectFrom('outbox').selectAll().execute(), []);
  });
});
