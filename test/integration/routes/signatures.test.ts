import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FieldError } from '../../../common/contract.ts';
import { onlyOnce, storedBytes } from '../../support/database.ts';
import { findPii } from '../../support/pii-scanner.ts';
import { PERSON, PERSON_WITH_ALL_FIELDS, PETITIONS, problemOf, start } from '../../support/server.ts';
import { assertProblem, bytesOf, MARKER } from './problems.ts';

const server = await start();
const PATH = '/v1/petitions/keep-the-library/signatures';

describe('signing', () => {
  it('returns 202 and "signed", and raises the count at the next refresh', async (t) => {
    const { sign, countOf, recordsOf } = await start(t);
    const response = await sign('mend-the-bridge', PERSON);
    assert.equal(response.status, 202);
    assert.deepEqual(await response.json(), { status: 'signed' });
    assert.equal(response.headers.get('Cache-Control'), 'no-store');
    assert.equal(response.headers.get('Content-Type'), 'application/json');
    assert.deepEqual(await countOf('mend-the-bridge'), { count: 1, goal: 100 });
    const [record] = await recordsOf('mend-the-bridge');
    assert.equal(record?.givenName, 'Ana');
  });

  it('doesn’t change the published count before the next refresh', async (t) => {
    const { sign, get } = await start(t);
    await sign('mend-the-bridge', PERSON);
    const count = await get('/v1/petitions/mend-the-bridge/count');
    assert.deepEqual(await count.json(), { count: 0, goal: 100 });
  });

  it('counts one address once for 50 concurrent requests in five spellings, which all get the same bytes', async (t) => {
    const { sign, rowsOf, countOf } = await start(t);
    const spellings = [
      'ana.okoro@gmail.com',
      'anaokoro@gmail.com',
      'AnaOkoro+petition@googlemail.com',
      ' a.n.a.okoro@GMAIL.com ',
      'ａnaokoro@gmail.com.',
    ];
    const responses = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        sign('mend-the-bridge', { givenName: `Ana ${index}`, email: spellings[index % 5] }),
      ),
    );
    assert.equal(responses[0]!.status, 202);
    assert.equal(new Set(await Promise.all(responses.map(bytesOf))).size, 1);
    assert.equal(await rowsOf('mend-the-bridge'), 1);
    assert.equal((await countOf('mend-the-bridge')).count, 1);
  });

  it('returns the same bytes to repeated and first signers, even on another day', async (t) => {
    const { sign, rowsOf, recordsOf } = await start(t);
    const first = await bytesOf(await sign('mend-the-bridge', PERSON));
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 86_400_000 });
    assert.equal(await bytesOf(await sign('mend-the-bridge', { ...PERSON, givenName: 'Anita' })), first);
    assert.equal(await rowsOf('mend-the-bridge'), 1);
    assert.deepEqual(
      (await recordsOf('mend-the-bridge')).map(({ givenName }) => givenName),
      ['Ana'],
    );
  });

  it('counts one address for each petition, with keys that can’t be joined', async (t) => {
    const { sign, context, rowsOf } = await start(t);
    await sign('mend-the-bridge', PERSON);
    await sign('keep-the-library', PERSON);
    assert.equal(await rowsOf('mend-the-bridge'), 1);
    assert.equal(await rowsOf('keep-the-library'), 1);
    const keys = await context.storage.db.selectFrom('signature').select('signer_key').execute();
    assert.notDeepEqual(keys[0], keys[1]);
  });

  it(
    'drops partner codes that the petition doesn’t list: a made-up code could identify a person',
    onlyOnce,
    async (t) => {
      const { sign, context } = await start(t);
      for (const [index, partner] of ['for-ida-7f3', 'constructor', 'harbour-aid'].entries()) {
        const response = await sign('keep-the-library', {
          ...PERSON,
          email: `ana-${index}@example.org`,
          partner,
        });
        assert.equal(response.status, 202);
      }
      const rows = await context.storage.db.selectFrom('signature').select('partner').execute();
      assert.deepEqual(rows.map(({ partner }) => partner).sort(), ['harbour-aid', null, null]);
    },
  );

  it('stores the partner, and the day without the time', async (t) => {
    const { sign, context } = await start(t);
    t.mock.timers.enable({ apis: ['Date'], now: Date.parse('2031-02-03T23:59:59.999Z') });
    await sign('keep-the-library', { ...PERSON, partner: 'harbour-aid' });
    const rows = await context.storage.db.selectFrom('signature').select(['signed_on', 'partner']).execute();
    assert.deepEqual(rows, [{ signed_on: '2031-02-03', partner: 'harbour-aid' }]);
  });

  it('encrypts every field that the petition asks for', async (t) => {
    const { sign, recordsOf } = await start(t);
    const sent = {
      ...PERSON_WITH_ALL_FIELDS,
      email: 'Ana+News@Example.org',
      comment: ' First line\r\n\r\nthird\tline ',
      display: true,
      contact: true,
      partnerContact: true,
      partner: 'harbour-aid',
      lang: 'es-MX',
    };
    t.mock.timers.enable({ apis: ['Date'], now: Date.parse('2031-02-03T23:59:59.999Z') });
    assert.equal((await sign('keep-the-library', sent)).status, 202);
    const [record] = await recordsOf('keep-the-library');
    const petition = await (await server.get('/v1/petitions/keep-the-library?lang=es')).json();
    assert.deepEqual(record, {
      version: 2,
      // As in the row, which could be changed on the way to the organizer.
      signedOn: '2031-02-03',
      partner: 'harbour-aid',
      givenName: 'Ana',
      familyName: PERSON_WITH_ALL_FIELDS.familyName,
      email: 'Ana+News@Example.org',
      postalCode: '1017',
      country: 'NL',
      comment: 'First line\n\nthird line',
      // No signature is public if no emails are sent.
      display: false,
      contact: true,
      partnerContact: true,
      consent: { version: petition.consent.version, lang: 'es' },
    });
  });

  it('drops fields that the petition doesn’t ask for', onlyOnce, async (t) => {
    const { sign, recordsOf } = await start(t);
    const sent = { ...PERSON_WITH_ALL_FIELDS, contact: true, partnerContact: true, passport: 'Q1' };
    assert.equal((await sign('mend-the-bridge', sent)).status, 202);
    const [record] = await recordsOf('mend-the-bridge');
    assert.deepEqual(Object.keys(record!), [
      'version',
      'signedOn',
      'partner',
      'givenName',
      'email',
      'display',
      'contact',
      'partnerContact',
      'consent',
    ]);
    assert.deepEqual([record!.contact, record!.partnerContact, record!.display], [false, false, false]);
  });

  it('leaves nothing readable in any stored byte', async (t) => {
    const { sign, databaseUrl } = await start(t);
    const sent = {
      ...PERSON_WITH_ALL_FIELDS,
      givenName: 'Maximiliana',
      email: 'maximiliana@reader.example.org',
    };
    await sign('keep-the-library', sent);
    const stored = await storedBytes(databaseUrl);
    assert.ok(stored.length > 1);
    const { givenName, familyName, email, comment } = sent;
    const needles = [givenName, familyName, email, ...email.split('@'), comment];
    assert.deepEqual(findPii(needles, stored), []);
  });
});

