import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import pg from 'pg';
import { freePort } from '../support/free-port.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { waitUntil } from './server.ts';

/** Programs of Debian's PostgreSQL, if installed. They include `pg_dump`, which the npm package lacks. */
export const postgresBin = findPostgresBin();

export const pgbouncer = ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer'].find((file) => existsSync(file));

/** Starts Debian's PostgreSQL. Returns a function that gives the URL of a database in it. */
export async function startDebianPostgres(t: TestContext): Promise<(database: string) => string> {
  const folder = temporaryFolder(t);
  const user = unprivilegedUser();
  if (user) chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const initdbArgs = ['-D', data, '-U', 'postgres', '--auth=trust', '-E', 'UTF8', '--no-sync'];
  execFileSync(join(postgresBin!, 'initdb'), initdbArgs, { ...user, stdio: 'ignore' });
  const port = await freePort();
  const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories='];
  const args = ['-D', data, ...settings.flatMap((setting) => ['-c', setting])];
  const server = spawn(join(postgresBin!, 'postgres'), args, { ...user, stdio: 'ignore' });
  const exited = once(server, 'exit');
  t.after(async () => {
    server.kill('SIGQUIT');
    await exited;
  });
  const urlOf = (database: string) => `postgres://postgres@127.0.0.1:${port}/${database}`;
  await waitUntil('Debian’s PostgreSQL', 20_000, () => acceptsQueries(urlOf('postgres')));
  return urlOf;
}

/** Starts PgBouncer in transaction mode in front of a cluster. Returns its port. */
export async function startPgBouncer(t: TestContext, clusterPort: number, password: string): Promise<number> {
  const folder = temporaryFolder(t);
  const port = await freePort();
  const user = unprivilegedUser();
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
  const exited = once(bouncer, 'exit');
  t.after(async () => {
    bouncer.kill('SIGKILL');
    await exited;
  });
  await waitUntil('PgBouncer', 10_000, () =>
    acceptsQueries(`postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`),
  );
  return port;
}

function findPostgresBin(): string | undefined {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  return versions
    .map((version) => join(root, version, 'bin'))
    .find((folder) =>
      ['initdb', 'postgres', 'pg_dump', 'pg_restore'].every((name) => existsSync(join(folder, name))),
    );
}

/** The user `postgres` if this process is root: PostgreSQL and PgBouncer refuse to run as root. */
function unprivilegedUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

async function acceptsQueries(url: string): Promise<boolean> {
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
