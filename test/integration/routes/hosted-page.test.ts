import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { closePetition } from '../../../server/petitions/repository.ts';
import { onlyOnce, refuseInserts } from '../../support/database.ts';
import {
  FORM,
  form,
  PERSON,
  PETITIONS,
  PUBLIC_URL,
  start,
  type TestServer,
  withoutEntered,
} from '../../support/server.ts';

const server = await start();
const LIBRARY = '/p/keep-the-library';

async function pageOf(response: Response | Promise<Response>): Promise<string> {
  const { headers } = await response;
  assert.equal(headers.get('Content-Type'), 'text/html; charset=UTF-8');
  // Whitespace between tags and words doesn't matter.
  return (await (await response).text()).replace(/\s+/g, ' ');
}

const read = (path: string, headers?: Record<string, string>) => pageOf(server.get(path, headers));

const send = (fields: Record<string, string>, { post }: TestServer = server, path = LIBRARY) =>
  post(path, form(fields), FORM);

/** How many requests wait for their emails. */
const storedRows = async ({ context }: TestServer) =>
  (await context.storage.db.selectFrom('outbox').select('id').execute()).length;

/** Returns every `<tag …>` of a page that contains `part`. */
const tags = (page: string, part: string) =>
  (page.match(/<[a-z][^>]*>/g) ?? []).filter((tag) => tag.includes(part));

