import assert from 'node:assert/strict';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { startMailServer } from '../../demo/mail-server.ts';
import { openStorage } from '../../server/storage/open.ts';
import { petitionsProcess } from '../integration/cli/processes.ts';
import { createConsoleClient } from '../support/console.ts';
import { PRESS } from '../support/emails.ts';
import { freePort } from '../support/free-port.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { answerWith, startReceiver } from '../support/webhook-receiver.ts';
import { assertCounters } from './consistency.ts';
import { DATABASES, type DatabaseName, isSqlite, queryDatabase, sqlitePath } from './databases.ts';
import { createEnvironment } from './environment.ts';
import { startSimulated, type Usage } from './simulated-server.ts';

const SECOND_MS = 1_000;
/** After so many, an email is sent, a count is published, and an event is recorded and sent. */
const SECONDS = 4;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A Monday. */
const START = Date.parse('2031-03-03T00:00:00Z');
const DAYS = 7;
/** The first evening after which nothing may grow: what is kept for three days and the rest of another has expired once. */
const STEADY_DAY = 4;
const SIGNERS_PER_HOUR = 6;
const KEPT_BACKUPS = 3;
const SIGN_INS_PER_DAY = 3;
const PUBLIC_URL = 'https://petitions.example.org';

/** Tables that are not bounded within a week, and why. */
const GROWING_TABLES: Record<string, string> = {
  account: 'nobody removes the accounts',
  audit_entry: 'the history of what organizers did',
  petition: 'every day has one',
  petition_count: 'with its petition',
  petition_text: 'with its petition',
  signed_day: 'with its petition: the growth of a petition stays',
  webhook_delivery: 'kept for seven days',
  webhook_state: 'with its petition',
};
/** How many rows remain of what a quiet month lets expire. */
const AFTER_A_MONTH = {
  bounced_address: 0,
  invitation: 0,
  outbox: 0,
  pending_signature: 0,
  session: 0,
  signature: 0,
  used_challenge: 0,
  webhook_delivery: 0,
};

const MIB = 1024 ** 2;
const MAX_HEAP_GROWTH = 3 * MIB;
const MAX_RSS_GROWTH = 48 * MIB;
const MAX_WAL_BYTES = 2 * MIB;
/** Of the rows that stay and their parts of indexes, and of pages that are partly empty. */
const MAX_DATABASE_GROWTH = 512 * 1024;

/** What there is at the end of a day. */
interface Evening extends Usage {
  rows: Record<string, number>;
  databaseBytes: number;
  /** 0 on PostgreSQL. */
  walBytes: number;
  backups: number;
  backupBytes: number;
}

