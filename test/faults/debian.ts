import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import pg from 'pg';
import { freePort } from '../support/free-port.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from './server.ts';

/** Where Debian's own PostgreSQL has its programs, `pg_dump` among them, which the packaged one lacks. */
export const programs = (() => {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  return versions
    .map((version) => join(root, version, 'bin'))
    .find((folder) =>
      ['initdb', 'postgres', 'pg_dump', 'pg_restore'].every((name) => existsSync(join(folder, name))),
    );
})();

export const pgbouncer = ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer'].find((file) => existsSync(file));

/** PostgreSQL and PgBouncer don't run as root. */
const other = (): { uid: number; gid: number } | undefined => {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
};

/** A cluster of Debian's PostgreSQL; the address of one of its databases. */
export async function startDebianPostgres(t: TestContext): Promise<(database: string) => string> {
  const folder = temporaryFolder(t);
  const user = other();
  if (user) chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  execFileSync(
    join(programs!, 'initdb'),
    ['-D', data, '-U', 'postgres', '--auth=trust', '-E', 'UTF8', '--no-sync'],
    {
      ...user,
      stdio: 'ignore',
    },
  );
  const port = await freePort();
  const options = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories='];
  const server = spawn(
    join(programs!, 'postgres'),
    ['-D', data, ...options.flatMap((each) => ['-c', each])],
    {
      ...user,
      stdio: 'ignore',
    },
  );
  const ended = once(server, 'exit');
  t.after(async () => {
    server.kill('SIGQUIT');
    await ended;
  });
  const urlOf = (database: string) => `postgres://postgres@127.0.0.1:${port}/${database}`;
  await until('Debian’s PostgreSQL', 20_000, () => answers(urlOf('postgres')));
  return urlOf;
}

/** PgBouncer in transaction mode before a cluster: the port it listens on. */
export async function startPgBouncer(t: TestContext, clusterPort: number, password: string): Promise<number> {
  const folder = temporaryFolder(t);
  const port = await freePort();
  const user = other();
  const users = join(folder, 'users.txt');
  writeFileSync(users, `"postgres" "${password}"\n`);
  const config = join(folder, 'pgbouncer.ini');
  writeFileSync(
    config,
    `[databases]
* = host=127.0.0.1 port=${clusterPort}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = plain
auth_file = ${users}
pool_mode = transaction
default_pool_size = 2
`,
  );
  if (user) for (const path of [folder, users, config]) chownSync(path, user.uid, user.gid);
  const bouncer = spawn(pgbouncer!, ['-q', config], { ...user, stdio: 'ignore' });
  const ended = once(bouncer, 'exit');
  t.after(async () => {
    bouncer.kill('SIGKILL');
    await ended;
  });
  await until('PgBouncer', 10_000, () =>
    answers(`postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`),
  );
  return port;
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client(url);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
