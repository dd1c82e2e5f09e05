// `npm run bench [-- NAMES]`: measures all, or what is named, prints a table, and keeps that of a whole run.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Row, told } from './figures.ts';
import { describeMachine, fileSystemOf } from './machine.ts';
import { letters } from './measurements/emails.ts';
import { exportOn } from './measurements/export.ts';
import { growthOn } from './measurements/growth.ts';
import { kills } from './measurements/kills.ts';
import { memory } from './measurements/memory.ts';
import { phone } from './measurements/phone.ts';
import { reads } from './measurements/reads.ts';
import { script } from './measurements/script.ts';
import { privacyOn, signingOnPostgres, signingOnSqlite } from './measurements/signing.ts';
import { start } from './measurements/start.ts';
import { Grounds, POSTGRES_SETTINGS, type Scope } from './scope.ts';

const measurements: Record<string, ((scope: Scope) => Promise<Row[]>)[]> = {
  signing: [signingOnSqlite, signingOnPostgres],
  reads: [reads],
  growth: [growthOn('SQLite'), growthOn('PostgreSQL')],
  memory: [memory],
  export: [exportOn('SQLite'), exportOn('PostgreSQL')],
  start: [start],
  privacy: [privacyOn('SQLite'), privacyOn('PostgreSQL')],
  letters: [letters('SQLite'), letters('PostgreSQL')],
  script: [script],
  phone: [phone],
  kills: [kills],
};

const RESULTS = fileURLToPath(new URL('RESULTS.md', import.meta.url));
const MARKS = new Map([
  [true, '✓'],
  [false, '✗'],
  [null, ''],
]);

const named = process.argv.slice(2);
const unknown = named.filter((name) => !Object.hasOwn(measurements, name));
if (unknown.length > 0) {
  console.error(
    `There is no measurement "${unknown[0]}"; there are ${Object.keys(measurements).join(', ')}.`,
  );
  process.exit(2);
}

// In memory, making things durable would cost nothing.
const onDisk = fileSystemOf(tmpdir()) === 'tmpfs' ? '/var/tmp' : tmpdir();
const root = mkdtempSync(join(onDisk, 'petitions-bench-'));
// PostgreSQL runs as another user where this one is root.
chmodSync(root, 0o755);
process.env.TMPDIR = root;
process.on('exit', () => rmSync(root, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));

const grounds = new Grounds(root);
const machine = await grounds.during(async (scope) => {
  const [version] = await (await scope.postgres()).query('show server_version');
  return describeMachine(root, String(version!.server_version).split(' ')[0]!);
});
console.log(`${machine.join('\n')}\n`);

const rows: Row[] = [];
for (const name of named.length > 0 ? named : Object.keys(measurements)) {
  for (const measure of measurements[name]!) {
    const begun = performance.now();
    const measured = await grounds.during(measure).catch((error): Row[] => {
      console.error(error);
      process.exitCode = 1;
      const [why] = String(error.message).split('\n');
      return [{ ...told(name, `failed: ${why}`), ok: false }];
    });
    rows.push(...measured);
    for (const row of measured) console.log(`${MARKS.get(row.ok) || '·'} ${row.what}: ${row.measured}`);
    // Kept as it grows: what was measured stands, whatever becomes of the rest.
    if (named.length === 0) writeFileSync(RESULTS, results());
    console.log(`  ${name} took ${((performance.now() - begun) / 1000).toFixed(0)} s`);
  }
}
await grounds.close();

console.log(`\n${results()}`);
// The browser may have left something open.
process.exit();

function results(): string {
  return `# What was measured

\`npm run bench\` writes this. Each figure is a ratio to a baseline that took turns with it in the same run: 64
connections from another process, five rounds each of three seconds behind three of warming up, each with a server
started for it, medians.
Load, servers and databases share the processors; PostgreSQL runs with ${POSTGRES_SETTINGS.join(' ')}. The ratios bear comparison with other
machines, the rates don't. ✗ falls short of its target.

${machine.map((line) => `- ${line}`).join('\n')}

| | measured | against | target | |
|---|---|---|---|---|
${rows.map((row) => `| ${row.what} | ${row.measured} | ${row.baseline} | ${row.target} | ${MARKS.get(row.ok)} |`).join('\n')}
`;
}
