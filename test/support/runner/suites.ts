import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { findFiles } from '../find-files.ts';
import { inMemory, memoryFolder } from '../memory-folder.ts';
import { startPostgres } from '../postgres.ts';
import { groupFiles, type Job } from './jobs.ts';

export interface Suite {
  /** What the tests of other suites need, like the build. */
  first?: readonly Job[];
  jobs: readonly Job[];
  /** Stops what the jobs needed. */
  stop?(): Promise<void>;
}

/** Files, if some were named on the command line. All files of the suite otherwise. */
type Files = readonly string[];

/** `test/unit` and `test/integration` on SQLite. */
export async function sqliteSuite(named: Files): Promise<Suite> {
  const files = named.length > 0 ? named : serverFiles();
  return serverSuite('SQLite', files, 2, process.env);
}

/** `test/integration` on a real PostgreSQL. */
export async function postgresSuite(named: Files): Promise<Suite> {
  const files = named.length > 0 ? named : serverFiles().filter((file) => !runsOnce(file));
  // The tests mostly create and drop databases. On a disk, that time would go into fsync.
  const cluster = await startPostgres(['max_connections=200', 'shared_buffers=64MB'], memoryFolder());
  const suite = serverSuite('PostgreSQL', files, 1, {
    ...process.env,
    TEST_POSTGRES_URL: cluster.urlOf('postgres'),
  });
  return { ...suite, stop: () => cluster.stop() };
}

/** In Chromium, with the built server and widget. */
export async function e2eSuite(named: Files): Promise<Suite> {
  const files = named.length > 0 ? named : findTests(/^e2e\/.*\.test\.ts$/);
  // Pages that hold a connection open would keep a process alive.
  const options = ['--test-force-exit'];
  return { jobs: testJobs('End to end', files, { groups: 3, env: inMemory(process.env), options }) };
}

/** Without the long tests, which `npm run test:faults:long` adds. They need a disk. */
export async function faultSuite(named: Files): Promise<Suite> {
  const files = named.length > 0 ? named : findTests(/^faults\/.*\.test\.ts$/);
  return { jobs: testJobs('Faults', files, { groups: 5, env: process.env }) };
}

/**
 * In a network of its own, in which tests make machines out of namespaces. The kernel kills everything in it at the end,
 * also if a test fails.
 */
export async function deploymentSuite(named: Files): Promise<Suite> {
  const files = named.length > 0 ? named : findTests(/^deployment\/.*\.test\.ts$/);
  const isolate = ['--net', '--mount', '--pid', '--mount-proc', '--fork', '--kill-child'];
  const canIsolate = spawnSync('unshare', [...isolate, 'true']).status === 0;
  // Programs that a failed test left behind would keep the process alive.
  const options = ['--test-force-exit'];
  const jobs = testJobs('Deployment', files, { groups: files.length, env: inMemory(process.env), options });
  if (!canIsolate) return { jobs };
  return {
    jobs: jobs.map((job) => ({
      ...job,
      command: 'unshare',
      // The shell is the first process, which has to wait for those whose parents are gone.
      args: [...isolate, 'sh', '-c', '"$@"; exit $?', 'sh', job.command, ...job.args],
      env: { ...job.env, TEST_ISOLATED: '1' },
    })),
  };
}

/** Types and lint. */
export const checkSuite = async (): Promise<Suite> => ({ jobs: [scriptJob('check', 15)] });

export const buildSuite = async (): Promise<Suite> => ({ first: [scriptJob('build', 10)], jobs: [] });

export const widgetSuite = async (): Promise<Suite> => ({ jobs: [scriptJob('test:widget', 40)] });

/** What isn't run by Node's test runner. */
const scriptJob = (script: string, estimate: number): Job => ({
  name: script,
  command: 'npm',
  args: ['run', '--silent', script],
  env: process.env,
  estimate,
});

const serverSuite = (name: string, files: Files, groups: number, env: NodeJS.ProcessEnv): Suite => ({
  jobs: testJobs(`Server on ${name}`, files, { groups, env: inMemory(env) }),
});

interface TestJobOptions {
  /** How many jobs the files are distributed over. */
  groups: number;
  env: NodeJS.ProcessEnv;
  /** Options of Node's test runner. */
  options?: readonly string[];
}

/** Jobs that run test files with Node's test runner. */
export function testJobs(suite: string, files: Files, { groups, env, options = [] }: TestJobOptions): Job[] {
  return groupFiles(files, groups, estimateSeconds).map(({ files, estimate }, index) => ({
    name: files.length === 1 ? `${suite}: ${files[0]}` : `${suite}, group ${index + 1}`,
    command: process.execPath,
    args: [
      ...['--import', 'tsx', '--test-reporter=spec', ...options],
      ...['test/support/runner/run-files.ts', ...files],
    ],
    env,
    estimate,
  }));
}

function serverFiles(): string[] {
  return findTests(/^(?:unit|integration)\/.*\.test\.ts$/);
}

function findTests(pattern: RegExp): string[] {
  return findFiles('test', pattern).map((file) => `test/${file}`);
}

function runsOnce(file: string): boolean {
  return file.startsWith('test/unit/') || readFileSync(file, 'utf8').startsWith('// Runs once: ');
}

/** Measured, per 1,000 characters of a test file. What starts processes or browsers takes longer. The first match counts. */
const SECONDS_PER_KB: readonly [start: string, seconds: number][] = [
  ['test/faults/', 2],
  ['test/e2e/console-journey', 3],
  ['test/e2e/console-signatures', 0.6],
  ['test/e2e/console', 1.5],
  ['test/e2e/emails', 2],
  ['test/e2e/frameworks', 2],
  ['test/e2e/hosted-page', 2.5],
  ['test/e2e/hostile-network', 2],
  ['test/e2e/browser-support', 0.3],
  ['test/e2e/list', 0.4],
  ['test/e2e/', 1],
  ['test/integration/cli/exit-codes', 3.5],
  ['test/integration/cli/serve', 1.5],
  ['test/integration/cli/', 0.6],
  ['test/integration/mail/', 1.1],
  ['test/integration/', 0.3],
  ['test/unit/', 0.1],
];

function estimateSeconds(file: string): number {
  const [, seconds] = SECONDS_PER_KB.find(([start]) => file.startsWith(start)) ?? [file, 1];
  return (statSync(file).size / 1000) * seconds;
}
