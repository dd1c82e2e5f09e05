import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';

/** A command whose exit code says whether its tests passed. */
export interface Job {
  name: string;
  command: string;
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  /** Roughly how many seconds it takes. The longest starts first. */
  estimate: number;
}

/** Tests also wait, for timers, disks, and browsers. So there are more jobs than processors, but no more than keep them busy. */
const CONCURRENCY = availableParallelism() * 2;

/** Several times as long as the longest job on a busy machine. A job that waits forever would hide what all others found. */
const MAX_JOB_MS = 30 * 60_000;

/** A job that failed, and what it said about it. */
export interface Failure {
  name: string;
  reason: string;
}

/** Runs jobs side by side, and prints the output of each when it ends, so that the lines of different jobs don't mix. */
export async function runJobs(jobs: readonly Job[], concurrency = CONCURRENCY): Promise<Failure[]> {
  const failures: Failure[] = [];
  const queue = [...jobs].sort((a, b) => b.estimate - a.estimate)[Symbol.iterator]();
  const work = async () => {
    for (const job of queue) {
      const failure = await runJob(job);
      if (failure) failures.push(failure);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return failures;
}

async function runJob({ name, command, args, env }: Job): Promise<Failure | undefined> {
  const started = performance.now();
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env,
    timeout: MAX_JOB_MS,
    killSignal: 'SIGKILL',
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (part) => (output += part));
  const [code] = await once(child, 'exit');
  // What a killed job had started may hold the other end open.
  if (child.killed) child.stdout.destroy();
  else if (!child.stdout.readableEnded) await once(child.stdout, 'end');
  const seconds = Math.round((performance.now() - started) / 1000);
  const verdict = code === 0 ? 'passed' : child.killed ? 'KILLED' : 'FAILED';
  process.stdout.write(`\n${name}: ${verdict} after ${seconds} s\n${output}`);
  if (code === 0) return undefined;
  const reason = reasonIn(output);
  return {
    name,
    reason: child.killed ? `It ran for more than ${MAX_JOB_MS / 60_000} minutes.\n${reason}` : reason,
  };
}

/** Prints why jobs failed, at the very end, where it is looked for: their own output may be thousands of lines above. */
export function printFailures(failures: readonly Failure[]): void {
  for (const { name, reason } of failures) process.stdout.write(`\nFailed: ${name}\n${reason}\n`);
}

/** Node's test runner repeats at its end what failed. Of other programs' output, the end says most. */
function reasonIn(output: string): string {
  const start = output.indexOf('✖ failing tests:');
  return start >= 0 ? output.slice(start) : output.slice(-2_000);
}

/**
 * Distributes files over a few groups that take equally long. The files of a group run in one process, one after the
 * other, and share what is slow to start, such as a browser.
 */
export function groupFiles(
  files: readonly string[],
  groupCount: number,
  estimate: (file: string) => number,
): { files: string[]; estimate: number }[] {
  const groups = Array.from({ length: Math.min(groupCount, files.length) }, () => ({
    files: [] as string[],
    estimate: 0,
  }));
  const longestFirst = files
    .map((file) => ({ file, seconds: estimate(file) }))
    .sort((a, b) => b.seconds - a.seconds);
  for (const { file, seconds } of longestFirst) {
    const [shortest] = groups.sort((a, b) => a.estimate - b.estimate);
    shortest!.files.push(file);
    shortest!.estimate += seconds;
  }
  return groups;
}
