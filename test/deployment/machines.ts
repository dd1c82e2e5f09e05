import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';

const NAMESPACES = '/run/netns';
const BRIDGE = 'petitions';
/** The test itself is on the network of the machines, too. */
const TEST_ADDRESS = '10.0.0.1';

/** Folders of Debian's programs, which aren't all in everybody's PATH. */
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * Why a test that needs these programs can't run here, or false if it can.
 *
 * @param commands programs, each with the Debian package that has it
 */
export function whySkipped(commands: Readonly<Record<string, string>>): string | false {
  const packages = Object.entries(commands)
    .filter(([command]) => !PATH.split(':').some((folder) => existsSync(`${folder}/${command}`)))
    .map(([, debianPackage]) => debianPackage);
  if (packages.length > 0) return `not installed: apt-get install ${[...new Set(packages)].join(' ')}`;
  if (!process.env.TEST_ISOLATED) return 'requires the right to create network namespaces, which root has';
  return false;
}

/** A program that runs until it is killed, or the tests end. */
export interface Program {
  child: ChildProcess;
  /** Output so far, standard error included. */
  log(): string;
}

interface ProgramOptions {
  user?: string;
  env?: Record<string, string>;
}

/** Something that programs run on. */
export interface Host {
  readonly name: string;
  /** Starts a program, as another user if one is named. */
  start(command: readonly string[], options?: ProgramOptions): Program;
}

/** Where the test runs. */
export const testHost: Host = {
  name: 'test',
  start: (command, options) => startProgram([], command, options),
};

/** A network namespace with an address of its own, connected to the others by a cable that can be pulled. */
export class Machine implements Host {
  readonly name: string;
  readonly address: string;

  constructor(name: string, address: string) {
    this.name = name;
    this.address = address;
    ip('netns', 'add', name);
    ip('link', 'add', this.#cable, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name);
    ip('link', 'set', this.#cable, 'master', BRIDGE, 'up');
    ip('-n', name, 'address', 'add', `${address}/24`, 'dev', 'eth0');
    ip('-n', name, 'link', 'set', 'eth0', 'up');
    ip('-n', name, 'link', 'set', 'lo', 'up');
  }

  get #cable(): string {
    return `to-${this.name}`;
  }

  /** What runs a command on this machine. */
  get prefix(): readonly string[] {
    return ['ip', 'netns', 'exec', this.name];
  }

  /** Nothing arrives anymore and nothing leaves, on open connections, too. */
  disconnect(): void {
    ip('link', 'set', this.#cable, 'down');
  }

  reconnect(): void {
    ip('link', 'set', this.#cable, 'up');
  }

  /** Kills everything that runs on this machine. */
  powerOff(): void {
    const pids = execFileSync('ip', ['netns', 'pids', this.name], { encoding: 'utf8' });
    for (const pid of pids.split('\n').filter(Boolean)) {
      try {
        process.kill(Number(pid), 'SIGKILL');
      } catch {
        // It ended with its parent.
      }
    }
  }

  start(command: readonly string[], options?: ProgramOptions): Program {
    return startProgram(this.prefix, command, options);
  }
}

function startProgram(
  prefix: readonly string[],
  command: readonly string[],
  { user, env = {} }: ProgramOptions = {},
): Program {
  const asUser = user ? ['setpriv', `--reuid=${user}`, `--regid=${user}`, '--clear-groups'] : [];
  const [file, ...args] = [...prefix, ...asUser, ...command];
  // Not in a folder that another user may not enter.
  const child = spawn(file!, args, { cwd: '/', env: { PATH, LANG: 'C.UTF-8', ...env } });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (log += chunk));
  return { child, log: () => log };
}

/** Creates the network that machines are connected to. Once per process, before the first machine. */
export function createNetwork(): void {
  // The names of namespaces are files, which would outlive this process.
  mkdirSync(NAMESPACES, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', NAMESPACES]);
  ip('link', 'set', 'lo', 'up');
  ip('link', 'add', BRIDGE, 'type', 'bridge');
  ip('address', 'add', `${TEST_ADDRESS}/24`, 'dev', BRIDGE);
  ip('link', 'set', BRIDGE, 'up');
}

function ip(...args: string[]): void {
  execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}
