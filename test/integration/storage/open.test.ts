import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it, type TestContext } from 'node:test';
import { type Kysely, sql } from 'kysely';
import { UserError } from '../../../server/lib/errors.ts';
import { utcDay } from '../../../server/lib/time.ts';
import { migrate, schemaState } from '../../../server/storage/migrate.ts';
import { migrations } from '../../../server/storage/migrations/index.ts';
import { openStorage, type PetitionStorage } from '../../../server/storage/open.ts';
import type { Database } from '../../../server/storage/schema.ts';
import { bumpRevision } from '../../../server/storage/settings.ts';
import { emptyDatabase, migratedDatabase, runIn, storedBytes } from '../../support/database.ts';
import { emptyStorage } from '../../support/server.ts';

const NAMES = migrations.map(({ name }) => name);

async function open(t: TestContext, url?: string) {
  const storage = await openStorage(url ?? (await emptyDatabase(t)));
  t.after(() => storage.close());
  return storage;
}

async function schemaOf({ db }: PetitionStorage) {
  const tables = await db.introspection.getTables();
  return tables.toSorted((a, b) => a.name.localeCompare(b.name));
}

describe('openStorage', () => {
  it('creates the current schema', async (t) => {
    const { db, dialect } = await open(t);
    assert.deepEqual(await schemaState(db, dialect), { applied: NAMES, pending: [] });
  });

  it('changes nothing if it migrates again', async (t) => {
    const storage = await open(t);
    const before = await schemaOf(storage);
    await storage.db.updateTable('setting').set({ value: '7' }).where('name', '=', 'revision').execute();
    await storage.write((transaction) => migrate(transaction, storage.dialect));
    assert.deepEqual(await schemaOf(storage), before);
    const kept = await storage.db.selectFrom('setting').selectAll().orderBy('name').execute();
    assert.deepEqual(kept, [
      { name: 'outbox', value: '' },
      { name: 'revision', value: '7' },
    ]);
  });

  it('reads what was written before the database was closed', async (t) => {
    const url = await emptyDatabase(t);
    const first = await openStorage(url);
    await first.db.insertInto('setting').values({ name: 'secret_check', value: 'x' }).execute();
    await first.close();
    const { db } = await open(t, url);
    const rows = await db.selectFrom('setting').select('value').where('name', '=', 'secret_check').execute();
    assert.deepEqual(rows, [{ value: 'x' }]);
  });

  it('refuses a database that a newer version wrote', async (t) => {
    const url = await emptyDatabase(t);
    const storage = await open(t, url);
    await storage.db.insertInto('migration').values({ name: '9999-from-the-future' }).execute();
    await assert.rejects(
      openStorage(url),
      (error) => error instanceof UserError && /newer version.*9999-from-the-future/.test(error.message),
    );
  });

  for (const [what, statement] of [
    ['another program’s tables', 'create table customer (id integer)'],
    ['an unrelated table of the same name', 'create table migration (version integer)'],
    ['unrelated migrations', "create table migration (name text); insert into migration values ('001-init')"],
  ] as const) {
    it(`refuses a database with ${what}, and writes nothing to it`, async (t) => {
      const url = await emptyDatabase(t);
      await runIn(url, statement);
      const before = await storedBytes(url);
      await assert.rejects(
        openStorage(url),
        (error) =>
          error instanceof UserError &&
          /tables of another program .*separate database.*DATABASE_URL/.test(error.message),
      );
      assert.deepEqual(await storedBytes(url), before);
    });
  }

  it('applies pending migrations only', async (t) => {
    const storage = await open(t);
    const later = {
      name: '9998-later',
      up: async (db: PetitionStorage['db']) => void (await sql`create table later (id integer)`.execute(db)),
    };
    const list = migrations as (typeof later)[];
    list.push(later);
    t.after(() => list.splice(list.indexOf(later), 1));
    await storage.write((transaction) => migrate(transaction, storage.dialect));
    assert.deepEqual((await schemaState(storage.db, storage.dialect)).applied, [...NAMES, later.name]);
  });

  it('rolls back a failed migration completely', async (t) => {
    const storage = await open(t);
    const broken = {
      name: '9998-broken',
      async up(db: PetitionStorage['db']) {
        await sql`create table half (id integer)`.execute(db);
        throw new Error('power cut');
      },
    };
    const list = migrations as (typeof broken)[];
    list.push(broken);
    t.after(() => list.splice(list.indexOf(broken), 1));
    const before = await schemaOf(storage);
    await assert.rejects(
      storage.write((transaction) => migrate(transaction, storage.dialect)),
      /power cut/,
    );
    assert.deepEqual(await schemaOf(storage), before);
    assert.deepEqual((await schemaState(storage.db, storage.dialect)).pending, [broken.name]);
  });

  it('fails if a migration fails for any reason', async (t) => {
    const url = await emptyDatabase(t);
    await (await openStorage(url)).close();
    const broken = {
      name: '9998-broken',
      async up(db: PetitionStorage['db']) {
        await db.insertInto('setting').values({ name: 'revision', value: 'exists already' }).execute();
      },
    };
    const list = migrations as (typeof broken)[];
    list.push(broken);
    t.after(() => list.splice(list.indexOf(broken), 1));
    await assert.rejects(openStorage(url), /UNIQUE|duplicate key/);
  });

  it('stores the day of the upgrade as the closing day of petitions closed under older versions', async (t) => {
    const url = await emptyDatabase(t);
    const { db } = await open(t, url);
    await sql`alter table petition drop column closed_on`.execute(db);
    await sql`alter table petition_count drop column erased`.execute(db);
    await db.deleteFrom('migration').where('name', '=', '0005-retention').execute();
    for (const [id, status] of ['open', 'closed'].entries()) {
      await sql`insert into petition
        (id, slug, creator, status, carried_over, fields, partners, salt, mailbox_rules)
        values (${id}, ${status}, 'Ilse V.', ${status}, 0, '{}', '{}', ${randomBytes(32)}, 1)`.execute(db);
      await sql`insert into petition_count (petition_id, signed) values (${id}, 7)`.execute(db);
    }
    const upgraded = await open(t, url);
    const petitions = await upgraded.db
      .selectFrom('petition')
      .innerJoin('petition_count', 'petition_count.petition_id', 'petition.id')
      .select(['slug', 'closed_on', 'signed', 'erased'])
      .orderBy('id')
      .execute();
    assert.deepEqual(petitions, [
      { slug: 'open', closed_on: null, signed: 7, erased: 0 },
      { slug: 'closed', closed_on: utcDay(), signed: 7, erased: 0 },
    ]);
  });

  it('makes it impossible to store a signer twice under one petition', async (t) => {
    const { db } = await emptyStorage(t);
    const row = {
      petition_id: 1,
      signer_key: randomBytes(32),
      signed_on: '2031-02-03',
      partner: null,
      data_key_id: randomBytes(16),
      sealed: randomBytes(128),
    };
    await db.insertInto('signature').values(row).execute();
    await assert.rejects(db.insertInto('signature').values(row).execute(), /UNIQUE|duplicate key/);
    await db
      .insertInto('signature')
      .values({ ...row, petition_id: 2 })
      .execute();
  });
});

