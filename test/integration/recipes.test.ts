// Runs once: the sealed file doesn't depend on the database.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { Webhook } from 'standardwebhooks';
import { DAY_MS } from '../../server/lib/time.ts';
import { startCivicrm } from '../support/civicrm.ts';
import { listen } from '../support/listen.ts';
import { startMailchimp } from '../support/mailchimp.ts';
import type { Signed } from '../support/signed.ts';
import { assertNamesNobody, signedPetition } from './cli/exports.ts';
import { petitions, serveInHost, textOf } from './cli/processes.ts';

const fileOf = (name: string) => fileURLToPath(new URL(`../../docs/recipes/${name}`, import.meta.url));
const sourceOf = (name: string) => readFileSync(fileOf(name), 'utf8');

const SIGNED: Signed[] = [
  { givenName: 'Siobhán', familyName: "O'Brien", email: 'Siobhan@example.org', contact: true },
  { givenName: 'Sukarno', email: 'sukarno@example.org', contact: true, comment: 'One\u2028two <b>&amp;' },
  { givenName: 'Silent', email: 'silent@example.org' },
];

/** What `forward` writes to standard output. Each call is like one after the state file was deleted. */
async function forwarded(
  t: TestContext,
  signatures = SIGNED,
): Promise<(...args: string[]) => Promise<string>> {
  const petition = await signedPetition(t, signatures);
  const file = petition.keep('sealed', (await petition.run('--sealed')).stdout);
  let runs = 0;
  return async (...args) => {
    runs += 1;
    const forward = ['forward', file, '--identity', petition.identity, '--to', 'ndjson:-'];
    const result = await petitions([...forward, '--state', `${file}.state${runs}`, ...args], {});
    assert.equal(result.code, 0, result.stderr);
    return result.stdout;
  };
}

/** Runs a recipe in a process of its own. */
async function run(name: string, args: string[], env: Record<string, string>, input: string) {
  const child = spawn(process.execPath, [fileOf(name), ...args], { env: { PATH: process.env.PATH, ...env } });
  // It may stop reading early.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const [[code], stdout, stderr] = await Promise.all([
    once(child, 'close'),
    textOf(child.stdout),
    textOf(child.stderr),
  ]);
  assert.equal(stdout, '');
  assertNamesNobody(stderr, SIGNED);
  assert.doesNotMatch(stderr, /^\s+at /m);
  return { code, stderr };
}

