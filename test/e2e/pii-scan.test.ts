import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import type { BrowserContext, Page } from 'puppeteer-core';
import { startMailServer } from '../../demo/mail-server.ts';
import { petitions, serve } from '../integration/cli/processes.ts';
import { freePort } from '../support/free-port.ts';
import { needlesOf, type Person, person } from '../support/person.ts';
import { findPii, type ScannedText } from '../support/pii-scanner.ts';
import { findInWidget, servePage, waitForText } from './harness.ts';
import { submit, waitUntilPressable } from './user.ts';
import { TIMEOUT_MS, waitForEmail, waitUntil } from './wait.ts';
import { openWindow } from './window.ts';

const SLUG = 'keep-lena-home';
const PETITIONS = [
  {
    slug: SLUG,
    creator: 'Ilse V.',
    texts: { en: { title: 'Keep Lena home', text: 'She lives here.' } },
    fields: {
      familyName: 'optional',
      postalCode: 'optional',
      country: 'optional',
      comment: 'optional',
      contact: 'optional',
      partnerContact: 'optional',
    },
    partners: { 'harbour-aid': 'Harbour Aid' },
  },
  {
    slug: 'done-and-won',
    creator: 'Ilse V.',
    status: 'closed',
    texts: { en: { title: 'Won', text: 'Thank you.' } },
  },
];

/** Keeps bytes for the scan, with a description of where they were seen. */
type Recorder = (where: string, bytes: Uint8Array | string) => void;

const PEOPLE = {
  inWidget: person('Wilhelmine'),
  onPage: person('Radomira'),
  throughApi: person('Theodolinde'),
  rejected: person('Ekaterine'),
  rejectedLater: person('Benvenuta'),
  duringCrash: person('Marguerite'),
  whileDown: person('Kunigunde'),
  /** Never signs, but appears in every kind of invalid request. */
  nonSigner: person('Hildegunde'),
};
const CLIENTS = ['203.0.113.177', '2001:db8:5a17:c0de::77'];

