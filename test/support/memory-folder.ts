import { statfsSync } from 'node:fs';

const FOLDER = '/dev/shm';
/** Much more than all suites need at once. Containers often have 64 MiB there. */
const MIN_FREE_BYTES = 2 ** 30;

/** A folder in memory, or `undefined` where there is none with enough room. */
export function memoryFolder(): string | undefined {
  try {
    const { bavail, bsize } = statfsSync(FOLDER);
    return bavail * bsize >= MIN_FREE_BYTES ? FOLDER : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Environment of test processes whose temporary files, databases included, are in memory. Most tests would wait for
 * the disk otherwise. The fault tests need a disk.
 */
export function inMemory(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const folder = memoryFolder();
  return folder === undefined ? env : { ...env, TMPDIR: folder };
}
