import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { UserError } from '../../../server/lib/errors.ts';
import { migrations } from '../../../server/storage/migrations/index.ts';
import { openStorage, type PetitionStorage } from '../../../server/storage/open.ts';
import { administer, emptyDatabase, migratedDatabase, onlyPostgres } from '../../support/database.ts';

async function open(t: TestContext, url: string): Promise<PetitionStorage> {
  const storage = await openStorage(url, { failFast: true });
  t.after(() => storage.close());
  return storage;
}

const insertSetting = (name: 'batch' | 'secret_check', value = 'x') =>
  async function write(db: PetitionStorage['db']) {
    await db.insertInto('setting').values({ name, value }).execute();
  };

describe('PostgreSQL', onlyPostgres, () => {
  it('is refused if acknowledged commits could be lost', async (t) => {
    const url = await emptyDatabase(t);
    await administer(`alter database ${new URL(url).pathname.slice(1)} set synchronous_commit = off`);
    await assert.rejects(
      openStorage(url),
      (error) => error instanceof UserError && /synchronous_commit off.*Turn it on/.test(error.message),
    );
  });

  it('is migrated only once by servers that start concurrently', async (t) => {
    const url = await emptyDatabase(t);
    const storages = await Promise.all([1, 2, 3, 4, 5].map(() => open(t, url)));
    const rows = await storages[0]!.db.selectFrom('migration').select('name').orderBy('name').execute();
    assert.deepEqual(
      rows.map(({ name }) => name),
      migrations.map(({ name }) => name),
    );
  });

  it('retries a transaction after a serialization failure, which is common in compatible databases', async (t) => {
    const { db, write } = await open(t, await migratedDatabase(t));
    await sql`create sequence attempt`.execute(db);
    await sql`create function not_yet() returns trigger language plpgsql as $$ begin
      -- A sequence isn't rolled back, so it counts the attempts.
      if nextval('attempt') < 3 then raise exception 'try again' using errcode = '40001'; end if;
      return new;
    end $$`.execute(db);
    await sql`create trigger not_yet before insert on setting for each row execute function not_yet()`.execute(
      db,
    );
    await write(insertSetting('secret_check'));
    const { rows } = await sql<{ last_value: number }>`select last_value from attempt`.execute(db);
    assert.equal(rows[0]?.last_value, 3);
    assert.equal(
      (await db.selectFrom('setting').where('name', '=', 'secret_check').selectAll().execute()).length,
      1,
    );
  });

  it('stores both transactions after a deadlock', async (t) => {
    const url = await migratedDatabase(t);
    const [one, other] = [await open(t, url), await open(t, url)];
    await one.write(insertSetting('batch', ''));
    await one.write(insertSetting('secret_check', ''));
    const append = (name: 'batch' | 'secret_check', character: string, db: PetitionStorage['db']) =>
      sql`update setting set value = value || ${character} where name = ${name}`.execute(db);
    let started = 0;
    const inOrder = (storage: PetitionStorage, character: string, names: ('batch' | 'secret_check')[]) =>
      storage.write(async (db) => {
        await append(names[0]!, character, db);
        // In the first attempt, each transaction waits until the other has locked its first row.
        started += 1;
        while (started < 2) await new Promise(setImmediate);
        await append(names[1]!, character, db);
      });
    await Promise.all([
      inOrder(one, 'a', ['batch', 'secret_check']),
      inOrder(other, 'b', ['secret_check', 'batch']),
    ]);
    const rows = await one.db
      .selectFrom('setting')
      .select('value')
      .where('name', 'in', ['batch', 'secret_check'])
      .execute();
    for (const { value } of rows) assert.deepEqual([...value].sort(), ['a', 'b']);
  });

  it('gets new connections after the old ones were terminated', async (t) => {
    const url = await migratedDatabase(t);
    const storage = await open(t, url);
    await storage.write(insertSetting('batch'));
    await administer(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${new URL(url).pathname.slice(1)}'`,
    );
    // The first attempt may get a dead connection.
    await storage
      .write(insertSetting('secret_check'))
      .catch(() => storage.write(insertSetting('secret_check')));
    assert.equal((await storage.db.selectFrom('setting').selectAll().execute()).length, 4);
  });

  it('returns counts as numbers, not as text', async (t) => {
    const { db } = await open(t, await migratedDatabase(t));
    const { count } = await db
      .selectFrom('setting')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('name', '=', 'revision')
      .executeTakeFirstOrThrow();
    assert.equal(count, 1);
  });

  it('keeps no session state, which a pooler would share with other clients', async (t) => {
    const url = await emptyDatabase(t);
    const storage = await open(t, url);
    await storage.write(insertSetting('batch'));
    const state = await storage.db.connection().execute(async (connection) => ({
      statements: (await sql`select * from pg_prepared_statements`.execute(connection)).rows,
      locks: (await sql`select * from pg_locks where locktype = 'advisory'`.execute(connection)).rows,
      settings: (await sql`select name from pg_settings where source = 'session'`.execute(connection)).rows,
      cursors: (await sql`select name from pg_cursors where is_holdable`.execute(connection)).rows,
    }));
    assert.deepEqual(state, { statements: [], locks: [], settings: [], cursors: [] });
  });

  it('ends abandoned transactions after a timeout', async (t) => {
    const { db } = await open(t, await migratedDatabase(t));
    const timeoutIn = async (connection: PetitionStorage['db']) => {
      const { rows } = await sql<{ timeout: string }>`
        select current_setting('idle_in_transaction_session_timeout') as timeout
      `.execute(connection);
      return rows[0]!.timeout;
    };
    assert.equal(await db.transaction().execute(timeoutIn), '10s');
    assert.equal(
      await db
        .transaction()
        .setIsolationLevel('repeatable read')
        .setAccessMode('read only')
        .execute(timeoutIn),
      '10s',
    );
    assert.equal(await timeoutIn(db), '0');
  });

  it('applies the isolation level and access mode of a transaction', async (t) => {
    const { db } = await open(t, await migratedDatabase(t));
    const modes = await db
      .transaction()
      .setIsolationLevel('serializable')
      .setAccessMode('read only')
      .execute(async (transaction) => {
        const { rows } = await sql`
          select current_setting('transaction_isolation') as isolation,
            current_setting('transaction_read_only') as read_only
        `.execute(transaction);
        return rows[0];
      });
    assert.deepEqual(modes, { isolation: 'serializable', read_only: 'on' });
  });

  it('reports why a transaction failed, not that its connection was lost', async (t) => {
    const { db } = await open(t, await migratedDatabase(t));
    await assert.rejects(
      db.transaction().execute((transaction) => {
        return sql`select pg_terminate_backend(pg_backend_pid())`.execute(transaction);
      }),
      { code: '57P01' },
    );
    await sql`select 1`.execute(db);
  });
});
