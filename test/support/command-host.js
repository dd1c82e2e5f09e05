// Runs the built command line repeatedly in this process: starting one takes longer than most commands.
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

const [node, , main] = process.argv;
const TIMEOUT_MS = 120_000;

/** The current command's output, by stream. */
let output = { stdout: [], stderr: [] };
for (const stream of ['stdout', 'stderr']) {
  process[stream].write = (chunk, ...rest) => {
    output[stream].push(Buffer.from(chunk));
    const done = rest.at(-1);
    if (typeof done === 'function') process.nextTick(done);
    return true;
  };
}

/** Those that the current command has set. With a process of its own, they would end when it does. */
let timers = [];
for (const name of ['setTimeout', 'setInterval']) {
  const original = globalThis[name];
  const recording = (...args) => {
    const timer = original(...args);
    timers.push(new WeakRef(timer));
    return timer;
  };
  globalThis[name] = Object.defineProperties(recording, Object.getOwnPropertyDescriptors(original));
}

// A server would go on without the test that started it.
process.on('disconnect', () => process.exit());

process.on('message', async ({ number, args, env, input }) => {
  const idleResources = activeResources();
  output = { stdout: [], stderr: [] };
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env);
  process.argv = [node, main, ...args];
  const stdin = Readable.from(input === '' ? [] : [Buffer.from(input)]);
  Object.defineProperty(process, 'stdin', { value: stdin, configurable: true });
  process.exitCode = undefined;
  // A new URL makes Node run the entry again, with its imports already loaded.
  await import(`${pathToFileURL(main)}?${number}`);
  await waitUntilIdle(idleResources);
  const code = process.exitCode ?? 0;
  process.exitCode = undefined;
  process.stdout.removeAllListeners('error');
  for (const signal of ['SIGINT', 'SIGTERM']) process.removeAllListeners(signal);
  for (const timer of timers) clearTimeout(timer.deref());
  timers = [];
  process.send({ code, stdout: textOf(output.stdout), stderr: textOf(output.stderr) });
});

process.send('ready');

const activeResources = () => process.getActiveResourcesInfo().sort().join();

/** Resolves once nothing is left that would keep a process of the command alive. */
async function waitUntilIdle(idleResources) {
  const deadline = performance.now() + TIMEOUT_MS;
  while (activeResources() !== idleResources) {
    if (performance.now() > deadline) {
      // Bypasses the replaced standard error.
      process._rawDebug(`${process.argv.slice(2).join(' ')} is kept alive by ${activeResources()}`);
      process.exit(1);
    }
    await sleep(1);
  }
}

function textOf(chunks) {
  return Buffer.concat(chunks).toString('utf8');
}
