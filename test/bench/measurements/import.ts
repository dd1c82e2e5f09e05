import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { openStorage } from '../../../server/storage/open.ts';
import {
  assertStored,
  createDeployment,
  type DatabaseName,
  type Deployment,
  MAIN,
  SLUG,
} from '../deployment.ts';
import { readPeakMebibytes } from '../machine.ts';
import {
  formatInteger,
  formatMebibytes,
  formatRate,
  maximumRow,
  minimumRow,
  type ResultRow,
  ratioRow,
} from '../results.ts';
import { loadSignatures } from '../run-load.ts';
import type { Scope } from '../scope.ts';
import { startServer } from '../servers.ts';

const POLL_MS = 100;
const ROWS = Number(process.env.BENCH_IMPORTED ?? 1_000_000);

/** Importing a million rows, and signing while that goes on. */
export const measureImport =
  (database: DatabaseName) =>
  async (scope: Scope): Promise<ResultRow[]> => {
    const deployment = await createDeployment(scope, database);
    const file = join(deployment.env.DATA_DIR, 'list.csv');
    await pipeline(Readable.from(csv()), createWriteStream(file));

    const start = performance.now();
    const child = startImport(deployment, file);
    let peakMebibytes = 0;
    const timer = setInterval(() => {
      peakMebibytes = Math.max(peakMebibytes, readPeakMebibytes(child.pid!));
    }, 20);
    const [code] = await once(child, 'exit');
    clearInterval(timer);
    if (code !== 0) throw new Error(`import exited with ${code}`);
    const rate = (ROWS / (performance.now() - start)) * 1000;
    await assertStored(deployment, ROWS);

    const { alone, whileReading, whileStoring } = await measureSigning(scope, database, file);
    const rows = `${formatInteger(ROWS)} rows on ${database}`;
    const baseline = { name: 'without an import', rate: alone };
    return [
      minimumRow(`Importing ${rows}`, rate, 20_000, formatRate),
      maximumRow('Peak memory of that import', peakMebibytes, 256, formatMebibytes),
      ratioRow(`Signing while an import reads its file on ${database}`, whileReading, baseline, 0.7),
      ratioRow(`Signing while an import stores its rows on ${database}`, whileStoring, baseline, 0.7),
    ];
  };

/** Into a database of its own, so that all signing rates are those of few signatures. */
async function measureSigning(scope: Scope, database: DatabaseName, file: string) {
  const deployment = await createDeployment(scope, database);
  const server = await startServer(scope, deployment);
  const before = await loadSignatures(server);
  const child = startImport(deployment, file);
  const exited = once(child, 'exit');
  const { rate: whileReading } = await loadSignatures(server);
  await waitUntilStoring(deployment);
  const { rate: whileStoring } = await loadSignatures(server);
  if (child.exitCode !== null) throw new Error('the import ended before signing was measured');
  child.kill();
  await exited;
  const after = await loadSignatures(server);
  await server.stop();
  return { alone: (before.rate + after.rate) / 2, whileReading, whileStoring };
}

/** Waits until the count grows while nobody signs. */
async function waitUntilStoring({ env }: Deployment): Promise<void> {
  const storage = await openStorage(env.DATABASE_URL);
  const readCount = async () => {
    const { signed } = await storage.db
      .selectFrom('petition_count')
      .select('signed')
      .executeTakeFirstOrThrow();
    return signed;
  };
  try {
    const signed = await readCount();
    while ((await readCount()) === signed) await sleep(POLL_MS);
  } finally {
    await storage.close();
  }
}

const startImport = ({ env }: Deployment, file: string): ChildProcess =>
  spawn(process.execPath, [MAIN, 'import', SLUG, file], {
    env: { PATH: process.env.PATH, ...env },
    stdio: 'ignore',
  });

function* csv(): Generator<string> {
  yield 'first_name,last_name,email,zip_code,country,comment,created_at,optIn\n';
  for (let index = 0; index < ROWS; ) {
    let lines = '';
    for (const end = Math.min(index + 1_000, ROWS); index < end; index++) {
      const comment = index % 5 === 0 ? '"Because, it is right"' : '';
      const day = `2026-0${1 + (index % 9)}-1${index % 10}T10:00:00Z`;
      lines += `Marisol,Quintanilla,imported${index}@example.org,85701,US,${comment},${day},${index % 2 === 0}\n`;
    }
    yield lines;
  }
}
