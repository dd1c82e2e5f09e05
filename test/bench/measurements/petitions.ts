import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDeployment, type DatabaseName, SLUG } from '../deployment.ts';
import {
  formatInteger,
  formatMebibytes,
  formatMs,
  formatSeconds,
  infoRow,
  maximumRow,
  median,
  type ResultRow,
} from '../results.ts';
import type { Scope } from '../scope.ts';
import { startMailSink, startServer } from '../servers.ts';

const PETITIONS = Number(process.env.BENCH_PETITIONS ?? 10_000);
const STARTS = 3;
const IDLE_S = 20;
/** Long enough for the pages that are made once a second not to be measured twice. */
const BETWEEN_PAGES_MS = 1_100;
const PAGES = {
  'start page': '/',
  feed: '/feed.xml',
  sitemap: '/sitemap.xml',
  'first 100 of the list': '/v1/petitions?limit=100&view=summary',
};

/** What a server with many petitions costs, each with names of its signers and a last day. */
export const measurePetitions =
  (database: DatabaseName) =>
  async (scope: Scope): Promise<ResultRow[]> => {
    const deployment = await createDeployment(scope, database, Array.from({ length: PETITIONS }, petition));
    const mail = await startMailSink(scope);
    const start = () => startServer(scope, deployment, { SMTP_URL: mail.url });
    // Not measured: the first start creates the keys, and the rows that signatures add to.
    await (await start()).stop();
    const starts: { durationMs: number; cpu: number }[] = [];
    const measuredStart = async () => {
      const server = await start();
      starts.push({ durationMs: server.readyAfterMs, cpu: cpuMs(server.pid) });
      return server;
    };
    for (let count = 1; count < STARTS; count++) await (await measuredStart()).stop();
    const server = await measuredStart();
    const with_ = `with ${formatInteger(PETITIONS)} petitions on ${database}`;
    const cpuBefore = cpuMs(server.pid);
    await sleep(IDLE_S * 1000);
    const idleShare = (cpuMs(server.pid) - cpuBefore) / (IDLE_S * 1000);
    const pages: ResultRow[] = [];
    for (const [name, path] of Object.entries(PAGES)) {
      await sleep(BETWEEN_PAGES_MS);
      const requested = performance.now();
      const response = await fetch(`${server.origin}${path}`, { headers: { 'Accept-Encoding': 'identity' } });
      if (!response.ok) throw new Error(`${path} answered ${response.status}`);
      const { byteLength } = await response.arrayBuffer();
      const duration = formatMs(performance.now() - requested);
      pages.push(infoRow(`The ${name} ${with_}`, `${duration}, ${formatInteger(byteLength)} bytes`));
    }
    return [
      maximumRow(
        `Cold start to ready ${with_}, median of ${STARTS}`,
        median(starts.map(({ durationMs }) => durationMs)),
        2000,
        formatSeconds,
      ),
      infoRow('CPU time of that start', formatSeconds(median(starts.map(({ cpu }) => cpu)))),
      maximumRow(
        `CPU time that an idle server takes ${with_}, of one core`,
        idleShare * 100,
        10,
        (percent) => `${percent.toFixed(1)} %`,
      ),
      ...pages,
      maximumRow(`Peak resident memory ${with_}`, peakMebibytes(server.pid), 512, formatMebibytes),
    ];
  };

function petition(_: unknown, index: number) {
  return {
    slug: `${SLUG}-${index}`,
    creator: 'Friends of the Library',
    carriedOver: index,
    closesOn: '2199-12-31',
    timeZone: 'America/New_York',
    fields: { display: 'optional', comment: 'optional' },
    partners: { 'harbour-aid': 'Harbour Aid' },
    tags: [`tag-${index % 50}`],
    texts: {
      en: {
        title: `Keep library ${index} open`,
        text: 'It is warm there, and quiet.\n\nCome and see: https://library.example.org/.\n\n'.repeat(10),
      },
    },
  };
}

/** CPU time of all threads of a process so far, user and system. */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  // In ticks of 10 ms on all platforms that have /proc.
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function peakMebibytes(pid: number): number {
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))!;
  return Number(kibibytes) / 1024;
}
