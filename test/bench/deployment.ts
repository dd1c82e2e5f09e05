import { execFile } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { openStorage } from '../../server/storage/open.ts';
import type { Scope } from './scope.ts';

export const MAIN = fileURLToPath(new URL('../../dist/server/main.js', import.meta.url));
/** Slug of the petition of every deployment. */
export const SLUG = 'keep-the-library';

const PETITIONS = [
  {
    slug: SLUG,
    creator: 'Friends of the Library',
    carriedOver: 8889,
    partners: { 'harbour-aid': 'Harbour Aid' },
    texts: {
      en: {
        title: 'Keep the library open',
        text: 'It is warm there, and quiet.\n\nCome and see.\n\n'.repeat(10),
      },
      es: { title: 'Que la biblioteca siga abierta', text: 'Allí hace calor.' },
    },
  },
];

export type DatabaseName = 'SQLite' | 'PostgreSQL';

/** A data folder and a database with petitions, for a server to start on. */
export interface Deployment {
  env: { DATA_DIR: string; DATABASE_URL: string };
}

/** @param petitions as in a file for `petitions load`. One by default */
export async function createDeployment(
  scope: Scope,
  database: DatabaseName,
  petitions: readonly { slug: string }[] = PETITIONS,
): Promise<Deployment> {
  const folder = scope.createFolder();
  scope.after(() => rmSync(folder, { recursive: true, force: true }));
  let url = `sqlite:${join(folder, 'petitions.db')}`;
  if (database === 'PostgreSQL') {
    const cluster = await scope.postgres();
    const name = `bench_${process.hrtime.bigint()}`;
    await cluster.query(`create database ${name}`);
    scope.after(() => cluster.query(`drop database ${name} with (force)`));
    url = cluster.urlOf(name);
  }
  const deployment = { env: { DATA_DIR: folder, DATABASE_URL: url } };
  const file = join(folder, 'petitions.json');
  writeFileSync(file, JSON.stringify(petitions));
  await runCommand(deployment, 'load', file);
  return deployment;
}

/**
 * Runs a `petitions` command of the built server.
 *
 * @returns how long it took, in milliseconds
 */
export async function runCommand({ env }: Deployment, ...args: string[]): Promise<number> {
  const start = performance.now();
  await promisify(execFile)(process.execPath, [MAIN, ...args], { env: { ...process.env, ...env } });
  return performance.now() - start;
}

/** @throws if the number of stored rows or the counter differs from the number of acknowledged signatures */
export async function assertStored({ env }: Deployment, acknowledged: number): Promise<void> {
  const storage = await openStorage(env.DATABASE_URL);
  try {
    const { rows } = await sql<{ stored: number; counter: number }>`
      select (select count(*) from signature) as stored, (select sum(signed) from petition_count) as counter
    `.execute(storage.db);
    const { stored, counter } = rows[0]!;
    if (Number(stored) !== acknowledged || Number(counter) !== acknowledged) {
      throw new Error(`${acknowledged} signatures acknowledged, ${stored} stored, ${counter} counted`);
    }
  } finally {
    await storage.close();
  }
}

/** @throws unless every request is still in the outbox or its email was received, and none counts */
export async function assertEmailed(
  { env }: Deployment,
  acknowledged: number,
  received: number,
): Promise<void> {
  const storage = await openStorage(env.DATABASE_URL);
  try {
    const { rows } = await sql<{ waiting: number; signed: number }>`
      select (select count(*) from outbox) as waiting, (select count(*) from signature) as signed
    `.execute(storage.db);
    const { waiting, signed } = rows[0]!;
    if (Number(waiting) + received !== acknowledged || Number(signed) !== 0) {
      throw new Error(
        `${acknowledged} requests acknowledged, ${waiting} in the outbox, ${received} emails received, ${signed} signatures counted`,
      );
    }
  } finally {
    await storage.close();
  }
}
