import { join } from 'node:path';
import { openStorage } from '../../../server/storage/open.ts';
import { signaturePages } from '../../../server/storage/signature-pages.ts';
import {
  assertStored,
  createDeployment,
  type DatabaseName,
  type Deployment,
  runCommand,
} from '../deployment.ts';
import { generateSignatures } from '../generate-signatures.ts';
import {
  formatInteger,
  formatMs,
  formatSeconds,
  infoRow,
  maximumRow,
  median,
  type ResultRow,
  ratioRow,
} from '../results.ts';
import { compare, contender, loadSignatures } from '../run-load.ts';
import type { Scope } from '../scope.ts';
import { startServer } from '../servers.ts';
import { measureGrowthReport } from './growth-report.ts';

const MANY = Number(process.env.BENCH_ROWS ?? 10_000_000);
const FEW = 10_000;
const PAGE_SIZE = 1_000;
const PAGES = 200;
const STARTS = 3;

/** What changes with ten million stored signatures. */
export const measureGrowth =
  (database: DatabaseName) =>
  async (scope: Scope): Promise<ResultRow[]> => {
    const small = await createDeployment(scope, database);
    const large = await createDeployment(scope, database);
    // The first start creates the keys, which must exist before any signature.
    for (const deployment of [small, large]) await (await startServer(scope, deployment)).stop();
    await generateSignatures(small.env.DATABASE_URL, FEW);
    const start = performance.now();
    await generateSignatures(large.env.DATABASE_URL, MANY);
    const generationMs = performance.now() - start;

    const loads = await compare({
      small: contender(loadSignatures, () => startServer(scope, small)),
      large: contender(loadSignatures, () => startServer(scope, large)),
    });
    await assertStored(small, FEW + loads.small.acknowledged);
    await assertStored(large, MANY + loads.large.acknowledged);

    const withMany = `with ${formatInteger(MANY)} signatures on ${database}`;
    const rows = [
      ratioRow(
        `Signing ${withMany}`,
        loads.large.rate,
        { name: `with ${formatInteger(FEW)} signatures`, rate: loads.small.rate },
        0.9,
      ),
      infoRow(
        `Exact count ${withMany} (\`doctor --verify\`, which reads all rows)`,
        formatSeconds(await runCommand(large, 'doctor', '--verify')),
      ),
      infoRow(
        `Paging ${withMany}, ${formatInteger(PAGE_SIZE)} rows per page`,
        `${formatInteger(await measurePaging(large))} rows/s`,
      ),
      infoRow(`Cold start to ready ${withMany}`, formatSeconds(await measureColdStart(scope, large))),
    ];
    // PostgreSQL is backed up with `pg_dump`.
    if (database === 'SQLite') {
      const durationMs = await runCommand(large, 'backup', join(large.env.DATA_DIR, 'backup.db'));
      rows.push(infoRow(`Backup ${withMany}`, formatSeconds(durationMs)));
    }
    // Replaces the numbers, which `doctor --verify` would find.
    const report = await measureGrowthReport(scope, large);
    rows.push(
      maximumRow(
        `Growth in the console ${withMany}, a year with 20 partners (slowest ${formatMs(report.slowest)})`,
        report.median,
        50,
        formatMs,
      ),
    );
    rows.push(
      infoRow(`Generating ${formatInteger(MANY)} signatures on ${database}`, formatSeconds(generationMs)),
    );
    return rows;
  };

/** Reads pages from somewhere in the middle. Returns rows per second. */
async function measurePaging({ env }: Deployment): Promise<number> {
  const { db, close } = await openStorage(env.DATABASE_URL);
  try {
    const { id } = await db.selectFrom('petition').select('id').executeTakeFirstOrThrow();
    const start = performance.now();
    let rows = 0;
    for await (const page of signaturePages(db, id, Buffer.alloc(32, 0x60))) {
      rows += page.length;
      if (rows >= PAGES * PAGE_SIZE) break;
    }
    return (rows / (performance.now() - start)) * 1000;
  } finally {
    await close();
  }
}

/** In milliseconds, median. */
async function measureColdStart(scope: Scope, deployment: Deployment): Promise<number> {
  const durations: number[] = [];
  for (let count = 0; count < STARTS; count++) {
    const server = await startServer(scope, deployment);
    durations.push(server.readyAfterMs);
    await server.stop();
  }
  return median(durations);
}
