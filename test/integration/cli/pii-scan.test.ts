import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { EVENT_TYPES } from '../../../common/webhooks.ts';
import { openStorage } from '../../../server/storage/open.ts';
import { createConsoleClient } from '../../support/console.ts';
import { storedBytes } from '../../support/database.ts';
import { needlesOf, type Person, person } from '../../support/person.ts';
import { createPiiScanner, type ScannedText } from '../../support/pii-scanner.ts';
import { PETITIONS, SECRET } from '../../support/server.ts';
import { startSignatureReceiver } from '../../support/signature-receiver.ts';
import { keyPair } from '../../support/signed.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { startReceiver } from '../../support/webhook-receiver.ts';
import { petitions, serve, setUp } from './processes.ts';

const SLUG = 'keep-the-library';
const PUBLIC_URL = 'https://petitions.example.org';
const PATH_TOKEN = 'a-path-that-nobody-guesses';

const PEOPLE = {
  imported: person('Wilhelmine'),
  unsubscribed: person('Radomira'),
  rejected: person('Ekaterine'),
  uploaded: person('Theodolinde'),
  checkedOnly: person('Kunigunde'),
  uploadRejected: person('Marguerite'),
};

const HEADER = ['first_name', 'last_name', 'email', 'zip_code', 'comment', 'opt_in', 'unsubscribed'];
const cellsOf = ({ givenName, familyName, email, postalCode, comment }: Person, unsubscribed = 'no') => [
  ...[givenName, familyName, email, postalCode, comment],
  ...['yes', unsubscribed],
];
const csv = (rows: string[][]) =>
  rows.map((cells) => `${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')}\r\n`).join('');
/** The address of a person as somebody mistyped it. */
const mistyped = (someone: Person): Person => ({ ...someone, email: someone.email.replace('@', ' at ') });

describe('what import, forwarding, webhooks, and tokens leave behind', () => {
  it('is personal data only in the rejects file, with what was in the imported one, and for its owner only', async (t) => {
    const { places, commands, rejects, file, mode, needles, forwarded, exported } = await runEverything(t);
    const scan = createPiiScanner(needles);
    const describeAll = (found: ReturnType<typeof scan>) =>
      found.map((match) => Object.values(match).join(' | '));
    assert.deepEqual(describeAll(scan(places)), []);
    for (const { where, bytes } of commands) {
      // A new token, or secret, is printed once, to the person who asked for it.
      const isCreation = /^the output of (tokens --add|webhooks add)/.test(where);
      const found = scan([{ where, bytes }]).filter(
        ({ needle }) => !(isCreation && /^[0-9a-f]+$/.test(needle)),
      );
      assert.deepEqual(describeAll(found), []);
    }

    assert.equal(mode, 0o600);
    const inRejects = new Set(scan([{ where: 'rejects', bytes: rejects }]).map(({ needle }) => needle));
    const { email, ...others } = PEOPLE.rejected;
    assert.deepEqual(
      inRejects,
      new Set(needlesOf({ ...others, email }).filter((needle) => needle !== email)),
    );
    const [, line = ''] = /\r\n(.*)$/s.exec(rejects)!;
    const [, row] = /^(.*),"?[^",]*"?\r\n$/s.exec(line)!;
    for (const cell of cellsOf(mistyped(PEOPLE.rejected))) {
      assert.ok(row!.includes(cell) && file.includes(cell), cell);
    }

    // Positive controls. The names went where they should.
    const wasForwarded = new Set(
      scan([{ where: 'forwarded', bytes: forwarded }]).map(({ needle }) => needle),
    );
    const wasExported = new Set(scan([{ where: 'exported', bytes: exported }]).map(({ needle }) => needle));
    for (const needle of [PEOPLE.imported, PEOPLE.uploaded].flatMap(needlesOf)) {
      assert.ok(wasForwarded.has(needle) && wasExported.has(needle), needle);
    }
    // And whatever was added to any of the places would be found.
    const separator = Buffer.from('\n');
    const planted = needles.flatMap((needle) => [separator, Buffer.from(needle as Uint8Array)]);
    for (const { where, bytes } of places) {
      const found = scan([{ where, bytes: Buffer.concat([Buffer.from(bytes as Uint8Array), ...planted]) }]);
      assert.equal(new Set(found.map(({ needle }) => needle)).size, new Set(needles).size, where);
    }
    const names = places.map(({ where }) => where);
    for (const part of [
      ...['the database while it runs', 'the database at the end', 'the log', 'the state file'],
      ...['petition.created to a webhook', 'webhook.test to a webhook', 'the answer to import'],
    ]) {
      assert.ok(
        names.some((name) => name.includes(part)),
        `${part} in ${names.join('\n')}`,
      );
    }
  });
});