describe('the hosted page', onlyOnce, () => {
  it('shows the petition, its count, and its form without a script', async () => {
    const page = await read(LIBRARY);
    assert.match(page, /<html lang="en" dir="ltr">/);
    assert.match(page, /<title>Keep the library open<\/title>/);
    assert.match(page, /<h1 lang="en" dir="ltr">Keep the library open<\/h1>/);
    assert.match(page, /Created by Friends of the Library/);
    assert.match(page, /<strong>8,889<\/strong> <span>of 9,000 signatures<\/span>/);
    assert.match(page, /<progress max="9000" value="8889"/);
    assert.match(page, /<p>It is warm there\.<\/p>/);
    assert.match(page, /<form method="post" action="\/p\/keep-the-library\?lang=en#sign">/);
    assert.match(page, /<button class="button">Sign the petition<\/button>/);
    assert.doesNotMatch(page, /<script|<iframe|\son[a-z]+=|javascript:/i);
  });

  it('has the metadata that search engines and link previews need', async () => {
    const page = await read(LIBRARY);
    for (const tag of [
      `<link rel="canonical" href="${PUBLIC_URL}/p/keep-the-library">`,
      `<link rel="alternate" hreflang="en" href="${PUBLIC_URL}/p/keep-the-library">`,
      `<link rel="alternate" hreflang="es" href="${PUBLIC_URL}/p/keep-the-library?lang=es">`,
      `<link rel="alternate" hreflang="x-default" href="${PUBLIC_URL}/p/keep-the-library">`,
      '<meta name="description" content="It is warm there. Read https://example.org/why first.">',
      '<meta property="og:title" content="Keep the library open">',
      '<meta property="og:description" content="It is warm there. Read https://example.org/why first.">',
      `<meta property="og:url" content="${PUBLIC_URL}/p/keep-the-library">`,
      '<meta property="og:type" content="website">',
      `<meta property="og:image" content="${PUBLIC_URL}/p/keep-the-library/card.png">`,
      '<meta property="og:image:type" content="image/png">',
      '<meta property="og:image:width" content="1200">',
      '<meta property="og:image:height" content="630">',
      '<meta property="og:image:alt" content="Keep the library open: 8,889 of 9,000 signatures">',
      '<meta name="twitter:card" content="summary_large_image">',
    ]) {
      assert.ok(page.includes(tag), tag);
    }
    const spanish = await read(`${LIBRARY}?lang=es`);
    assert.ok(spanish.includes(`<link rel="canonical" href="${PUBLIC_URL}/p/keep-the-library?lang=es">`));
    assert.ok(spanish.includes(`content="${PUBLIC_URL}/p/keep-the-library/card.png?lang=es"`));
    assert.match(spanish, /content="Que la biblioteca siga abierta: 8,889 de 9,000 firmas"/);
  });

  it('allows only its own style, by hash, and its own form, and no script', async () => {
    for (const path of [LIBRARY, '/p/nothing']) {
      const response = await server.get(path);
      const policy = new Map(
        response.headers
          .get('Content-Security-Policy')!
          .split('; ')
          .map((part) => [part.split(' ')[0]!, part.split(' ').slice(1).join(' ')]),
      );
      const [, style] = (await response.text()).match(/<style>([\s\S]*?)<\/style>/)!;
      const hash = createHash('sha256').update(style!).digest('base64');
      assert.deepEqual(Object.fromEntries(policy), {
        'default-src': "'none'",
        'img-src': "'self'",
        'style-src': `'sha256-${hash}'`,
        'form-action': "'self'",
        'base-uri': "'none'",
        'frame-ancestors': "'none'",
      });
    }
  });

  it('sets no color by a function that browsers of before 2024 lack: they would drop borders and backgrounds', async () => {
    for (const path of [LIBRARY, `${LIBRARY}/frame?scheme=dark`, `${LIBRARY}/embed-code`, '/privacy', '/']) {
      const page = await read(path);
      assert.match(page, /--line:#[0-9a-f]{6}/);
      assert.doesNotMatch(page, /(?:light-dark|color-mix|oklab|oklch)\(/, path);
    }
  });

  it('is cached briefly for each language, unlike thank-you and error pages', async () => {
    const page = await server.get(`${LIBRARY}?lang=en`);
    assert.equal(page.headers.get('Cache-Control'), 'public, max-age=10');
    assert.equal(page.headers.get('Vary'), 'Accept-Encoding');
    assert.equal((await send(PERSON)).headers.get('Cache-Control'), 'no-store');
    assert.equal((await send({})).headers.get('Cache-Control'), 'no-store');
  });

  it('has the fields that the petition asks for, and marks the optional ones', async () => {
    const all = await read(LIBRARY);
    for (const [name, autocomplete] of [
      ['givenName', 'given-name'],
      ['familyName', 'family-name'],
      ['email', 'email'],
      ['postalCode', 'postal-code'],
      ['country', 'country'],
      ['comment', 'off'],
    ] as const) {
      const [control = ''] = tags(all, `name="${name}"`);
      assert.ok(control.includes(`autocomplete="${autocomplete}"`), control);
      assert.equal(control.includes(' required'), name === 'givenName' || name === 'email', control);
      assert.equal(tags(all, `<label for="${name}"`).length, 1);
    }
    assert.equal(all.match(/\(optional\)/g)?.length, 4);
    assert.equal(tags(all, 'name="contact"').length, 1);

    const few = await read('/p/mend-the-bridge');
    for (const name of ['familyName', 'postalCode', 'country', 'comment', 'contact', 'partnerContact']) {
      assert.deepEqual(tags(few, `name="${name}"`), []);
    }
    const strict = await read('/p/strict-one');
    for (const name of ['familyName', 'postalCode', 'country', 'comment']) {
      assert.ok(tags(strict, `name="${name}"`)[0]?.includes(' required'), name);
    }
  });

  it('lists every country by name', async () => {
    const page = await read('/p/strict-one');
    assert.match(page, /<option value="NL" *>Netherlands<\/option>/);
    assert.ok((page.match(/<option value="[A-Z]{2}"/g) ?? []).length > 240);
    assert.match(await read(`${LIBRARY}?lang=es`), /<option value="NL" *>Países Bajos<\/option>/);
  });

  it('shows the count and the goal for a single signature', async (t) => {
    const { load, get } = await start(t, { petitions: [] });
    await load([{ ...PETITIONS[1], carriedOver: 1 }]);
    assert.match(await pageOf(get('/p/mend-the-bridge')), /<strong>1<\/strong> <span>of 100 signatures/);
  });
});

describe('the organizer’s text', onlyOnce, () => {
  const HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)">\' & "';
  const hostile = () => ({
    slug: 'hostile',
    creator: `Creator ${HOSTILE}`,
    partners: { 'harbour-aid': `Partner ${HOSTILE}` },
    fields: { partnerContact: 'optional' },
    texts: { en: { title: `Title ${HOSTILE}`, text: `Text ${HOSTILE}` } },
  });

  it('is escaped in HTML: title, text, creator, partner, outcome', async (t) => {
    const { get, post, context } = await start(t, { petitions: [hostile()] });
    const open = await pageOf(get('/p/hostile?partner=harbour-aid'));
    const thanks = await pageOf(post('/p/hostile', form({ ...PERSON, partner: 'harbour-aid' }), FORM));
    await closePetition(context.storage, 'hostile', `Outcome ${HOSTILE}`);
    await context.petitions.refresh();
    const closed = await pageOf(get('/p/hostile?partner=harbour-aid'));
    for (const [page, ...words] of [
      [open, 'Title', 'Text', 'Creator', 'Partner'],
      [closed, 'Outcome'],
    ] as const) {
      assert.doesNotMatch(page, /<script|<img/);
      for (const word of words)
        assert.ok(page.includes(`${word} &lt;script&gt;alert(1)&lt;/script&gt;`), word);
      for (const tag of tags(page, 'alert(')) assert.doesNotMatch(tag, /[ "']onerror="alert/);
    }
    assert.match(thanks, /Your signature has been counted\./);
    assert.doesNotMatch(thanks, /<script|<img/);
  });

  it('is split into paragraphs, and links only http and https URLs', async (t) => {
    const text = [
      'See https://example.org/a?b=1&c=2, or (http://example.org/d). "https://example.org/e"',
      'Not javascript:alert(1), data:text/html,x, //example.org, ftp://example.org or example.org',
      'https://example.org/wiki/Ansel_(port) and https://',
    ].join('\n\n');
    const { get } = await start(t, {
      petitions: [{ slug: 'linked', creator: 'Ilse V.', texts: { en: { title: 'Linked', text } } }],
    });
    const [, article = ''] = (await pageOf(get('/p/linked'))).match(/<div class="text"[^>]*>(.*?)<\/div>/)!;
    assert.equal(article.match(/<p>/g)?.length, 3);
    assert.deepEqual(
      [...article.matchAll(/<a ([^>]*)>([^<]*)<\/a>/g)].map(([, attributes, words]) => [attributes, words]),
      [
        'https://example.org/a?b=1&amp;c=2',
        'http://example.org/d',
        'https://example.org/e',
        'https://example.org/wiki/Ansel_(port)',
      ].map((href) => [`href="${href}" rel="noopener noreferrer"`, href]),
    );
    assert.ok(article.includes('(<a href="http://example.org/d"'));
    assert.ok(article.includes('</a>). &quot;<a'));
  });

  it('is truncated at a word boundary for the description', async (t) => {
    const { get } = await start(t, {
      petitions: [
        {
          slug: 'long',
          creator: 'Ilse V.',
          texts: { en: { title: 'Long', text: 'nine char '.repeat(100) } },
        },
      ],
    });
    const [tag = ''] = tags(await pageOf(get('/p/long')), 'name="description"');
    const [, description = ''] = tag.match(/content="([^"]*)"/)!;
    assert.ok(description.length > 180 && description.length <= 201, description);
    assert.match(description, /(?:nine|char)…$/);
  });
});

describe('what a petition says besides its text', onlyOnce, () => {
  const DETAILED = {
    ...PETITIONS[0]!,
    target: { en: 'The <b>Mayor</b>', es: 'La alcaldesa' },
    format: 'markdown',
    organizer: {
      name: 'Harbour & Aid',
      url: 'https://example.org/?a=1&b=2',
      email: 'info@example.org',
      privacyUrl: 'https://example.org/privacy',
      imprintUrl: 'https://example.org/imprint',
    },
    closesOn: new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10),
    noindex: true,
    texts: {
      en: {
        title: 'Keep it',
        text: '## Why\n\nIt is **warm** there, and *quiet*:\n\n- one\n- [two](https://example.org/two)\n\n> Three',
      },
      es: { title: 'Que siga', text: 'Es *cálida*.' },
    },
  };

  it('is on its page: addressee, formatting, days left, and who is behind it', async (t) => {
    const { get } = await start(t, { petitions: [DETAILED] });
    const page = await pageOf(get(LIBRARY));
    assert.match(
      page,
      /<p class="target" lang="en" dir="auto">To: The &lt;b&gt;Mayor&lt;\/b&gt;<\/p> <div class="text"/,
    );
    assert.match(
      page,
      /<h2>Why<\/h2><p>It is <strong>warm<\/strong> there, and <em>quiet<\/em>:<\/p><ul><li>one<\/li>/,
    );
    assert.match(page, /<li><a href="https:\/\/example\.org\/two" rel="noopener noreferrer">two<\/a><\/li>/);
    assert.match(page, /<blockquote><p>Three<\/p><\/blockquote>/);
    assert.match(page, /<p class="notice">4 days left to sign<\/p>/);
    assert.match(
      page,
      /Organized by <a href="https:\/\/example\.org\/\?a=1&amp;b=2"[^>]*>Harbour &amp; Aid<\/a>/,
    );
    assert.match(
      page,
      /Who sees this\?<\/a><\/p> <p class="consent">Organized by <a [^>]*>Harbour &amp; Aid<\/a> · <a [^>]*>Privacy policy</,
      'beside the sentence about who reads what is entered',
    );
    assert.match(page, /<a href="mailto:info@example\.org"/);
    assert.match(page, />Privacy policy<.*>Legal notice</);
    assert.match(page, /<meta name="robots" content="noindex">/);
    assert.match(
      page,
      /<meta name="description" content="Why It is warm there, and quiet: • one • two \(https/,
    );
    const spanish = await pageOf(get(`${LIBRARY}?lang=es`));
    assert.match(spanish, /Para: La alcaldesa.*Quedan 4 días para firmar.*Organiza: <a/);
  });

  it('isn’t there if the petition doesn’t say it', async () => {
    assert.doesNotMatch(await read(LIBRARY), /class="(?:target|notice|organizer)"|noindex/);
  });

  it('shows first what came of it once it is closed', async (t) => {
    const { get, context } = await start(t, { petitions: [DETAILED] });
    await closePetition(context.storage, 'keep-the-library', 'It **stays**.');
    await context.petitions.refresh();
    const page = await pageOf(get(LIBRARY));
    assert.match(
      page,
      /<section class="outcome".*<h2 lang="en">What happened<\/h2> <div class="text" dir="auto"><p>It <strong>stays<\/strong>\.<\/p><\/div>.*class="target"/,
    );
    assert.doesNotMatch(page, /days left/);
  });

  it('closes the form at the moment at which its last day ends', async (t) => {
    const { get, post, context } = await start(t, { petitions: [DETAILED] });
    const closesAt = context.petitions.get('keep-the-library')!.closesAt!;
    t.mock.timers.enable({ apis: ['Date'], now: closesAt - 1 });
    assert.match(await pageOf(get(LIBRARY)), /<form/);
    t.mock.timers.setTime(closesAt);
    assert.doesNotMatch(await pageOf(get(LIBRARY)), /<form/);
    assert.equal((await post(LIBRARY, form(PERSON), FORM)).status, 409);
    const api = await post('/v1/petitions/keep-the-library/signatures', JSON.stringify(PERSON), {
      'Content-Type': 'application/json',
    });
    assert.equal(api.status, 409);
  });
});

