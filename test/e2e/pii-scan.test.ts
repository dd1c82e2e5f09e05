import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserContext, Page } from 'puppeteer-core';
import { startMailServer } from '../../demo/mail-server.ts';
import { petitions, serve } from '../integration/cli/processes.ts';
import { freePort } from '../support/free-port.ts';
import { findPii, type ScannedText } from '../support/pii-scanner.ts';
import { findInWidget, servePage, waitForText } from './harness.ts';
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

/** A person whose data can't appear anywhere by chance, with accents wherever they are possible. */
const person = (name: string) => ({
  givenName: `${name}-Żofía`,
  familyName: `Brânză ${name}sen`,
  email: `${name}.branza+news@mailbox-of-${name}.example.org`.toLowerCase(),
  postalCode: `QX-${Buffer.from(name).toString('hex').slice(0, 8)}`,
  comment: `Their neighbour Ørjan of ${name} Street was taken “at dawn”.\n& nobody said why.`,
});
type Person = ReturnType<typeof person>;

const PEOPLE = {
  findInWidget: person('Wilhelmine'),
  onPage: person('Radomira'),
  directly: person('Theodolinde'),
  refused: person('Ekaterine'),
  refusedLater: person('Benvenuta'),
  amidCrash: person('Marguerite'),
  whileDown: person('Kunigunde'),
  /** Never signs, but appears in every kind of wrong request. */
  never: person('Hildegunde'),
};
const CLIENTS = ['203.0.113.177', '2001:db8:5a17:c0de::77'];

const needlesOf = ({ givenName, familyName, email, postalCode, comment }: Person) => [
  givenName,
  familyName,
  email,
  ...email.split('@'),
  postalCode,
  // A form sends line breaks as CR LF, and a page may show each line separately.
  ...comment.split('\n'),
];

