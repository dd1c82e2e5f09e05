import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { queryDatabase } from '../faults/databases.ts';
import { waitUntil } from '../faults/server.ts';
import { type Host, Machine, type Program } from './machines.ts';

const DOCS = fileURLToPath(new URL('../../docs/high-availability', import.meta.url));
const START_TIMEOUT_MS = 180_000;
/** As in docs/high-availability/patroni.yml. */
const SUPERUSER_PASSWORD = 'change-this-2';

/** A machine with etcd, Patroni, and PostgreSQL. */
interface DatabaseMachine {
  machine: Machine;
  config: string;
  /** etcd and Patroni, which starts PostgreSQL. */
  programs: readonly Program[];
}

/** Three machines set up as docs/scaling.md says, with the files of docs/high-availability. */
export class Cluster {
  readonly #folder: string;
  readonly #databases: DatabaseMachine[] = [];

  /** @param folder for the files of all machines */
  constructor(folder: string) {
    this.#folder = folder;
    // PostgreSQL runs as another user, who needs access.
    chmodSync(folder, 0o755);
  }

  /** Starts everything, and waits until there are a primary and a synchronous standby. */
  async start(): Promise<void> {
    for (const [index, name] of ['db1', 'db2', 'db3'].entries())
      this.#startDatabase(name, `10.0.0.${11 + index}`);
    try {
      await waitUntil('a primary with two standbys', START_TIMEOUT_MS, () => {
        const programs = this.#databases.flatMap((database) => database.programs);
        assert.ok(
          programs.every(({ child }) => child.exitCode === null),
          'a program has ended',
        );
        return this.isComplete();
      });
    } catch (error) {
      throw new Error(this.#describe(), { cause: error });
    }
  }

  /** Whether both standbys follow the primary, and one of them is synchronous. */
  async isComplete(): Promise<boolean> {
    const primary = await this.findPrimary();
    if (!primary) return false;
    const standbys = await queryDatabase(
      superuserUrl(primary),
      "select sync_state from pg_stat_replication where state = 'streaming' order by sync_state desc",
    ).catch(() => []);
    return standbys.map(({ sync_state }) => sync_state).join() === 'sync,async';
  }

  /** The machine with the primary, as soon as one says that it is. */
  async findPrimary(): Promise<Machine | undefined> {
    const candidates = this.#databases.map(async ({ machine }) => {
      const answer = await get(`http://${machine.address}:8008/primary`);
      if (answer?.status !== 200) throw new Error(`${machine.name} is not the primary`);
      return machine;
    });
    return Promise.any(candidates).catch(() => undefined);
  }

  /** Kills everything, for example before the folder is deleted. */
  powerOff(): void {
    for (const { machine } of this.#databases) machine.powerOff();
  }

  /** Does what docs/scaling.md says about switching over on purpose. */
  switchOver(): void {
    const { machine, config } = this.#databases[0]!;
    const [command, ...args] = [
      ...machine.prefix,
      'patronictl',
      '-c',
      config,
      'switchover',
      '--force',
      'petitions',
    ];
    execFileSync(command!, args, { stdio: 'pipe', env: { PATH: process.env.PATH, LANG: 'C.UTF-8' } });
  }

  /** Creates a database of its own user. Returns its URL for a machine with HAProxy. */
  async createDatabase(name: string): Promise<string> {
    const primary = (await this.findPrimary())!;
    const url = superuserUrl(primary);
    await queryDatabase(url, `create role ${name} login password 'change-this-4'`);
    await queryDatabase(url, `create database ${name} owner ${name}`);
    return `postgres://${name}:change-this-4@127.0.0.1:5432/${name}`;
  }

  #startDatabase(name: string, address: string): void {
    const machine = new Machine(name, address);
    const home = join(this.#folder, name);
    mkdirSync(home);
    const [uid, gid] = ['-u', '-g'].map((flag) =>
      Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' })),
    );
    chownSync(home, uid!, gid!);
    const own = (file: string) =>
      readDocs(file).replaceAll(/^(?!ETCD_INITIAL_CLUSTER=).*$/gm, (line) =>
        line.replaceAll('db1', name).replaceAll('10.0.0.11', address),
      );
    const etcd = machine.start(['etcd'], {
      user: 'postgres',
      env: parseEnv(replaced(own('etcd.env'), { '/var/lib/etcd/petitions': join(home, 'etcd') })),
    });
    const config = join(home, 'patroni.yml');
    writeFileSync(
      config,
      replaced(readDocs('patroni.yml'), {
        '/var/lib/postgresql/15/petitions': join(home, 'data'),
        '/usr/lib/postgresql/15/bin': postgresBin(),
        '/var/lib/postgresql/patroni.pgpass': join(home, 'pgpass'),
        '/var/run/postgresql': home,
      }),
    );
    const patroni = machine.start(['patroni', config], {
      user: 'postgres',
      env: parseEnv(own('patroni.env')),
    });
    this.#databases.push({ machine, config, programs: [etcd, patroni] });
  }

  #describe(): string {
    return this.#databases
      .map(
        ({ machine, programs }) =>
          `${machine.name}:\n${programs.map((program) => program.log().slice(-3_000)).join('\n')}`,
      )
      .join('\n');
  }
}

/**
 * Starts HAProxy with a file of docs/high-availability.
 *
 * @param folder for the file
 */
export function startHaproxy(
  host: Host,
  folder: string,
  file: 'haproxy-postgres.cfg' | 'haproxy-web.cfg',
): void {
  const path = join(folder, `${host.name}-${file}`);
  const text = readDocs(file);
  writeFileSync(
    path,
    file === 'haproxy-web.cfg'
      ? replaced(text, {
          // TLS would add nothing to what is tested.
          ' ssl crt /etc/haproxy/petitions.pem alpn h2,http/1.1': '',
          '    http-request redirect scheme https code 308 unless { ssl_fc }\n': '',
        })
      : text,
  );
  host.start(['haproxy', '-db', '-f', path]);
}

const superuserUrl = ({ address }: Machine) =>
  `postgres://postgres:${SUPERUSER_PASSWORD}@${address}/postgres`;

const readDocs = (file: string) => readFileSync(join(DOCS, file), 'utf8');

/** Replaces parts that must be there. */
function replaced(text: string, replacements: Readonly<Record<string, string>>): string {
  return Object.entries(replacements).reduce((result, [part, replacement]) => {
    if (!result.includes(part)) throw new Error(`"${part}" is not in the file`);
    return result.replaceAll(part, replacement);
  }, text);
}

/** Parses a file of environment variables. */
function parseEnv(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}

function postgresBin(): string {
  const root = '/usr/lib/postgresql';
  const newest = readdirSync(root).sort((a, b) => Number(b) - Number(a))[0]!;
  return join(root, newest, 'bin');
}

async function get(url: string): Promise<{ status: number; body: string } | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(1_000) });
    return { status: response.status, body: await response.text() };
  } catch {
    return undefined;
  }
}
