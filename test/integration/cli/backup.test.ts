import assert from 'node:assert/strict';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { migrations } from '../../../server/storage/migrations/index.ts';
import { openStorage, sqliteFile } from '../../../server/storage/open.ts';
import { onlyPostgres, onlySqlite } from '../../support/database.ts';
import { loadedEnvironment, SECRET, storedIn } from '../../support/server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { connections, petitions, serveInHost, signAt } from './processes.ts';

const LATEST = migrations.at(-1)!.name;

const SLUG = 'mend-the-bridge';

/** Starts supporters who sign continuously until `stop` is called. */
function startSigning(t: TestContext, origin: string) {
  const agent = connections(t, 16);
  const acknowledged: string[] = [];
  let isSigning = true;
  const supporter = async (id: number) => {
    for (let number = 0; isSigning; number++) {
      const email = `supporter-${id}-${number}@example.org`;
      const { status } = await signAt(origin, SLUG, { givenName: 'Ana', email }, agent);
      assert.equal(status, 202);
      acknowledged.push(email);
    }
  };
  const finished = Promise.all(Array.from({ length: 16 }, (_, id) => supporter(id)));
  return {
    acknowledged,
    async waitFor(count: number) {
      while (acknowledged.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
    },
    async stop() {
      isSigning = false;
      await finished;
    },
  };
}

describe('backup', onlySqlite, () => {
  it('copies everything acknowledged before, during signing, into a file that restores', async (t) => {
    const env = { ...(await loadedEnvironment(t)), SECRET, LIMITS: 'off' };
    const server = await serveInHost(t, env);
    const supporters = startSigning(t, server.origin);
    await supporters.waitFor(300);
    const before = [...supporters.acknowledged];
    const copy = join(temporaryFolder(t), 'copy.db');
    const { code, stdout, stderr } = await petitions(['backup', copy], env);
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(
      stdout,
      new RegExp(
        `^The database is in ${copy} \\(\\d+\\.\\d MiB\\)\\. .secret., .recipient., and .widget/. are not`,
      ),
    );
    await supporters.waitFor(supporters.acknowledged.length + 100);
    await supporters.stop();
    assert.equal(await server.stop(), 0);

    assert.equal(statSync(copy).mode & 0o777, 0o600);
    const { counter, rows, has } = await storedIn(`sqlite:${copy}`, SLUG);
    assert.deepEqual(
      before.filter((email) => !has(email)),
      [],
    );
    assert.ok(
      rows >= before.length && rows < supporters.acknowledged.length,
      'the copy is a snapshot from during signing',
    );
    assert.equal(counter, rows);
    const storage = await openStorage(`sqlite:${copy}`);
    t.after(() => storage.close());
    const check = await sql`pragma integrity_check`.execute(storage.db);
    assert.deepEqual(check.rows, [{ integrity_check: 'ok' }]);

    // A server with the same keys runs on the copy instead of the database.
    const restored = await serveInHost(t, { ...env, DATABASE_URL: `sqlite:${copy}` });
    const agent = connections(t, 1);
    for (const email of [before[0]!, 'somebody-new@example.org']) {
      const { status } = await signAt(restored.origin, SLUG, { givenName: 'Ana', email }, agent);
      assert.equal(status, 202);
    }
    await restored.stop();
    assert.equal((await storedIn(`sqlite:${copy}`, SLUG)).counter, counter + 1);
  });

  it('never overwrites a file, and leaves no partial copy', async (t) => {
    const env = await loadedEnvironment(t);
    const folder = temporaryFolder(t);
    const taken = join(folder, 'taken.db');
    writeFileSync(taken, 'mine');
    for (const [file, message] of [
      [taken, /taken\.db already exists\. Choose a new file/],
      [join(folder, 'none', 'copy.db'), /^There is no folder .*none\.\n$/],
    ] as const) {
      const { code, stderr } = await petitions(['backup', file], env);
      assert.equal(code, 1);
      assert.match(stderr, message);
    }
    assert.deepEqual(readdirSync(folder), ['taken.db']);
  });

  it('rejects a missing database, and a file that is not a database', async (t) => {
    const env = { DATA_DIR: temporaryFolder(t) };
    const copy = join(env.DATA_DIR, 'copy.db');
    assert.match((await petitions(['backup', copy], env)).stderr, /^There is no database at .*petitions\.db/);
    writeFileSync(join(env.DATA_DIR, 'petitions.db'), 'no database\n'.repeat(500));
    assert.match((await petitions(['backup', copy], env)).stderr, /petitions\.db is not a SQLite database/);
  });

  it('copies a database with an older schema unchanged', async (t) => {
    const env = await loadedEnvironment(t);
    const storage = await openStorage(env.DATABASE_URL);
    await storage.db.deleteFrom('migration').where('name', '=', LATEST).execute();
    await storage.close();
    const copy = join(temporaryFolder(t), 'copy.db');
    assert.equal((await petitions(['backup', copy], env)).code, 0);
    await assert.rejects(openStorage(`sqlite:${copy}`, { upgrade: false }), /schema is outdated/);
    assert.ok(statSync(sqliteFile(env.DATABASE_URL)!).size > 0);
  });
});

describe('backup of PostgreSQL', onlyPostgres, () => {
  it('names the PostgreSQL command to use instead', async (t) => {
    const { code, stderr } = await petitions(['backup', 'copy'], await loadedEnvironment(t));
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^This database is PostgreSQL\. Copy it with: pg_dump --format=custom --file=FILE "\$DATABASE_URL"/,
    );
    assert.doesNotMatch(stderr, /only%20for|127\.0\.0\.1/);
  });
});
