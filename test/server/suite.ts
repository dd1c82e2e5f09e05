/**
 * Runs the server's tests on SQLite and then, the same ones, on a real PostgreSQL.
 *
 *   npm run test:server
 *   npm run test:server -- postgres test/server/keys.test.ts
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { startPostgres } from '../postgres.ts';

const [asked, ...named] = process.argv.slice(2);
if (asked !== undefined && asked !== 'sqlite' && asked !== 'postgres') {
  throw new Error(`"${asked}" is none of sqlite and postgres`);
}
const files = named.length > 0 ? named : testFiles();

if (asked !== 'postgres') await runOn('SQLite', {});
if (asked !== 'sqlite' && !process.exitCode) {
  // Most of what it does is to make and drop databases, which a disk would spend on fsync.
  const memory = existsSync('/dev/shm') ? '/dev/shm' : undefined;
  const cluster = await startPostgres(['max_connections=200', 'shared_buffers=64MB'], memory);
  try {
    await runOn('PostgreSQL', { TEST_POSTGRES_URL: cluster.urlOf('postgres') });
  } finally {
    await cluster.stop();
  }
}

// Said aloud: the hook with which the PostgreSQL ends would have it that all went well.
process.exit(process.exitCode ?? 0);

async function runOn(database: string, env: Record<string, string>): Promise<void> {
  process.stdout.write(`\nThe server on ${database}\n`);
  const { TEST_POSTGRES_URL: _, ...rest } = process.env;
  const run = spawn('tsx', ['--test', '--test-reporter=spec', '--test-concurrency=2', ...files], {
    stdio: 'inherit',
    env: { ...rest, ...env },
  });
  const [code] = await once(run, 'exit');
  if (code !== 0) process.exitCode = 1;
}

function testFiles(): string[] {
  return readdirSync('test/server', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => `test/server/${name}`)
    .sort();
}
