import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import { fileURLToPath } from 'node:url';
import { freePort } from '../support/free-port.ts';
import type { Scope } from './scope.ts';
import { MAIN, type Site } from './sites.ts';

const PATIENCE_MS = 60_000;
const children = new Set<ChildProcess>();
// Also where this is interrupted, nothing goes on running.
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

export interface Running {
  origin: string;
  pid: number;
  /** From its start to the first 200 of /readyz, in milliseconds. */
  readyAfter: number;
  stop(): Promise<void>;
}

/** The subject: the built server, as in production, its log thrown away. */
export const serve = (scope: Scope, site: Site, env: Record<string, string> = {}): Promise<Running> =>
  launch(scope, [MAIN, 'serve'], { ...site.env, LIMITS: 'off', LOG_LEVEL: 'info', ...env });

/** One of the scripts in `baselines/`. */
export const baseline = (scope: Scope, name: string, env: Record<string, string> = {}): Promise<Running> =>
  launch(scope, [script(`${name}.js`)], env);

/** The server from its sources with one part replaced; see `baselines/variant.ts`. */
export const variant = (
  scope: Scope,
  name: 'as-it-is' | 'one-transaction-each' | 'unsealed',
  site: Site,
  env: Record<string, string> = {},
): Promise<Running> =>
  launch(scope, ['--import', 'tsx', script('variant.ts'), name], {
    ...site.env,
    LIMITS: 'off',
    LOG_LEVEL: 'info',
    ...env,
  });

/** A mail server in a process of its own that takes everything. */
export async function mailSink(scope: Scope) {
  const port = await freePort();
  const { origin } = await baseline(scope, 'mail-sink', { MAIL_PORT: String(port) });
  return {
    url: `smtp://127.0.0.1:${port}`,
    taken: async () => Number(await (await fetch(`${origin}/taken`)).text()),
  };
}

const script = (name: string) => fileURLToPath(new URL(`baselines/${name}`, import.meta.url));

async function launch(scope: Scope, args: string[], env: Record<string, string>): Promise<Running> {
  const port = await freePort();
  const begun = performance.now();
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: String(port), ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  children.add(child);
  const exited = once(child, 'exit').finally(() => children.delete(child));
  const running: Running = {
    origin: `http://127.0.0.1:${port}`,
    pid: child.pid!,
    readyAfter: 0,
    async stop() {
      // The baselines know no farewell, and have nothing to lose.
      child.kill('SIGTERM');
      await exited;
    },
  };
  scope.after(() => running.stop());
  while (!(await isReady(running.origin))) {
    if (child.exitCode !== null) throw new Error(`${args.join(' ')} ended with ${child.exitCode}`);
    if (performance.now() - begun > PATIENCE_MS) throw new Error(`${args.join(' ')} did not get ready`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  running.readyAfter = performance.now() - begun;
  return running;
}

function isReady(origin: string): Promise<boolean> {
  return new Promise((resolve) => {
    get(`${origin}/readyz`, { agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    }).on('error', () => resolve(false));
  });
}
