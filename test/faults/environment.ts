import type { TestContext } from 'node:test';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { parsePetitionFile } from '../../server/petitions/petition-file.ts';
import { loadPetitions } from '../../server/petitions/repository.ts';
import { openStorage } from '../../server/storage/open.ts';
import { freePort } from '../support/free-port.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { type DatabaseName, emptyDatabase } from './databases.ts';
import { type ServerProcess, startServer } from './server.ts';

export const SECRET = 'a secret for fault tests, long enough to be one';
/** Slug of the petition that the load signs. */
export const SLUG = 'mend-the-bridge';

const PETITIONS = [SLUG, 'keep-the-library'].map((slug) => ({
  slug,
  creator: 'Ilse V.',
  texts: { en: { title: 'An invented petition', text: 'For tests.' } },
}));

/** Settings and database of a server that a test starts, often more than once. */
export interface TestEnvironment {
  env: Record<string, string>;
  /** URL of the database as the test reaches it. The server may go through a proxy instead. */
  url: string;
  /** age identity that decrypts the signatures. */
  identity: string;
  /** Starts a server, which is killed at the end of the test at the latest. */
  start(env?: Record<string, string>): Promise<ServerProcess>;
}

/** Creates an environment with a new database and petitions to sign. */
export async function createEnvironment(t: TestContext, database: DatabaseName): Promise<TestEnvironment> {
  const url = await emptyDatabase(t, database);
  await loadSamplePetitions(url);
  return createEnvironmentFor(t, url);
}

export async function loadSamplePetitions(url: string): Promise<void> {
  const storage = await openStorage(url);
  await loadPetitions(storage, parsePetitionFile(JSON.stringify(PETITIONS)));
  await storage.close();
}

/** Creates an environment for an existing database. */
export async function createEnvironmentFor(
  t: TestContext,
  url: string,
  identity?: string,
  dataDir: string = temporaryFolder(t),
): Promise<TestEnvironment> {
  identity ??= await generateX25519Identity();
  const env = {
    DATA_DIR: dataDir,
    DATABASE_URL: url,
    SECRET,
    // Classic rather than post-quantum: every start seals a data key, and the default recipient takes a while.
    RECIPIENT: await identityToRecipient(identity),
    HOST: '127.0.0.1',
    // The same port at each start, as clients expect.
    PORT: String(await freePort()),
    // The whole load comes from one client address.
    LIMITS: 'off',
    LOG_LEVEL: 'warn',
  };
  let latest: ServerProcess | undefined;
  t.after(async () => {
    latest?.signal('SIGKILL');
    await latest?.exitCode;
  });
  return {
    env,
    url,
    identity,
    async start(overrides = {}) {
      latest = await startServer({ ...env, ...overrides });
      return latest;
    },
  };
}
