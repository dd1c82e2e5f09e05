import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Cluster, startPostgres } from '../support/postgres.ts';

/** What a measurement may use, and how it registers its cleanup. */
export interface Scope {
  /** Creates an empty folder on disk. */
  createFolder(): string;
  /** The PostgreSQL that all measurements share. */
  postgres(): Promise<Cluster>;
  /** Registers a function to run when the measurement ends. The last one registered runs first. */
  after(cleanup: () => unknown): void;
}

/**
 * What docs/scaling.md recommends for millions of signatures. With ten million and the default 128 MB of shared
 * buffers, PostgreSQL reads a page of the index from disk for each signature.
 */
export const POSTGRES_SETTINGS = ['shared_buffers=2GB', 'max_wal_size=8GB'];

/** Runs measurements in a folder that is on disk. */
export class Workspace {
  readonly #root: string;
  #folderCount = 0;
  #cluster: Promise<Cluster> | undefined;

  constructor(root: string) {
    this.#root = root;
  }

  /** Runs one measurement and then its cleanup, even if it fails. */
  async run<T>(measure: (scope: Scope) => Promise<T>): Promise<T> {
    const cleanups: (() => unknown)[] = [];
    const scope: Scope = {
      createFolder: () => {
        this.#folderCount += 1;
        const folder = join(this.#root, String(this.#folderCount));
        mkdirSync(folder);
        return folder;
      },
      postgres: () => {
        this.#cluster ??= startPostgres(POSTGRES_SETTINGS);
        return this.#cluster;
      },
      after: (cleanup) => cleanups.push(cleanup),
    };
    try {
      return await measure(scope);
    } finally {
      for (const cleanup of cleanups.reverse()) await cleanup();
    }
  }

  async close(): Promise<void> {
    await (await this.#cluster)?.stop();
  }
}
