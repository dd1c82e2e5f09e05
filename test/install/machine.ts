import assert from 'node:assert/strict';
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const NSPAWN = '/usr/bin/systemd-nspawn';
const BOOT_TIMEOUT_MS = 120_000;
const MAX_OUTPUT_BYTES = 64 * 1024 ** 2;
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** Where the machine has this project. Its own folder may be in somebody's home, which services can't read. */
const INSTALLED = '/opt/petition-server';

/** Why no machine can be booted here, or false. */
export const cannotBoot =
  (!existsSync(NSPAWN) && 'needs Debian’s package systemd-container') ||
  (process.getuid?.() !== 0 && 'needs root, to mount and to boot') ||
  (!readFileSync('/proc/filesystems', 'utf8').includes('overlay') && 'needs file systems of type overlay');

/**
 * A machine with a systemd of its own, in a container: it has this machine's programs and its network, and keeps in memory what
 * it changes. None of this machine's services run in it.
 */
export class Machine {
  /** Its root folder, to look at and to put files into. */
  readonly root: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'petitions-machine-'));
  #container: ChildProcess | undefined;
  /** Process of its systemd. */
  #systemd = 0;
  #console = '';

  constructor() {
    const [changes, work, root] = ['changes', 'work', 'root'].map((name) => join(this.#folder, name));
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', this.#folder]);
    for (const path of [changes!, work!, root!]) mkdirSync(path);
    const layers = `lowerdir=/,upperdir=${changes},workdir=${work}`;
    execFileSync('mount', ['-t', 'overlay', 'overlay', '-o', layers, root!]);
    this.root = root!;
    const units = join(this.root, 'etc/systemd/system');
    for (const name of readdirSync(units)) {
      if (name.endsWith('.wants')) rmSync(join(units, name), { recursive: true });
    }
    const command = join(this.root, 'usr/local/bin/petitions');
    rmSync(command, { force: true });
    symlinkSync(join(INSTALLED, 'dist/server/main.js'), command);
  }

  /** Resolves once all of its services have started. */
  async boot(): Promise<void> {
    const options = ['--boot', '--quiet', '--register=no', '--keep-unit', '--console=pipe'];
    const container = spawn(
      NSPAWN,
      [...options, `--directory=${this.root}`, '--machine=petitions', `--bind-ro=${ROOT}:${INSTALLED}`],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    for (const stream of [container.stdout, container.stderr]) {
      stream.on('data', (chunk) => (this.#console += chunk));
    }
    this.#container = container;
    const deadline = performance.now() + BOOT_TIMEOUT_MS;
    while (!(await this.#hasBooted(container.pid!))) {
      assert.equal(container.exitCode, null, `the machine ended while it booted:\n${this.#console}`);
      assert.ok(performance.now() < deadline, `the machine did not boot in time:\n${this.#console}`);
      await sleep(100);
    }
  }

  async #hasBooted(container: number): Promise<boolean> {
    const children = readFileSync(`/proc/${container}/task/${container}/children`, 'utf8').trim();
    if (!/^\d+$/.test(children)) return false;
    this.#systemd = Number(children);
    // It waits until systemd has finished. "degraded": something failed that this machine lacks, such as hardware.
    const state = await this.run('systemctl', 'is-system-running', '--wait').then(
      (stdout) => stdout.toString(),
      ({ stdout }) => String(stdout ?? ''),
    );
    return /^(?:running|degraded)$/m.test(state);
  }

  /** @throws if the command fails, with its output */
  async run(...command: string[]): Promise<Buffer> {
    return this.runWithInput('', ...command);
  }

  async runWithInput(input: string, ...command: string[]): Promise<Buffer> {
    const namespaces = ['--mount', '--uts', '--ipc', '--pid', '--cgroup'];
    const args = ['--target', String(this.#systemd), ...namespaces, '--', ...command];
    return new Promise((resolve, reject) => {
      const child = execFile(
        'nsenter',
        args,
        { encoding: 'buffer', env: { PATH }, maxBuffer: MAX_OUTPUT_BYTES },
        (error, stdout, stderr) => {
          if (error) reject(Object.assign(error, { message: `${error.message}${stderr}`, stdout }));
          else resolve(stdout);
        },
      );
      // A command may end before it has read: its exit code says how.
      child.stdin!.on('error', () => {});
      child.stdin!.end(input);
    });
  }

  /** As somebody does who shuts it down. */
  async powerOff(): Promise<void> {
    const container = this.#container!;
    container.kill('SIGTERM');
    if (container.exitCode === null) await once(container, 'exit');
  }

  async remove(): Promise<void> {
    const container = this.#container;
    if (container && container.exitCode === null && container.signalCode === null) {
      container.kill('SIGKILL');
      await once(container, 'exit');
    }
    for (const path of [this.root, this.#folder]) execFileSync('umount', ['--lazy', path]);
    rmdirSync(this.#folder);
  }
}