test('no personal data appears anywhere but in encrypted records, whatever goes wrong', async (t) => {
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
  const places: ScannedText[] = [];
  const keep = (where: string, bytes: Uint8Array | string) => void places.push({ where, bytes });
  const keepFiles = (when: string) => {
    for (const name of readdirSync(DATA_DIR, { recursive: true, encoding: 'utf8' })) {
      const file = join(DATA_DIR, name);
      if (statSync(file).isFile()) keep(`${name} ${when}`, readFileSync(file));
    }
  };
  /** Runs a command and records its output. */
  const command = async (args: string[], input = '') => {
    const result = await petitions(args, env, input);
    keep(`what ${args.join(' ')} says`, `${result.stdout}\n${result.stderr}`);
    return result;
  };
  /** Sends a request through the proxy and records the response. */
  const ask = async (path: string, init: RequestInit = {}) => {
    const headers = { 'X-Forwarded-For': CLIENTS.join(', '), ...(init.headers as Record<string, string>) };
    const response = await fetch(origin + path, { ...init, headers });
    const body = await response.text();
    keep(
      `the answer ${response.status} to ${init.method ?? 'GET'} ${path}`,
      JSON.stringify([response.statusText, ...response.headers]) + body,
    );
    return { status: response.status, body };
  };
  const SIGN = `/v1/petitions/${SLUG}/signatures`;
  const send = (path: string, body: unknown, headers = {}) =>
    ask(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const emailTo = async ({ email }: Person) => {
    await until(`an email arrived for ${email}`, () => mail.emails.some(({ to }) => to === email));
    return mail.emails.find(({ to }) => to === email)!;
  };

  assert.equal((await command(['load', '-'], JSON.stringify(PETITIONS))).code, 0);
  const first = await serve(t, env);

  // Through the widget: first an error, then correct but so quick that a proof is required.
  const site = await servePage(`<!doctype html><html lang="en"><title>A partner</title>
    <script type="module" src="${origin}/v1/petition-widget.js"></script>
    <petition-widget petition="${SLUG}" partner="harbour-aid"></petition-widget>`);
  t.after(() => site.close());
  const page = await watchedPage(browser, origin, keep);
  await page.goto(site.url);
  await fillIn(page, { ...PEOPLE.findInWidget, email: PEOPLE.findInWidget.email.replace('@', ' at ') });
  await (await findInWidget(page, 'form > button')).click();
  await waitForText(page, 'like name@example.org');
  await fillIn(page, PEOPLE.findInWidget);
  await (await findInWidget(page, 'form > button')).click();
  await waitForText(page, `open the email we sent to ${PEOPLE.findInWidget.email}`);
  await (await findInWidget(page, '[part=thanks] p[role=status] button')).click();
  await keepPage(page, keep);

  // Through the hosted page, without JavaScript, with an error at first; then withdrawn.
  const hosted = await watchedPage(browser, origin, keep);
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
    await pressButton(hosted);
  }
  assert.match(await hosted.$eval('#sign', (card) => card.textContent!), /One more step/);
  await keepPage(hosted, keep);

  // The pages that emails link to.
  for (const who of [PEOPLE.findInWidget, PEOPLE.onPage]) {
    const { links } = await emailTo(who);
    await hosted.goto(links.confirm!);
    await pressButton(hosted);
    assert.match(await hosted.$eval('body', (body) => body.textContent!), /Your signature counts/);
    await keepPage(hosted, keep);
    await Promise.all([hosted.waitForNavigation(), hosted.click('main a')]);
    keep('the referrer after an email’s page', await hosted.evaluate(() => document.referrer));
  }
  const withdrawn = (await emailTo(PEOPLE.onPage)).links;
  await hosted.goto(withdrawn.withdraw!);
  await pressButton(hosted);
  await hosted.goto(withdrawn.confirm!);
  assert.match(await hosted.$eval('body', (body) => body.textContent!), /no longer works/);

  // The mail server rejects emails, one of each kind, and delays one while the server is killed.
  for (const [who, code, at] of [
    [PEOPLE.refused, 550, 'recipient'],
    [PEOPLE.refusedLater, 451, 'data'],
  ] as const) {
    const before = mail.rejected;
    mail.reject = { code, at };
    assert.equal((await send(SIGN, who)).status, 202);
    await until('an email is rejected', () => mail.rejected > before);
  }
  mail.reject = null;
  mail.delayMs = 4_000;
  assert.equal((await send(SIGN, PEOPLE.amidCrash)).status, 202);
  await page.bringToFront();
  await page.goto(site.url);
  await fillIn(page, PEOPLE.whileDown);
  await sleep(1_000);
  await first.stop('SIGKILL');
  keepFiles('after it was killed');
  mail.delayMs = 0;

  // A person signs while the server is down, and again once it is up.
  await (await findInWidget(page, 'form > button')).click();
  await waitForText(page, 'we couldn’t reach the server');
  const second = await serve(t, env);
  await (await findInWidget(page, 'form > button')).click();
  await waitForText(page, `open the email we sent to ${PEOPLE.whileDown.email}`);
  await keepPage(page, keep);

  // Through the API, correctly and in every wrong way.
  assert.equal((await send(SIGN, PEOPLE.directly)).status, 202);
  const { links: direct } = await emailTo(PEOPLE.directly);
  const pathOf = (url: string) => url.slice(origin.length);
  assert.equal((await ask(pathOf(direct.confirm!))).status, 200);
  assert.equal((await ask(pathOf(direct.confirm!), { method: 'POST' })).status, 200);
  assert.equal((await ask(pathOf(direct.withdraw!))).status, 200);
  // Once more. No second email is sent within ten minutes.
  assert.equal((await send(SIGN, PEOPLE.directly)).status, 202);
  const statuses = [];
  const { never } = PEOPLE;
  const json = JSON.stringify(never);
  const inPath = encodeURIComponent(never.email);
  for (const [path, body, headers = {}] of [
    [SIGN, { ...never, country: never.familyName }],
    [SIGN, { ...never, givenName: [never.givenName], email: { [never.email]: never.email } }],
    [SIGN, { ...never, partner: never.email, lang: never.email }],
    [SIGN, { ...never, email: `${never.email}@${never.email}` }],
    [SIGN, { ...never, proof: Buffer.from(json).toString('base64') }],
    [SIGN, `{"email":"${never.email}","email":"${never.email}","${never.email}":"${never.email}"}`],
    [SIGN, `${json.slice(0, -2)}`],
    [SIGN, json, { 'Content-Type': never.email }],
    [SIGN, JSON.stringify({ ...never, comment: never.email.repeat(2_000) })],
    [`/v1/petitions/${inPath}/signatures`, json],
    ['/v1/petitions/done-and-won/signatures', json],
    ['/p/done-and-won', String(new URLSearchParams(never)), FORM],
    [`/p/${inPath}`, String(new URLSearchParams(never)), FORM],
    [`/${inPath}/petition-widget.js`, json],
    [`/confirm/${inPath}`, json],
    [
      `/confirm/${direct.confirm!.replace(/.*\/|\?.*/g, '').replace(/.(?=.{9}$)/, (one) => (one === 'A' ? 'B' : 'A'))}`,
      '',
    ],
    [`/confirm/${direct.withdraw!.replace(/.*\/|\?.*/g, '')}`, ''],
  ] as [string, unknown, object?][]) {
    statuses.push((await send(path, body, headers)).status);
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
  ]) {
    await ask(path, { headers: { 'Accept-Language': never.email, 'If-None-Match': never.email } });
  }
  await ask(SIGN, { method: 'OPTIONS', headers: { Origin: `https://${never.email.split('@')[1]}` } });
  await ask(SIGN, { method: 'PUT', headers: { 'User-Agent': never.email } });
  const socket = connect(Number(PORT), '127.0.0.1');
  socket.end(`${never.email} /${never.email} ${never.email}\r\n${never.email}\r\n\r\n`);
  keep('the answer to what is no HTTP', await buffer(socket));

  // The organizer's and the maintainer's commands.
  const today = new Date().toISOString().slice(0, 10);
  await Promise.all([
    command(['list', '--json']),
    command(['doctor', '--verify']),
    command(['backup', join(DATA_DIR, 'backup.db')]),
    command(['purge', SLUG, '--since', today, '--dry-run']),
    command(['export', SLUG, '--sealed']),
    command(['erase', '-'], never.email.replace('@', '')),
  ]);
  const exported = await petitions(
    ['export', SLUG, '--identity', join(DATA_DIR, 'identity'), '--format', 'ndjson'],
    env,
  );
  await command(['erase', '-'], PEOPLE.directly.email);

  // The database while the server runs, with its write-ahead log, and after the server stopped.
  keepFiles('while it runs');
  assert.equal(await second.stop(), 0);
  keepFiles('at the end');
  const logs = [first, second].map(({ log }) => log());
  for (const log of logs) keep('the server’s log', log);
  keep('the browser’s cookies', JSON.stringify(await browser.cookies()));
  await page.close();
  await hosted.close();

  const tokens = mail.emails.flatMap(({ links }) =>
    Object.values(links).map((url) => /([\w-]+)\?/.exec(url)![1]!),
  );
  const needles = [...Object.values(PEOPLE).flatMap(needlesOf), ...CLIENTS, '2001:db8:5a17:c0de', ...tokens];
  const bytes = tokens.map((token) => Buffer.from(token, 'base64url'));
  assert.deepEqual(
    findPii([...needles, ...bytes], places).map((found) => Object.values(found).join(' | ')),
    [],
  );

  // There was something to find: these people did sign, with this input,
  const list = [{ where: 'the organizer’s list', bytes: exported.stdout }];
  const signed = [PEOPLE.findInWidget, PEOPLE.directly].flatMap(needlesOf);
  assert.deepEqual(new Set(findPii(needles, list).map(({ needle }) => needle)), new Set(signed));
  assert.ok(tokens.length >= 8, `${tokens.length} tokens`);
  // and there was something to search.
  const names = places.map(({ where }) => where);
  for (const [least, part] of [
    [2, 'petitions.db-wal '],
    [1, 'petitions.db-shm'],
    [1, 'backup.db'],
    [1, 'what export'],
    [8, 'what '],
    [30, 'the answer '],
    [20, 'the browser was answered'],
    [30, 'the browser asked'],
    [4, 'an event'],
    [2, 'the light DOM'],
  ] as const) {
    const count = names.filter((name) => name.includes(part)).length;
    assert.ok(count >= least, `${count} of "${part}" in ${names.join('\n')}`);
  }
  assert.doesNotMatch(names.join('\n'), /^unread: .* to POST|^an error on the page/m);
  const events = places.filter(({ where }) => where.startsWith('an event')).map(({ bytes }) => String(bytes));
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

async function until(what: string, holds: () => boolean): Promise<void> {
  for (const start = performance.now(); !holds(); await sleep(20)) {
    assert.ok(performance.now() - start < 10_000, `waited in vain until ${what}`);
  }
}

async function fillIn(page: Page, values: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(values)) {
    const field = await findInWidget(page, `[name=${name}]`);
    await field.evaluate((element, typed) => {
      (element as HTMLInputElement).value = typed;
      element.dispatchEvent(new Event('change', { bubbles: true }));
    }, value);
  }
}

