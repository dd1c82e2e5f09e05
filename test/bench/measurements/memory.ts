import { readFileSync } from 'node:fs';
import { assertStored, createDeployment } from '../deployment.ts';
import { formatInteger, formatMebibytes, infoRow, maximumRow, type ResultRow } from '../results.ts';
import { loadSignatureCount } from '../run-load.ts';
import type { Scope } from '../scope.ts';
import { startServer } from '../servers.ts';

const SIGNATURES = Number(process.env.BENCH_SIGNATURES ?? 1_000_000);
/** The load generator holds this many requests in memory. */
const SIGNATURES_PER_RUN = 100_000;

/** The server's memory after a million signatures over HTTP. */
export async function measureMemory(scope: Scope): Promise<ResultRow[]> {
  const deployment = await createDeployment(scope, 'SQLite');
  const server = await startServer(scope, deployment);
  let signed = 0;
  while (signed < SIGNATURES) {
    const count = Math.min(SIGNATURES_PER_RUN, SIGNATURES - signed);
    signed += (await loadSignatureCount(count, server)).acknowledged;
  }
  const status = readFileSync(`/proc/${server.pid}/status`, 'utf8');
  const kibibytes = (name: string) => Number(status.match(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm'))?.[1]);
  await assertStored(deployment, signed);
  return [
    maximumRow(
      `Resident memory after ${formatInteger(signed)} signatures on SQLite`,
      kibibytes('VmRSS') / 1024,
      256,
      formatMebibytes,
    ),
    infoRow('Peak resident memory', formatMebibytes(kibibytes('VmHWM') / 1024)),
  ];
}
