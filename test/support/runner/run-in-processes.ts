// Runs test files in three processes, for much of what they do is to wait: tsx test/support/runner/run-in-processes.ts test/e2e/*.test.ts
import { runInShares } from './shares.ts';

const [options, files] = [true, false].map((isOption) =>
  process.argv.slice(2).filter((each) => each.startsWith('--') === isOption),
);
process.exitCode = (await runInShares(files!, { processes: 3, options: options! })) ? 0 : 1;
