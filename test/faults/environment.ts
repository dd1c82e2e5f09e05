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

/** The settings and the database of a server, which a test may start more than once. */
export interface TestEnvironment {
  env: Record<string, string>;
  /** URL of the database as the test reaches it. The server may go through a proxy instead. */
  url: string;
  /** age identity that decrypts the signatures. */
  identity: string;
  /**
   * Starts a server. It is killed when the test ends, if it is still running.
   *
   * @param prefix a command that runs another one
   * @param channel `ipc` if the test and the server exchange messages
   */
  start(
    env?: Record<string, string>,
    prefix?: readonly string[],
    channel?: 'ipc' | 'ignore',
  ): Promise<ServerProcess>;
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
    // X25519 instead of the default, which is post-quantum and slower: every start seals a data key.
    RECIPIENT: await identityToRecipient(identity),
    HOST: '127.0.0.1',
    // The same port at each start, because the clients keep using it.
    PORT: String(await freePort()),
    // All requests come from one IP address.
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
    async start(overrides = {}, prefix = [], channel = 'ignore') {
      latest = await startServer({ ...env, ...overrides }, prefix, channel);
      return latest;
    },
  };
}