describe('signing on the hosted page', () => {
  it('shows a thank-you page at the petition’s own URL, and counts the signature', async (t) => {
    const fresh = await start(t);
    const response = await send(
      { ...PERSON, familyName: '', comment: 'One.\r\nTwo.', contact: 'true' },
      fresh,
    );
    assert.equal(response.status, 200);
    // A different URL would reveal the signature in the browser's history.
    assert.equal(response.headers.get('Location'), null);
    assert.equal((await fresh.countOf('keep-the-library')).count, 8890);
    const [record] = await fresh.recordsOf('keep-the-library');
    assert.equal(record?.comment, 'One.\nTwo.');
    assert.deepEqual([record?.contact, record?.partnerContact, record?.familyName], [true, false, undefined]);

    const thanks = await pageOf(response);
    assert.match(thanks, /Thank you\. Your signature has been counted\./);
    assert.doesNotMatch(thanks, /<form/);
    assert.ok(thanks.includes(encodeURIComponent(`${PUBLIC_URL}/p/keep-the-library`)));
    for (const tag of tags(thanks, 'wa.me')) assert.match(tag, /rel="noopener noreferrer"/);
  });

  it('returns the same response for a repeated signature as for the first', async (t) => {
    const fresh = await start(t);
    const sign = async () => {
      const response = await send(PERSON, fresh);
      return JSON.stringify([response.status, [...response.headers], await response.text()]);
    };
    const first = await sign();
    assert.equal(await fresh.rowsOf('keep-the-library'), 1);
    assert.equal(await sign(), first);
    assert.equal(await fresh.rowsOf('keep-the-library'), 1);
  });

  it('says at the email address that each counts once, in the page’s language', onlyOnce, async () => {
    for (const [lang, words] of [
      ['en', 'Each email address counts once.'],
      ['es', 'Cada correo cuenta una sola vez.'],
    ]) {
      const page = await read(`/p/keep-the-library?lang=${lang}`);
      assert.ok(page.includes(`<p class="hint" id="email-hint">${words}</p>`), lang);
      assert.match(tags(page, 'name="email"')[0]!, /aria-describedby="email-hint"/);
    }
  });

  it('shows errors at the fields, keeps the input, and stores nothing', onlyOnce, async (t) => {
    const fresh = await start(t);
    const input = {
      givenName: '<b>"Ana"</b>',
      familyName: 'O’Brien',
      email: 'no address & none',
      postalCode: '1017',
      country: 'NL',
      comment: '\n</textarea><script>',
      contact: 'true',
    };
    const response = await send(input, fresh);
    assert.equal(response.status, 422);
    const page = await pageOf(response);
    assert.match(page, /<title>Not signed yet: Keep the library open<\/title>/);
    assert.match(page, /role="alert"><p>You haven’t signed yet\..*?<a href="#email">Email address<\/a>/);
    assert.match(page, /<p class="error" id="email-error">Enter a complete email address,/);
    const [email = ''] = tags(page, 'name="email"');
    assert.match(email, /aria-invalid="true" aria-describedby="email-error email-hint"/);
    assert.match(email, /value="no address &amp; none"/);
    assert.ok(tags(page, 'name="givenName"')[0]?.includes('value="&lt;b'));
    assert.match(tags(page, 'name="familyName"')[0]!, /value="O’Brien"/);
    assert.doesNotMatch(tags(page, 'name="familyName"')[0]!, /aria-invalid/);
    assert.match(page, /<option value="NL" selected>/);
    assert.match(page, /&lt;\/textarea&gt;&lt;script&gt;<\/textarea>/);
    assert.match(tags(page, 'name="contact"')[0]!, /checked/);
    assert.doesNotMatch(tags(page, 'name="partnerContact"').join(), /checked/);
    assert.equal(await fresh.rowsOf('keep-the-library'), 0);
  });

  it('shows which fields of an empty form are missing', onlyOnce, async () => {
    const response = await send({ givenName: '', familyName: '', email: '' }, server, '/p/strict-one');
    assert.equal(response.status, 422);
    const page = await pageOf(response);
    assert.match(page, /id="givenName-error">Fill in this field\./);
    assert.match(page, /id="email-error">Fill in this field\./);
    const next = await pageOf(send(PERSON, server, '/p/strict-one'));
    for (const field of ['familyName', 'postalCode', 'country', 'comment']) {
      assert.match(next, new RegExp(`id="${field}-error">Fill in this field\\.`), field);
    }
  });

  for (const [name, fields, message] of [
    [
      'a character that isn’t allowed',
      { givenName: 'A\u0000na' },
      /id="givenName-error">This contains a character/,
    ],
    [
      'a name that is too long',
      { givenName: 'a'.repeat(201) },
      /id="givenName-error">This is too long\. You entered 201 characters; the limit is 200\./,
    ],
    [
      'a comment that is too long, counted as the server counts',
      { comment: ` ${'Because.\r\n'.repeat(170)}` },
      /id="comment-error">This is too long\. You entered 1,529 characters; the limit is 1,000\./,
    ],
    ['an unknown country', { country: 'ZZ' }, /id="country-error">This isn’t valid/],
  ] as const) {
    it(`shows an error for ${name}`, onlyOnce, async () => {
      const response = await send({ ...PERSON, ...fields });
      assert.equal(response.status, 422);
      assert.match(await pageOf(response), message);
    });
  }

  it('accepts what is pasted with characters that nobody sees', onlyOnce, async (t) => {
    const fresh = await start(t);
    const response = await send(
      { givenName: '\u200eAna\u00a0', email: '\u2068ana＠example.org\u2069' },
      fresh,
    );
    assert.equal(response.status, 200);
    const [record] = await fresh.recordsOf('keep-the-library');
    assert.deepEqual([record?.givenName, record?.email], ['Ana', 'ana@example.org']);
  });

  it('shows the input as it will be sent if something else has to be corrected', onlyOnce, async () => {
    const page = await pageOf(send({ givenName: '', email: '\u200bana＠example.org\u00a0' }));
    assert.match(tags(page, 'name="email"')[0]!, /value="ana@example\.org"/);
  });

  for (const [what, fields, field, character] of [
    ['a space in an email address', { email: 'ana okoro@example.org' }, 'email', '“ ”'],
    ['quotes in an email address', { email: '“ana"@example.org' }, 'email', '“&quot;”'],
    ['a control character in a name', { givenName: 'A\u0007na' }, 'givenName', 'U\\+0007'],
  ] as const) {
    it(`says that it is ${what} that can’t be accepted`, onlyOnce, async () => {
      const page = await pageOf(send({ ...PERSON, ...fields }));
      assert.match(
        page,
        new RegExp(`id="${field}-error">This contains a character we can’t accept: ${character}\\.`),
      );
    });
  }

  it(
    'leaves judging the email address to the server: browsers refuse letters with accents',
    onlyOnce,
    async () => {
      const [email = ''] = tags(await read(LIBRARY), 'name="email"');
      assert.match(email, /type="text" inputmode="email"/);
    },
  );

  it('cuts off nothing, and keeps a text that is too long', onlyOnce, async () => {
    const page = await read(LIBRARY);
    assert.doesNotMatch(page, /maxlength/, 'browsers cut off what is pasted, and say nothing');
    assert.match(
      page,
      /<label for="comment">[^/]*<small>\(optional\)<\/small> <small>\(up to 1,000 characters\)/,
    );
    const comment = 'Because of this. '.repeat(100).trim();
    assert.ok((await pageOf(send({ ...PERSON, comment }))).includes(`${comment}</textarea>`));
  });

  it('says after signing where the email went, and only in that response', onlyOnce, async (t) => {
    const fresh = await start(t, { smtpUrl: 'smtp://127.0.0.1:1' });
    const entered = { ...PERSON, email: ' Ana.<b>O’Hara@example.org ' };
    const refused = await send(entered, fresh);
    assert.equal(refused.status, 422);
    const response = await send({ ...PERSON, email: 'Ana+x@Example.org' }, fresh);
    assert.equal(response.headers.get('Cache-Control'), 'no-store');
    assert.equal(response.headers.get('Content-Encoding'), null);
    assert.doesNotMatch(JSON.stringify([...response.headers]), /ana/i);
    const page = await pageOf(response);
    assert.match(page, /We sent an email to <bdi>Ana\+x@Example\.org<\/bdi>\. Open it/);
    assert.doesNotMatch(withoutEntered(page, 'Ana+x@Example.org'), /ana(?:\+|%2B)x/i, 'in no link');
    const again = await pageOf(send({ ...PERSON, email: 'Ana+x@Example.org' }, fresh));
    assert.equal(withoutEntered(again, ''), withoutEntered(page, ''));
    assert.doesNotMatch(await pageOf(fresh.get(LIBRARY)), /ana\+x/i);
  });

  it(
    'lets people correct their address after signing and keeps their other input, whether or not the address had signed',
    onlyOnce,
    async (t) => {
      const fresh = await start(t, { smtpUrl: 'smtp://127.0.0.1:1' });
      const entered = {
        ...PERSON,
        email: 'ana@mistyped.example',
        proof: 'filled in by the browser',
        comment: 'Because\nit is "warm".',
        contact: 'true',
      };
      const thanks = await pageOf(send(entered, fresh));
      const [, token] =
        /Wrong address\? <button class="link" name="change" value="([\w-]+)">Change it<\/button>/.exec(
          thanks,
        )!;
      assert.doesNotMatch(thanks, /&quot;warm|filled in by/, 'what was entered is encrypted');
      const before = await storedRows(fresh);
      const again = await send({ change: token! }, fresh);
      assert.equal(again.status, 200);
      assert.equal(again.headers.get('Cache-Control'), 'no-store');
      const page = await pageOf(again);
      assert.equal(await storedRows(fresh), before, 'nothing is signed by that');
      assert.match(page, /<title>Keep the library open<\/title>/);
      assert.match(page, /value="ana@mistyped\.example"[^>]* autofocus/);
      assert.match(page, /Because it is &quot;warm&quot;\.<\/textarea>/);
      assert.match(page, /name="contact" value="true" checked/);
      assert.deepEqual([...tags(page, 'role="alert"'), ...tags(page, 'aria-invalid')], []);
      assert.match(
        await pageOf(send({ ...entered, email: 'ana@example.org' }, fresh)),
        /We sent an email to <bdi>ana@example\.org<\/bdi>/,
      );
      const forged = await pageOf(send({ change: `${token!.slice(0, -4)}AAAA` }, fresh));
      assert.doesNotMatch(forged, /mistyped/);
      // There is nothing to change about an address that gets no email.
      assert.doesNotMatch(await pageOf(send(PERSON)), /Wrong address/);
    },
  );

  describe('with an address that looks mistyped', onlyOnce, () => {
    const typo = { ...PERSON, email: 'ana@gmial.com' };

    it('asks once, with a button for each answer, and loses nothing', async (t) => {
      const fresh = await start(t);
      const response = await send({ ...typo, comment: 'All of it.' }, fresh);
      assert.equal(response.status, 422);
      const page = await pageOf(response);
      assert.match(page, /<title>Not signed yet: Keep the library open<\/title>/);
      assert.match(page, /role="alert"> <p>Did you mean <bdi>ana@gmail\.com<\/bdi>\?<\/p>/);
      assert.match(
        page,
        /name="meant" value="ana@gmail\.com">Yes, sign with <bdi>ana@gmail\.com<\/bdi><\/button>/,
      );
      assert.match(page, /<button class="button quiet">No, sign with <bdi>ana@gmial\.com<\/bdi><\/button>/);
      assert.match(page, /All of it\.<\/textarea>/);
      assert.deepEqual(tags(page, 'aria-invalid'), []);
      const [first] = tags(page.slice(page.indexOf('<form')), '<button');
      assert.match(first!, /class="default"/, 'the Enter key takes the form as it is');
      assert.equal(await fresh.rowsOf('keep-the-library'), 0);
    });

    for (const [answer, fields, expected] of [
      ['what was probably meant', { asked: typo.email, meant: 'ana@gmail.com' }, 'ana@gmail.com'],
      ['what was typed', { asked: typo.email }, typo.email],
      [
        'an address that was corrected by hand',
        { asked: typo.email, email: 'ana@example.org' },
        'ana@example.org',
      ],
      [
        'a corrected address, whichever button is pressed',
        { asked: typo.email, meant: 'ana@gmail.com', email: 'ana@example.org' },
        'ana@example.org',
      ],
    ] as const) {
      it(`signs with ${answer}`, async (t) => {
        const fresh = await start(t);
        assert.equal((await send({ ...typo, ...fields }, fresh)).status, 200);
        const [record] = await fresh.recordsOf('keep-the-library');
        assert.equal(record!.email, expected);
      });
    }

    it('asks again about another address, and about errors first', async () => {
      assert.match(
        await pageOf(send({ ...typo, email: 'ana@yaho.com', asked: typo.email })),
        /ana@yahoo\.com/,
      );
      const page = await pageOf(send({ ...typo, givenName: '' }));
      assert.match(page, /id="givenName-error"/);
      assert.doesNotMatch(page, /Did you mean/);
    });
  });

  for (const table of ['signature', 'data_key'] as const) {
    it(`keeps the input when inserts into ${table} fail, and accepts it later`, async (t) => {
      const flaky = await start(t);
      const restore = await refuseInserts(flaky.context.storage, table);
      const response = await send({ ...PERSON, comment: 'All of it.' }, flaky);
      assert.equal(response.status, 503);
      assert.match(response.headers.get('Retry-After')!, /^\d+$/);
      const page = await pageOf(response);
      assert.match(page, /role="alert">You haven’t signed yet: the server is busy\./);
      assert.match(tags(page, 'name="email"')[0]!, /value="ana@example.org"/);
      assert.match(page, /All of it\.<\/textarea>/);
      await restore();
      assert.equal((await send(PERSON, flaky)).status, 200);
    });
  }

  it('rejects a body that isn’t a form, or is too large, as a whole', onlyOnce, async () => {
    const wrongType = await server.post(LIBRARY, PERSON);
    assert.equal(wrongType.status, 415);
    const compressed = await server.post(LIBRARY, form(PERSON), { ...FORM, 'Content-Encoding': 'gzip' });
    assert.equal(compressed.status, 415);
    const tooLarge = await server.post(LIBRARY, form({ comment: 'a'.repeat(100_000) }), {
      ...FORM,
      'Content-Length': '100008',
    });
    assert.equal(tooLarge.status, 413);
    const tooManyFields = await server.post(LIBRARY, `${form(PERSON)}${'&x'.repeat(100)}`, FORM);
    assert.equal(tooManyFields.status, 413);
  });

  it('tolerates malformed percent-encoding and UTF-8', onlyOnce, async () => {
    const response = await server.post(LIBRARY, 'givenName=%E0%A4&email=%&&=&x', FORM);
    assert.equal(response.status, 422);
  });
});

