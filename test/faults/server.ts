import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../dist/server/main.js', import.meta.url));
/** A server that fails writes a lot; what it began with says most. */
const LONGEST_LOG = 1_000_000;
const STARTING_MS = 20_000;

/** A process of the built server. */
export interface Server {
  origin: string;
  pid: number;
  /** What was logged so far. */
  log(): string;
  /** Whether it ended without being told to. */
  running(): boolean;
  signal(signal: NodeJS.Signals): void;
  /** Its exit code, once it has ended; null where a signal ended it. */
  ended: Promise<number | null>;
}

/** Starts a server, and waits until it takes signatures. The caller ends it. */
export async function startServer(env: Record<string, string>): Promise<Server> {
  const child = spawn(process.execPath, [MAIN, 'serve'], { env: { PATH: process.env.PATH, ...env } });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      if (log.length < LONGEST_LOG) log += chunk;
    });
  }
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const server: Server = {
    origin: `http://127.0.0.1:${env.PORT}`,
    pid: child.pid!,
    log: () => log,
    running: () => child.exitCode === null && child.signalCode === null,
    signal: (signal) => void child.kill(signal),
    ended,
  };
  const giveUp = performance.now() + STARTING_MS;
  while (!(await isReady(server.origin))) {
    if (!server.running() || performance.now() > giveUp) {
      child.kill('SIGKILL');
      assert.fail(`the server did not start:\n${log}`);
    }
    await sleep(10);
  }
  return server;
}

export async function isReady(origin: string): Promise<boolean> {
  return (await read(origin, '/readyz'))?.status === 200;
}

export interface Reading {
  status: number;
  ms: number;
}

/** Reads an address over a connection of its own; null where there was no answer. */
export function read(origin: string, path: string): Promise<Reading | null> {
  const before = performance.now();
  return new Promise((resolve) => {
    const sent = get(`${origin}${path}`, { agent: false }, (response) => {
      const done = () => resolve({ status: response.statusCode!, ms: performance.now() - before });
      text(response).then(done, () => resolve(null));
    });
    sent.on('error', () => resolve(null));
  });
}

/** Asks again and again until it holds; not for longer than the server runs, where one is given. */
export async function until(
  what: string,
  withinMs: number,
  holds: () => boolean | Promise<boolean>,
  server?: Server,
): Promise<void> {
  const giveUp = performance.now() + withinMs;
  while (!(await holds())) {
    if (server?.running() === false) assert.fail(`${what}: the server ended instead:\n${server.log()}`);
    const last = server ? `; the last it logged:\n${server.log().slice(-2_000)}` : '';
    assert.ok(performance.now() < giveUp, `${what}: not within ${withinMs} ms${last}`);
    await sleep(25);
  }
}
