import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { text } from 'node:stream/consumers';

interface DistributeOptions {
  processes: number;
  /**
   * In how many groups the files are run. Default: one per process. With more, a process that is done early takes
   * another group, but each group starts everything anew that its files share, such as a browser.
   */
  groups?: number;
  /** Environment of each process. */
  env?: NodeJS.ProcessEnv;
  /** Options of Node's test runner. */
  options?: readonly string[];
  /** Estimates how long the tests of a file take, in any unit. Default: the size of the file. */
  estimate?: (file: string) => number;
}

/**
 * Distributes test files over a few processes and prints their output. Each process runs its files one after the
 * other.
 *
 * @returns whether every test passed
 */
export async function runDistributed(
  files: readonly string[],
  {
    processes,
    groups = processes,
    env = process.env,
    options = [],
    estimate = (file) => statSync(file).size,
  }: DistributeOptions,
): Promise<boolean> {
  let passed = true;
  const queue = distribute(files, groups, estimate)[Symbol.iterator]();
  const work = async () => {
    for (const group of queue) passed = (await runGroup(group, options, env)) && passed;
  };
  await Promise.all(Array.from({ length: processes }, work));
  return passed;
}

async function runGroup(
  files: string[],
  options: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<boolean> {
  const runner = 'test/support/runner/run-files.ts';
  const args = ['--import', 'tsx', '--test-reporter=spec', ...options, runner, ...files];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], env });
  // Printed only at the end, so that the lines of different processes don't mix.
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  process.stdout.write(output);
  return code === 0;
}

/** Assigns the longest file first, and each to the group with the least to do. The group with the most comes first. */
function distribute(
  files: readonly string[],
  groupCount: number,
  estimate: (file: string) => number,
): string[][] {
  const groups = Array.from({ length: Math.min(groupCount, files.length) }, () => ({
    files: [] as string[],
    total: 0,
  }));
  const estimated = files
    .map((file) => ({ file, duration: estimate(file) }))
    .sort((a, b) => b.duration - a.duration);
  for (const { file, duration } of estimated) {
    const [shortest] = groups.sort((a, b) => a.total - b.total);
    shortest!.files.push(file);
    shortest!.total += duration;
  }
  return groups.sort((a, b) => b.total - a.total).map((group) => group.files);
}
