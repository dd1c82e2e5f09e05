import { readFileSync } from 'node:fs';
import { atMost, megabytes, type Row, told, whole } from '../figures.ts';
import { signingTimes } from '../press.ts';
import type { Scope } from '../scope.ts';
import { serve } from '../servers.ts';
import { assertStored, newSite } from '../sites.ts';

const SIGNATURES = Number(process.env.BENCH_SIGNATURES ?? 1_000_000);
/** The generator holds as many in memory at once. */
const AT_ONCE = 100_000;

/** What the server holds of memory once so many have signed over HTTP. */
export async function memory(scope: Scope): Promise<Row[]> {
  const site = await newSite(scope, 'SQLite');
  const server = await serve(scope, site);
  let signed = 0;
  while (signed < SIGNATURES) {
    signed += (await signingTimes(Math.min(AT_ONCE, SIGNATURES - signed), server.origin)).acknowledged;
  }
  const status = readFileSync(`/proc/${server.pid}/status`, 'utf8');
  const kibibytes = (name: string) => Number(status.match(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm'))?.[1]);
  await assertStored(site, signed);
  return [
    atMost(
      `Resident memory after ${whole(signed)} signatures on SQLite`,
      kibibytes('VmRSS') / 1024,
      256,
      megabytes,
    ),
    told('Resident memory at its highest', megabytes(kibibytes('VmHWM') / 1024)),
  ];
}
