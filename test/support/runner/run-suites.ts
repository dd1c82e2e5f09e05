/**
 * Runs test suites. All share one queue of jobs, so that no processor waits for the last test of a suite.
 *
 *   npm test                              build, check, and all suites except faults and timing
 *   npm run test:faults, test:timing
 *   npm run test:failover, test:cdn       with Debian's packages, as root
 *   npm run test:server                   `test/unit` once, `test/integration` on SQLite and on a real PostgreSQL
 *   npm run test:server -- postgres
 *   npm run test:server -- postgres test/integration/crypto/keys.test.ts
 *   npm run test:e2e -- test/e2e/signing.test.ts
 *
 * A test file of the server that starts with `// Runs once: REASON` runs only on SQLite, unless it is named.
 *
 * `suites.ts` lists the jobs, `jobs.ts` runs them, and `run-files.ts` runs the test files of one job.
 */
import { type Failure, printFailures, runJobs } from './jobs.ts';
import {
  buildSuite,
  checkSuite,
  deploymentSuite,
  e2eSuite,
  faultSuite,
  postgresSuite,
  type Suite,
  sqliteSuite,
  widgetSuite,
} from './suites.ts';

const SUITES: Record<string, (files: readonly string[]) => Promise<Suite>> = {
  build: buildSuite,
  check: checkSuite,
  widget: widgetSuite,
  sqlite: sqliteSuite,
  postgres: postgresSuite,
  e2e: e2eSuite,
  faults: faultSuite,
  deployment: deploymentSuite,
};

const args = process.argv.slice(2);
const files = args.filter((arg) => arg.endsWith('.test.ts'));
const named = args.filter((arg) => !files.includes(arg));
// `npm run test:server -- postgres` names it after those of the script.
const names = named.includes('server') ? serverSuites(named) : named;

const suites: Suite[] = [];
let failures: Failure[];
try {
  for (const name of names) {
    const suite = SUITES[name];
    if (!suite) throw new Error(`Unknown suite "${name}". Use ${Object.keys(SUITES).join(', ')}.`);
    suites.push(await suite(files));
  }
  failures = await runJobs(suites.flatMap(({ first = [] }) => first));
  // Tests of an old build would prove nothing.
  if (failures.length === 0) failures = await runJobs(suites.flatMap(({ jobs }) => jobs));
} finally {
  for (const suite of suites) await suite.stop?.();
}
printFailures(failures);
process.exit(failures.length > 0 ? 1 : 0);

/** Those named after `server`, or both. */
function serverSuites(named: readonly string[]): readonly string[] {
  const chosen = named.filter((name) => name !== 'server');
  return chosen.length > 0 ? chosen : ['sqlite', 'postgres'];
}
