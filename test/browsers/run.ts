/**
 * Runs the widget's tests in Firefox and WebKit, and signs in each from end to end.
 *
 *   npm run test:browsers                                       all installed browsers
 *   npm run test:browsers -- firefox webkit                     these browsers, which must be installed
 *   npm run test:browsers -- webkit test/widget/form.test.ts    only one file
 */
import { startTestRunner, type TestSession } from '@web/test-runner';
import config from '../../web-test-runner.config.js';
import { printFailures, runJobs } from '../support/runner/jobs.ts';
import { testJobs } from '../support/runner/suites.ts';
import { KNOWN_FAILURES } from '../widget/known-failures.ts';
import { BROWSERS, type Browser } from './installed.ts';

type Results = NonNullable<TestSession['testResults']>;

const isBrowser = (argument: string) => Object.hasOwn(BROWSERS, argument);
const args = process.argv.slice(2);
const namedBrowsers = args.filter(isBrowser);
const files = args.filter((argument) => !isBrowser(argument));

const candidates = namedBrowsers.length > 0 ? namedBrowsers : Object.keys(BROWSERS);
const installed = candidates.filter((key) => BROWSERS[key]!.missing.length === 0);
for (const { name, packages, missing } of candidates.map((key) => BROWSERS[key]!)) {
  if (missing.length > 0) {
    console.warn(`${name} can't be tested: missing ${missing.join(', ')}. Run apt-get install ${packages}.`);
  }
}
if (installed.length === 0 || (namedBrowsers.length > 0 && installed.length < namedBrowsers.length))
  process.exit(1);

const browsers = installed.map((key) => BROWSERS[key]!);
const sessions = await runWidgetTests();
for (const browser of browsers) if (!skippedOnlyKnownFailures(browser, sessions)) process.exitCode = 1;
if (files.length === 0) {
  const jobs = testJobs('Browsers', ['test/browsers/signing.test.ts'], {
    groups: 1,
    options: ['--test-force-exit'],
    env: { ...process.env, BROWSERS: installed.join() },
  });
  const failures = await runJobs(jobs);
  printFailures(failures);
  if (failures.length > 0) process.exitCode = 1;
}

// Handles that a browser leaves open must not keep this process alive.
process.exit(process.exitCode ?? 0);

async function runWidgetTests(): Promise<TestSession[]> {
  const runner = await startTestRunner({
    config: {
      ...config,
      ...(files.length > 0 && { files }),
      browsers: browsers.map(({ launcher }) => launcher()),
    },
    readFileConfig: false,
    readCliArgs: false,
    autoExitProcess: false,
  });
  if (!runner) throw new Error('the tests did not start');
  const passed = await new Promise((resolve) => runner.on('stopped', resolve));
  if (!passed) process.exitCode = 1;
  return [...runner.sessions.all()];
}

/** Reports skipped tests. Returns whether they are exactly the known failures. */
function skippedOnlyKnownFailures({ name }: Browser, sessions: TestSession[]): boolean {
  const reasons = KNOWN_FAILURES[name] ?? {};
  const skipped = sessions
    .filter(({ browser }) => browser.name === name)
    .flatMap(({ testResults }) => (testResults ? skippedTests(testResults) : []));
  for (const test of skipped) {
    console.log(
      `${name} skipped "${test}": ${reasons[test] ?? 'no reason in test/widget/known-failures.ts'}`,
    );
  }
  // In a full run, every known failure must have been skipped.
  const obsolete = files.length > 0 ? [] : Object.keys(reasons).filter((test) => !skipped.includes(test));
  for (const test of obsolete) console.log(`${name} did not skip "${test}", which is a known failure`);
  return obsolete.length === 0 && skipped.every((test) => test in reasons);
}

function skippedTests({ suites, tests }: Results, path: string[] = []): string[] {
  return [
    ...tests.filter(({ skipped }) => skipped).map(({ name }) => [...path, name].join(' > ')),
    ...suites.flatMap((suite) => skippedTests(suite, [...path, suite.name])),
  ];
}
