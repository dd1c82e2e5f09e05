// Runs the built command line again and again in this one process: starting one takes longer than most commands do.
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

const [node, , main] = process.argv;
const LONGEST_MS = 30_000;

/** What is being said, by the stream it is said on. */
let said = { stdout: [], stderr: [] };
for (const stream of ['stdout', 'stderr']) {
  process[stream].write = (chunk, ...rest) => {
    said[stream].push(Buffer.from(chunk));
    const done = rest.at(-1);
    if (typeof done === 'function') process.nextTick(done);
    return true;
  };
}

process.on('message', async ({ number, args, env }) => {
  const atRest = busyWith();
  said = { stdout: [], stderr: [] };
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env);
  process.argv = [node, main, ...args];
  process.exitCode = undefined;
  // Under another address it is run anew; what it imports is there already.
  await import(`${pathToFileURL(main)}?${number}`);
  await ended(atRest);
  const code = process.exitCode ?? 0;
  process.exitCode = undefined;
  process.stdout.removeAllListeners('error');
  process.send({ code, stdout: textOf(said.stdout), stderr: textOf(said.stderr) });
});

process.send('ready');

const busyWith = () => process.getActiveResourcesInfo().sort().join();

/** Resolves once nothing is left that would keep a process of its own from ending. */
async function ended(atRest) {
  const giveUp = performance.now() + LONGEST_MS;
  while (busyWith() !== atRest) {
    if (performance.now() > giveUp) {
      // Past what was put in the place of standard error.
      process._rawDebug(`${process.argv.slice(2).join(' ')} doesn't end, because of ${busyWith()}`);
      process.exit(1);
    }
    await sleep(1);
  }
}

function textOf(chunks) {
  return Buffer.concat(chunks).toString('utf8');
}