describe('the recipe for CiviCRM', () => {
  it('saves contact, address, and activity once, also if it runs again', async (t) => {
    const forward = await forwarded(t);
    const { url, key, tables } = await startCivicrm(t);
    const first = await run('civicrm.mjs', [url], { CIVICRM_KEY: key }, await forward());
    assert.deepEqual(first, { code: 0, stderr: 'Saved: 2\n' });
    const before = structuredClone(tables);
    assert.deepEqual(
      tables
        .Contact!.map(({ first_name, last_name, is_opt_out }) => [first_name, last_name, is_opt_out])
        .sort(),
      [
        ['Siobhán', "O'Brien", false],
        ['Sukarno', null, false],
      ],
    );
    assert.deepEqual(tables.Email!.map(({ email }) => email).sort(), [
      'Siobhan@example.org',
      'sukarno@example.org',
    ]);
    for (const { activity_type_id, subject, activity_date_time, details } of tables.Activity!) {
      assert.deepEqual(
        [activity_type_id, subject, activity_date_time],
        ['55', 'Petition keep-the-library', '2026-01-01'],
      );
      assert.match(details as string, /^Agreed to be contacted: yes\. Version of the text: [0-9a-f]+\.$/);
    }
    const second = await run('civicrm.mjs', [url], { CIVICRM_KEY: key }, await forward());
    assert.deepEqual(second, { code: 0, stderr: 'Saved before: 2\n' });
    assert.deepEqual(tables, before);
  });

  it('creates those who did not agree to be contacted as opted out', async (t) => {
    const forward = await forwarded(t);
    const { url, key, tables } = await startCivicrm(t);
    const input = await forward('--include-without-consent');
    assert.equal((await run('civicrm.mjs', [url], { CIVICRM_KEY: key }, input)).code, 0);
    const optedOut = tables.Contact!.filter(({ is_opt_out }) => is_opt_out);
    assert.deepEqual(
      optedOut.map(({ first_name }) => first_name),
      ['Silent'],
    );
    assert.equal(tables.Activity!.filter(({ details }) => /contacted: no/.test(details as string)).length, 1);
  });

  it('leaves a contact that exists as it is, and finds it in whatever case', async (t) => {
    const forward = await forwarded(t, SIGNED.slice(0, 1));
    const { url, key, tables, addContact } = await startCivicrm(t);
    const values = { contact_type: 'Individual', first_name: 'S.', is_opt_out: true };
    addContact({ ...values, 'email_primary.email': 'siobhan@example.org' });
    const before = structuredClone(tables.Contact);
    const result = await run('civicrm.mjs', [url], { CIVICRM_KEY: key }, await forward());
    assert.deepEqual(result, { code: 0, stderr: 'Saved: 1\n' });
    assert.deepEqual(tables.Contact, before);
    assert.equal(tables.Activity!.length, 1);
  });

  it('completes on the next run what a failure interrupted', async (t) => {
    const forward = await forwarded(t);
    let failures = 1;
    const { url, key, tables } = await startCivicrm(t, {
      onRequest: (action) => (action === 'Activity/create' && failures-- > 0 ? 500 : undefined),
    });
    const first = await run('civicrm.mjs', [url], { CIVICRM_KEY: key }, await forward());
    assert.equal(first.code, 1);
    assert.match(first.stderr, /^Refused: Activity create failed with 500; see CiviCRM's log: 1$/m);
    assert.match(first.stderr, /delete the state file .* nobody is saved twice\.$/m);
    const second = await run('civicrm.mjs', [url], { CIVICRM_KEY: key }, await forward());
    assert.equal(second.code, 0);
    assert.deepEqual([tables.Contact!.length, tables.Email!.length, tables.Activity!.length], [2, 2, 2]);
  });

  it('tries again while CiviCRM is down, and saves nobody twice', async (t) => {
    const forward = await forwarded(t);
    let failures = 3;
    const { url, key, tables } = await startCivicrm(t, {
      onRequest: (action) => (action === 'Activity/create' && failures-- > 0 ? 503 : undefined),
    });
    const result = await run('civicrm.mjs', [url], { CIVICRM_KEY: key }, await forward());
    assert.deepEqual(result, { code: 0, stderr: 'Saved: 2\n' });
    assert.deepEqual([tables.Contact!.length, tables.Activity!.length], [2, 2]);
  });

  it('says what to do if key, address, permission, or activity type is wrong, and saves nobody', async (t) => {
    const input = await (await forwarded(t))();
    const refuse = async (
      message: RegExp,
      options: Parameters<typeof startCivicrm>[1] = {},
      change: (url: string) => { args?: string[]; env?: Record<string, string> } = () => ({}),
    ) => {
      const { url, key, tables } = await startCivicrm(t, options);
      const { args, env } = { args: [url], env: { CIVICRM_KEY: key }, ...change(url) };
      const { code, stderr } = await run('civicrm.mjs', args, env, input);
      assert.equal(code, 1);
      assert.match(stderr, message);
      assert.deepEqual(tables.Contact, []);
    };
    await refuse(/^CiviCRM doesn't accept the key\. Compare/, {}, () => ({ env: { CIVICRM_KEY: 'other' } }));
    await refuse(/^Set CIVICRM_KEY, or set CIVICRM_KEY_FILE/, {}, () => ({ env: {} }));
    await refuse(/^\/nothing, which CIVICRM_KEY_FILE names, can't be read \(ENOENT\)/, {}, () => ({
      env: { CIVICRM_KEY_FILE: '/nothing' },
    }));
    await refuse(/^Give the address of CiviCRM's API, like/, {}, () => ({
      args: ['http://crm.example.org/'],
    }));
    await refuse(/^There is no API of CiviCRM at .*\. It usually ends in/, {}, (url) => ({
      args: [url.replace('/api4', '')],
    }));
    await refuse(/^CiviCRM has no activity type "Signed a petition"\. Add it/, { activityType: 'Meeting' });
    await refuse(/^CiviCRM doesn't allow Contact create\. Give/, { forbidden: ['Contact/create'] });
  });
});

