import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { describe, it, type TestContext } from 'node:test';
import SQLite from 'better-sqlite3';
import { secretCheckValue } from '../../server/signatures/signer-key.ts';
import { petitions } from '../integration/cli/processes.ts';
import { freePort } from '../support/free-port.ts';
import {
  ask,
  cluster,
  DATABASES,
  type DatabaseName,
  dump,
  emptyDatabase,
  fileOf,
  isSqlite,
} from './databases.ts';
import { type Place, placeAt, placeOn, SECRET } from './environment.ts';
import { fingerprint } from './fingerprint.ts';

const PASSWORD = 'sesame-open-7';

/** Starts a server that must refuse: one line, and nothing written anywhere. */
async function refusal(place: Place, looked: string[], more: Record<string, string> = {}): Promise<string> {
  const state = async () => ({
    files: readdirSync(place.env.DATA_DIR!),
    databases: await Promise.all(looked.map(dump)),
    bytes: looked.filter(isSqlite).map((url) => fingerprint(fileOf(url))),
  });
  const before = await state();
  const { code, stdout, stderr } = await petitions(['serve'], { ...place.env, ...more });
  assert.equal(code, 1, stderr);
  assert.equal(stdout, '');
  assert.match(stderr, /^[^\n]+\n$/);
  assert.deepEqual(await state(), before);
  return stderr;
}

/** A user of the cluster with a password that must not be told, in an empty database of somebody else's. */
async function strangerTo(t: TestContext) {
  const name = `stranger_${randomBytes(4).toString('hex')}`;
  const url = await emptyDatabase(t, 'PostgreSQL');
  await ask(url, `create role ${name} login password '${PASSWORD}'`);
  const address = new URL(url);
  address.username = name;
  address.password = PASSWORD;
  return { name, url, address };
}

describe('A server refuses in one line, and writes nothing,', { concurrency: 2 }, () => {
  it('a wrong password', async (t) => {
    const { name, url, address } = await strangerTo(t);
    address.password = `${PASSWORD}-wrong`;
    const line = await refusal(await placeAt(t, address.href), [url]);
    assert.match(line, new RegExp(`doesn't let "${name}" in .*Check user and password in DATABASE_URL`));
    assert.ok(!line.includes(PASSWORD));
  });

  it('a port where nothing listens', async (t) => {
    const { address } = await strangerTo(t);
    address.port = String(await freePort());
    const line = await refusal(await placeAt(t, address.href), []);
    assert.match(line, new RegExp(`${address.host} can't be reached .*Check that it runs, and DATABASE_URL`));
    assert.ok(!line.includes(PASSWORD));
  });

  it('a database that does not exist', async (t) => {
    const { address } = await strangerTo(t);
    address.pathname = '/nowhere';
    const line = await refusal(await placeAt(t, address.href), []);
    assert.match(line, /has no database "nowhere"\. Create it/);
    assert.ok(!line.includes(PASSWORD));
    const { query } = await cluster();
    assert.deepEqual(await query(`select 1 from pg_database where datname = 'nowhere'`), []);
  });

  it('a user who may not create tables', async (t) => {
    const { name, url, address } = await strangerTo(t);
    const line = await refusal(await placeAt(t, address.href), [url]);
    assert.match(
      line,
      new RegExp(`^"${name}" may not do what it must .*alter database .* owner to "${name}"`),
    );
    assert.ok(!line.includes(PASSWORD));
  });

  for (const database of DATABASES) {
    it(`another program’s tables, on ${database}`, async (t) => {
      const url = await emptyDatabase(t, database);
      if (isSqlite(url)) new SQLite(fileOf(url)).close();
      await ask(url, 'create table invoices (id integer)');
      await ask(url, 'insert into invoices values (7)');
      const line = await refusal(await placeAt(t, url), [url]);
      assert.match(line, /tables of another program \(invoices\)\. .*DATABASE_URL/);
      assert.ok(isSqlite(url) || !line.includes(new URL(url).password));
    });

    it(`what a newer version wrote, on ${database}`, async (t) => {
      const place = await usedPlace(t, database);
      await ask(place.url, `insert into migration (name) values ('9999-from-the-future')`);
      const line = await refusal(place, [place.url]);
      assert.match(line, /written by a newer version .*"9999-from-the-future".*Run the newer version/);
    });

    it(`another secret than the database was made with, on ${database}`, async (t) => {
      const place = await usedPlace(t, database);
      const line = await refusal(place, [place.url], {
        SECRET: 'quite another secret, long enough to be one',
      });
      assert.match(line, /^The secret in SECRET isn't the one .*Put the old one back\.\n$/);
      assert.doesNotMatch(line, /quite another/);
    });
  }
});

/** One that has met its secret, as at a server's first start. */
async function usedPlace(t: TestContext, database: DatabaseName): Promise<Place> {
  const place = await placeOn(t, database);
  const check = secretCheckValue(Buffer.from(SECRET));
  await ask(place.url, `insert into setting (name, value) values ('secret_check', '${check}')`);
  return place;
}
