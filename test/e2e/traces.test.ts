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
import { freePort } from '../free-port.ts';
import { petitions, serve } from '../server/commands/processes.ts';
import { type Place, tracesOf } from '../traces.ts';
import { inWidget, servePage, widgetSays } from './harness.ts';
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

/** Somebody of whom nothing can stand anywhere by chance, with accents in everything that may have them. */
const person = (name: string) => ({
  givenName: `${name}-Żofía`,
  familyName: `Brânză ${name}sen`,
  email: `${name}.branza+news@mailbox-of-${name}.example.org`.toLowerCase(),
  postalCode: `QX-${Buffer.from(name).toString('hex').slice(0, 8)}`,
  comment: `Their neighbour Ørjan of ${name} Street was taken “at dawn”.\n& nobody said why.`,
});
type Person = ReturnType<typeof person>;

const PEOPLE = {
  inWidget: person('Wilhelmine'),
  onPage: person('Radomira'),
  directly: person('Theodolinde'),
  refused: person('Ekaterine'),
  refusedLater: person('Benvenuta'),
  amidCrash: person('Marguerite'),
  whileDown: person('Kunigunde'),
  /** Never takes part, but is sent and asked for in all the wrong ways. */
  never: person('Hildegunde'),
};
const CLIENTS = ['203.0.113.177', '2001:db8:5a17:c0de::77'];

const needlesOf = ({ givenName, familyName, email, postalCode, comment }: Person) => [
  givenName,
  familyName,
  email,
  ...email.split('@'),
  postalCode,
  // A form sends its line breaks as CR LF, and a page may show each line by itself.
  ...comment.split('\n'),
];

test('nothing but what is sealed holds a trace of those who signed, whatever went wrong meanwhile', async (t) => {
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
  const places: Place[] = [];
  const keep = (where: string, bytes: Uint8Array | string) => void places.push({ where, bytes });
  const keepFiles = (when: string) => {
    for (const name of readdirSync(DATA_DIR, { recursive: true, encoding: 'utf8' })) {
      const file = join(DATA_DIR, name);
      if (statSync(file).isFile()) keep(`${name} ${when}`, readFileSync(file));
    }
  };
  /** Runs a command, and keeps all that it says. */
  const command = async (args: string[], input = '') => {
    const result = await petitions(args, env, input);
    keep(`what ${args.join(' ')} says`, `${result.stdout}\n${result.stderr}`);
    return result;
  };
  /** Asks for something from behind the proxy, and keeps the answer. */
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
  const letterTo = async ({ email }: Person) => {
    await until(`a letter came to ${email}`, () => mail.letters.some(({ to }) => to === email));
    return mail.letters.find(({ to }) => to === email)!;
  };

  assert.equal((await command(['load', '-'], JSON.stringify(PETITIONS))).code, 0);
  const first = await serve(t, env);

  // Through the widget: a slip, then right but so quickly that a proof is asked for.
  const site = await servePage(`<!doctype html><html lang="en"><title>A partner</title>
    <script type="module" src="${origin}/v1/petition-widget.js"></script>
    <petition-widget petition="${SLUG}" partner="harbour-aid"></petition-widget>`);
  t.after(() => site.close());
  const page = await watchedPage(browser, origin, keep);
  await page.goto(site.url);
  await fillIn(page, { ...PEOPLE.inWidget, email: PEOPLE.inWidget.email.replace('@', ' at ') });
  await (await inWidget(page, 'form > button')).click();
  await widgetSays(page, 'like name@example.org.');
  await fillIn(page, PEOPLE.inWidget);
  await (await inWidget(page, 'form > button')).click();
  await widgetSays(page, `open the email we sent to ${PEOPLE.inWidget.email}`);
  await (await inWidget(page, '[part=thanks] p[role=status] button')).click();
  await keepPage(page, keep);

  // Through the hosted page, without JavaScript, with a mistake at first; then taken back.
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
  assert.match(await hosted.$eval('#sign', (card) => card.textContent!), /One step is left/);
  await keepPage(hosted, keep);

  // The letters' pages.
  for (const who of [PEOPLE.inWidget, PEOPLE.onPage]) {
    const { links } = await letterTo(who);
    await hosted.goto(links.confirm!);
    await pressButton(hosted);
    assert.match(await hosted.$eval('body', (body) => body.textContent!), /Your signature is in/);
    await keepPage(hosted, keep);
    await Promise.all([hosted.waitForNavigation(), hosted.click('main a')]);
    keep('the referrer behind a letter’s page', await hosted.evaluate(() => document.referrer));
  }
  const withdrawn = (await letterTo(PEOPLE.onPage)).links;
  await hosted.goto(withdrawn.withdraw!);
  await pressButton(hosted);
  await hosted.goto(withdrawn.confirm!);
  assert.match(await hosted.$eval('body', (body) => body.textContent!), /doesn’t work any more/);

  // The mail server refuses letters, one of each kind, and is slow with one when the server is killed.
  for (const [who, code, at] of [
    [PEOPLE.refused, 550, 'recipient'],
    [PEOPLE.refusedLater, 451, 'data'],
  ] as const) {
    const before = mail.refused;
    mail.refuse = { code, at };
    assert.equal((await send(SIGN, who)).status, 202);
    await until('a letter is refused', () => mail.refused > before);
  }
  mail.refuse = null;
  mail.slowness = 4_000;
  assert.equal((await send(SIGN, PEOPLE.amidCrash)).status, 202);
  await page.bringToFront();
  await page.goto(site.url);
  await fillIn(page, PEOPLE.whileDown);
  await sleep(1_000);
  await first.stop('SIGKILL');
  keepFiles('after it was killed');
  mail.slowness = 0;

  // Somebody signs while nothing answers, and once more when it does.
  await (await inWidget(page, 'form > button')).click();
  await widgetSays(page, 'we couldn’t reach the server');
  const second = await serve(t, env);
  await (await inWidget(page, 'form > button')).click();
  await widgetSays(page, `open the email we sent to ${PEOPLE.whileDown.email}`);
  await keepPage(page, keep);

  // By programs, rightly and in all the wrong ways.
  assert.equal((await send(SIGN, PEOPLE.directly)).status, 202);
  const { links: direct } = await letterTo(PEOPLE.directly);
  const pathOf = (url: string) => url.slice(origin.length);
  assert.equal((await ask(pathOf(direct.confirm!))).status, 200);
  assert.equal((await ask(pathOf(direct.confirm!), { method: 'POST' })).status, 200);
  assert.equal((await ask(pathOf(direct.withdraw!))).status, 200);
  // Once more, for which no second letter comes within ten minutes.
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

  // The organiser's and the maintainer's commands.
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

  // What the database holds while the server runs, with its log, and once it has been put away.
  keepFiles('while it runs');
  assert.equal(await second.stop(), 0);
  keepFiles('at the end');
  const logs = [first, second].map(({ log }) => log());
  for (const log of logs) keep('the server’s log', log);
  keep('the browser’s cookies', JSON.stringify(await browser.cookies()));
  await page.close();
  await hosted.close();

  const tokens = mail.letters.flatMap(({ links }) =>
    Object.values(links).map((url) => /([\w-]+)\?/.exec(url)![1]!),
  );
  const needles = [...Object.values(PEOPLE).flatMap(needlesOf), ...CLIENTS, '2001:db8:5a17:c0de', ...tokens];
  const bytes = tokens.map((token) => Buffer.from(token, 'base64url'));
  assert.deepEqual(
    tracesOf([...needles, ...bytes], places).map((found) => Object.values(found).join(' | ')),
    [],
  );

  // There was something to be found: these people did sign, and in these words,
  const list = [{ where: 'the organiser’s list', bytes: exported.stdout }];
  const signed = [PEOPLE.inWidget, PEOPLE.directly].flatMap(needlesOf);
  assert.deepEqual(new Set(tracesOf(needles, list).map(({ needle }) => needle)), new Set(signed));
  assert.ok(tokens.length >= 8, `${tokens.length} tokens`);
  // and there was something to look at.
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
  assert.ok(lines.some((line) => line.includes('a letter was not taken')));
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
    const field = await inWidget(page, `[name=${name}]`);
    await field.evaluate((element, typed) => {
      (element as HTMLInputElement).value = typed;
      element.dispatchEvent(new Event('change', { bubbles: true }));
    }, value);
  }
}

