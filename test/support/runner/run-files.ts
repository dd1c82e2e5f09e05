// Runs many test files in one process: starting a process per file takes longer than most files do.
import { pathToFileURL } from 'node:url';
import { SECOND_MS } from '../../../server/lib/time.ts';
import { waitForNearMidnight } from '../midnight.ts';
import './assert-messages.ts';
import { interceptPromiseTracking } from './promise-tracking.ts';

/** Also on a busy machine. */
const MAX_TEST_MS = 30 * SECOND_MS;

const files = process.argv.slice(2);
const stopPromiseTracking = interceptPromiseTracking();
const { before, beforeEach } = await import('node:test');
// Not in tests of faults and of the whole, which are about what really runs.
if (files.every((file) => /^test\/(?:unit|integration|timing)\//.test(file))) {
  const { shareSqliteThreads } = await import('../sqlite-threads.ts');
  shareSqliteThreads();
}
let startTests = () => {};
const loaded = new Promise<void>((resolve) => {
  startTests = resolve;
});
// Otherwise a file could be loaded while a test of another one has set the clock to a different day.
before(() => loaded);
beforeEach(() => waitForNearMidnight(MAX_TEST_MS));
for (const file of files) await import(pathToFileURL(file).href);
// A twelfth of the time of the server's tests.
stopPromiseTracking();
startTests();