/** The database stores all of them encrypted. */
describe('signing with unusual values', onlyOnce, () => {
  for (const [description, givenName, expected = givenName] of [
    ['a single word', 'Suharto'],
    ['one letter', 'O'],
    ['an apostrophe', 'O’Brien'],
    ['a straight apostrophe', "O'Brien"],
    ['emoji', '🌻'],
    ['emoji of several code points', '👩‍👩‍👧 Ana 🏴‍☠️'],
    ['combining marks', 'Z\u0335a\u0323\u0301lgo', 'Z\u0335\u1ea1\u0301lgo'],
    ['letters of a right-to-left script', 'مريم بنت عمر'],
    ['a zero-width non-joiner between letters', 'می\u200cخواهم'],
    ['a right-to-left mark before it', '\u200fמרים', 'מרים'],
    ['a right-to-left override', 'A\u202ena', 'Ana'],
    ['a line break', 'Ana\nMaría', 'Ana María'],
    ['a line separator', 'Ana\u2028María', 'Ana María'],
    ['no-break spaces', '\u00a0Ana\u00a0María', 'Ana María'],
    ['another script', '陳大文'],
    ['140 characters', 'Wolfeschlegel'.repeat(11).slice(0, 140)],
    ['200 characters', 'a'.repeat(200)],
    ['HTML', '<b onclick="x">Ana & Ben</b>'],
    ['SQL', "Robert'); drop table signature;--"],
    ['a spreadsheet formula', '=1+1'],
    ['digits', '7'],
    ['white space around it', '  Ana \n', 'Ana'],
    ['a property of every object', '__proto__'],
  ] as [string, string, string?][]) {
    it(`accepts a name with ${description}`, async () => {
      const email = `${Buffer.from(description).toString('hex').slice(0, 60)}@example.org`;
      const response = await server.sign('keep-the-library', { email, givenName, familyName: givenName });
      assert.equal(response.status, 202, await response.text());
      const records = await server.recordsOf('keep-the-library');
      const record = records.find((candidate) => candidate.email === email);
      assert.equal(record?.givenName, expected.normalize('NFC'));
      assert.equal(record?.familyName, expected.normalize('NFC'));
    });
  }

  for (const [description, typed, kept = 'ana@example.org'] of [
    ['a no-break space behind', 'ana@example.org\u00a0'],
    ['a zero-width space before', '\u200bana@example.org'],
    ['a byte order mark before', '\ufeffana@example.org'],
    ['the embedding marks of a contact list', '\u202aana@example.org\u202c'],
    ['the isolates of a chat', '\u2068ana@example.org\u2069'],
    ['a right-to-left mark behind', 'ana@example.org\u200f'],
    ['an ideographic space behind', 'ana@example.org\u3000'],
    ['a full-width @', 'ana＠example.org'],
    ['full-width letters', 'ａｎａ＠ｅｘａｍｐｌｅ．ｏｒｇ'],
    ['a letter with an accent before the @', 'josé@example.org', 'josé@example.org'],
  ] as const) {
    it(`accepts an email address with ${description}, and stores what people see`, async (t) => {
      const { sign, recordsOf } = await start(t);
      for (const email of [typed, kept]) {
        const response = await sign('keep-the-library', { ...PERSON, email });
        assert.equal(response.status, 202, await response.text());
      }
      assert.deepEqual(
        (await recordsOf('keep-the-library')).map(({ email }) => email),
        [kept],
      );
    });
  }

  const accepted: [string, object][] = [
    ['empty optional fields', { familyName: '', postalCode: ' ', country: '', comment: '' }],
    ['a comment of several lines', { comment: 'One.\n\nTwo.\r\nThree.\tFour <i>' }],
    ['a comment of 1,000 characters', { comment: 'a'.repeat(1000) }],
    ['unknown fields', { [MARKER]: { deep: [1, null] } }],
    ['an unknown partner', { partner: 'someone_else-2' }],
    ['an unsupported language', { lang: 'tlh' }],
    ['unchecked boxes', { display: false, contact: false, partnerContact: false }],
  ];
  for (const [description, values] of accepted) {
    it(`accepts ${description}`, async () => {
      const response = await server.sign('keep-the-library', { ...PERSON, ...values });
      assert.equal(response.status, 202, await response.text());
    });
  }

  it('accepts JSON with a charset in its type and a byte order mark', async () => {
    const response = await server.post(PATH, `\ufeff${JSON.stringify(PERSON)}`, {
      'Content-Type': 'Application/JSON; charset=UTF-8',
    });
    assert.equal(response.status, 202);
  });
});

