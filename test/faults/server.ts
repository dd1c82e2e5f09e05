import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../dist/server/main.js', import.meta.url));
/** In characters. A failing server logs a lot, and the beginning is the most useful part. */
const MAX_LOG_LENGTH = 1_000_000;
const START_TIMEOUT_MS = 60_000;

/** A process of the built server. */
export interface ServerProcess {
  origin: string;
  pid: number;
  /** Output so far, standard error included. */
  log(): string;
  isRunning(): boolean;
  signal(signal: NodeJS.Signals): void;
  /** Sends a message to a process that was started with a channel for them, and returns its answer. */
  ask(message: object): Promise<unknown>;
  /** Resolves when the process has ended; null if a signal ended it. */
  exitCode: Promise<number | null>;
}

/**
 * Starts a server and waits until it is ready. The caller has to stop it.
 *
 * @param prefix a command that runs another one, for example in a network of its own
 * @param channel `ipc` if the test and the process exchange messages
 */
export async function startServer(
  env: Record<string, string>,
  prefix: readonly string[] = [],
  channel: 'ipc' | 'ignore' = 'ignore',
): Promise<ServerProcess> {
  const [file, ...args] = [...prefix, process.execPath, MAIN, 'serve'];
  const child = spawn(file!, args, {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe', channel],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream!.on('data', (chunk) => {
      if (log.length < MAX_LOG_LENGTH) log += chunk;
    });
  }
  const exitCode = once(child, 'close').then(([code]) => code as number | null);
  const server: ServerProcess = {
    origin: `http://${env.HOST}:${env.PORT}`,
    pid: child.pid!,
    log: () => log,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    signal: (signal) => void child.kill(signal),
    async ask(message) {
      const answer = once(child, 'message');
      child.send(message);
      const [value] = await Promise.race([answer, exitCode.then(() => assert.fail(`no answer:\n${log}`))]);
      return value;
    },
    exitCode,
  };
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (!(await isReady(server.origin))) {
    if (!server.isRunning() || performance.now() > deadline) {
      child.kill('SIGKILL');
      assert.fail(`the server did not start:\n${log}`);
    }
    await sleep(10);
  }
  return server;
}

export async function isReady(origin: string): Promise<boolean> {
  return (await timedGet(origin, '/readyz'))?.status === 200;
}

export interface TimedResponse {
  status: number;
  ms: number;
}

/** Sends a GET over a connection of its own. Returns null if there was no complete answer. */
export function timedGet(origin: string, path: string): Promise<TimedResponse | null> {
  const start = performance.now();
  return new Promise((resolve) => {
    const request = get(`${origin}${path}`, { agent: false }, (response) => {
      const succeed = () => resolve({ status: response.statusCode!, ms: performance.now() - start });
      text(response).then(succeed, () => resolve(null));
    });
    request.on('error', () => resolve(null));
  });
}

/**
 * Polls until a condition holds. Fails after the timeout, and as soon as the given server exits.
 *
 * @param description names the condition in the error message
 */
export async function waitUntil(
  description: string,
  timeoutMs: number,
  condition: () => boolean | Promise<boolean>,
  server?: ServerProcess,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (server?.isRunning() === false) assert.fail(`${description}: the server exited:\n${server.log()}`);
    const log = server ? `; end of the log:\n${server.log().slice(-2_000)}` : '';
    assert.ok(performance.now() < deadline, `${description}: not within ${timeoutMs} ms${log}`);
    await sleep(25);
  }
}
