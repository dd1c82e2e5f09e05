import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { text } from 'node:stream/consumers';

export interface Sharing {
  processes: number;
  /** The environment of each process. */
  env?: NodeJS.ProcessEnv;
  /** Options of Node's test runner. */
  options?: readonly string[];
  /** About how long a file's tests take. */
  weightOf?: (file: string) => number;
}

/**
 * Shares test files out to a few processes, each of which runs its files one after the other, and prints what
 * they say.
 *
 * @returns whether all went well
 */
export async function runInShares(
  files: readonly string[],
  { processes, env = process.env, options = [], weightOf = (file) => statSync(file).size }: Sharing,
): Promise<boolean> {
  const run = async (share: string[]) => {
    const together = [
      '--import',
      'tsx',
      '--test-reporter=spec',
      ...options,
      'test/support/runner/run-files.ts',
      ...share,
    ];
    const child = spawn(process.execPath, together, { stdio: ['ignore', 'pipe', 'inherit'], env });
    // Kept until its end, or the lines of both would mix.
    const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    process.stdout.write(output);
    return code === 0;
  };
  const ends = await Promise.all(shares(files, processes, weightOf).map(run));
  return ends.every((well) => well);
}

/** Deals the files out to the processes: the longest first, each to the one that has least to do yet. */
function shares(files: readonly string[], processes: number, weightOf: (file: string) => number): string[][] {
  const shares = Array.from({ length: Math.min(processes, files.length) }, () => ({
    files: [] as string[],
    weight: 0,
  }));
  const weighed = files.map((file) => ({ file, weight: weightOf(file) })).sort((a, b) => b.weight - a.weight);
  for (const { file, weight } of weighed) {
    const [least] = shares.sort((a, b) => a.weight - b.weight);
    least!.files.push(file);
    least!.weight += weight;
  }
  return shares.map((share) => share.files);
}
