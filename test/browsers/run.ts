/**
 * Runs the widget's tests in Firefox and WebKit, and signs in each from end to end.
 *
 *   npm run test:browsers                                       in the installed ones
 *   npm run test:browsers -- firefox webkit                     in these, which must be installed installed
 *   npm run test:browsers -- webkit test/widget/form.test.ts    one file
 */
import { startTestRunner, type TestSession } from '@web/test-runner';
import config from '../../web-test-runner.config.js';
import { runDistributed } from '../support/runner/distribute.ts';
import { KNOWN_FAILURES } from '../widget/known-failures.ts';
import { BROWSERS, type Browser } from './installed.ts';

type Results = NonNullable<TestSession['testResults']>;

const isBrowser = (word: string) => Object.hasOwn(BROWSERS, word);
const words = process.argv.slice(2);
const named = words.filter(isBrowser);
const files = words.filter((word) => !isBrowser(word));

const wanted = named.length > 0 ? named : Object.keys(BROWSERS);
const there = wanted.filter((name) => BROWSERS[name]!.missing.length === 0);
for (const { name, packages, missing } of wanted.map((each) => BROWSERS[each]!)) {
  if (missing.length > 0) {
    console.warn(
      `${name} can't be tested: there is no ${missing.join(', no ')}. apt-get install ${packages}`,
    );
  }
}
if (there.length === 0 || (named.length > 0 && there.length < named.length)) process.exit(1);

const browsers = there.map((name) => BROWSERS[name]!);
const sessions = await runWidgetTests();
for (const browser of browsers) if (!skippedAsAgreed(browser, sessions)) process.exitCode = 1;
if (files.length === 0) {
  const end = {
    processes: 1,
    options: ['--test-force-exit'],
    env: { ...process.env, BROWSERS: there.join() },
  };
  if (!(await runDistributed(['test/browsers/signing.test.ts'], end))) process.exitCode = 1;
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

/** Checks that exactly the known failures were skipped, and reports it. */
function skippedAsAgreed({ name }: Browser, sessions: TestSession[]): boolean {
  const reasons = KNOWN_FAILURES[name] ?? {};
  const skipped = sessions
    .filter(({ browser }) => browser.name === name)
    .flatMap(({ testResults }) => (testResults ? skippedIn(testResults) : []));
  for (const test of skipped) {
    console.log(
      `${name} skipped "${test}": ${reasons[test] ?? 'no reason in test/widget/known-failures.ts'}`,
    );
  }
  // In a full run, every known failure must have been skipped.
  const run = files.length > 0 ? [] : Object.keys(reasons).filter((test) => !skipped.includes(test));
  for (const test of run) console.log(`${name} was to skip "${test}", which isn't there`);
  return run.length === 0 && skipped.every((test) => test in reasons);
}

function skippedIn({ suites, tests }: Results, within: string[] = []): string[] {
  return [
    ...tests.filter(({ skipped }) => skipped).map(({ name }) => [...within, name].join(' > ')),
    ...suites.flatMap((suite) => skippedIn(suite, [...within, suite.name])),
  ];
}