describe('the partner code', onlyOnce, () => {
  it('is kept by the form, errors, language links, and the thank-you page, and is stored', async (t) => {
    const fresh = await start(t);
    const hidden = '<input type="hidden" name="partner" value="harbour-aid">';
    const page = await pageOf(fresh.get(`${LIBRARY}?partner=harbour-aid`));
    assert.ok(page.includes(hidden));
    assert.match(page, /<bdi>Harbour Aid<\/bdi> may email me\./);
    assert.match(page, /href="[^"]*\?lang=es&amp;partner=harbour-aid"/);
    assert.ok((await pageOf(send({ partner: 'harbour-aid' }, fresh))).includes(hidden));

    // People also share the URL that is in the address bar after signing.
    const [, action] = /<form method="post" action="([^"]+)"/.exec(page)!;
    assert.equal(action, `${LIBRARY}?lang=en&amp;partner=harbour-aid#sign`);
    const signed = await send({ ...PERSON, partner: 'harbour-aid', partnerContact: 'true' }, fresh);
    const thanks = await pageOf(signed);
    assert.ok(thanks.includes(`${PUBLIC_URL}/p/keep-the-library?partner=harbour-aid`));
    const rows = await fresh.context.storage.db.selectFrom('signature').select('partner').execute();
    assert.deepEqual(rows, [{ partner: 'harbour-aid' }]);
    assert.equal((await fresh.recordsOf('keep-the-library'))[0]?.partnerContact, true);
  });

  it('is in the URL for social networks, but in none for search engines', async () => {
    const page = await read(`${LIBRARY}?lang=es&partner=harbour-aid`);
    const own = `${PUBLIC_URL}/p/keep-the-library?lang=es`;
    assert.ok(page.includes(`<meta property="og:url" content="${own}&amp;partner=harbour-aid">`));
    assert.ok(page.includes(`<link rel="canonical" href="${own}">`));
    for (const tag of [...tags(page, 'rel="alternate" hreflang'), ...tags(page, 'og:image')]) {
      assert.doesNotMatch(tag, /partner/);
    }
    const [, card] = /<meta property="og:image" content="([^"]+)"/.exec(page)!;
    assert.equal((await server.get(card!.slice(PUBLIC_URL.length))).status, 200);
  });

  it('is left out of the page if it is malformed', async () => {
    const page = await read(`${LIBRARY}?partner=%3Cb%3E`);
    assert.deepEqual(tags(page, 'name="partner"'), []);
    assert.doesNotMatch(page, /&lt;b|<b>/);
  });

  for (const partner of ['somebody-else', 'constructor']) {
    it(`is dropped from the page and all its links if the petition doesn’t list it: "${partner}"`, async () => {
      const opened = await read(`${LIBRARY}?lang=es&partner=${partner}`);
      const retried = await pageOf(send({ partner }));
      const thanks = await pageOf(send({ ...PERSON, partner }));
      const framed = await read(`${LIBRARY}/frame?partner=${partner}`);
      const url = encodeURIComponent(`${PUBLIC_URL}${LIBRARY}?partner=${partner}`);
      const embed = await (await server.get(`/oembed?url=${url}`)).text();
      for (const page of [opened, retried, thanks, framed, embed]) assert.ok(!page.includes(partner), page);
      assert.deepEqual(tags(opened, 'name="partnerContact"'), []);
    });
  }
});

