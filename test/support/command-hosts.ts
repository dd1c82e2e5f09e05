import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const HOST = fileURLToPath(new URL('./command-host.js', import.meta.url));

export interface Result {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A command in a process that runs many, one at a time. */
export interface HostedCommand {
  /** Rejects if a signal ends the process. Without output if the command ends it. */
  ended: Promise<Result>;
  kill(signal: NodeJS.Signals): void;
}

/** Processes that are waiting for a command, by the program that they run. */
const idle = new Map<string, ChildProcess[]>();
let lastNumber = 0;

/** Runs a command to its end. `input` is on its standard input. */
export async function runInHost(
  main: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  input = '',
): Promise<Result> {
  return (await startInHost(main, args, env, input)).ended;
}

/** Starts a command that may run until it gets a signal. */
export async function startInHost(
  main: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  input = '',
): Promise<HostedCommand> {
  const host = idle.get(main)?.pop() ?? (await startHost(main));
  host.ref();
  host.channel!.ref();
  host.send({ number: ++lastNumber, args, env, input });
  return {
    ended: resultOf(host, main, args),
    kill: (signal) => host.kill(signal),
  };
}

async function resultOf(host: ChildProcess, main: string, args: readonly string[]): Promise<Result> {
  const listeners = new AbortController();
  const { signal } = listeners;
  try {
    const result = await Promise.race([
      once(host, 'message', { signal }).then(([answer]) => answer as Result),
      once(host, 'exit', { signal }).then(([code, signal]) => resultOfExit(args, code, signal)),
    ]);
    // It is gone if the command ended it, as a server does that something still keeps running after a signal.
    if (host.exitCode === null) idle.set(main, [...(idle.get(main) ?? []), host]);
    return result;
  } finally {
    listeners.abort();
    // A waiting process must not keep this one alive.
    host.unref();
    host.channel?.unref();
  }
}

async function startHost(main: string): Promise<ChildProcess> {
  // It ends with this process, because the channel closes. A server logs past the standard output that the host replaces.
  const host = fork(HOST, [main], { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  await once(host, 'message');
  return host;
}

function resultOfExit(args: readonly string[], code: number | null, signal: string | null): Result {
  if (code === null) throw new Error(`the process that ran "${args.join(' ')}" ended with ${signal}`);
  return { code, stdout: '', stderr: '' };
}