/** Runs seven days, each with a petition of its own, which is closed in the evening and erased a day later. */
async function runWeek(t: TestContext, database: DatabaseName) {
  const mail = await startMailServer();
  t.after(() => mail.stop());
  const receiver = await startReceiver(t);
  const environment = await createEnvironment(t, database);
  const { url } = environment;
  const backupFolder = join(temporaryFolder(t), 'backups');
  const files = temporaryFolder(t);
  const sealedFiles = temporaryFolder(t);
  const server = await startSimulated(
    environment,
    {
      PUBLIC_URL,
      SMTP_URL: mail.url,
      MAIL_FROM: 'petitions@example.org',
      LIMITS: 'on',
      TRUST_PROXY: '1',
      METRICS_PORT: String(await freePort()),
      WEBHOOK_ALLOW_HOSTS: '127.0.0.1',
      ...(isSqlite(url) && { BACKUP_DIR: backupFolder, BACKUP_EVERY: '12h', BACKUP_KEEP: `${KEPT_BACKUPS}` }),
    },
    START,
  );
  const storage = await openStorage(url);
  t.after(() => storage.close());

  /** Who should be counted, by slug. */
  const expected = new Map<string, Set<string>>();
  const withdrawLinks: { slug: string; email: string; url: string }[] = [];
  let lastClient = 0;
  let lastEvent = 0;
  receiver.answer = (response) => answerWith(++lastEvent % 10 === 0 ? 503 : 204)(response);

  /** Sends a request as the proxy in front of the server does, each time for another client. */
  const request = async (path: string, init: RequestInit = {}) => {
    lastClient += 1;
    const address = `198.51.${(lastClient >> 8) & 255}.${lastClient & 255}`;
    const headers = { 'X-Forwarded-For': address, Connection: 'close', ...init.headers };
    const response = await fetch(`${server.origin}${path}`, { ...init, headers });
    const body = await response.text();
    return new Response(response.status === 204 ? null : body, response);
  };
  const sign = async (slug: string, email: string, partner?: string) => {
    const response = await request(`/v1/petitions/${slug}/signatures`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ givenName: 'Ana', email, display: true, ...(partner && { partner }) }),
    });
    assert.equal(response.status, 202, await response.text());
  };
  const press = async (link: string) => {
    const response = await request(link.slice(PUBLIC_URL.length), PRESS);
    assert.equal(response.status, 200, `${link}: ${await response.text()}`);
  };

  const passSeconds = async () => {
    for (let second = 0; second < SECONDS; second++) await server.advance(SECOND_MS);
  };

  await server.run('webhooks', 'add', receiver.url);
  const client = createConsoleClient({
    app: { request: (path, init) => request(path, init) },
    context: { config: { publicUrl: PUBLIC_URL }, storage },
  });

  async function runHour(slug: string, hour: number) {
    const name = (index: number) => `signer-${slug}-${hour}-${index}@example.org`;
    const people = Array.from({ length: SIGNERS_PER_HOUR }, (_, index) => name(index));
    const bouncing = `nobody-${slug}-${hour}@example.org`;
    mail.reject = { code: 550, status: '5.1.1', at: 'recipient', to: bouncing };
    for (const [index, email] of people.entries()) await sign(slug, email, index === 0 ? 'bots' : undefined);
    await sign(slug, people[1]!.toUpperCase());
    await sign(slug, bouncing);
    const emailsBefore = mail.emails.length;
    await passSeconds();
    const emails = mail.emails.splice(0).slice(emailsBefore);
    assert.deepEqual([...new Set(emails.map(({ to }) => to.toLowerCase()))].sort(), people.toSorted());
    // The last one never confirms.
    for (const { to, links } of emails) {
      if (to === people.at(-1)) continue;
      await press(links.confirm!);
      if (to !== people[0]) {
        expected.get(slug)!.add(to.toLowerCase());
        withdrawLinks.push({ slug, email: to.toLowerCase(), url: links.withdraw! });
      }
    }
    const withdrawn = withdrawLinks.splice(0).find((link) => hour % 2 === 1 && link.slug === slug);
    if (withdrawn) {
      await press(withdrawn.url);
      expected.get(slug)!.delete(withdrawn.email);
    }
    for (const path of ['/', '/v1/petitions', `/v1/petitions/${slug}`, `/p/${slug}`]) {
      assert.equal((await request(path)).status, 200);
    }
    await server.advance(HOUR_MS - SECONDS * SECOND_MS);
  }

  async function runDay(day: number): Promise<Evening> {
    const slug = `day-${day}`;
    const file = join(files, `${slug}.json`);
    const entry = {
      slug,
      creator: 'Ilse V.',
      partners: { bots: 'Bots United' },
      texts: { en: { title: `Petition of day ${day}`, text: 'For tests.' } },
    };
    writeFileSync(file, JSON.stringify([entry]));
    await server.run('load', file);
    expected.set(slug, new Set());
    const [token] = /[\w-]{40,}$/m.exec(await server.run('invite', `Organizer ${day}`)) ?? [];
    if (day === 1) assert.equal((await client.accept(token!)).status, 200);
    await passSeconds();
    for (let hour = 0; hour < 24; hour++) {
      if (hour % Math.ceil(24 / SIGN_INS_PER_DAY) === 0) assert.equal((await client.signIn()).status, 200);
      await runHour(slug, hour);
    }
    const today = new Date(server.now() - DAY_MS).toISOString().slice(0, 10);
    await server.run('purge', slug, '--since', today, '--partner', 'bots');
    await server.run('close', slug);
    await server.run('retention', '--days', '1', '--erase-into', sealedFiles);
    await passSeconds();
    return measure();
  }

  async function countRows(): Promise<Record<string, number>> {
    const tables = await storage.db.introspection.getTables();
    const rows: Record<string, number> = {};
    for (const { name } of tables) {
      const [row] = await queryDatabase(url, `select cast(count(*) as integer) as count from ${name}`);
      rows[name] = Number(row!.count);
    }
    return rows;
  }

  async function measure(): Promise<Evening> {
    // As PostgreSQL does by itself from time to time.
    if (!isSqlite(url)) await queryDatabase(url, 'vacuum');
    const [size] = isSqlite(url)
      ? []
      : await queryDatabase(url, 'select pg_database_size(current_database()) as bytes');
    const bytesOf = (path: string) => (existsSync(path) ? statSync(path).size : 0);
    const backups = isSqlite(url) ? readdirSync(backupFolder) : [];
    return {
      ...(await server.measure()),
      rows: await countRows(),
      databaseBytes: size ? Number(size.bytes) : bytesOf(sqlitePath(url)),
      walBytes: isSqlite(url) ? bytesOf(`${sqlitePath(url)}-wal`) : 0,
      backups: backups.length,
      backupBytes: Math.max(0, ...backups.map((name) => bytesOf(join(backupFolder, name)))),
    };
  }

  const evenings: Evening[] = [];
  for (let day = 1; day <= DAYS; day++) evenings.push(await runDay(day));
  return { environment, server, expected, receiver, evenings, sealedFiles, countRows, request, passSeconds };
}

