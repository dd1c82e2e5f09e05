// Runs test files in two processes: tsx test/in-two.ts test/e2e/*.test.ts
import { runInShares } from './shares.ts';

const [options, files] = [true, false].map((isOption) =>
  process.argv.slice(2).filter((each) => each.startsWith('--') === isOption),
);
process.exitCode = (await runInShares(files!, { processes: 2, options: options! })) ? 0 : 1;
