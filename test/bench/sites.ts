import { execFile } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { openStorage } from '../../server/storage/open.ts';
import type { Scope } from './scope.ts';

export const MAIN = fileURLToPath(new URL('../../dist/server/main.js', import.meta.url));
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

/** A data folder and a database with one petition: what a server is started over. */
export interface Site {
  env: { DATA_DIR: string; DATABASE_URL: string };
}

export async function newSite(scope: Scope, database: DatabaseName): Promise<Site> {
  const folder = scope.folder();
  scope.after(() => rmSync(folder, { recursive: true, force: true }));
  let url = `sqlite:${join(folder, 'petitions.db')}`;
  if (database === 'PostgreSQL') {
    const cluster = await scope.postgres();
    const name = `bench_${process.hrtime.bigint()}`;
    await cluster.query(`create database ${name}`);
    scope.after(() => cluster.query(`drop database ${name} with (force)`));
    url = cluster.urlOf(name);
  }
  const site = { env: { DATA_DIR: folder, DATABASE_URL: url } };
  const file = join(folder, 'petitions.json');
  writeFileSync(file, JSON.stringify(PETITIONS));
  await command(site, 'load', file);
  return site;
}

/** Runs a `petitions` command of the built server to its end; how many milliseconds it took. */
export async function command({ env }: Site, ...args: string[]): Promise<number> {
  const begun = performance.now();
  await promisify(execFile)(process.execPath, [MAIN, ...args], { env: { ...process.env, ...env } });
  return performance.now() - begun;
}

/** @throws where the stored rows or the counter aren't what was acknowledged */
export async function assertStored({ env }: Site, expected: number): Promise<void> {
  const storage = await openStorage(env.DATABASE_URL);
  try {
    const { rows } = await sql<{ stored: number; counter: number }>`
      select (select count(*) from signature) as stored, (select sum(signed) from petition_count) as counter
    `.execute(storage.db);
    const { stored, counter } = rows[0]!;
    if (Number(stored) !== expected || Number(counter) !== expected) {
      throw new Error(
        `${expected} signatures were acknowledged, ${stored} are stored, ${counter} are counted`,
      );
    }
  } finally {
    await storage.close();
  }
}

/** @throws where not every request is still in the outbox, or had its letter taken by the mail server */
export async function assertRequested({ env }: Site, expected: number, taken: number): Promise<void> {
  const storage = await openStorage(env.DATABASE_URL);
  try {
    const { rows } = await sql<{ waiting: number; signed: number }>`
      select (select count(*) from outbox) as waiting, (select count(*) from signature) as signed
    `.execute(storage.db);
    const { waiting, signed } = rows[0]!;
    if (Number(waiting) + taken !== expected || Number(signed) !== 0) {
      throw new Error(
        `${expected} requests were acknowledged, ${waiting} wait, ${taken} letters went out, ${signed} count`,
      );
    }
  } finally {
    await storage.close();
  }
}