/** Answers whose bodies are being fetched from the browser. */
const reading = new Set<Promise<void>>();

async function pressButton(page: Page): Promise<void> {
  await Promise.all([page.waitForNavigation(), page.click('form .button')]);
  // A browser that goes on to another page drops what it hasn't handed over yet.
  await Promise.all(reading);
}

/** A page of which everything is kept that comes in, goes out, and is told to it. */
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
    // The form that comes back with its mistakes is the one page that has what was typed in it: in its fields.
    if (response.status() === 422 && response.url().startsWith(`${origin}/p/`)) return;
    const read = response.buffer().then(
      (body) => keep(where, body),
      // What answers a preflight has no body, and the browser drops one that comes while it goes to another page.
      () => keep(`unread: ${where}`, ''),
    );
    reading.add(read);
    void read.finally(() => reading.delete(read));
  });
  page.on('request', (request) => {
    // A letter's link is the one address that may hold its token.
    const isLetters = /\/(?:confirm|withdraw)\//.test(request.url());
    keep('the browser asked', isLetters ? 'a letter’s link' : request.url());
  });
  const network = await page.createCDPSession();
  await network.send('Network.enable');
  network.on('Network.requestWillBeSentExtraInfo', ({ headers }) =>
    keep('the browser asked with', JSON.stringify(headers)),
  );
  await page.exposeFunction('tell', (event: string) => keep('an event', event));
  // What turns this file into JavaScript names functions with a helper, which the page doesn't have.
  await page.evaluateOnNewDocument('globalThis.__name = (made) => made');
  await page.evaluateOnNewDocument(recordEvents);
  return page;
}

/** Tells of every event that a script makes, and of the widget's as a page hears them, with all that is in it. */
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

/** What a page's own scripts can see of it, and what the browser remembers of it. */
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
