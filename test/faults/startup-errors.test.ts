import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it, type TestContext } from 'node:test';
import { secretCheckValue } from '../../server/crypto/keys.ts';
import { petitionsProcess } from '../integration/cli/processes.ts';
import { freePort } from '../support/free-port.ts';
import { openSqlite } from '../support/sqlite.ts';
import {
  DATABASES,
  type DatabaseName,
  dumpTables,
  emptyDatabase,
  isSqlite,
  queryDatabase,
  sharedCluster,
  sqlitePath,
} from './databases.ts';
import { createEnvironment, createEnvironmentFor, SECRET, type TestEnvironment } from './environment.ts';

const PASSWORD = 'sesame-open-7';

/**
 * Starts a server. Asserts that it prints one line, exits with 1, and changes no file and no database.
 *
 * @returns the line
 */
async function assertFailsToStart(
  environment: TestEnvironment,
  databaseUrls: string[],
  env: Record<string, string> = {},
): Promise<string> {
  const snapshot = async () => ({
    files: readdirSync(environment.env.DATA_DIR!),
    databases: await Promise.all(databaseUrls.map(dumpTables)),
    hashes: databaseUrls.filter(isSqlite).map((url) => hashFile(sqlitePath(url))),
  });
  const before = await snapshot();
  const { code, stdout, stderr } = await petitionsProcess(['serve'], { ...environment.env, ...env });
  assert.equal(code, 1, stderr);
  assert.equal(stdout, '');
  assert.match(stderr, /^[^\n]+\n$/);
  assert.deepEqual(await snapshot(), before);
  return stderr;
}

/** Hash of a SQLite file once its write-ahead log has been moved into it. */
function hashFile(file: string): string {
  const connection = openSqlite(file);
  connection.pragma('wal_checkpoint(truncate)');
  connection.close();
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** Creates a role without privileges on an empty database. Its password must not appear in errors. */
async function createUnprivilegedRole(t: TestContext) {
  const role = `stranger_${randomBytes(4).toString('hex')}`;
  const adminUrl = await emptyDatabase(t, 'PostgreSQL');
  await queryDatabase(adminUrl, `create role ${role} login password '${PASSWORD}'`);
  const roleUrl = new URL(adminUrl);
  roleUrl.username = role;
  roleUrl.password = PASSWORD;
  return { role, adminUrl, roleUrl };
}

/** Creates an environment whose database is tied to its secret, as after the first start of a server. */
async function usedEnvironment(t: TestContext, database: DatabaseName): Promise<TestEnvironment> {
  const environment = await createEnvironment(t, database);
  const check = secretCheckValue(Buffer.from(SECRET));
  await queryDatabase(
    environment.url,
    `insert into setting (name, value) values ('secret_check', '${check}')`,
  );
  return environment;
}

describe('a server that cannot start prints one line and changes nothing', { concurrency: 2 }, () => {
  it('if the password is wrong', async (t) => {
    const { role, adminUrl, roleUrl } = await createUnprivilegedRole(t);
    roleUrl.password = `${PASSWORD}-wrong`;
    const line = await assertFailsToStart(await createEnvironmentFor(t, roleUrl.href), [adminUrl]);
    assert.match(
      line,
      new RegExp(`rejected the login for "${role}" .*Check user and password in DATABASE_URL`),
    );
    assert.ok(!line.includes(PASSWORD));
  });

  it('if nothing listens on the port of PostgreSQL', async (t) => {
    const { roleUrl } = await createUnprivilegedRole(t);
    roleUrl.port = String(await freePort());
    const line = await assertFailsToStart(await createEnvironmentFor(t, roleUrl.href), []);
    assert.match(
      line,
      new RegExp(`${roleUrl.host} can't be reached .*Check DATABASE_URL and that the server is running`),
    );
    assert.ok(!line.includes(PASSWORD));
  });

  it('if the database does not exist', async (t) => {
    const { roleUrl } = await createUnprivilegedRole(t);
    roleUrl.pathname = '/nowhere';
    const line = await assertFailsToStart(await createEnvironmentFor(t, roleUrl.href), []);
    assert.match(line, /has no database "nowhere"\. Create it/);
    assert.ok(!line.includes(PASSWORD));
    const { query } = await sharedCluster();
    assert.deepEqual(await query(`select 1 from pg_database where datname = 'nowhere'`), []);
  });

  it('if the role may not create tables', async (t) => {
    const { role, adminUrl, roleUrl } = await createUnprivilegedRole(t);
    const line = await assertFailsToStart(await createEnvironmentFor(t, roleUrl.href), [adminUrl]);
    assert.match(line, new RegExp(`^"${role}" lacks privileges .*alter database .* owner to "${role}"`));
    assert.ok(!line.includes(PASSWORD));
  });

  for (const database of DATABASES) {
    it(`if the database holds tables of another program, on ${database}`, async (t) => {
      const url = await emptyDatabase(t, database);
      if (isSqlite(url)) openSqlite(sqlitePath(url)).close();
      await queryDatabase(url, 'create table invoices (id integer)');
      await queryDatabase(url, 'insert into invoices values (7)');
      const line = await assertFailsToStart(await createEnvironmentFor(t, url), [url]);
      assert.match(line, /tables of another program \(invoices\)\. .*DATABASE_URL/);
      assert.ok(isSqlite(url) || !line.includes(new URL(url).password));
    });

    it(`if the database was written by a newer version, on ${database}`, async (t) => {
      const environment = await usedEnvironment(t, database);
      await queryDatabase(environment.url, `insert into migration (name) values ('9999-from-the-future')`);
      const line = await assertFailsToStart(environment, [environment.url]);
      assert.match(line, /written by a newer version .*"9999-from-the-future".*Run the newer version/);
    });

    it(`if the secret is not the one the database was created with, on ${database}`, async (t) => {
      const environment = await usedEnvironment(t, database);
      const line = await assertFailsToStart(environment, [environment.url], {
        SECRET: 'quite another secret, long enough to be one',
      });
      assert.match(line, /^The secret in SECRET isn't the one .*Restore the old one\.\n$/);
      assert.doesNotMatch(line, /quite another/);
    });
  }
});
