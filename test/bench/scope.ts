import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Cluster, startPostgres } from '../support/postgres.ts';

/** Where a measurement takes place, and what is to be tidied up behind it. */
export interface Scope {
  /** An empty folder on disk. */
  folder(): string;
  /** The PostgreSQL that all measurements share. */
  postgres(): Promise<Cluster>;
  /** Done at the end, the last first. */
  after(tidy: () => unknown): void;
}

/**
 * As the README advises for millions of signatures: with the 128 MB it comes with, PostgreSQL reads a page of the
 * index from disk for each signature once there are ten million.
 */
export const POSTGRES_SETTINGS = ['shared_buffers=2GB', 'max_wal_size=8GB'];

/** Everything lies below this folder, which is on disk. */
export class Grounds {
  readonly #root: string;
  #folders = 0;
  #cluster: Promise<Cluster> | undefined;

  constructor(root: string) {
    this.#root = root;
  }

  /** Runs one measurement and tidies up behind it, also where it fails. */
  async during<T>(work: (scope: Scope) => Promise<T>): Promise<T> {
    const tidying: (() => unknown)[] = [];
    const scope: Scope = {
      folder: () => {
        this.#folders += 1;
        const folder = join(this.#root, String(this.#folders));
        mkdirSync(folder);
        return folder;
      },
      postgres: () => {
        this.#cluster ??= startPostgres(POSTGRES_SETTINGS);
        return this.#cluster;
      },
      after: (tidy) => tidying.push(tidy),
    };
    try {
      return await work(scope);
    } finally {
      for (const tidy of tidying.reverse()) await tidy();
    }
  }

  async close(): Promise<void> {
    await (await this.#cluster)?.stop();
  }
}
