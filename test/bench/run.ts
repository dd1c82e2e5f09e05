// `npm run bench [-- NAMES]` runs all measurements, or those named, and prints a table. A full run also writes
// RESULTS.md.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeMachine, fileSystemOf } from './machine.ts';
import { measureCost } from './measurements/cost.ts';
import { measureEmails } from './measurements/emails.ts';
import { measureExport } from './measurements/export.ts';
import { measureGrowth } from './measurements/growth.ts';
import { measureHostedPage } from './measurements/hosted-page.ts';
import { measureImport } from './measurements/import.ts';
import { readKillResults } from './measurements/kills.ts';
import { measureMemory } from './measurements/memory.ts';
import { measureMetrics } from './measurements/metrics.ts';
import { measureOpening } from './measurements/opening.ts';
import { measurePartner } from './measurements/partner.ts';
import { measurePetitions } from './measurements/petitions.ts';
import { measurePhone } from './measurements/phone.ts';
import { measureReads } from './measurements/reads.ts';
import { measureScript } from './measurements/script.ts';
import { measurePrivacy, measureSigningOnPostgres, measureSigningOnSqlite } from './measurements/signing.ts';
import { measureStart } from './measurements/start.ts';
import { infoRow, type ResultRow } from './results.ts';
import { POSTGRES_SETTINGS, type Scope, Workspace } from './scope.ts';

const measurements: Record<string, ((scope: Scope) => Promise<ResultRow[]>)[]> = {
  cost: [measureCost],
  signing: [measureSigningOnSqlite, measureSigningOnPostgres],
  reads: [measureReads],
  growth: [measureGrowth('SQLite'), measureGrowth('PostgreSQL')],
  memory: [measureMemory],
  metrics: [measureMetrics],
  export: [measureExport('SQLite'), measureExport('PostgreSQL')],
  import: [measureImport('SQLite'), measureImport('PostgreSQL')],
  start: [measureStart],
  petitions: [measurePetitions('SQLite'), measurePetitions('PostgreSQL')],
  privacy: [measurePrivacy('SQLite'), measurePrivacy('PostgreSQL')],
  partner: [measurePartner('SQLite'), measurePartner('PostgreSQL')],
  emails: [measureEmails('SQLite'), measureEmails('PostgreSQL')],
  script: [measureScript],
  phone: [measurePhone, measureHostedPage],
  opening: [measureOpening],
  kills: [readKillResults],
};

const RESULTS = fileURLToPath(new URL('RESULTS.md', import.meta.url));
const MARKS = new Map([
  [true, '✓'],
  [false, '✗'],
  [null, ''],
]);

const names = process.argv.slice(2);
const unknown = names.find((name) => !Object.hasOwn(measurements, name));
if (unknown !== undefined) {
  console.error(`Unknown measurement "${unknown}". Available: ${Object.keys(measurements).join(', ')}.`);
  process.exit(2);
}

// Not in memory, where fsync costs nothing.
const diskFolder = fileSystemOf(tmpdir()) === 'tmpfs' ? '/var/tmp' : tmpdir();
const root = mkdtempSync(join(diskFolder, 'petitions-bench-'));
// If this process is root, PostgreSQL runs as another user, who must be able to enter.
chmodSync(root, 0o755);
process.env.TMPDIR = root;
process.on('exit', () => rmSync(root, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));

const workspace = new Workspace(root);
const machine = await workspace.run(async (scope) => {
  const [version] = await (await scope.postgres()).query('show server_version');
  return describeMachine(root, String(version!.server_version).split(' ')[0]!);
});
console.log(`${machine.join('\n')}\n`);

const rows: ResultRow[] = [];
for (const name of names.length > 0 ? names : Object.keys(measurements)) {
  for (const measure of measurements[name]!) {
    const start = performance.now();
    const measuredRows = await workspace.run(measure).catch((error): ResultRow[] => {
      console.error(error);
      process.exitCode = 1;
      const [reason] = String(error.message).split('\n');
      return [{ ...infoRow(name, `failed: ${reason}`), passed: false }];
    });
    rows.push(...measuredRows);
    for (const { passed, label, measured } of measuredRows) {
      console.log(`${MARKS.get(passed) || '·'} ${label}: ${measured}`);
    }
    // Written after each measurement, so that nothing is lost if a later one hangs.
    if (names.length === 0) writeFileSync(RESULTS, renderResults());
    console.log(`  ${name} took ${((performance.now() - start) / 1000).toFixed(0)} s`);
  }
}
await workspace.close();

console.log(`\n${renderResults()}`);
// Explicit, because the browser may have left handles open.
process.exit();

function renderResults(): string {
  return `# Benchmark results

Written by \`npm run bench\`. Each ratio compares two programs that took turns in the same run: 64 connections from
another process, and five rounds of three seconds each after three seconds of warm-up, with a newly started server per
round. Figures are medians of the rounds.
The load generator, servers, and databases share the processors. PostgreSQL runs with ${POSTGRES_SETTINGS.join(' ')}. Ratios can be compared
between similar machines; rates can't. ✗ marks a missed target: [LIMITS.md](LIMITS.md) says what stands in the way.

${machine.map((line) => `- ${line}`).join('\n')}

| | measured | baseline | target | |
|---|---|---|---|---|
${rows
  .map(
    ({ label, measured, baseline, target, passed }) =>
      `| ${label} | ${measured} | ${baseline} | ${target} | ${MARKS.get(passed)} |`,
  )
  .join('\n')}
`;
}
