import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import { fileURLToPath } from 'node:url';
import { freePort } from '../support/free-port.ts';
import { type Deployment, MAIN } from './deployment.ts';
import type { Scope } from './scope.ts';

const START_TIMEOUT_MS = 60_000;
const children = new Set<ChildProcess>();
// No child outlives this process, even if it is interrupted.
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

export interface RunningServer {
  origin: string;
  pid: number;
  /** From the start of the process to the first 200 from /readyz. */
  readyAfterMs: number;
  stop(): Promise<void>;
}

/** Starts the built server as in production. Its log is discarded. */
export const startServer = (
  scope: Scope,
  { env }: Deployment,
  overrides: Record<string, string> = {},
): Promise<RunningServer> =>
  launch(scope, [MAIN, 'serve'], { ...env, LIMITS: 'off', LOG_LEVEL: 'info', ...overrides });

/** Starts one of the scripts in `baselines/`. */
export const startBaseline = (
  scope: Scope,
  name: string,
  env: Record<string, string> = {},
): Promise<RunningServer> => launch(scope, [baselinePath(`${name}.js`)], env);

/** Starts the server from source with one part replaced. See `baselines/variant.ts`. */
export const startVariant = (
  scope: Scope,
  variant: 'unchanged' | 'transaction-per-signature' | 'unsealed',
  { env }: Deployment,
  overrides: Record<string, string> = {},
): Promise<RunningServer> =>
  launch(scope, ['--import', 'tsx', baselinePath('variant.ts'), variant], {
    ...env,
    LIMITS: 'off',
    LOG_LEVEL: 'info',
    ...overrides,
  });

/** Starts a mail server that accepts every email, in a process of its own. */
export async function startMailSink(scope: Scope) {
  const port = await freePort();
  const { origin } = await startBaseline(scope, 'mail-sink', { MAIL_PORT: String(port) });
  return {
    url: `smtp://127.0.0.1:${port}`,
    receivedCount: async () => Number(await (await fetch(`${origin}/received`)).text()),
  };
}

const baselinePath = (name: string) => fileURLToPath(new URL(`baselines/${name}`, import.meta.url));

async function launch(scope: Scope, args: string[], env: Record<string, string>): Promise<RunningServer> {
  const port = await freePort();
  const start = performance.now();
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: String(port), ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  children.add(child);
  const exited = once(child, 'exit').finally(() => children.delete(child));
  const server: RunningServer = {
    origin: `http://127.0.0.1:${port}`,
    pid: child.pid!,
    readyAfterMs: 0,
    async stop() {
      // The server shuts down gracefully. Baselines exit immediately: they have nothing to lose.
      child.kill('SIGTERM');
      await exited;
    },
  };
  scope.after(() => server.stop());
  while (!(await isReady(server.origin))) {
    if (child.exitCode !== null) throw new Error(`${args.join(' ')} exited with ${child.exitCode}`);
    if (performance.now() - start > START_TIMEOUT_MS) throw new Error(`${args.join(' ')} did not start`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  server.readyAfterMs = performance.now() - start;
  return server;
}

function isReady(origin: string): Promise<boolean> {
  return new Promise((resolve) => {
    get(`${origin}/readyz`, { agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    }).on('error', () => resolve(false));
  });
}