describe('the hosted page in other languages', onlyOnce, () => {
  it('is in Spanish on request, including numbers, errors, and the recorded consent', async (t) => {
    const page = await read(`${LIBRARY}?lang=es-MX`);
    assert.match(page, /<html lang="es" dir="ltr">/);
    assert.match(page, /Que la biblioteca siga abierta<\/h1>/);
    assert.match(page, /<span>de 9,000 firmas<\/span>/);
    assert.match(page, /action="\/p\/keep-the-library\?lang=es#sign"/);
    assert.match(page, /Firmar la petición/);
    const fresh = await start(t);
    const wrong = await pageOf(send({}, fresh, `${LIBRARY}?lang=es`));
    assert.match(wrong, /id="email-error">Completa este campo\./);
    const signed = await send(PERSON, fresh, `${LIBRARY}?lang=es`);
    assert.match(await pageOf(signed), /Gracias\. Tu firma cuenta\./);
    assert.equal((await fresh.recordsOf('keep-the-library'))[0]?.consent.lang, 'es');
  });

  for (const [header, lang] of [
    ['es-MX,es;q=0.9,en;q=0.8', 'es'],
    ['fr-FR, es;q=0.5', 'es'],
    ['en-GB,es', 'en'],
    ['fr', 'en'],
    ['*', 'en'],
    [';;;,,', 'en'],
  ] as const) {
    it(`is in "${lang}" for a browser that prefers "${header}"`, async () => {
      assert.match(await read(LIBRARY, { 'Accept-Language': header }), new RegExp(`<html lang="${lang}"`));
    });
  }

  it('follows the URL rather than the browser', async () => {
    assert.match(await read(`${LIBRARY}?lang=en`, { 'Accept-Language': 'es' }), /<html lang="en"/);
  });

  it('links each language by its own name, and marks the current one', async () => {
    const page = await read(LIBRARY);
    assert.match(page, /<span lang="en" aria-current="true">English<\/span>/);
    assert.match(page, /<a lang="es" hreflang="es" href="[^"]*lang=es">Español<\/a>/);
    assert.match(await read(`${LIBRARY}?lang=es`), /hreflang="en" href="[^"]*lang=en">English<\/a>/);
  });

  it('uses French numbers and names for a language that Node lacks, in any system locale', async (t) => {
    const texts = {
      ht: { title: 'Kite bibliyotèk la louvri', text: 'Wi.' },
      en: { title: 'Open', text: 'Yes.' },
    };
    const { get } = await start(t, { petitions: [{ ...PETITIONS[0], texts }] });
    const page = await pageOf(get(`${LIBRARY}?lang=ht`));
    assert.match(page, /<strong>8 889<\/strong> <span>sou 9 000 siyati<\/span>/);
    assert.match(page, /<option value="NL" *>Pays-Bas<\/option>/);
    assert.match(page, /aria-current="true">Créole haïtien</);
  });

  it('runs from right to left if the text does', async (t) => {
    const { get } = await start(t, {
      petitions: [
        { slug: 'rtl', creator: 'Ilse V.', texts: { ar: { title: 'أبقوا المكتبة', text: 'نعم.' } } },
      ],
    });
    assert.match(await pageOf(get('/p/rtl')), /<h1 lang="ar" dir="rtl">/);
  });
});