/** Runs the real commands and a real server, and gathers all that they write. */
async function runEverything(t: TestContext) {
  const { env: loaded, dataDir, file: petitionFile } = await setUp(t);
  const { identity, recipient } = await keyPair();
  const folder = temporaryFolder(t);
  const inFolder = (name: string) => join(folder, name);
  const env = {
    ...loaded,
    ...{ SECRET, PUBLIC_URL, RECIPIENT: recipient, LOG_LEVEL: 'trace', LIMITS: 'off' },
    WEBHOOK_ALLOW_HOSTS: '127.0.0.1',
  };
  const places: ScannedText[] = [];
  const commands: ScannedText[] = [];
  const run = async (...args: string[]) => {
    const result = await petitions(args, env);
    commands.push({ where: `the output of ${args.join(' ')}`, bytes: `${result.stdout}\n${result.stderr}` });
    return result;
  };
  const succeed = async (...args: string[]) => {
    const { code, stdout, stderr } = await run(...args);
    assert.equal(code, 0, stderr);
    return stdout;
  };

  const receiver = await startReceiver(t);
  const webhookUrl = `${new URL(receiver.url).origin}/${PATH_TOKEN}`;
  const [, endpoint, webhookSecret] = /^Webhook (\w+) .*\n\n +(whsec_\S+)/.exec(
    await succeed('webhooks', 'add', webhookUrl, ...EVENT_TYPES.flatMap((type) => ['--event', type])),
  )!;
  const token = (await succeed('tokens', '--add', 'Forwarding', '--sealed', SLUG)).trim();
  const server = await serve(t, env);

  // A file on the command line.
  const content = csv([
    HEADER,
    cellsOf(PEOPLE.imported),
    cellsOf(PEOPLE.unsubscribed, 'yes'),
    cellsOf(mistyped(PEOPLE.rejected)),
  ]);
  const [list, rejects] = [inFolder('list.csv'), inFolder('rejects.csv')];
  writeFileSync(list, content);
  const imported = await run('import', SLUG, list, '--rejects', rejects);
  assert.equal(imported.code, 1, imported.stderr);

  // Rows of a file in the console.
  const answers = await upload(t, server.origin, env.DATABASE_URL);
  places.push({ where: 'the answer to import in the console', bytes: answers });

  // Webhooks hear about a new petition, and of a test.
  writeFileSync(petitionFile, JSON.stringify([...PETITIONS, { ...PETITIONS[1], slug: 'another-bridge' }]));
  await succeed('load', petitionFile);
  await succeed('webhooks', 'test', endpoint!);
  await until('webhooks', () =>
    ['petition.created', 'webhook.test'].every((type) =>
      receiver.requests.some(({ event }) => event.type === type),
    ),
  );
  await succeed('webhooks', 'list', '--json');
  await succeed('webhooks', 'deliveries', endpoint!, '--json');
  for (const { event, body, headers, path } of receiver.requests) {
    // The receiver knows its own address.
    const bytes = JSON.stringify([body, headers, path.replace(PATH_TOKEN, '')]);
    places.push({ where: `${event.type} to a webhook`, bytes });
  }

  // The token, where it belongs, and where somebody may put it by mistake.
  for (const path of [`/api/v1/token`, `/api/v1/counts?token=${token}`, `/api/v1/${token}`]) {
    await (await fetch(server.origin + path, { headers: { Authorization: `Bearer ${token}` } })).text();
  }
  const tools = await startSignatureReceiver(t);
  const identityFile = inFolder('identity');
  writeFileSync(identityFile, `${identity}\n`);
  const state = inFolder('state');
  const sent = await petitions(
    [
      ...['forward', server.origin, '--identity', identityFile, '--to', `webhook:${tools.url}`],
      ...['--state', state, '--include-without-consent'],
    ],
    { PETITIONS_TOKEN: token, WEBHOOK_SECRET: tools.secret },
  );
  assert.equal(sent.code, 0, sent.stderr);
  commands.push({ where: 'the output of forward', bytes: sent.stdout + sent.stderr });
  places.push({ where: 'the state file', bytes: readFileSync(state) });
  const { stdout: exported } = await petitions(
    ['export', SLUG, '--identity', identityFile, '--format', 'ndjson'],
    env,
  );

  const addStored = async (when: string) => {
    const stored = await storedBytes(env.DATABASE_URL);
    places.push(...stored.map(({ where, bytes }) => ({ where: `${where} in the database ${when}`, bytes })));
  };
  await addStored('while it runs');
  await server.stop();
  await addStored('at the end');
  places.push({ where: 'the log', bytes: server.log() });
  for (const name of readdirSync(dataDir, { recursive: true, encoding: 'utf8' })) {
    const path = join(dataDir, name);
    if (statSync(path).isFile()) places.push({ where: `${name} in DATA_DIR`, bytes: readFileSync(path) });
  }
  return {
    places,
    commands,
    file: content,
    rejects: readFileSync(rejects, 'utf8'),
    mode: statSync(rejects).mode & 0o777,
    forwarded: JSON.stringify(tools.events),
    exported,
    needles: [
      ...Object.values(PEOPLE).flatMap(needlesOf),
      PATH_TOKEN,
      // As bytes: the hash of a token is stored.
      ...[token, webhookSecret!].map((secret) => Buffer.from(secret)),
      Buffer.from(token.slice('petitions_'.length), 'base64url'),
      Buffer.from(webhookSecret!.slice('whsec_'.length), 'base64'),
    ],
  };
}

