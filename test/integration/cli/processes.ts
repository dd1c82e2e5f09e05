import assert from 'node:assert/strict';
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Result, runInHost, startInHost } from '../../support/command-hosts.ts';
import { freePort } from '../../support/free-port.ts';
import { loadedEnvironment, PETITIONS } from '../../support/server.ts';

export const MAIN = fileURLToPath(new URL('../../../dist/server/main.js', import.meta.url));

type Environment = Record<string, string>;

const COMMAND_TIMEOUT_MS = 120_000;
const START_TIMEOUT_MS = 120_000;

/** Starts a command that is expected to end. It is killed if it takes too long. */
export const launch = (args: string[], env: Environment): ChildProcess =>
  start([MAIN, ...args], env, { timeout: COMMAND_TIMEOUT_MS, killSignal: 'SIGKILL' });

/** Starts the built command line, or another program, without this process's environment. */
function start(
  args: readonly string[],
  env: Environment,
  options: SpawnOptions = {},
  program = process.execPath,
): ChildProcess {
  assert.ok(existsSync(MAIN), 'dist/server/main.js is missing; run `npm run build` first');
  return spawn(program, args, { ...options, env: { PATH: process.env.PATH, ...env } });
}

/** Reads a stream to its end. Node's own `text` drops a byte order mark at the start. */
export const textOf = async (stream: Readable) => (await buffer(stream)).toString('utf8');

/**
 * Runs a command to its end, in a process that runs many. `exit-codes.test.ts` runs every command in processes of its
 * own, which take several times as long.
 */
export function petitions(args: string[], env: Environment, input?: string): Promise<Result> {
  return runInHost(MAIN, args, { PATH: process.env.PATH, ...env }, input);
}

/** Runs a command to its end, in a process of its own. */
export async function petitionsProcess(args: string[], env: Environment, input = ''): Promise<Result> {
  const child = launch(args, env);
  child.stdin!.end(input);
  const [[code], stdout, stderr] = await Promise.all([
    once(child, 'close'),
    textOf(child.stdout!),
    textOf(child.stderr!),
  ]);
  return { code, stdout, stderr };
}

export interface HostedServer {
  origin: string;
  /** Sends SIGTERM, and returns the exit code. */
  stop(): Promise<number | null>;
}

export interface RunningServer extends HostedServer {
  /** Sends the signal, by default SIGTERM, and returns the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  /** Output so far, standard error included. */
  log(): string;
}

/**
 * Starts a server in a process that runs many commands, and waits until it is ready. It may run until the test ends. Tests
 * of its start, its log, and its end need `serve`, which takes longer.
 */
export async function serveInHost(t: TestContext, env: Environment): Promise<HostedServer> {
  const port = String(await freePort());
  const settings = { PATH: process.env.PATH, HOST: '127.0.0.1', LOG_LEVEL: 'error', ...env, PORT: port };
  const server = await startInHost(MAIN, ['serve'], settings);
  let result: Result | undefined;
  const ended = server.ended.then((ended) => (result = ended));
  const stop = async () => {
    if (!result) server.kill('SIGTERM');
    return (await ended).code;
  };
  t.after(() => stop());
  const origin = `http://127.0.0.1:${port}`;
  await waitUntilReady(origin, () =>
    assert.ok(!result, `the server ended before it was ready: ${result?.stderr}`),
  );
  return { origin, stop };
}

/**
 * Starts a server, on `PORT` if given, and waits until it is ready. It may run until the test ends.
 *
 * @param gone outputs that nobody reads
 * @param command what to start in place of the built server
 */
export async function serve(
  t: TestContext,
  env: Environment,
  gone: readonly ('stdout' | 'stderr')[] = [],
  [program, ...args]: readonly [string, ...string[]] = [process.execPath, MAIN, 'serve'],
): Promise<RunningServer> {
  const { PORT = String(await freePort()) } = env;
  const child = start(args, { HOST: '127.0.0.1', ...env, PORT }, {}, program);
  let log = '';
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk) => (log += chunk));
  for (const stream of gone) child[stream]!.destroy();
  const exited = once(child, 'exit') as Promise<[number | null]>;
  t.after(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  const origin = `http://127.0.0.1:${PORT}`;
  await waitUntilReady(origin, () => {
    const isRunning = child.exitCode === null && child.signalCode === null;
    assert.ok(isRunning, `the server exited before it was ready:\n${log}`);
  });
  return {
    origin,
    log: () => log,
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      const [code] = await exited;
      return code;
    },
  };
}

async function waitUntilReady(origin: string, assertRunning: () => void): Promise<void> {
  const deadline = AbortSignal.timeout(START_TIMEOUT_MS);
  for (;;) {
    assertRunning();
    assert.ok(!deadline.aborted, `the server was not ready within ${START_TIMEOUT_MS} ms`);
    const ready = await fetch(`${origin}/readyz`, { signal: deadline }).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

export interface Answer {
  status: number;
  /** Status line, headers, and body as received, without the `Date` header. */
  bytes: string;
}

/** Signs like a browser, over a connection of the agent. */
export function signAt(origin: string, slug: string, body: object, agent: Agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      `${origin}/v1/petitions/${slug}/signatures`,
      { method: 'POST', agent, headers: { 'Content-Type': 'application/json' } },
      (response) => {
        text(response).then((content) => {
          const headers = response.rawHeaders.filter(
            (name, index, all) => name.toLowerCase() !== 'date' && all[index - 1]?.toLowerCase() !== 'date',
          );
          resolve({
            status: response.statusCode!,
            bytes: [response.statusCode, response.statusMessage, ...headers, content].join('\n'),
          });
        }, reject);
      },
    );
    sent.on('error', reject);
    sent.end(JSON.stringify(body));
  });
}

/** A pool of keep-alive connections that is closed after the test. */
export function connections(t: TestContext, maxSockets: number): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets });
  t.after(() => agent.destroy());
  return agent;
}

/** Creates a data folder with petitions. `file` is a path for a petition file. */
export async function setUp(t: TestContext, entries: unknown[] = PETITIONS) {
  const env = await loadedEnvironment(t, entries);
  const dataDir = env.DATA_DIR;
  const file = join(dataDir, 'petitions.json');
  return { dataDir, env, file, run: (...args: string[]) => petitions(args, env) };
}

/** Asserts that a command failed with an error for the user: on standard error, without a stack trace. */
export function assertUserError({ code, stdout, stderr }: Result, message: RegExp, expectedCode = 1) {
  assert.match(stderr, message);
  assert.doesNotMatch(stderr, /^\s+at |node:internal|Error:/m);
  assert.equal(code, expectedCode);
  assert.equal(stdout, '');
}