function assertBounded(evenings: readonly Evening[]): void {
  const steady = evenings[STEADY_DAY - 1]!;
  for (const [index, evening] of evenings.entries()) {
    const day = `evening of day ${index + 1}`;
    assert.ok(evening.walBytes <= MAX_WAL_BYTES, `${day}: the write-ahead log has ${evening.walBytes} bytes`);
    assert.ok(evening.backups <= KEPT_BACKUPS, `${day}: ${evening.backups} files in the folder for backups`);
    if (index < STEADY_DAY) continue;
    const { rows, timers, resources, files } = evening;
    const growing = Object.keys(rows).filter((table) => rows[table]! > steady.rows[table]!);
    assert.deepEqual(
      growing.filter((table) => !(table in GROWING_TABLES)),
      [],
      `${day}: tables that have more rows than on day ${STEADY_DAY}`,
    );
    assert.deepEqual({ timers, resources, files }, pick(steady), day);
    for (const file of ['databaseBytes', 'backupBytes'] as const) {
      const growth = evening[file] - steady[file];
      assert.ok(growth <= MAX_DATABASE_GROWTH, `${day}: ${file} grew by ${growth}`);
    }
  }
  // The lowest of several evenings: a buffer of some megabytes may be in use on any of them. The first one has the code that
  // is compiled later.
  for (const [value, max] of [
    ['heap', MAX_HEAP_GROWTH],
    ['rss', MAX_RSS_GROWTH],
  ] as const) {
    const lowest = (some: readonly Evening[]) => Math.min(...some.map((evening) => evening[value]));
    const growth = lowest(evenings.slice(STEADY_DAY)) - lowest(evenings.slice(1, STEADY_DAY));
    assert.ok(growth <= max, `${value} grew by ${growth} bytes`);
  }
}

const pick = ({ timers, resources, files }: Evening) => ({ timers, resources, files });

describe('a server that runs for a week', { concurrency: 1 }, () => {
  for (const database of DATABASES) {
    it(`needs no more at its end than in its middle, and counts right, on ${database}`, async (t) => {
      const week = await runWeek(t, database);
      const { environment, server, expected, receiver, evenings, sealedFiles } = week;
      for (const [index, { heap, rss, databaseBytes, walBytes }] of evenings.entries()) {
        t.diagnostic(
          `day ${index + 1}: heap ${(heap / MIB).toFixed(1)} MiB, memory ${Math.round(rss / MIB)} MiB, database ${databaseBytes} and log ${walBytes} bytes`,
        );
      }
      assertBounded(evenings);

      await server.advance(2 * DAY_MS);
      await week.passSeconds();
      await server.run('retention', '--days', '1', '--erase-into', sealedFiles);
      await assertCounters(environment.url);
      for (const [slug, people] of expected) {
        const response = await week.request(`/v1/petitions/${slug}/count`);
        assert.equal(((await response.json()) as { count: number }).count, people.size, slug);
        assert.deepEqual(await sealedIn(sealedFiles, slug, environment.identity), people, slug);
        const counts = receiver.requests.flatMap(({ event }) =>
          event.type === 'petition.count' && event.data.petition.slug === slug ? event.data.count : [],
        );
        assert.equal(counts.at(-1), people.size, `the last event about ${slug}`);
      }

      await server.advance(40 * DAY_MS);
      for (let minute = 0; minute < 2; minute++) await server.advance(60 * SECOND_MS);
      const rows = await week.countRows();
      assert.deepEqual({ ...rows, ...AFTER_A_MONTH }, rows);
      const errors = server
        .log()
        .split('\n')
        .filter((line) => /"level":[56]0/.test(line));
      assert.deepEqual(errors, []);
    });
  }
});

/** The addresses in the sealed file of a petition. */
async function sealedIn(folder: string, slug: string, identity: string): Promise<Set<string>> {
  const [file, ...others] = readdirSync(folder).filter((name) => name.startsWith(slug));
  assert.deepEqual(others, []);
  const identityFile = join(folder, 'identity.txt');
  writeFileSync(identityFile, identity);
  const { code, stdout, stderr } = await petitionsProcess(
    ['decrypt', join(folder, file!), '--identity', identityFile, '--format', 'ndjson'],
    {},
  );
  assert.equal(code, 0, stderr);
  const lines = stdout.trim().split('\n');
  const emails = lines.map((line) => (JSON.parse(line) as { email: string }).email.toLowerCase());
  assert.equal(new Set(emails).size, emails.length, 'everybody is there once');
  return new Set(emails);
}
