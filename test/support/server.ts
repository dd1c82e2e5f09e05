import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, type TestContext } from 'node:test';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import type { Hono } from 'hono';
import type { Count, ProblemDetails } from '../../common/contract.ts';
import { createApp } from '../../server/app.ts';
import { ProofOfWork } from '../../server/bot-protection/proof-of-work.ts';
import { RateLimiter } from '../../server/bot-protection/rate-limiter.ts';
import { readConfig } from '../../server/config/config.ts';
import { type AppContext, createContext } from '../../server/context.ts';
import { aad, decryptDataKey, decryptRecord } from '../../server/crypto/sealer.ts';
import { createLogger } from '../../server/http/request-metrics.ts';
import { utcDay } from '../../server/lib/time.ts';
import { parsePetitionFile } from '../../server/petitions/petition-file.ts';
import { loadPetitions } from '../../server/petitions/repository.ts';
import { canonicalRulesOf } from '../../server/signatures/canonical-rules.ts';
import type { SignatureRecord } from '../../server/signatures/sign.ts';
import { SignerKeys } from '../../server/signatures/signer-key.ts';
import { openStorage, type PetitionStorage } from '../../server/storage/open.ts';
import { migratedDatabase, preparedDatabase, storedBytes } from './database.ts';
import { createPiiScanner, findPii, type PiiMatch, type ScannedText } from './pii-scanner.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Replaces the built widget. */
export const WIDGET = `export const widget = 'a stand-in';\n${'// Long enough to be worth compressing.\n'.repeat(50)}`;
/** Replaces the built proof-of-work solver. */
export const SOLVER = WIDGET.replace('widget', 'solver');
/** Replaces one of the widget's built dictionaries. */
export const DICTIONARY = JSON.stringify({ sign: 'Unterschreiben '.repeat(50) });
export const SECRET = 'a secret for tests, long enough to be one';
export const PUBLIC_URL = 'https://petitions.example.org';

/** A petition with all optional fields in two languages, a minimal one, a strict one, and a closed one. */
export const PETITIONS = [
  {
    slug: 'keep-the-library',
    creator: 'Friends of the Library',
    carriedOver: 8889,
    fields: {
      familyName: 'optional',
      postalCode: 'optional',
      country: 'optional',
      comment: 'optional',
      contact: 'optional',
      partnerContact: 'optional',
    },
    partners: { 'harbour-aid': 'Harbour Aid', 'open-gate': 'Open Gate Network' },
    texts: {
      en: {
        title: 'Keep the library open',
        text: 'It is warm there.\n\nRead https://example.org/why first.',
      },
      es: { title: 'Que la biblioteca siga abierta', text: 'Allí hace calor.' },
    },
  },
  {
    slug: 'mend-the-bridge',
    creator: 'Ilse V.',
    fields: { familyName: 'off', contact: 'off' },
    texts: { en: { title: 'Mend the bridge', text: 'It is broken.' } },
  },
  {
    slug: 'strict-one',
    creator: 'Ilse V.',
    fields: { familyName: 'required', postalCode: 'required', country: 'required', comment: 'required' },
    texts: { en: { title: 'Ask for everything', text: 'Because we must.' } },
  },
  {
    slug: 'done-and-won',
    creator: 'Ilse V.',
    status: 'closed',
    carriedOver: 1,
    texts: { en: { title: 'Won', text: 'Thank you.' } },
  },
];

export interface StartOptions {
  petitions?: unknown[];
  publicUrl?: string;
  dataDir?: string;
  databaseUrl?: string;
  widget?: string;
  /** Mail server. If set, signatures require confirmation by email. */
  smtpUrl?: string;
  /** Additional environment variables. */
  env?: Record<string, string>;
}

/** The organizer of all servers of this process: importing and sealing with a new key takes longer than most requests. */
const organizer = createOrganizer();

async function createOrganizer() {
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}

/** Stands for what the build makes for browsers. */
const widgetFolder = createWidgetFolder();