/** Imports rows as the console's page does, first only checking them. @returns all that the server answered */
async function upload(t: TestContext, origin: string, databaseUrl: string): Promise<string> {
  const storage = await openStorage(databaseUrl);
  t.after(() => storage.close());
  const client = createConsoleClient({
    app: { request: (path, init) => fetch(origin + path, init) },
    context: { storage, config: { publicUrl: PUBLIC_URL } },
  });
  await client.signUp('Irena');
  const path = `/petitions/${SLUG}/import`;
  const settings = { source: 'Elsewhere', dates: null, timeZone: 'UTC' };
  const fields = ['givenName', 'familyName', 'email', 'postalCode', 'comment', 'contact', 'unsubscribed'];
  const columns = fields.map((field, index) => ({ field, header: HEADER[index] }));
  const answers: string[] = [];
  const post = async (to: string, body: object) => {
    const response = await client.post(to, { ...settings, ...body });
    const text = await response.text();
    assert.ok(response.ok, text);
    answers.push(text);
    return text;
  };
  await post(path, { token: null, columns, rows: [cellsOf(PEOPLE.checkedOnly)] });
  const options = (await (await client.post('/sign-in/options')).json()) as { challenge: string };
  const started = await post(`${path}/start`, { confirm: SLUG, passkey: client.passkey.signIn(options) });
  const { token } = JSON.parse(started) as { token: string };
  const rows = [cellsOf(PEOPLE.uploaded), cellsOf(mistyped(PEOPLE.uploadRejected))];
  await post(path, { token, columns, rows });
  await storage.close();
  return answers.join('\n');
}

/** Waits for a condition. */
async function until(what: string, isMet: () => boolean): Promise<void> {
  const deadline = AbortSignal.timeout(120_000);
  while (!isMet()) {
    assert.ok(!deadline.aborted, `timed out waiting for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
