import { execFileSync } from 'node:child_process';
import { closeSync, fsyncSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import { median } from './figures.ts';

const PAGE = Buffer.alloc(4096, 'x');
const WRITES = 200;

/** What the figures depend on besides the program, as lines of "name: value". */
export function describeMachine(folder: string, postgresVersion: string): string[] {
  const processors = cpus();
  return [
    `Date: ${new Date().toISOString().slice(0, 10)}, commit ${commit()}`,
    `Processor: ${processors.length} × ${processors[0]?.model.trim() ?? 'unknown'}`,
    `Memory: ${(totalmem() / 1024 ** 3).toFixed(0)} GiB`,
    `System: ${process.platform} ${release()}`,
    `Disk: ${fileSystemOf(folder)}; ${fsyncCost(folder).toFixed(0)} µs to write 4 KiB and fsync (median of ${WRITES})`,
    `Node ${process.versions.node}, SQLite ${sqliteVersion()}, PostgreSQL ${postgresVersion}`,
  ];
}

function commit(): string {
  try {
    const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8', stdio: 'pipe' }).trim();
    return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain') ? ' and changes' : '');
  } catch {
    return 'unknown';
  }
}

/** The type of the file system that the folder is on: of the mounts above it, the nearest. */
export function fileSystemOf(folder: string): string {
  const mounts = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, at]) => at !== undefined && `${folder}/`.startsWith(at === '/' ? '/' : `${at}/`));
  // Of several at one place, the last lies on top.
  const [nearest] = mounts.reverse().sort((a, b) => b[1]!.length - a[1]!.length);
  return nearest?.[2] ?? 'unknown';
}

/** In microseconds. */
function fsyncCost(folder: string): number {
  const path = join(folder, 'fsync');
  const file = openSync(path, 'w');
  const costs: number[] = [];
  for (let count = 0; count < WRITES; count++) {
    const begun = performance.now();
    writeSync(file, PAGE);
    fsyncSync(file);
    costs.push((performance.now() - begun) * 1000);
  }
  closeSync(file);
  rmSync(path);
  return median(costs);
}

function sqliteVersion(): string {
  const db = new SQLite(':memory:');
  const version = db.prepare('select sqlite_version()').pluck().get() as string;
  db.close();
  return version;
}