describe('a rejected request, whose response doesn’t repeat the input', onlyOnce, () => {
  const long = (length: number) => MARKER.repeat(Math.ceil(length / MARKER.length));
  const oneField: [string, object, string, FieldError['code']][] = [
    ['no given name', { givenName: undefined }, 'givenName', 'required'],
    ['a blank given name', { givenName: ' \u00a0\t' }, 'givenName', 'required'],
    ['an invisible given name', { givenName: '\u200b\u200d' }, 'givenName', 'required'],
    ['a given name that is a number', { givenName: 7 }, 'givenName', 'type'],
    ['a given name that is null', { givenName: null }, 'givenName', 'type'],
    ['a given name that is a list', { givenName: [MARKER] }, 'givenName', 'type'],
    ['a given name that is an object', { givenName: { [MARKER]: MARKER } }, 'givenName', 'type'],
    ['a given name over 200 characters', { givenName: long(201) }, 'givenName', 'too_long'],
    ['a family name over 200 characters', { familyName: long(201) }, 'familyName', 'too_long'],
    ['a family name that is true', { familyName: true }, 'familyName', 'type'],
    ['no email address', { email: undefined }, 'email', 'required'],
    ['a blank email address', { email: '  ' }, 'email', 'required'],
    ['an invalid email address', { email: MARKER }, 'email', 'invalid'],
    ['an email address that is a number', { email: 1 }, 'email', 'type'],
    ['an email address over 254 characters', { email: `a@${long(255)}.org` }, 'email', 'too_long'],
    ['a postal code over 20 characters', { postalCode: long(21) }, 'postalCode', 'too_long'],
    ['a postal code that is a number', { postalCode: 1017 }, 'postalCode', 'type'],
    ['an unknown country code', { country: 'ZZ' }, 'country', 'invalid'],
    ['a country code in lowercase', { country: 'nl' }, 'country', 'invalid'],
    ['a country name instead of its code', { country: MARKER }, 'country', 'invalid'],
    ['a country that is a number', { country: 31 }, 'country', 'type'],
    ['a comment over 1,000 characters', { comment: long(1001) }, 'comment', 'too_long'],
    ['a comment that is a list', { comment: [MARKER] }, 'comment', 'type'],
    ['a checkbox that is text', { contact: 'true' }, 'contact', 'type'],
    ['a partner checkbox that is a number', { partnerContact: 1 }, 'partnerContact', 'type'],
    ['a display checkbox that is null', { display: null }, 'display', 'type'],
    ['a partner code with an uppercase letter', { partner: MARKER }, 'partner', 'invalid'],
    ['an empty partner code', { partner: '' }, 'partner', 'invalid'],
    ['a partner code over 64 characters', { partner: 'a'.repeat(65) }, 'partner', 'invalid'],
    ['a partner code that is a number', { partner: 7 }, 'partner', 'type'],
    ['an invalid language', { lang: `${MARKER}@posix` }, 'lang', 'invalid'],
    ['a proof over 4,000 characters', { proof: long(4001) }, 'proof', 'too_long'],
  ];
  for (const field of ['givenName', 'familyName', 'email', 'postalCode', 'comment']) {
    for (const [description, character] of [
      ['NUL', '\u0000'],
      ['a control character', '\u001b'],
      ['a C1 control character', '\u0086'],
      ['a lone high surrogate', '\ud800'],
      ['a lone low surrogate', '\udc00'],
    ] as const) {
      oneField.push([`${description} in ${field}`, { [field]: `a${character}a@x.org` }, field, 'characters']);
    }
  }
  oneField.push(['a line break in an email address', { email: 'a\na@x.org' }, 'email', 'invalid']);

  for (const [description, values, field, code] of oneField) {
    it(`rejects ${description}`, async () => {
      const response = await server.sign('keep-the-library', { ...PERSON, ...values });
      await assertProblem(response, 422, [{ field, code }]);
    });
  }

  for (const field of ['familyName', 'postalCode', 'country', 'comment']) {
    for (const value of [undefined, '', ...(field === 'country' ? [] : [' \u00a0 '])]) {
      it(`rejects a required ${field} that is ${value === undefined ? 'missing' : JSON.stringify(value)}`, async () => {
        const response = await server.sign('strict-one', { ...PERSON_WITH_ALL_FIELDS, [field]: value });
        await assertProblem(response, 422, [{ field, code: 'required' }]);
      });
    }
  }

  for (const field of ['familyName', 'postalCode', 'comment']) {
    it(`rejects a required ${field} that is invisible`, async () => {
      const response = await server.sign('strict-one', {
        ...PERSON_WITH_ALL_FIELDS,
        [field]: '\u200b\u200d',
      });
      await assertProblem(response, 422, [{ field, code: 'required' }]);
    });
  }

  it('reports the errors of all fields at once', async () => {
    const response = await server.sign('keep-the-library', { email: MARKER.repeat(40), country: MARKER });
    await assertProblem(response, 422, [
      { field: 'givenName', code: 'required' },
      { field: 'email', code: 'too_long' },
      { field: 'country', code: 'invalid' },
    ]);
    // Some need the schema, others the petition.
    await assertProblem(await server.sign('keep-the-library', { email: MARKER }), 422, [
      { field: 'givenName', code: 'required' },
      { field: 'email', code: 'invalid' },
    ]);
    await assertProblem(
      await server.sign('strict-one', { email: 7, familyName: 'Okoro', postalCode: '1017' }),
      422,
      [
        { field: 'givenName', code: 'required' },
        { field: 'email', code: 'type' },
        { field: 'country', code: 'required' },
        { field: 'comment', code: 'required' },
      ],
    );
    const strict = await server.sign('strict-one', { givenName: 'Ana', email: MARKER, country: 'ZZ' });
    assert.deepEqual((await problemOf(strict)).errors?.map(({ field }) => field).sort(), [
      'comment',
      'country',
      'email',
      'familyName',
      'postalCode',
    ]);
  });

  for (const body of [[], [PERSON], null, MARKER, 7, true]) {
    it(`rejects a body that is ${Array.isArray(body) ? 'a list' : body === null ? 'null' : `a ${typeof body}`} (${JSON.stringify(body)?.length})`, async () => {
      await assertProblem(await server.post(PATH, JSON.stringify(body)), 422, [
        { field: null, code: 'type' },
      ]);
    });
  }

  for (const [description, body] of [
    ['an empty body', ''],
    ['plain text', MARKER],
    ['an unclosed object', `{"givenName":"${MARKER}"`],
    ['a trailing comma', `{"givenName":"${MARKER}",}`],
    ['an unescaped line break in a string', `{"givenName":"${MARKER}\n"}`],
    ['two JSON values', `{} "${MARKER}"`],
    ['brackets nested as deep as the size limit allows', '['.repeat(60_000)],
  ] as const) {
    it(`rejects invalid JSON: ${description}`, async () => assertProblem(await server.post(PATH, body), 400));
  }

  it('rejects bytes that aren’t UTF-8', async () => {
    const body = Buffer.concat([
      Buffer.from(`{"givenName":"${MARKER}`),
      Buffer.from([0xc3, 0x28, 0x22, 0x7d]),
    ]);
    const headers = { 'Content-Type': 'application/json' };
    await assertProblem(await server.app.request(PATH, { method: 'POST', headers, body }), 400);
  });

  for (const [description, body, field] of [
    [
      'a field twice',
      `{"givenName":"${MARKER}","email":"a@example.org","givenName":"${MARKER}"}`,
      'givenName',
    ],
    [
      'a field twice, once escaped',
      `{"email":"a@example.org","\\u0065mail":"${MARKER}@example.org"}`,
      'email',
    ],
    ['an unknown field twice', `{"${MARKER}":1,"${MARKER}":2}`, null],
    [
      'a field twice, with white space before the colon',
      '{"email":"a@example.org","email" \n:"b@example.org"}',
      'email',
    ],
    ['a property of every object, twice', '{"__proto__":1,"__proto__":2}', null],
    [
      'a field twice among a hundred',
      `{${Array.from({ length: 97 }, (_, index) => `"x${index}":1,`).join('')}"givenName":"Ana","email":"a@example.org","email":"b@example.org"}`,
      'email',
    ],
  ] as const) {
    it(`rejects ${description}`, async () => {
      await assertProblem(await server.post(PATH, body), 422, [{ field, code: 'duplicate' }]);
    });
  }

  it('doesn’t mistake a field name within a text for a duplicate field', async () => {
    const sent = { ...PERSON, comment: 'the "email": "email":, \\"email\\": of ours' };
    assert.equal((await server.sign('keep-the-library', sent)).status, 202);
  });

  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    `application/${MARKER}`,
    'multipart/form-data; boundary=x',
  ]) {
    it(`rejects a body of type ${type}`, async () => {
      await assertProblem(await server.post(PATH, PERSON, { 'Content-Type': type }), 415);
    });
  }

  it('rejects a body without a type', async () => {
    const response = await server.app.request(PATH, {
      method: 'POST',
      body: Buffer.from(JSON.stringify(PERSON)),
    });
    await assertProblem(response, 415);
  });

  for (const encoding of ['gzip', 'br', MARKER]) {
    it(`rejects a body compressed with ${encoding}, and says that none is accepted`, async () => {
      const response = await server.post(PATH, PERSON, { 'Content-Encoding': encoding });
      assert.equal(response.headers.get('Accept-Encoding'), 'identity');
      assert.match((await problemOf(response.clone())).detail, /uncompressed/);
      await assertProblem(response, 415);
    });
  }

  it('accepts a body that says it is not compressed', async () => {
    assert.equal((await server.post(PATH, PERSON, { 'Content-Encoding': 'identity' })).status, 202);
  });

  const megabyte = JSON.stringify({ ...PERSON, comment: MARKER.repeat(131_072) });

  it('rejects a megabyte with a Content-Length', async () => {
    const headers = { 'Content-Length': String(megabyte.length) };
    await assertProblem(await server.post(PATH, megabyte, headers), 413);
  });

  it('rejects a megabyte without a Content-Length', async () => {
    const body = new Blob([megabyte]).stream();
    const init = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body, duplex: 'half' };
    await assertProblem(await server.app.request(PATH, init as RequestInit), 413);
  });

  it('rejects signatures of unknown petitions', async () => {
    for (const slug of [MARKER, `${MARKER}%00`, '%E0%A4%A', '__proto__', '..%2fkeep-the-library']) {
      await assertProblem(await server.sign(slug, PERSON), 404);
    }
  });

  it('rejects signatures of a closed petition', async () => {
    await assertProblem(await server.sign('done-and-won', { ...PERSON, comment: MARKER }), 409);
    assert.equal(await server.rowsOf('done-and-won'), 0);
  });

  for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) {
    it(`rejects ${method}, and lists the allowed methods`, async () => {
      const response = await server.app.request(`${PATH}?${MARKER}`, { method });
      assert.equal(response.headers.get('Allow'), 'POST');
      await assertProblem(response, 405);
    });
  }
});

describe('a petition that changes while the server runs', () => {
  it('accepts no signatures from the refresh at which it is closed', async (t) => {
    const { load, sign, countOf } = await start(t);
    const [library] = PETITIONS;
    assert.equal((await sign('keep-the-library', PERSON)).status, 202);
    await load([{ ...library, status: 'closed' }]);
    assert.equal((await sign('keep-the-library', { ...PERSON, email: 'ben@example.org' })).status, 409);
    assert.equal((await countOf('keep-the-library')).count, 8890);
  });
});
