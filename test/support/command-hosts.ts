import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const HOST = fileURLToPath(new URL('./command-host.js', import.meta.url));

export interface Result {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Processes that are waiting for a command. */
const idle: ChildProcess[] = [];
let lastNumber = 0;

/** Runs a command to its end in a process that runs many, one at a time. */
export async function runInHost(
  main: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Result> {
  const host = idle.pop() ?? (await startHost(main));
  host.ref();
  host.channel!.ref();
  const listeners = new AbortController();
  const { signal } = listeners;
  try {
    host.send({ number: ++lastNumber, args, env });
    const [answer] = await Promise.race([
      once(host, 'message', { signal }),
      rejectOnExit(once(host, 'exit', { signal }), args),
    ]);
    idle.push(host);
    return answer as Result;
  } finally {
    listeners.abort();
    // A waiting process must not keep this one alive.
    host.unref();
    host.channel?.unref();
  }
}

async function startHost(main: string): Promise<ChildProcess> {
  // It ends with this process, because the channel closes.
  const host = fork(HOST, [main], { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  await once(host, 'message');
  return host;
}

async function rejectOnExit(exit: Promise<unknown[]>, args: readonly string[]): Promise<never> {
  const [code, signal] = await exit;
  throw new Error(`the process that ran "${args.join(' ')}" ended with ${code ?? signal}`);
}