describe('PetitionStorage.write', () => {
  it('allows transactions that do nothing', async (t) => {
    const storage = await emptyStorage(t);
    assert.equal(await storage.write(async () => 'done'), 'done');
    await assert.rejects(
      storage.write(() => Promise.reject(new Error('changed my mind'))),
      /changed my mind/,
    );
    await storage.write((db) => db.insertInto('setting').values({ name: 'batch', value: 'x' }).execute());
  });

  it('can tell that somebody else wrote since', async (t) => {
    const url = await migratedDatabase(t);
    const [own, other] = [await open(t, url), await open(t, url)];
    const before = await own.dialect.readOthersMark(own.db, 0);
    await other.write((transaction) => bumpRevision(transaction));
    assert.notEqual(await own.dialect.readOthersMark(own.db, 0), before);
  });

  it('rolls back a transaction that throws, and runs the next one', async (t) => {
    const storage = await emptyStorage(t);
    const insert = (db: PetitionStorage['db']) =>
      db.insertInto('setting').values({ name: 'secret_check', value: 'x' }).execute();
    await assert.rejects(
      storage.write(async (transaction) => {
        await insert(transaction);
        throw new Error('changed my mind');
      }),
      /changed my mind/,
    );
    await storage.write(insert);
  });
});

describe('Kysely’s own transaction', () => {
  const insert = (db: Kysely<Database>, value: string) =>
    db.insertInto('setting').values({ name: 'secret_check', value }).execute();
  const stored = async ({ db }: PetitionStorage) =>
    (await db.selectFrom('setting').selectAll().where('name', '=', 'secret_check').execute()).map(
      ({ value }) => value,
    );

  it('commits', async (t) => {
    const storage = await emptyStorage(t);
    const result = await storage.db.transaction().execute(async (transaction) => {
      assert.equal(transaction.isTransaction, true);
      await insert(transaction, 'x');
      return 'done';
    });
    assert.equal(result, 'done');
    assert.deepEqual(await stored(storage), ['x']);
  });

  it('rolls back and rejects with the original error if the callback throws or a statement fails', async (t) => {
    const storage = await emptyStorage(t);
    const throwing = storage.db.transaction().execute(async (transaction) => {
      await insert(transaction, 'x');
      throw new Error('changed my mind');
    });
    await assert.rejects(throwing, /changed my mind/);
    const failing = storage.db.transaction().execute(async (transaction) => {
      await insert(transaction, 'x');
      await insert(transaction, 'x');
    });
    await assert.rejects(failing, /UNIQUE|duplicate key/);
    assert.deepEqual(await stored(storage), []);
    await storage.db.transaction().execute((transaction) => insert(transaction, 'y'));
    assert.deepEqual(await stored(storage), ['y']);
  });

  it('supports manual control, and an isolation level', async (t) => {
    const storage = await emptyStorage(t);
    const controlled = await storage.db.startTransaction().execute();
    await insert(controlled, 'x');
    await controlled.rollback().execute();
    assert.deepEqual(await stored(storage), []);
    await storage.db
      .transaction()
      .setIsolationLevel('serializable')
      .execute((transaction) => insert(transaction, 'x'));
    assert.deepEqual(await stored(storage), ['x']);
  });

  it('rejects if the commit fails', async (t) => {
    const storage = await emptyStorage(t);
    await sql`create table parent (id integer primary key)`.execute(storage.db);
    await sql`create table child (id integer references parent (id) deferrable initially deferred)`.execute(
      storage.db,
    );
    await assert.rejects(
      storage.db.transaction().execute(async (transaction) => {
        await insert(transaction, 'x');
        await sql`insert into child values (1)`.execute(transaction);
      }),
      /foreign key/i,
    );
    assert.deepEqual(await stored(storage), []);
    await storage.write((transaction) => insert(transaction, 'y'));
    assert.deepEqual(await stored(storage), ['y']);
  });

  it('doesn’t lose concurrent updates', async (t) => {
    const url = await migratedDatabase(t);
    const storages = [await open(t, url), await open(t, url)];
    await insert(storages[0]!.db, '0');
    const increment = ({ db, dialect }: PetitionStorage) =>
      db.transaction().execute(async (transaction) => {
        const { value } = await transaction
          .selectFrom('setting')
          .select('value')
          .where('name', '=', 'secret_check')
          .$if(dialect.locksRows, (query) => query.forUpdate())
          .executeTakeFirstOrThrow();
        await new Promise((resolve) => setTimeout(resolve, 5));
        await transaction
          .updateTable('setting')
          .set({ value: String(Number(value) + 1) })
          .where('name', '=', 'secret_check')
          .execute();
      });
    await Promise.all([...storages, ...storages, ...storages].map(increment));
    assert.deepEqual(await stored(storages[0]!), ['6']);
  });
});
