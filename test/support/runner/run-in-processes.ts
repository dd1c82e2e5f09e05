// Runs test files in four processes, because they mostly wait:
//   tsx test/support/runner/run-in-processes.ts [OPTIONS OF NODE'S TEST RUNNER] test/e2e/*.test.ts
import { runDistributed } from './distribute.ts';

const args = process.argv.slice(2);
const options = args.filter((arg) => arg.startsWith('--'));
const files = args.filter((arg) => !arg.startsWith('--'));
process.exitCode = (await runDistributed(files, { processes: 4, options })) ? 0 : 1;
