// Runs test files in four processes, because they mostly wait:
//   tsx test/support/runner/run-in-processes.ts [--in-memory] [OPTIONS OF NODE'S TEST RUNNER] test/e2e/*.test.ts
// With --in-memory, temporary files are in memory if there is room.
import { inMemory } from '../memory-folder.ts';
import { runDistributed } from './distribute.ts';

const args = process.argv.slice(2);
const env = args.includes('--in-memory') ? inMemory(process.env) : process.env;
const options = args.filter((arg) => arg.startsWith('--') && arg !== '--in-memory');
const files = args.filter((arg) => !arg.startsWith('--'));
process.exitCode = (await runDistributed(files, { processes: 4, env, options })) ? 0 : 1;
