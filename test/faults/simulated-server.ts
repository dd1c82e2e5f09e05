import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { launch } from '../integration/cli/processes.ts';
import type { TestEnvironment } from './environment.ts';
import { waitUntil } from './server.ts';

const CLOCK = new URL('./simulated-clock.js', import.meta.url).href;

/** What a server uses. */
export interface Usage {
  /** Bytes after garbage collection, with those outside of V8. */
  heap: number;
  /** Bytes. */
  rss: number;
  /** Pending timers by the function that started them. */
  timers: Record<string, number>;
  /** What keeps the process running, by type. */
  resources: Record<string, number>;
  /** Number of open files and connections. */
  files: number;
}

/** Starts a server whose clock moves only when the test moves it. Its commands have the same time. */
export async function startSimulated(
  environment: TestEnvironment,
  settings: Record<string, string>,
  startTime: number,
) {
  let now = startTime;
  const env = () => ({
    ...environment.env,
    ...settings,
    NODE_OPTIONS: `--import=${CLOCK}`,
    SIMULATED_NOW: String(now),
  });
  const server = await environment.start({ ...env(), SIMULATED_TIMERS: '1', LOG_LEVEL: 'info' }, [], 'ipc');
  await waitUntil('listening', 60_000, () => server.log().includes('"listening"'), server);
  return {
    ...server,
    now: () => now,
    /** Moves the clock, and waits until the periodic tasks that were due are done. */
    async advance(ms: number) {
      now += ms;
      await server.ask({ advanceMs: ms });
    },
    async measure(): Promise<Usage> {
      const usage = (await server.ask({ advanceMs: null })) as Usage;
      return { ...usage, files: readdirSync(`/proc/${server.pid}/fd`).length };
    },
    /** Runs a command, which must succeed. @returns its output */
    async run(...args: string[]): Promise<string> {
      const child = launch(args, env());
      const [[code], output, errors] = await Promise.all([
        once(child, 'close'),
        text(child.stdout!),
        text(child.stderr!),
      ]);
      assert.equal(code, 0, `petitions ${args.join(' ')}: ${errors}`);
      return output;
    },
  };
}
