/**
 * Runs the server's tests on SQLite and then, the same ones, on a real PostgreSQL.
 *
 *   npm run test:server
 *   npm run test:server -- postgres test/integration/crypto/keys.test.ts
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { startPostgres } from '../postgres.ts';
import { runInShares } from './shares.ts';

/** How a file begins whose tests would only be the same again: its first line says why. */
const ONCE = /^\/\/ .*: it runs once\.\n/;

/** How a file begins whose tests others would disturb. */
const ALONE = /^\/\/ .*: it runs alone\.\n/;

const PROCESSES = 3;

const [asked, ...named] = process.argv.slice(2);
if (asked !== undefined && asked !== 'sqlite' && asked !== 'postgres') {
  throw new Error(`"${asked}" is none of sqlite and postgres`);
}
const files = named.length > 0 ? named : testFiles();

if (asked !== 'postgres') await runOn('SQLite', files, {});
if (asked !== 'sqlite' && !process.exitCode) {
  // Most of what it does is to make and drop databases, which a disk would spend on fsync.
  const memory = existsSync('/dev/shm') ? '/dev/shm' : undefined;
  const cluster = await startPostgres(['max_connections=200', 'shared_buffers=64MB'], memory);
  try {
    await runOn(
      'PostgreSQL',
      files.filter((file) => named.length > 0 || !ONCE.test(readFileSync(file, 'utf8'))),
      { TEST_POSTGRES_URL: cluster.urlOf('postgres') },
    );
  } finally {
    await cluster.stop();
  }
}

// Said aloud: the hook with which the PostgreSQL ends would have it that all went well.
process.exit(process.exitCode ?? 0);

async function runOn(database: string, files: string[], env: Record<string, string>): Promise<void> {
  process.stdout.write(`\nThe server on ${database}\n`);
  const { TEST_POSTGRES_URL: _, ...rest } = process.env;
  const how = { env: { ...rest, ...env }, weightOf: (file: string) => weightOf(file, database) };
  const alone = files.filter((file) => ALONE.test(readFileSync(file, 'utf8')));
  const others = files.filter((file) => !alone.includes(file));
  const went = [await runInShares(others, { processes: PROCESSES, ...how })];
  for (const file of alone) went.push(await runInShares([file], { processes: 1, ...how }));
  if (went.includes(false)) process.exitCode = 1;
}

/** About how long it takes: those of commands start processes and make databases, and some do most of it once. */
function weightOf(file: string, database: string): number {
  const again = database !== 'SQLite';
  const done = again && readFileSync(file, 'utf8').includes('onlyOnce');
  const processes = again ? 6 : 4;
  return (statSync(file).size * (file.includes('/cli/') ? processes : 1)) / (done ? 2 : 1);
}

function testFiles(): string[] {
  return ['test/unit', 'test/integration']
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.test.ts'))
        .map((name) => `${folder}/${name}`),
    )
    .sort();
}
