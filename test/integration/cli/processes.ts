import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../support/free-port.ts';
import { loadedEnvironment, PETITIONS } from '../../support/server.ts';
import { type Result, runInHost } from './hosts.ts';

export const MAIN = fileURLToPath(new URL('../../../dist/server/main.js', import.meta.url));

type Environment = Record<string, string>;

/** Starts the built command line with nothing of this process's settings. */
export function launch(args: string[], env: Environment): ChildProcess {
  assert.ok(existsSync(MAIN), 'dist/server/main.js is missing; run `npm run build` first');
  return spawn(process.execPath, [MAIN, ...args], {
    env: { PATH: process.env.PATH, ...env },
    timeout: 30_000,
    killSignal: 'SIGKILL',
  });
}

/** All that a stream brings. Node's own `text` drops the mark of byte order that it may begin with. */
export const textOf = async (stream: Readable) => (await buffer(stream)).toString('utf8');

/** The commands that were run in a process of their own already, by name. */
const seen = new Set<string | undefined>();

/**
 * Runs a command to its end: the first time, and where it serves or reads what is given to it, in a process of its
 * own; else in one that ran others before, which takes a quarter of the time.
 */
export async function petitions(args: string[], env: Environment, input?: string): Promise<Result> {
  const [name] = args;
  const alone = !seen.has(name) || name === 'serve' || input !== undefined || args.includes('-');
  seen.add(name);
  if (!alone) return runInHost(MAIN, args, { PATH: process.env.PATH!, ...env });
  const child = launch(args, env);
  child.stdin!.end(input);
  const [[code], stdout, stderr] = await Promise.all([
    once(child, 'close'),
    textOf(child.stdout!),
    textOf(child.stderr!),
  ]);
  return { code, stdout, stderr };
}

export interface RunningServer {
  origin: string;
  /** What was logged so far. */
  log(): string;
  /** Tells it to stop; its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts a server, at `PORT` where that is given, and waits until it takes signatures. */
export async function serve(t: TestContext, env: Environment): Promise<RunningServer> {
  const { PORT = String(await freePort()) } = env;
  const child = launch(['serve'], { HOST: '127.0.0.1', ...env, PORT });
  let log = '';
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk) => (log += chunk));
  const exited = once(child, 'exit') as Promise<[number | null]>;
  t.after(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  const origin = `http://127.0.0.1:${PORT}`;
  for (;;) {
    const runs = child.exitCode === null && child.signalCode === null;
    assert.ok(runs, `the server ended while starting:\n${log}`);
    const ready = await fetch(`${origin}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) break;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
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

export interface Answer {
  status: number;
  /** Status line, headers and body as they came, but for the time of day. */
  bytes: string;
}

/** Signs over a connection of `agent`, as a browser does. */
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

/** A pool of kept-alive connections that is closed after the test. */
export function connections(t: TestContext, most: number): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets: most });
  t.after(() => agent.destroy());
  return agent;
}

/** A data folder with petitions in it, and a file that may be loaded into it. */
export async function setUp(t: TestContext, entries: unknown[] = PETITIONS) {
  const env = await loadedEnvironment(t, entries);
  const dataDir = env.DATA_DIR;
  const file = join(dataDir, 'petitions.json');
  return { dataDir, env, file, run: (...args: string[]) => petitions(args, env) };
}

/** A person's mistake: said on standard error, in words, without a stack. */
export function assertMistake({ code, stdout, stderr }: Result, words: RegExp, expectedCode = 1) {
  assert.match(stderr, words);
  assert.doesNotMatch(stderr, /^\s+at |node:internal|Error:/m);
  assert.equal(code, expectedCode);
  assert.equal(stdout, '');
}