describe('a closed petition’s page', onlyOnce, () => {
  it('says that the petition is closed, and has no form', async () => {
    const page = await read('/p/done-and-won');
    assert.match(page, /This petition is closed\./);
    assert.doesNotMatch(page, /<form|class="jump/);
  });

  it('shows no goal that nobody set, isn’t labeled as a form, and doesn’t invite to embed it', async (t) => {
    const page = await read('/p/done-and-won');
    assert.match(page, /<strong>1<\/strong> <span>signature<\/span>/);
    assert.doesNotMatch(page, /<progress|of 100|embed-code|Sign the petition/);
    assert.match(page, /<section class="card" id="sign" aria-label="This petition is closed\.">/);
    assert.ok(page.includes('<meta property="og:image:alt" content="Won: 1 signature">'));

    const petition = { ...PETITIONS[3], carriedOver: 12, goal: 50 };
    const { get } = await start(t, { petitions: [petition, { ...petition, slug: 'reached', goal: 10 }] });
    const missed = await pageOf(get('/p/done-and-won'));
    assert.match(missed, /<strong>12<\/strong> <span>of 50 signatures<\/span>/);
    assert.match(missed, /<progress max="50" value="12"/);
    assert.doesNotMatch(await pageOf(get('/p/reached')), /<progress|of \d/);
  });

  it('shows the outcome', async (t) => {
    const { context, get } = await start(t);
    await closePetition(context.storage, 'keep-the-library', 'It stays.\n\nSee https://example.org/won');
    await context.petitions.refresh();
    const page = await pageOf(get(LIBRARY));
    assert.match(
      page,
      /<p>It stays\.<\/p><p>See <a href="https:\/\/example\.org\/won" rel="noopener noreferrer">/,
    );
  });

  it('says if the petition has won, also without an outcome, until that is taken back', async (t) => {
    const { context, get } = await start(t);
    const heading = async () => {
      await context.petitions.refresh();
      const page = await pageOf(get(LIBRARY));
      const petition = await (await get('/v1/petitions/keep-the-library?lang=en')).json();
      assert.equal(petition.captions.victory, petition.victory ? 'Victory!' : null);
      return /<section class="outcome"[^>]*> <h2 lang="en">([^<]*)/.exec(page)?.[1];
    };
    await closePetition(context.storage, 'keep-the-library', null, { victory: true });
    assert.equal(await heading(), 'Victory!');
    await closePetition(context.storage, 'keep-the-library', 'It stays.');
    assert.equal(await heading(), 'Victory!');
    await closePetition(context.storage, 'keep-the-library', null, { victory: false });
    assert.equal(await heading(), 'What happened');
  });

  it('rejects a form that was opened earlier', async () => {
    const response = await send(PERSON, server, '/p/done-and-won');
    assert.equal(response.status, 409);
    assert.match(await pageOf(response), /This petition is closed\./);
    assert.equal(await server.rowsOf('done-and-won'), 0);
  });
});

describe('a URL with something around it', onlyOnce, () => {
  const page = '/p/keep-the-library';
  for (const path of [
    `${page}.`,
    `${page})`,
    `${page}/).`,
    `${page}%20`,
    `${page}%E2%80%8B`,
    `${page}%C2%A0`,
    `${page}%E2%80%9D,`,
    `${page}%3E`,
    '/p/Keep-The-Library',
    '/P/keep-the-library',
    '//p//keep-the-library',
  ]) {
    it(`redirects from ${path}`, async () => {
      const response = await server.get(`${path}?partner=harbour-aid`);
      assert.equal(response.status, 308);
      assert.equal(response.headers.get('Location'), `${page}?partner=harbour-aid`);
    });
  }

  for (const [path, target] of [
    ['/p/Keep-the-library/frame.', `${page}/frame`],
    ['/p/keep-the-library/embed-code)', `${page}/embed-code`],
    ['/Privacy.', '/privacy'],
    ['/p', '/'],
    ['/p/', '/'],
    ['/confirm/Abc_-.', '/confirm/Abc_-'],
    ['/Withdraw/Abc%3E', '/withdraw/Abc'],
  ] as const) {
    it(`redirects from ${path} to ${target}`, async () => {
      const response = await server.get(path);
      assert.equal(response.status, 308);
      assert.equal(response.headers.get('Location'), target);
    });
  }

  it('redirects nowhere if there is nothing', async () => {
    for (const path of ['/p/Zanzibar', '/p/zanzibar.', '/Zanzibar', '/p/keep-the-library/zanzibar.']) {
      assert.equal((await server.get(path)).status, 404, path);
    }
    for (const path of ['//evil.example/', '/%5Cevil.example', '/p/%2F%2Fevil.example.']) {
      assert.equal((await server.get(path)).headers.get('Location'), null, path);
    }
  });
});

describe('a URL with a trailing slash', onlyOnce, () => {
  for (const [path, target] of [
    ['/p/keep-the-library/', '/p/keep-the-library'],
    ['/p/keep-the-library/?lang=es&partner=harbour-aid', '/p/keep-the-library?lang=es&partner=harbour-aid'],
    ['/p/keep-the-library/frame/', '/p/keep-the-library/frame'],
    ['/p/keep-the-library/embed-code//', '/p/keep-the-library/embed-code'],
  ] as const) {
    it(`redirects from ${path} to ${target}`, async () => {
      const response = await server.get(path);
      assert.equal(response.status, 308);
      assert.equal(response.headers.get('Location'), target);
      assert.equal((await server.get(target)).status, 200);
    });
  }

  it('keeps the method when a form is submitted there', async () => {
    const response = await server.app.request('/p/keep-the-library/', { method: 'POST' });
    assert.equal(response.status, 308);
  });

  it('never redirects to another site', async () => {
    for (const path of [
      '/p//evil.example/',
      '//evil.example/p/keep-the-library',
      '/p/keep-the-library%3F//evil.example',
    ]) {
      const location = (await server.get(path)).headers.get('Location');
      assert.ok(location === null || /^\/[^/\\]/.test(location), `${path}: ${location}`);
    }
  });
});

describe('a page that doesn’t exist', onlyOnce, () => {
  for (const path of ['/p/zanzibar', '/p/zanzibar/more', '/p/%E0%A4%A', '/p/__proto__']) {
    it(`returns an HTML error for ${path} that repeats nothing of the URL`, async () => {
      const response = await server.get(path);
      assert.equal(response.status, 404);
      assert.equal(response.headers.get('Cache-Control'), 'no-store');
      const page = await pageOf(response);
      assert.match(page, /Page not found/);
      assert.doesNotMatch(page, /zanzibar|__proto__/);
    });
  }

  it('is in Spanish for browsers that prefer it', async () => {
    const page = await read('/p/zanzibar', { 'Accept-Language': 'es' });
    assert.match(page, /<html lang="es"/);
    assert.match(page, /No encontramos esta página/);
  });

  it('accepts no signature', async () => {
    assert.equal((await send(PERSON, server, '/p/zanzibar')).status, 404);
  });
});