/** Responses whose bodies are being fetched from the browser. */
const reading = new Set<Promise<void>>();

async function pressButton(page: Page): Promise<void> {
  await Promise.all([page.waitForNavigation(), page.click('form .button')]);
  // A browser that navigates drops response bodies it hasn't handed over yet.
  await Promise.all(reading);
}

/** A page whose incoming, outgoing, and console traffic is recorded. */
async function watchedPage(
  browser: BrowserContext,
  origin: string,
  keep: (where: string, bytes: Uint8Array | string) => void,
): Promise<Page> {
  const page = await browser.newPage();
  page.on('console', (message) => keep('the console', message.text()));
  page.on('pageerror', (error) => keep('an error on the page', String(error)));
  page.on('response', (response) => {
    const request = response.request();
    const where = `the browser was answered ${response.status()} to ${request.method()} ${response.url()}`;
    keep(where, JSON.stringify(response.headers()));
    // The form with errors is the only page that contains what was typed: in its fields.
    if (response.status() === 422 && response.url().startsWith(`${origin}/p/`)) return;
    const read = response.buffer().then(
      (body) => keep(where, body),
      // A preflight response has no body, and the browser drops bodies that arrive while it navigates.
      () => keep(`unread: ${where}`, ''),
    );
    reading.add(read);
    void read.finally(() => reading.delete(read));
  });
  page.on('request', (request) => {
    // An email's link is the only address that may contain its token.
    const isEmailLink = /\/(?:confirm|withdraw)\//.test(request.url());
    keep('the browser asked', isEmailLink ? 'an email’s link' : request.url());
  });
  const network = await page.createCDPSession();
  await network.send('Network.enable');
  network.on('Network.requestWillBeSentExtraInfo', ({ headers }) =>
    keep('the browser asked with', JSON.stringify(headers)),
  );
  await page.exposeFunction('tell', (event: string) => keep('an event', event));
  // The TypeScript loader names functions with a helper that the page doesn't have.
  await page.evaluateOnNewDocument('globalThis.__name = (made) => made');
  await page.evaluateOnNewDocument(recordEvents);
  return page;
}

