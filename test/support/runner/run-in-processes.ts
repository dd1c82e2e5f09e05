// Runs test files in a few processes:
//   tsx test/support/runner/run-in-processes.ts [OPTIONS] [OPTIONS OF NODE'S TEST RUNNER] test/e2e/*.test.ts
// --in-memory      temporary files are in memory if there is room
// --processes=4    more than there are processors if the tests mostly wait
// --groups=4       more than processes if a file's size says little about how long it takes. Each starts a browser or a database
import { parseArgs } from 'node:util';
import { inMemory } from '../memory-folder.ts';
import { runDistributed } from './distribute.ts';

const OWN_OPTIONS = {
  'in-memory': { type: 'boolean', default: false },
  processes: { type: 'string', default: '4' },
  groups: { type: 'string', default: '4' },
} as const;

const { values, tokens } = parseArgs({
  options: OWN_OPTIONS,
  allowPositionals: true,
  strict: false,
  tokens: true,
});
const files = tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : []));
const options = tokens.flatMap((token) =>
  token.kind === 'option' && !(token.name in OWN_OPTIONS)
    ? [token.value === undefined ? token.rawName : `${token.rawName}=${token.value}`]
    : [],
);
const env = values['in-memory'] ? inMemory(process.env) : process.env;
const [processes, groups] = [Number(values.processes), Number(values.groups)];
process.exitCode = (await runDistributed(files, { processes, groups, env, options })) ? 0 : 1;