describe('the recipe for Mailchimp', () => {
  it('subscribes those who agreed to be contacted, and nobody else', async (t) => {
    const forward = await forwarded(t);
    const { url, key, list, members, statuses } = await startMailchimp(t);
    const env = { MAILCHIMP_KEY: key, MAILCHIMP_URL: url };
    const result = await run('mailchimp.mjs', [list], env, await forward('--include-without-consent'));
    assert.equal(result.code, 0, result.stderr);
    assert.match(result.stderr, /^Subscribed: 2$/m);
    assert.match(result.stderr, /^Left out, because they did not agree to be contacted: 1$/m);
    assert.deepEqual(statuses(), {
      'Siobhan@example.org': 'subscribed',
      'sukarno@example.org': 'subscribed',
    });
    const before = members();
    assert.equal((await run('mailchimp.mjs', [list], env, await forward())).code, 0);
    assert.deepEqual(members(), before);
  });

  it('leaves those unsubscribed who have unsubscribed there', async (t) => {
    const forward = await forwarded(t);
    const { url, key, list, add, statuses } = await startMailchimp(t);
    add('siobhan@example.org', 'unsubscribed');
    const env = { MAILCHIMP_KEY: key, MAILCHIMP_URL: url };
    const { code, stderr } = await run('mailchimp.mjs', [list], env, await forward());
    assert.equal(code, 0);
    assert.match(stderr, /^In the audience already, and still unsubscribed: 1$/m);
    assert.equal(statuses()['Siobhan@example.org'], 'unsubscribed');
  });

  it('counts those whom Mailchimp refuses, without naming them, and adds the others', async (t) => {
    const forward = await forwarded(t);
    const { url, key, list, statuses } = await startMailchimp(t, { fake: ['sukarno@example.org'] });
    const env = { MAILCHIMP_KEY: key, MAILCHIMP_URL: url };
    const { code, stderr } = await run('mailchimp.mjs', [list], env, await forward());
    assert.equal(code, 1);
    assert.match(stderr, /^Refused: Invalid Resource: 1$/m);
    assert.deepEqual(statuses(), { 'Siobhan@example.org': 'subscribed' });
  });

  it('sends no more after five in a row were refused', async (t) => {
    const signatures = Array.from({ length: 8 }, (_, index) => ({
      email: `${index}@example.org`,
      givenName: 'Ana',
      contact: true,
    }));
    const forward = await forwarded(t, signatures);
    const { url, key, list } = await startMailchimp(t, { fake: signatures.map(({ email }) => email) });
    const env = { MAILCHIMP_KEY: key, MAILCHIMP_URL: url };
    const { code, stderr } = await run('mailchimp.mjs', [list], env, await forward());
    assert.equal(code, 1);
    assert.match(stderr, /^5 in a row were refused, so no more are sent\.\nRefused: Invalid Resource: 5$/m);
  });

  it('says what to do if key, audience, or input is wrong', async (t) => {
    const input = await (await forwarded(t))();
    const { url, key, list, members } = await startMailchimp(t);
    const env = { MAILCHIMP_KEY: key, MAILCHIMP_URL: url };
    for (const [args, changed, lines, message] of [
      [[list], { MAILCHIMP_KEY: 'other-us6' }, input, /^Mailchimp doesn't accept the key \(401\)/],
      [[list], { MAILCHIMP_KEY: 'other' }, input, /^MAILCHIMP_KEY is incomplete/],
      [['zzz'], {}, input, /^Mailchimp has no audience with this ID/],
      [[], {}, input, /^Give the ID of the audience/],
      [[list], {}, 'givenName,email\n', /^Line 1 of the input is not a whole signature/],
      [[list], {}, input.split('\n')[0]!.slice(0, -9), /^Line 1 of the input is not a whole signature/],
    ] as const) {
      const { code, stderr } = await run('mailchimp.mjs', [...args], { ...env, ...changed }, lines);
      assert.equal(code, 1, stderr);
      assert.match(stderr, message);
    }
    assert.deepEqual(members(), []);
  });
});

describe('the recipe for Google Sheets', () => {
  /** A spreadsheet, and what the answers to `UrlFetchApp.fetch` are. */
  function spreadsheet(answer: { status: number; text: string }, token = 'token') {
    const clock = { now: Date.parse('2031-02-03T12:00:00Z') };
    const rows: unknown[][] = [];
    const requests: [string, { headers: Record<string, string> }][] = [];
    const properties = new Map([
      ['SERVER', 'https://petitions.example.org'],
      ['TOKEN', token],
    ]);
    const sheet = {
      getLastRow: () => rows.length,
      appendRow: (row: unknown[]) => void rows.push([...row]),
      getRange: (row: number, column: number, height: number, width: number) => ({
        setValues(values: unknown[][]) {
          assert.deepEqual([row, column, height], [rows.length + 1, 1, values.length]);
          assert.ok(values.every(({ length }) => length === width));
          rows.push(...values.map((value) => [...value]));
        },
      }),
    };
    const globals = {
      Date: class extends Date {
        constructor() {
          super(clock.now);
        }
      },
      PropertiesService: {
        getScriptProperties: () => ({
          getProperty: (name: string) => properties.get(name) ?? null,
          setProperty: (name: string, value: string) => void properties.set(name, value),
        }),
      },
      SpreadsheetApp: { getActiveSpreadsheet: () => ({ getSheets: () => [sheet] }) },
      UrlFetchApp: {
        fetch(url: string, options: { headers: Record<string, string> }) {
          requests.push([url, structuredClone(options)]);
          return { getResponseCode: () => answer.status, getContentText: () => answer.text };
        },
      },
    };
    const appendCounts = () => runInNewContext(`${sourceOf('google-sheets.gs')}\nappendCounts();`, globals);
    return { rows, requests, properties, clock, appendCounts };
  }

  it('appends the counts of a real server once a day', async (t) => {
    const { env, recipient } = await signedPetition(t, SIGNED);
    const server = await serveInHost(t, { ...env, RECIPIENT: recipient });
    const { stdout } = await petitions(['tokens', '--add', 'Sheet', '--counts', '--days', '7'], env);
    const read = async (headers: Record<string, string>) => {
      const response = await fetch(`${server.origin}/api/v1/counts`, { headers });
      return { status: response.status, text: await response.text() };
    };
    const answer = await read({ Authorization: `Bearer ${stdout.trim()}` });
    const { rows, requests, clock, appendCounts } = spreadsheet(answer, stdout.trim());
    appendCounts();
    const [[url, options]] = requests as [(typeof requests)[0]];
    assert.deepEqual(
      [url, options],
      [
        'https://petitions.example.org/api/v1/counts',
        {
          headers: { Authorization: `Bearer ${stdout.trim()}` },
          followRedirects: false,
          muteHttpExceptions: true,
        },
      ],
    );
    assert.equal((await read(options.headers)).status, 200);
    const { petitions: counts } = JSON.parse(answer.text);
    assert.ok(counts.length > 0);
    assert.deepEqual(rows, [
      ['day', 'petition', 'count', 'goal'],
      ...counts.map((petition: Record<string, unknown>) => [
        '2031-02-03',
        petition.slug,
        petition.count,
        petition.goal,
      ]),
    ]);
    assertNamesNobody(answer.text, SIGNED);
    const before = structuredClone(rows);
    appendCounts();
    assert.deepEqual(rows, before);
    clock.now += DAY_MS;
    appendCounts();
    assert.equal(rows.length, 1 + 2 * counts.length);
  });

  it('says what to do if the server refuses, and tries again the same day', () => {
    const answer = { status: 401, text: '{}' };
    const { rows, properties, appendCounts } = spreadsheet(answer);
    assert.throws(appendCounts, /does not accept TOKEN\. Create another one/);
    answer.status = 500;
    assert.throws(appendCounts, /The server answered 500/);
    assert.deepEqual(rows, []);
    Object.assign(answer, { status: 200, text: '{"petitions":[{"slug":"a","count":1,"goal":100}]}' });
    appendCounts();
    assert.equal(rows.length, 2);
    properties.delete('TOKEN');
    properties.delete('LAST_DAY');
    assert.throws(appendCounts, /Set the script properties SERVER/);
  });
});

describe('the recipe for n8n', () => {
  const SECRET = `whsec_${randomBytes(32).toString('base64')}`;
  const BODY = '{"type":"petition.count", "data":{"count":2003,"title":"Ré\\u0301union"}}';

  const sign = (body: string, { secret = SECRET, at = Date.now() } = {}) => ({
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(at / 1_000)),
    'webhook-signature': new Webhook(secret).sign('msg_1', new Date(at), body),
  });

  /** Runs the code as a Code node does: as the body of a function, with the item of a Webhook node with "Raw Body". */
  function verify(headers: Record<string, string>, { body = BODY, secret = SECRET, isRaw = true } = {}) {
    const code = sourceOf('n8n-verify.js').replace('whsec_PASTE_THE_SECRET_HERE', secret);
    const item = {
      json: { headers, params: {}, query: {}, body: JSON.parse(body) },
      ...(isRaw && {
        binary: { data: { data: Buffer.from(body).toString('base64'), mimeType: 'application/json' } },
      }),
    };
    return runInNewContext(`(async function () {${code}\n})`, {
      Buffer,
      $input: { first: () => item },
      require: (name: string) => {
        assert.equal(name, 'crypto', 'n8n allows no other module');
        return createRequire(import.meta.url)(name);
      },
    }).call({
      helpers: {
        async getBinaryDataBuffer(index: number, property: string) {
          assert.deepEqual([index, property], [0, 'data']);
          return Buffer.from(item.binary!.data.data, 'base64');
        },
      },
    });
  }

  it('passes on the signatures that are forwarded to it', async (t) => {
    const petition = await signedPetition(t, SIGNED);
    const file = petition.keep('sealed', (await petition.run('--sealed')).stdout);
    const requests: { headers: Record<string, string>; body: string }[] = [];
    const origin = await listen(t, async (request, response) => {
      requests.push({ headers: request.headers as Record<string, string>, body: await text(request) });
      response.writeHead(204).end();
    });
    const args = ['--identity', petition.identity, '--state', `${file}.state`, '--to', `webhook:${origin}/`];
    const { code, stderr } = await petitions(['forward', file, ...args], { WEBHOOK_SECRET: SECRET });
    assert.equal(code, 0, stderr);
    const items = await Promise.all(requests.map(({ headers, body }) => verify(headers, { body })));
    const emails = items.map(([{ json }]) => {
      assert.equal(json.type, 'signature.created');
      return json.data.email;
    });
    assert.deepEqual(emails.sort(), ['Siobhan@example.org', 'sukarno@example.org']);
  });

  it('passes on what is signed, with its ID, also during a rotation', async () => {
    const expected = [{ json: { id: 'msg_1', ...JSON.parse(BODY) } }];
    assert.deepEqual(structuredClone(await verify(sign(BODY))), expected);
    const other = sign(BODY, { secret: `whsec_${randomBytes(32).toString('base64')}` });
    const both = {
      ...other,
      'webhook-signature': `${other['webhook-signature']} ${sign(BODY)['webhook-signature']}`,
    };
    assert.deepEqual(structuredClone(await verify(both)), expected);
  });

  it('fails for everything else, and says why', async () => {
    await assert.rejects(verify(sign(BODY), { body: BODY.replace('2003', '9999') }), /signature is wrong/);
    await assert.rejects(verify({ ...sign(BODY), 'webhook-id': 'msg_2' }), /signature is wrong/);
    await assert.rejects(verify({ ...sign(BODY), 'webhook-signature': 'v1,' }), /signature is wrong/);
    await assert.rejects(verify(sign(BODY, { at: Date.now() - 400_000 })), /older than five minutes/);
    await assert.rejects(verify({ ...sign(BODY), 'webhook-timestamp': 'x' }), /older than five minutes/);
    await assert.rejects(verify({}), /has no signature/);
    await assert.rejects(verify(sign(BODY), { isRaw: false }), /Switch on the option "Raw Body"/);
    await assert.rejects(verify(sign(BODY), { secret: 'whsec_PASTE_THE_SECRET_HERE' }), /Paste the secret/);
  });
});
