import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { Mistake } from '../../../server/mistake.ts';
import { sqlite } from '../../../server/storage/dialect.ts';
import { migrate, schemaState } from '../../../server/storage/migrate.ts';
import { migrations } from '../../../server/storage/migrations/index.ts';
import { openStorage, type Storage } from '../../../server/storage/open.ts';
import { temporaryFolder } from '../harness.ts';

const NAMES = migrations.map(({ name }) => name);

async function open(t: TestContext, file = join(temporaryFolder(t), 'petitions.db')) {
  const storage = await openStorage(file);
  t.after(() => storage.close());
  return storage;
}

async function schemaOf({ db }: Storage) {
  const { rows } = await sql<{ sql: string }>`select sql from sqlite_schema order by name`.execute(db);
  return rows.map((row) => row.sql);
}

async function assertRefused(file: string, words: RegExp) {
  await assert.rejects(openStorage(file), (error) => {
    assert.ok(error instanceof Mistake, String(error));
    assert.ok(error.message.includes(file), error.message);
    assert.match(error.message, words);
    return true;
  });
}

/** Runs something without the rights of the superuser, who may write everywhere. */
async function asNobody(work: () => Promise<void>) {
  const privileged = process.geteuid?.() === 0;
  if (privileged) process.seteuid!(65_534);
  try {
    await work();
  } finally {
    if (privileged) process.seteuid!(0);
  }
}

describe('the storage', () => {
  it('makes the file and its folder, and brings the schema up to date', async (t) => {
    const file = join(temporaryFolder(t), 'new', 'folder', 'petitions.db');
    const { db } = await open(t, file);
    assert.ok(existsSync(file));
    assert.equal(statSync(join(file, '..')).mode & 0o077, 0, 'the folder is its owner’s alone');
    assert.deepEqual(await schemaState(db), { applied: NAMES, pending: [] });
  });

  it('can be migrated twice without harm', async (t) => {
    const storage = await open(t);
    const before = await schemaOf(storage);
    await storage.db.updateTable('setting').set({ value: '7' }).where('name', '=', 'revision').execute();
    await storage.write((transaction) => migrate(transaction, sqlite));
    assert.deepEqual(await schemaOf(storage), before);
    const kept = await storage.db.selectFrom('setting').selectAll().execute();
    assert.deepEqual(kept, [{ name: 'revision', value: '7' }]);
  });

  it('holds what was written when it is opened again', async (t) => {
    const file = join(temporaryFolder(t), 'petitions.db');
    const first = await openStorage(file);
    await first.db.insertInto('setting').values({ name: 'secret_check', value: 'x' }).execute();
    await first.close();
    const { db } = await open(t, file);
    const rows = await db.selectFrom('setting').select('value').where('name', '=', 'secret_check').execute();
    assert.deepEqual(rows, [{ value: 'x' }]);
  });

  it('is refused where a newer version wrote it, and left as it is', async (t) => {
    const file = join(temporaryFolder(t), 'petitions.db');
    const storage = await open(t, file);
    await storage.db.insertInto('migration').values({ name: '9999-from-the-future' }).execute();
    await assert.rejects(
      openStorage(file),
      (error) => error instanceof Mistake && /newer version.*9999-from-the-future/.test(error.message),
    );
  });

  it('applies a migration that is still to come, and only that', async (t) => {
    const storage = await open(t);
    const later = {
      name: '9998-later',
      up: async (db: Storage['db']) => void (await sql`create table later (id integer)`.execute(db)),
    };
    const list = migrations as (typeof later)[];
    list.push(later);
    t.after(() => list.splice(list.indexOf(later), 1));
    await storage.write((transaction) => migrate(transaction, sqlite));
    assert.deepEqual((await schemaState(storage.db)).applied, [...NAMES, later.name]);
  });

  it('rolls a migration that fails back, whole', async (t) => {
    const storage = await open(t);
    const broken = {
      name: '9998-broken',
      async up(db: Storage['db']) {
        await sql`create table half (id integer)`.execute(db);
        throw new Error('power cut');
      },
    };
    const list = migrations as (typeof broken)[];
    list.push(broken);
    t.after(() => list.splice(list.indexOf(broken), 1));
    const before = await schemaOf(storage);
    await assert.rejects(
      storage.write((transaction) => migrate(transaction, sqlite)),
      /power cut/,
    );
    assert.deepEqual(await schemaOf(storage), before);
    assert.deepEqual((await schemaState(storage.db)).pending, [broken.name]);
  });

  it('is in write-ahead mode with full synchronisation, after a write as before', async (t) => {
    const storage = await open(t);
    const modes = async () => [
      (await sql<{ journal_mode: string }>`pragma journal_mode`.execute(storage.db)).rows[0]?.journal_mode,
      (await sql<{ synchronous: number }>`pragma synchronous`.execute(storage.db)).rows[0]?.synchronous,
    ];
    assert.deepEqual(await modes(), ['wal', 2]);
    await storage.write((db) =>
      db.insertInto('setting').values({ name: 'secret_check', value: 'x' }).execute(),
    );
    assert.deepEqual(await modes(), ['wal', 2]);
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
    await assert.rejects(db.insertInto('signature').values(row).execute(), /UNIQUE/);
    await db
      .insertInto('signature')
      .values({ ...row, petition_id: 2 })
      .execute();
  });
});

describe('a transaction', () => {
  it('that throws leaves nothing, and the next one works', async (t) => {
    const storage = await open(t);
    const insert = (db: Storage['db']) =>
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

  it('waits for the one before it', async (t) => {
    const storage = await open(t);
    const order: string[] = [];
    await Promise.all(
      ['a', 'b', 'c'].map((name) =>
        storage.write(async () => {
          order.push(`${name} begins`);
          await new Promise(setImmediate);
          order.push(`${name} ends`);
        }),
      ),
    );
    assert.deepEqual(
      order,
      ['a', 'b', 'c'].flatMap((name) => [`${name} begins`, `${name} ends`]),
    );
  });
});

describe('a file that can’t be used is named, with what to do:', () => {
  it('no database', async (t) => {
    const file = join(temporaryFolder(t), 'letter.txt');
    writeFileSync(file, 'Dear reader, this is a letter and no database.\n'.repeat(100));
    await assertRefused(file, /no SQLite database.*Restore it from a backup.*DATABASE_URL/);
  });

  it('a folder', async (t) => {
    const file = join(temporaryFolder(t), 'folder');
    mkdirSync(file);
    await assertRefused(file, /can't be opened.*DATABASE_URL/);
  });

  it('below a file', async (t) => {
    const file = join(temporaryFolder(t), 'file');
    writeFileSync(file, '');
    await assertRefused(join(file, 'petitions.db'), /can't be opened.*DATABASE_URL/);
    await assertRefused(join(file, 'below', 'petitions.db'), /can't be opened.*DATABASE_URL/);
  });

  it('a folder that may not be written to', async (t) => {
    const folder = temporaryFolder(t);
    chmodSync(folder, 0o555);
    await asNobody(async () => {
      await assertRefused(join(folder, 'petitions.db'), /can't be opened.*who owns it/);
      await assertRefused(join(folder, 'new', 'petitions.db'), /can't be opened.*who owns it/);
    });
  });

  it('a file that may only be read', async (t) => {
    const folder = temporaryFolder(t);
    const file = join(folder, 'petitions.db');
    await (await openStorage(file)).close();
    chmodSync(file, 0o444);
    chmodSync(folder, 0o555);
    await asNobody(() => assertRefused(file, /can't be opened.*who owns it/));
    chmodSync(folder, 0o700);
  });
});
