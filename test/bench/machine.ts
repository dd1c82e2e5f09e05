import { execFileSync } from 'node:child_process';
import { closeSync, fsyncSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { type CpuTime, readCpuTime } from '../support/cpu-time.ts';
import { openSqlite } from '../support/sqlite.ts';
import { median } from './results.ts';

const PAGE = Buffer.alloc(4096, 'x');
const WRITES = 200;

/** What the results depend on besides the program, as lines of "name: value". */
export function describeMachine(folder: string, postgresVersion: string): string[] {
  const processors = cpus();
  return [
    `Date: ${new Date().toISOString().slice(0, 10)}, commit ${describeCommit()}`,
    `Processor: ${processors.length} × ${processors[0]?.model.trim() ?? 'unknown'}`,
    `Memory: ${(totalmem() / 1024 ** 3).toFixed(0)} GiB`,
    `System: ${process.platform} ${release()}`,
    `Disk: ${fileSystemOf(folder)}; ${measureFsync(folder).toFixed(0)} µs to write 4 KiB and fsync (median of ${WRITES})`,
    `Node ${process.versions.node}, SQLite ${sqliteVersion()}, PostgreSQL ${postgresVersion}`,
  ];
}

function describeCommit(): string {
  try {
    const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8', stdio: 'pipe' }).trim();
    return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain') ? ' with changes' : '');
  } catch {
    return 'unknown';
  }
}

/** Returns the type of the file system that holds a folder: that of the deepest mount point above it. */
export function fileSystemOf(folder: string): string {
  const mounts = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' '))
    .filter(
      ([, mountPoint]) =>
        mountPoint !== undefined && `${folder}/`.startsWith(mountPoint === '/' ? '/' : `${mountPoint}/`),
    );
  // If several file systems are mounted on one mount point, the last one counts. Reversing puts it first.
  const [deepest] = mounts.reverse().sort((a, b) => b[1]!.length - a[1]!.length);
  return deepest?.[2] ?? 'unknown';
}

/** In microseconds. */
function measureFsync(folder: string): number {
  const path = join(folder, 'fsync');
  const file = openSync(path, 'w');
  const durations: number[] = [];
  for (let count = 0; count < WRITES; count++) {
    const start = performance.now();
    writeSync(file, PAGE);
    fsyncSync(file);
    durations.push((performance.now() - start) * 1000);
  }
  closeSync(file);
  rmSync(path);
  return median(durations);
}

function sqliteVersion(): string {
  const db = openSqlite(':memory:');
  const version = db.prepare('select sqlite_version()').pluck().get() as string;
  db.close();
  return version;
}

/** The most memory that a process had at once. Returns 0 if it has ended. */
export function readPeakMebibytes(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/^VmHWM:\s+(\d+) kB/m)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** CPU time that a process has used, of all threads. */
export const cpuTimeOf = (pid: number): CpuTime => readCpuTime(`/proc/${pid}/stat`);

/** CPU time of each thread of a process, by its number. The main thread's is the process's. */
export function threadCpuTimesOf(pid: number): Map<number, CpuTime> {
  const threads = readdirSync(`/proc/${pid}/task`).map(Number);
  return new Map(threads.map((thread) => [thread, readCpuTime(`/proc/${pid}/task/${thread}/stat`)]));
}
