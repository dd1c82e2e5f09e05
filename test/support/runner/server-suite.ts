/**
 * Runs the server's tests: `test/unit` once, `test/integration` on SQLite and again on a real PostgreSQL.
 *
 *   npm run test:server
 *   npm run test:server -- postgres
 *   npm run test:server -- postgres test/integration/crypto/keys.test.ts
 *
 * The first line of a test file can change how the file is run:
 *
 *   // Runs once: REASON     only on SQLite, unless the file is named on the command line
 *   // Runs alone: REASON    after all others, with nothing beside it
 *
 * `distribute.ts` spreads the files over a few processes, and `run-files.ts` runs the files of one process.
 * `run-in-processes.ts` does the same for suites without a database.
 */
import { readFileSync, statSync } from 'node:fs';
import { findFiles } from '../find-files.ts';
import { inMemory, memoryFolder } from '../memory-folder.ts';
import { startPostgres } from '../postgres.ts';
import { runDistributed } from './distribute.ts';

const PROCESSES = 3;
const GROUPS = 9;

const [database, ...namedFiles] = process.argv.slice(2);
if (database !== undefined && database !== 'sqlite' && database !== 'postgres') {
  throw new Error(`Unknown database "${database}". Use sqlite or postgres.`);
}
const files = namedFiles.length > 0 ? namedFiles : testFiles();

if (database !== 'postgres') await runOn('SQLite', files, {});
if (database !== 'sqlite' && !process.exitCode) {
  // The tests mostly create and drop databases. On a disk, that time would go into fsync.
  const cluster = await startPostgres(['max_connections=200', 'shared_buffers=64MB'], memoryFolder());
  try {
    await runOn('PostgreSQL', namedFiles.length > 0 ? files : files.filter((file) => !runsOnce(file)), {
      TEST_POSTGRES_URL: cluster.urlOf('postgres'),
    });
  } finally {
    await cluster.stop();
  }
}

// Explicit, because the exit hook of the embedded PostgreSQL would end with 0.
process.exit(process.exitCode ?? 0);

async function runOn(name: string, files: string[], env: Record<string, string>): Promise<void> {
  process.stdout.write(`\nServer tests on ${name}\n`);
  const { TEST_POSTGRES_URL: _, ...inherited } = process.env;
  const options = {
    env: inMemory({ ...inherited, ...env }),
    estimate: (file: string) => estimate(file, name === 'PostgreSQL'),
  };
  const alone = files.filter(runsAlone);
  const others = files.filter((file) => !alone.includes(file));
  const results = [await runDistributed(others, { processes: PROCESSES, groups: GROUPS, ...options })];
  for (const file of alone) results.push(await runDistributed([file], { processes: 1, ...options }));
  if (results.includes(false)) process.exitCode = 1;
}

function testFiles(): string[] {
  return findFiles('test', /^(?:unit|integration)\/.*\.test\.ts$/).map((file) => `test/${file}`);
}

function runsOnce(file: string): boolean {
  return file.startsWith('test/unit/') || readFileSync(file, 'utf8').startsWith('// Runs once: ');
}

function runsAlone(file: string): boolean {
  return readFileSync(file, 'utf8').startsWith('// Runs alone: ');
}

/** Roughly how long a file takes. Tests of commands start processes and create databases. */
function estimate(file: string, onPostgres: boolean): number {
  const processCost = onPostgres ? 6 : 4;
  // On PostgreSQL, tests marked `onlyOnce` are skipped.
  const isPartlySkipped = onPostgres && readFileSync(file, 'utf8').includes('onlyOnce');
  return (statSync(file).size * (file.includes('/cli/') ? processCost : 1)) / (isPartlySkipped ? 2 : 1);
}
