import { readFileSync } from 'node:fs';

/** In microseconds. */
export interface CpuTime {
  user: number;
  /** In the kernel. */
  system: number;
}

/** Linux counts CPU time in ticks of 10 ms. */
const TICK_US = 10_000;

/** @param path of the file `stat` that Linux has for each process and each thread */
export function readCpuTime(path: string): CpuTime {
  const stat = readFileSync(path, 'latin1');
  // The name of the program comes second, in parentheses, and may contain spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { user: Number(fields[11]) * TICK_US, system: Number(fields[12]) * TICK_US };
}