test('personal data appears only in encrypted records, whatever goes wrong', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'petitions-e2e-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const mail = await startMailServer();
  t.after(() => mail.stop());
  const browser = await openWindow();
  t.after(() => browser.close());

  const PORT = String(await freePort());
  const origin = `http://127.0.0.1:${PORT}`;
  const DATA_DIR = join(folder, 'data');
  const env = {
    DATA_DIR,
    PORT,
    PUBLIC_URL: origin,
    SMTP_URL: mail.url,
    LOG_LEVEL: 'trace',
    TRUST_PROXY: '127.0.0.1',
  };
  const records: ScannedText[] = [];
  const record: Recorder = (where, bytes) => void records.push({ where, bytes });
  const recordFiles = (when: string) => {
    for (const name of readdirSync(DATA_DIR, { recursive: true, encoding: 'utf8' })) {
      const file = join(DATA_DIR, name);
      if (statSync(file).isFile()) record(`${name} ${when}`, readFileSync(file));
    }
  };
  /** Runs a command, and records its output. */
  const command = async (args: string[], input = '') => {
    const result = await petitions(args, env, input);
    record(`the output of ${args.join(' ')}`, `${result.stdout}\n${result.stderr}`);
    return result;
  };
  /** Sends a request through a proxy, and records the response. */
  const request = async (path: string, init: RequestInit = {}) => {
    const headers = { 'X-Forwarded-For': CLIENTS.join(', '), ...(init.headers as Record<string, string>) };
    const response = await fetch(origin + path, { ...init, headers });
    const body = await response.text();
    const isOwnersPage = init.method === undefined && response.status === 200 && path.startsWith('/confirm/');
    record(
      `the response ${response.status} to ${init.method ?? 'GET'} ${path}`,
      JSON.stringify([response.statusText, ...response.headers]) + (isOwnersPage ? '' : body),
    );
    return { status: response.status, body };
  };
  const SIGN = `/v1/petitions/${SLUG}/signatures`;
  const post = (path: string, body: unknown, headers = {}) =>
    request(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const linksFor = async ({ email }: Person) => (await waitForEmail(mail.emails, email)).links;

  const file = join(folder, 'petitions.json');
  writeFileSync(file, JSON.stringify(PETITIONS));
  assert.equal((await command(['load', file])).code, 0);
  const first = await serve(t, env);

  // Through the widget: first with an error, then correctly but so quickly that a proof of work is required.
  const site = await servePage(`<!doctype html><html lang="en"><title>A partner</title>
    <script type="module" src="${origin}/v1/petition-widget.js"></script>
    <petition-widget petition="${SLUG}" partner="harbour-aid"></petition-widget>`);
  t.after(() => site.close());
  const page = await openRecordedPage(browser, origin, record);
  await page.goto(site.url);
  await setFields(page, { ...PEOPLE.inWidget, email: PEOPLE.inWidget.email.replace('@', ' at ') });
  await submit(page);
  await waitForText(page, 'like name@example.org');
  await setFields(page, PEOPLE.inWidget);
  await submit(page);
  await waitForText(page, `open the email we sent to ${PEOPLE.inWidget.email}`);
  await waitUntilPressable(await findInWidget(page, '[part=thanks]'));
  await (await findInWidget(page, '[part=thanks] p[role=status] button')).click();
  await recordPage(page, record);

  // Through the hosted page, without JavaScript, with an error at first; then withdrawn.
  const hosted = await openRecordedPage(browser, origin, record);
  await hosted.setJavaScriptEnabled(false);
  await hosted.goto(`${origin}/p/${SLUG}?partner=harbour-aid`);
  for (const email of [PEOPLE.onPage.email.replace('.example.org', ''), PEOPLE.onPage.email]) {
    for (const [name, value] of Object.entries({ ...PEOPLE.onPage, email })) {
      await hosted.$eval(
        `[name=${name}]`,
        (field, typed) => {
          (field as HTMLInputElement).value = typed;
        },
        value,
      );
    }
    await clickButton(hosted);
  }
  assert.match(await hosted.$eval('#sign', (card) => card.textContent!), /One more step/);
  await recordPage(hosted, (where, bytes) => record(where, withoutRecipient(String(bytes))));

  // The pages that emails link to.
  for (const signer of [PEOPLE.inWidget, PEOPLE.onPage]) {
    const { confirm } = await linksFor(signer);
    await hosted.goto(confirm!);
    await clickButton(hosted);
    assert.match(await hosted.$eval('body', (body) => body.textContent!), /Your signature has been counted/);
    await recordPage(hosted, record);
    await Promise.all([hosted.waitForNavigation(), hosted.click('main a')]);
    record('the referrer after an email link’s page', await hosted.evaluate(() => document.referrer));
  }
  const withdrawn = await linksFor(PEOPLE.onPage);
  await hosted.goto(withdrawn.withdraw!);
  await clickButton(hosted);
  assert.match(await hosted.$eval('body', (body) => body.textContent!), /Your signature has been deleted/);
  await recordPage(hosted, record);
  // Right after the email was sent, a scanner may have pressed the button, so the other link goes on working.
  await hosted.goto(withdrawn.confirm!);
  assert.match(await hosted.$eval('body', (body) => body.textContent!), /Confirm your signature/);

  // The mail server rejects emails, one of each kind, and delays one while the server is killed.
  for (const [signer, code, at] of [
    [PEOPLE.rejected, 550, 'recipient'],
    [PEOPLE.rejectedLater, 451, 'data'],
  ] as const) {
    const before = mail.rejected;
    mail.reject = { code, at };
    assert.equal((await post(SIGN, signer)).status, 202);
    await waitUntil('an email is rejected', () => mail.rejected > before);
  }
  mail.reject = null;
  await page.bringToFront();
  await page.goto(site.url);
  await setFields(page, PEOPLE.whileDown);
  mail.delayMs = 10_000;
  assert.equal((await post(SIGN, PEOPLE.duringCrash)).status, 202);
  await waitUntil('an email is being sent', () => mail.delayed > 0);
  await first.stop('SIGKILL');
  recordFiles('after it was killed');
  mail.delayMs = 0;

  // A person signs while the server is down, and again once it is back.
  await submit(page);
  await waitForText(page, 'we couldn’t reach the server');
  const second = await serve(t, env);
  await submit(page);
  await waitForText(page, `open the email we sent to ${PEOPLE.whileDown.email}`);
  await recordPage(page, record);

  // Through the API, correctly and with every kind of error.
  assert.equal((await post(SIGN, PEOPLE.throughApi)).status, 202);
  const links = await linksFor(PEOPLE.throughApi);
  const pathOf = (url: string) => url.slice(origin.length);
  assert.equal((await request(pathOf(links.confirm!))).status, 200);
  const pressed = await request(pathOf(links.confirm!), {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: 'sure=yes',
  });
  assert.equal(pressed.status, 200);
  assert.equal((await request(pathOf(links.withdraw!))).status, 200);
  // Again: no second email is sent within ten minutes.
  assert.equal((await post(SIGN, PEOPLE.throughApi)).status, 202);
  const statuses = [];
  const { nonSigner } = PEOPLE;
  const json = JSON.stringify(nonSigner);
  const inPath = encodeURIComponent(nonSigner.email);
  for (const [path, body, headers = {}] of [
    [SIGN, { ...nonSigner, country: nonSigner.familyName }],
    [SIGN, { ...nonSigner, givenName: [nonSigner.givenName], email: { [nonSigner.email]: nonSigner.email } }],
    [SIGN, { ...nonSigner, partner: nonSigner.email, lang: nonSigner.email }],
    [SIGN, { ...nonSigner, email: `${nonSigner.email}@${nonSigner.email}` }],
    [SIGN, { ...nonSigner, proof: Buffer.from(json).toString('base64') }],
    [
      SIGN,
      `{"email":"${nonSigner.email}","email":"${nonSigner.email}","${nonSigner.email}":"${nonSigner.email}"}`,
    ],
    [SIGN, `${json.slice(0, -2)}`],
    [SIGN, json, { 'Content-Type': nonSigner.email }],
    [SIGN, JSON.stringify({ ...nonSigner, comment: nonSigner.email.repeat(2_000) })],
    [`/v1/petitions/${inPath}/signatures`, json],
    ['/v1/petitions/done-and-won/signatures', json],
    ['/p/done-and-won', String(new URLSearchParams(nonSigner)), FORM],
    [`/p/${inPath}`, String(new URLSearchParams(nonSigner)), FORM],
    [`/${inPath}/petition-widget.js`, json],
    [`/confirm/${inPath}`, json],
    [
      `/confirm/${links.confirm!.replace(/.*\/|\?.*/g, '').replace(/.(?=.{9}$)/, (char) => (char === 'A' ? 'B' : 'A'))}`,
      '',
    ],
    [`/confirm/${links.withdraw!.replace(/.*\/|\?.*/g, '')}`, ''],
  ] as [string, unknown, object?][]) {
    statuses.push((await post(path, body, headers)).status);
  }
  assert.deepEqual(statuses, [
    ...[422, 422, 422, 422, 429, 422, 400, 415, 413, 404, 409, 409, 404, 405, 404, 404, 404],
  ]);
  for (const path of [
    `/v1/petitions?lang=${inPath}`,
    `/v1/petitions/${inPath}`,
    `/p/${inPath}`,
    `/p/${SLUG}?lang=${inPath}&partner=${inPath}`,
    `/${inPath}`,
    `/withdraw/${inPath}?lang=${inPath}`,
    `/unsubscribe/${inPath}?lang=${inPath}`,
  ]) {
    await request(path, {
      headers: { 'Accept-Language': nonSigner.email, 'If-None-Match': nonSigner.email },
    });
  }
  await request(SIGN, { method: 'OPTIONS', headers: { Origin: `https://${nonSigner.email.split('@')[1]}` } });
  await request(SIGN, { method: 'PUT', headers: { 'User-Agent': nonSigner.email } });
  const socket = connect(Number(PORT), '127.0.0.1');
  socket.end(`${nonSigner.email} /${nonSigner.email} ${nonSigner.email}\r\n${nonSigner.email}\r\n\r\n`);
  record('the response to an invalid HTTP request', await buffer(socket));

  // The organizer's and the maintainer's commands.
  const today = new Date().toISOString().slice(0, 10);
  await Promise.all([
    command(['list', '--json']),
    command(['doctor', '--verify']),
    command(['backup', join(DATA_DIR, 'backup.db')]),
    command(['purge', SLUG, '--since', today, '--dry-run']),
    command(['export', SLUG, '--sealed']),
    command(['erase', '-'], nonSigner.email.replace('@', '')),
  ]);
  const exported = await petitions(
    ['export', SLUG, '--identity', join(DATA_DIR, 'identity'), '--format', 'ndjson'],
    env,
  );
  await command(['erase', '-'], PEOPLE.throughApi.email);

  // The database while the server runs, with its write-ahead log, and after the server stopped.
  recordFiles('while it runs');
  assert.equal(await second.stop(), 0);
  recordFiles('at the end');
  const logs = [first, second].map(({ log }) => log());
  for (const log of logs) record('the server’s log', log);
  record('the browser’s cookies', JSON.stringify(await browser.cookies()));
  await page.close();
  await hosted.close();

  const tokens = mail.emails.flatMap(({ links }) =>
    Object.values(links).map((url) => /([\w-]+)\?/.exec(url)![1]!),
  );
  const needles = [...Object.values(PEOPLE).flatMap(needlesOf), ...CLIENTS, '2001:db8:5a17:c0de', ...tokens];
  const tokenBytes = tokens.map((token) => Buffer.from(token, 'base64url'));
  assert.deepEqual(
    findPii([...needles, ...tokenBytes], records).map((found) => Object.values(found).join(' | ')),
    [],
  );

  // Positive control: the organizer's export contains the people who signed.
  const list = [{ where: 'the organizer’s export', bytes: exported.stdout }];
  const signed = [PEOPLE.inWidget, PEOPLE.throughApi].flatMap(needlesOf);
  assert.deepEqual(new Set(findPii(needles, list).map(({ needle }) => needle)), new Set(signed));
  assert.ok(tokens.length >= 8, `${tokens.length} tokens`);
  // The scan covered enough.
  const names = records.map(({ where }) => where);
  for (const [minimum, part] of [
    [2, 'petitions.db-wal '],
    [1, 'petitions.db-shm'],
    [1, 'backup.db'],
    [1, 'the output of export'],
    [8, 'the output of '],
    [30, 'the response '],
    [20, 'the browser received'],
    [30, 'the browser requested'],
    [4, 'an event'],
    [2, 'the light DOM'],
  ] as const) {
    const count = names.filter((name) => name.includes(part)).length;
    assert.ok(count >= minimum, `${count} of "${part}" in ${names.join('\n')}`);
  }
  assert.doesNotMatch(names.join('\n'), /^unread: .* to POST|^an error on the page/m);
  const events = records
    .filter(({ where }) => where.startsWith('an event'))
    .map(({ bytes }) => String(bytes));
  for (const type of ['petition-sign', 'petition-signed', 'petition-error', 'petition-share']) {
    assert.ok(
      events.some((event) => event.includes(`"${type}"`)),
      type,
    );
  }
  const lines = logs.join('').trim().split('\n');
  assert.ok(lines.some((line) => line.includes('email rejected, will retry')));
  assert.ok(lines.length > 20, `${lines.length} lines`);
});

