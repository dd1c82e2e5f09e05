import type { TestContext } from 'node:test';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { parsePetitionFile } from '../../server/petitions/petition-file.ts';
import { loadPetitions } from '../../server/petitions/repository.ts';
import { openStorage } from '../../server/storage/open.ts';
import { freePort } from '../support/free-port.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { type DatabaseName, emptyDatabase } from './databases.ts';
import { type Server, startServer } from './server.ts';

export const SECRET = 'a secret for fault tests, long enough to be one';
/** The one that is signed. */
export const SLUG = 'mend-the-bridge';

const PETITIONS = [SLUG, 'keep-the-library'].map((slug) => ({
  slug,
  creator: 'Ilse V.',
  texts: { en: { title: 'An invented petition', text: 'For tests.' } },
}));

/** Where a server is started, and started again: its settings and what it stores to. */
export interface Place {
  env: Record<string, string>;
  /** The database as the test reaches it, whatever stands between it and the server. */
  url: string;
  /** Opens what was sealed. */
  identity: string;
  /** Starts a server here that ends with the test at the latest. */
  start(env?: Record<string, string>): Promise<Server>;
}

/** A place with petitions to sign. */
export async function placeOn(t: TestContext, database: DatabaseName): Promise<Place> {
  const url = await emptyDatabase(t, database);
  await loadInto(url);
  return placeAt(t, url);
}

export async function loadInto(url: string): Promise<void> {
  const storage = await openStorage(url);
  await loadPetitions(storage, parsePetitionFile(JSON.stringify(PETITIONS)));
  await storage.close();
}

/** A place over a database that is there. */
export async function placeAt(
  t: TestContext,
  url: string,
  identity?: string,
  dataDir: string = temporaryFolder(t),
): Promise<Place> {
  identity ??= await generateX25519Identity();
  const env = {
    DATA_DIR: dataDir,
    DATABASE_URL: url,
    SECRET,
    // A classic one: the default takes a while to seal to, and each start seals a data key.
    RECIPIENT: await identityToRecipient(identity),
    HOST: '127.0.0.1',
    // The same at each start, as supporters expect.
    PORT: String(await freePort()),
    // What presses the server here is one client.
    LIMITS: 'off',
    LOG_LEVEL: 'warn',
  };
  let last: Server | undefined;
  t.after(async () => {
    last?.signal('SIGKILL');
    await last?.ended;
  });
  return {
    env,
    url,
    identity,
    async start(more = {}) {
      last = await startServer({ ...env, ...more });
      return last;
    },
  };
}