/** Reports every event that a script creates, and the widget's events as a page receives them, with all their data. */
function recordEvents(): void {
  const tell = (window as unknown as { tell(event: string): void }).tell;
  const seen = new WeakSet();
  const plain = (_: string, value: unknown) => {
    if (typeof value !== 'object' || value === null) return value;
    if (value instanceof Node || value === window || seen.has(value)) return `${value}`;
    seen.add(value);
    const names = new Set([...Object.getOwnPropertyNames(value), ...Object.keys(value)]);
    return Object.fromEntries([...names].map((name) => [name, (value as Record<string, unknown>)[name]]));
  };
  const record = (event: Event) => {
    const { type } = event;
    const { detail, data, message } = event as CustomEvent & MessageEvent & ErrorEvent;
    tell(JSON.stringify({ type, of: event.constructor.name, detail, data, message, event }, plain));
  };
  const { dispatchEvent } = EventTarget.prototype;
  EventTarget.prototype.dispatchEvent = function (event) {
    record(event);
    return dispatchEvent.call(this, event);
  };
  for (const type of ['sign', 'signed', 'error', 'share']) addEventListener(`petition-${type}`, record, true);
  for (const type of ['message', 'error', 'unhandledrejection', 'storage'])
    addEventListener(type, record, true);
}

/** What a page's own scripts can see, and what the browser remembers. */
async function keepPage(
  page: Page,
  keep: (where: string, bytes: Uint8Array | string) => void,
): Promise<void> {
  const { html, ...others } = await page.evaluate(async () => ({
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
  keep('the light DOM', html);
  keep('what a page can read and the browser remembers', JSON.stringify(others));
}