function createWidgetFolder(scope?: TestContext, widget = WIDGET): string {
  const folder = temporaryFolder(scope);
  const files = {
    'petition-widget.js': widget,
    'petition-solver.js': SOLVER,
    'petition-frame.js': WIDGET.replace('widget', 'frame'),
    'petition-list.js': WIDGET.replace('widget', 'list'),
    'petition-widget.de.json': DICTIONARY,
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

/** A complete server that doesn't listen on a port. */
export interface TestServer {
  context: AppContext;
  app: Hono;
  dataDir: string;
  databaseUrl: string;
  /** Lines of the log, as JSON. */
  lines: string[];
  /** The organizer's private key. */
  identity: string;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  /** Posts a body as JSON, or a string unchanged. `from` is the client's IP address. */
  post(path: string, body: unknown, headers?: Record<string, string>, from?: string): Promise<Response>;
  sign(slug: string, body: unknown): Promise<Response>;
  /** Loads new or changed petitions, and publishes them. */
  load(petitions: unknown[]): Promise<void>;
  /** Returns the count after the next refresh. */
  countOf(slug: string): Promise<Count>;
  /** Returns the number of stored signatures. */
  rowsOf(slug: string): Promise<number>;
  /** Returns the stored signatures, decrypted with the organizer's private key. */
  recordsOf(slug: string): Promise<SignatureRecord[]>;
}

/** Opens a database with empty tables. */
export async function emptyStorage(t: TestContext): Promise<PetitionStorage> {
  const storage = await openStorage(await migratedDatabase(t));
  t.after(() => storage.close());
  return storage;
}

/** Creates a database with petitions, loaded as by `petitions load`. */
function loadedDatabase(t: TestContext, petitions: unknown[] = PETITIONS): Promise<string> {
  const entries = JSON.stringify(petitions);
  const load = (storage: PetitionStorage) => loadPetitions(storage, parsePetitionFile(entries));
  // They were created today, whatever a test's clock says that is.
  return preparedDatabase(`${utcDay()} ${entries}`, load, t);
}

/** Environment variables for a data folder and a database with petitions. */
export async function loadedEnvironment(t: TestContext, petitions?: unknown[]) {
  return { DATA_DIR: temporaryFolder(t), DATABASE_URL: await loadedDatabase(t, petitions) };
}

/** Returns what a database holds for a petition, read over a connection of its own. */
export async function storedIn(url: string, slug: string) {
  const storage = await openStorage(url);
  try {
    const petition = await storage.db
      .selectFrom('petition')
      .innerJoin('petition_count', 'petition_count.petition_id', 'petition.id')
      .select(['id', 'salt', 'mailbox_rules', 'signed'])
      .where('slug', '=', slug)
      .executeTakeFirstOrThrow();
    // Joined with the data key, because a signature without it would be unreadable.
    const rows = await storage.db
      .selectFrom('signature')
      .innerJoin('data_key', 'data_key.id', 'signature.data_key_id')
      .select('signer_key')
      .where('petition_id', '=', petition.id)
      .execute();
    const keys = new Set(rows.map(({ signer_key }) => Buffer.from(signer_key).toString('hex')));
    const signerKeys = new SignerKeys(Buffer.from(SECRET));
    const source = { salt: petition.salt, canonicalRules: canonicalRulesOf(petition.mailbox_rules) };
    return {
      counter: petition.signed,
      rows: rows.length,
      has: (email: string) => keys.has(signerKeys.derive(email, source).toString('hex')),
    };
  } finally {
    await storage.close();
  }
}

/**
 * Replaces a test's context outside of tests. Its hooks run after all tests of the file.
 *
 * Node's own `after` must be called before the first `await`. Later it would attach the hook to the process, which runs
 * the tests of other files too.
 */
export function fileScope(): TestContext {
  const hooks: (() => unknown)[] = [];
  after(async () => {
    for (const hook of hooks) await hook();
  });
  return { after: (hook: () => unknown) => hooks.push(hook) } as unknown as TestContext;
}

/**
 * Starts a server with a temporary data folder. Stops it after the test, or without one after all tests of the
 * file. Then fails the test if personal data of signers is in the log, the database, or a response.
 */
export async function start(t?: TestContext, options: StartOptions = {}): Promise<TestServer> {
  let cleanUp = async () => {};
  const scope = t ?? fileScope();
  // Registered first because hooks run in this order, and the others remove the folders and the database.
  scope.after(() => cleanUp());
  const dataDir = options.dataDir ?? temporaryFolder(scope);
  const { petitions } = options;
  const databaseUrl =
    options.databaseUrl ?? (petitions ? await migratedDatabase(scope) : await loadedDatabase(scope));
  const lines: string[] = [];
  const { identity, recipient } = await organizer;
  const { config } = readConfig({
    DATA_DIR: dataDir,
    PUBLIC_URL: options.publicUrl ?? PUBLIC_URL,
    SMTP_URL: options.smtpUrl,
    ...options.env,
  });
  const folder = options.widget === undefined ? widgetFolder : createWidgetFolder(scope, options.widget);
  const context = await createContext(
    config,
    {
      databaseUrl,
      secret: SECRET,
      smtpUrl: options.smtpUrl,
      dkim: undefined,
      recipients: [recipient],
    },
    createLogger('info', { write: (line: string) => lines.push(line) }),
    folder,
  );
  // With a clock that stands still, so that no budget is refilled while a slow machine uses it up.
  context.rateLimiter = new RateLimiter(config.limits, () => 0);
  // The same at a hundredth of the work.
  await context.proofOfWork.stop();
  context.proofOfWork = new ProofOfWork(Buffer.from(SECRET), context.storage, { min: 500, max: 1_500 });
  const app = createApp(context);
  const watcher = watchResponses(app);
  cleanUp = async () => {
    const places: ScannedText[] = [];
    try {
      // A database of another server is scanned by that server, and may already be gone.
      if (options.databaseUrl === undefined) places.push(...(await storedBytes(databaseUrl)));
    } finally {
      context.proofOfWork.stop();
      await context.dispose();
    }
    places.push(...lines.map((line) => ({ where: `log: ${line}`, bytes: line })));
    assert.deepEqual(await watcher.findLeaks(places), [], 'personal data of signers was found');
  };
  const { db } = context.storage;
  const idOf = (slug: string) => context.petitions.get(slug)!.id;
  const server: TestServer = {
    context,
    app,
    dataDir,
    databaseUrl,
    lines,
    identity,
    get: async (path, headers = {}) => app.request(path, { headers }),
    post: async (path, body, headers = {}, from = '192.0.2.1') =>
      app.request(
        path,
        {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', ...headers },
          body: typeof body === 'string' ? body : JSON.stringify(body),
        },
        { incoming: { socket: { remoteAddress: from } } },
      ),
    sign: (slug, body) => server.post(`/v1/petitions/${slug}/signatures`, body),
    async load(petitions) {
      await loadPetitions(context.storage, parsePetitionFile(JSON.stringify(petitions)));
      await context.petitions.refresh();
    },
    async countOf(slug) {
      await context.petitions.refresh();
      return (await server.get(`/v1/petitions/${slug}/count`)).json() as Promise<Count>;
    },
    async rowsOf(slug) {
      const rows = await db
        .selectFrom('signature')
        .select('signer_key')
        .where('petition_id', '=', idOf(slug))
        .execute();
      return rows.length;
    },
    async recordsOf(slug) {
      const rows = await db
        .selectFrom('signature')
        .innerJoin('data_key', 'data_key.id', 'signature.data_key_id')
        .select(['petition_id', 'signer_key', 'signature.sealed as sealed', 'data_key.sealed as key'])
        .where('petition_id', '=', idOf(slug))
        .execute();
      return Promise.all(
        rows.map(
          async (row) =>
            decryptRecord(
              row.sealed,
              await decryptDataKey(row.key, identity),
              aad(row.petition_id, row.signer_key),
            ) as SignatureRecord,
        ),
      );
    },
  };
  if (petitions) await server.load(petitions);
  else if (options.databaseUrl !== undefined) await server.load(PETITIONS);
  return server;
}

/** A signature that is valid for all of `PETITIONS` except the strict one. */
export const PERSON = { givenName: 'Ana', email: 'ana@example.org' };

/** A signature that is valid for the strict petition too. */
export const PERSON_WITH_ALL_FIELDS = {
  ...PERSON,
  familyName: 'Okoro-Brânză',
  postalCode: '1017',
  country: 'NL',
  comment: 'It is right.',
};

/** Distinctive values of these signatures, and the client's IP address. */
const PERSONAL_DATA = [
  PERSON.email,
  PERSON_WITH_ALL_FIELDS.familyName,
  PERSON_WITH_ALL_FIELDS.comment,
  '192.0.2.1',
];
const findPersonal = createPiiScanner(PERSONAL_DATA);

/** Email addresses in request bodies, and tokens in request paths. They must not appear anywhere else. */
const EMAIL_ADDRESSES = /(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+/g;
const TOKENS = /(?<=^\/(?:confirm|withdraw|unsubscribe)\/)[\w-]{60,}/g;
/** Maximum number of values to search for per server, because some tests have thousands of signers. */
const MAX_TRACKED = 300;

/**
 * Scans every response of a server for personal data.
 *
 * @returns `findLeaks`, which also scans other places for the personal data of all requests
 */
export function watchResponses(app: Pick<Hono, 'request'>) {
  const matches: Promise<PiiMatch[]>[] = [];
  const sent = new Set<string>();
  const { request } = app;
  app.request = async (input, init, ...rest) => {
    const response = await request(input, init, ...rest);
    const path = String(input);
    // An organizer's own address in a petition is public.
    const isPetition = /^\/console\/api\/(?:preview|petitions(?:\/[^/]+)?)$/.test(path);
    const body = typeof init?.body === 'string' && !isPetition ? init.body : '';
    const values = [
      ...(path.match(TOKENS) ?? []),
      ...(body.match(EMAIL_ADDRESSES) ?? []),
      ...(body.replaceAll('%40', '@').match(EMAIL_ADDRESSES) ?? []),
    ];
    for (const value of values) if (sent.size < MAX_TRACKED) sent.add(value);
    // Only a form that is shown again, because of errors or overload or on request, may contain what was entered.
    const isForm = init?.method === 'POST' && path.startsWith('/p/');
    const isShownAgain = isForm && ([422, 429, 503].includes(response.status) || /(?:^|&)change=/.test(body));
    // The link's owner sees what was entered. Nobody else may, so its token must not be on the page.
    const isLinkForm = path.startsWith('/confirm/') && [200, 422].includes(response.status);
    if (isLinkForm && (init?.method !== 'POST' || response.status === 422)) {
      matches.push(findTokens(response.clone(), path));
    } else if (!isShownAgain) {
      // The page after signing says once where the email went.
      const isThanks = isForm && response.status === 200;
      const allowed = isThanks ? new URLSearchParams(body).get('email') : null;
      matches.push(findInResponse(response.clone(), path, values, allowed));
    }
    return response;
  };
  async function findTokens(response: Response, path: string): Promise<PiiMatch[]> {
    const bytes = Buffer.from(await response.arrayBuffer());
    return findPii(path.match(TOKENS) ?? [], [{ where: `page at ${path}`, bytes }]);
  }
  async function findInResponse(
    response: Response,
    path: string,
    values: string[],
    allowed: string | null,
  ): Promise<PiiMatch[]> {
    const where = `response ${response.status} to ${path}`;
    const headers = JSON.stringify([...response.headers]);
    const content = Buffer.from(await response.arrayBuffer());
    const rest =
      allowed === null ? content : Buffer.from(withoutEntered(content.toString('latin1'), allowed), 'latin1');
    const places = [headers, rest].map((bytes) => ({ where, bytes }));
    return [...findPersonal(places), ...findPii(values, places)];
  }
  return {
    async findLeaks(places: ScannedText[]): Promise<PiiMatch[]> {
      return [...(await Promise.all(matches)).flat(), ...findPii([...PERSONAL_DATA, ...sent], places)];
    },
  };
}

/** The page after signing, without the one place that may contain the address, and without the token to change it, which is random. */
export const withoutEntered = (page: string, email: string) =>
  page.replace(`<bdi>${email}</bdi>`, '').replace(/(?<=name="change" value=")[\w-]+/, '');

/** Encodes the body of an HTML form. */
export const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString();

export const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };

export async function problemOf(response: Response): Promise<ProblemDetails> {
  return (await response.json()) as ProblemDetails;
}
