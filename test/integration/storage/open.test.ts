import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { UserError } from '../../../server/lib/errors.ts';
import { utcDay } from '../../../server/lib/time.ts';
import { migrate, schemaState } from '../../../server/storage/migrate.ts';
import { migrations } from '../../../server/storage/migrations/index.ts';
import { openStorage, type PetitionStorage } from '../../../server/storage/open.ts';
import { emptyDatabase, runIn, storedBytes } from '../../support/database.ts';

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

describe('the storage', () => {
  it('brings the schema up to date', async (t) => {
    const { db, dialect } = await open(t);
    assert.deepEqual(await schemaState(db, dialect), { applied: NAMES, pending: [] });
  });

  it('can be migrated twice without harm', async (t) => {
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

  it('holds what was written when it is opened again', async (t) => {
    const url = await emptyDatabase(t);
    const first = await openStorage(url);
    await first.db.insertInto('setting').values({ name: 'secret_check', value: 'x' }).execute();
    await first.close();
    const { db } = await open(t, url);
    const rows = await db.selectFrom('setting').select('value').where('name', '=', 'secret_check').execute();
    assert.deepEqual(rows, [{ value: 'x' }]);
  });

  it('is refused where a newer version wrote it, and left as it is', async (t) => {
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
    ['a table of the same name that isn’t ours', 'create table migration (version integer)'],
    [
      'steps that aren’t ours',
      "create table migration (name text); insert into migration values ('001-init')",
    ],
  ] as const) {
    it(`is refused where the database holds ${what}, and nothing is written to it`, async (t) => {
      const url = await emptyDatabase(t);
      await runIn(url, statement);
      const before = await storedBytes(url);
      await assert.rejects(
        openStorage(url),
        (error) =>
          error instanceof UserError &&
          /tables of another program .*of their own.*DATABASE_URL/.test(error.message),
      );
      assert.deepEqual(await storedBytes(url), before);
    });
  }

  it('applies a migration that is still to come, and only that', async (t) => {
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

  it('rolls a migration that fails back, whole', async (t) => {
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

  it('isn’t opened where a step of the upgrade failed, whatever it failed of', async (t) => {
    const url = await emptyDatabase(t);
    await (await openStorage(url)).close();
    const broken = {
      name: '9998-broken',
      async up(db: PetitionStorage['db']) {
        await db.insertInto('setting').values({ name: 'revision', value: 'there already' }).execute();
      },
    };
    const list = migrations as (typeof broken)[];
    list.push(broken);
    t.after(() => list.splice(list.indexOf(broken), 1));
    await assert.rejects(openStorage(url), /UNIQUE|duplicate key/);
  });

  it('takes petitions that were closed before anybody wrote down when for closed on the day of the upgrade', async (t) => {
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

  it('makes a second signature of one signer impossible', async (t) => {
    const { db } = await open(t);
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

describe('a transaction', () => {
  it('may do nothing', async (t) => {
    const storage = await open(t);
    assert.equal(await storage.write(async () => 'done'), 'done');
    await assert.rejects(
      storage.write(() => Promise.reject(new Error('changed my mind'))),
      /changed my mind/,
    );
    await storage.write((db) => db.insertInto('setting').values({ name: 'batch', value: 'x' }).execute());
  });

  it('that throws leaves nothing, and the next one works', async (t) => {
    const storage = await open(t);
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