const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };

/** Sets fields of the widget immediately, as no person could. */
async function setFields(page: Page, values: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(values)) {
    const field = await findInWidget(page, `[name=${name}]`);
    await field.evaluate((element, typed) => {
      (element as HTMLInputElement).value = typed;
      element.dispatchEvent(new Event('change', { bubbles: true }));
    }, value);
  }
}

/** The hosted page after signing says once where the email was sent, so that its owner notices a typo. */
function withoutRecipient(html: string): string {
  const found = html.split(`<bdi>${PEOPLE.onPage.email}</bdi>`);
  assert.ok(found.length <= 2, 'the address is on the page once');
  return found.join('');
}

/** Response bodies that are being fetched from the browser. */
const pendingBodies = new Set<Promise<void>>();

async function clickButton(page: Page): Promise<void> {
  // The pages that emails link to act only if the box above their button is checked.
  await (await page.$('[name=sure]'))?.click();
  await Promise.all([page.waitForNavigation(), page.click('form .button')]);
  // A browser that navigates drops response bodies it hasn't handed over yet.
  await Promise.all(pendingBodies);
}

/** Opens a page whose requests, responses, events, and console messages are recorded. */
async function openRecordedPage(browser: BrowserContext, origin: string, record: Recorder): Promise<Page> {
  const page = await browser.newPage();
  page.setDefaultTimeout(TIMEOUT_MS);
  page.on('console', (message) => record('the console', message.text()));
  page.on('pageerror', (error) => record('an error on the page', String(error)));
  page.on('response', (response) => {
    const request = response.request();
    const where = `the browser received ${response.status()} to ${request.method()} ${response.url()}`;
    record(where, JSON.stringify(response.headers()));
    // The form with errors, and the page of a confirm link, are the only ones that contain what was typed: in their fields.
    if (response.status() === 422 && response.url().startsWith(`${origin}/p/`)) return;
    if (request.method() === 'GET' && response.url().startsWith(`${origin}/confirm/`)) return;
    const isThanks = request.method() === 'POST' && response.url().startsWith(`${origin}/p/`);
    const read = response.buffer().then(
      (body) => record(where, isThanks ? withoutRecipient(String(body)) : body),
      // A preflight response has no body, and the browser drops bodies that arrive while it navigates.
      () => record(`unread: ${where}`, ''),
    );
    pendingBodies.add(read);
    void read.finally(() => pendingBodies.delete(read));
  });
  page.on('request', (request) => {
    // The link in an email is the only URL that may contain its token.
    const isEmailLink = /\/(?:confirm|withdraw)\//.test(request.url());
    record('the browser requested', isEmailLink ? 'an email link' : request.url());
  });
  const network = await page.createCDPSession();
  await network.send('Network.enable');
  network.on('Network.requestWillBeSentExtraInfo', ({ headers }) =>
    record('the browser requested with', JSON.stringify(headers)),
  );
  await page.exposeFunction('report', (event: string) => record('an event', event));
  // The TypeScript loader names functions with a helper that the page doesn't have.
  await page.evaluateOnNewDocument('globalThis.__name = (fn) => fn');
  await page.evaluateOnNewDocument(reportEvents);
  return page;
}

/** Reports every event that a script creates, and the widget's events as a page receives them, with all their data. */
function reportEvents(): void {
  const { report } = window as unknown as { report(event: string): void };
  const seen = new WeakSet();
  const plain = (_: string, value: unknown) => {
    if (typeof value !== 'object' || value === null) return value;
    if (value instanceof Node || value === window || seen.has(value)) return `${value}`;
    seen.add(value);
    const keys = new Set([...Object.getOwnPropertyNames(value), ...Object.keys(value)]);
    return Object.fromEntries([...keys].map((key) => [key, (value as Record<string, unknown>)[key]]));
  };
  const reportEvent = (event: Event) => {
    const { type } = event;
    const { detail, data, message } = event as CustomEvent & MessageEvent & ErrorEvent;
    report(JSON.stringify({ type, of: event.constructor.name, detail, data, message, event }, plain));
  };
  const { dispatchEvent } = EventTarget.prototype;
  EventTarget.prototype.dispatchEvent = function (event) {
    reportEvent(event);
    return dispatchEvent.call(this, event);
  };
  for (const type of ['sign', 'signed', 'error', 'share'])
    addEventListener(`petition-${type}`, reportEvent, true);
  for (const type of ['message', 'error', 'unhandledrejection', 'storage'])
    addEventListener(type, reportEvent, true);
}

/** Records what a page's own scripts can see, and what the browser remembers. */
async function recordPage(page: Page, record: Recorder): Promise<void> {
  const { html, ...rest } = await page.evaluate(async () => ({
    html: document.documentElement.outerHTML,
    title: document.title,
    cookie: document.cookie,
    storage: [{ ...localStorage }, { ...sessionStorage }],
    databases: await indexedDB.databases(),
    history: history.state,
    links: [...document.querySelectorAll('petition-widget')].flatMap((widget) =>
      [...widget.shadowRoot!.querySelectorAll('a')].map(({ href }) => href),
    ),
  }));
  record('the light DOM', html);
  record('what scripts can read and the browser remembers', JSON.stringify(rest));
}
