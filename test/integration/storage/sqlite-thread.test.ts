// Runs once: about SQLite.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { CompiledQuery, sql } from 'kysely';
import { openStorage } from '../../../server/storage/open.ts';
import { SqliteThread } from '../../../server/storage/sqlite-thread.ts';
import { openSqlite } from '../../support/sqlite.ts';
import { useOwnThreads } from '../../support/sqlite-threads.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

async function open(t: TestContext) {
  const file = join(temporaryFolder(t), 'petitions.db');
  const storage = await openStorage(`sqlite:${file}`);
  t.after(() => storage.close());
  return { file, storage, db: storage.db };
}

describe('SqliteThread', () => {
  useOwnThreads();

  it('waits for another program’s lock without blocking the main thread', async (t) => {
    const { file, storage } = await open(t);
    const other = openSqlite(file);
    t.after(() => other.close());
    other.exec('begin immediate');
    let written = false;
    const writing = storage
      .write((db) => db.insertInto('setting').values({ name: 'batch', value: 'x' }).execute())
      .then(() => (written = true));
    // A blocked main thread would release the lock only after the write has failed.
    for (let beat = 0; beat < 50; beat++) await new Promise((resolve) => setTimeout(resolve, 10));
    assert.equal(written, false);
    other.exec('commit');
    await writing;
  });

  it('stores nothing of a batch that fails because of a lock, and stores it when retried', async (t) => {
    const { file, storage, db } = await open(t);
    const other = openSqlite(file);
    t.after(() => other.close());
    await sql`pragma busy_timeout = 20`.execute(db);
    const batch = [
      {
        petition_id: 1,
        signer_key: Buffer.alloc(32, 1),
        signed_on: '2031-02-03',
        partner: null,
        data_key_id: Buffer.alloc(16),
        sealed: Buffer.alloc(128),
      },
    ];
    const stored = () => db.selectFrom('signature').selectAll().execute();
    other.exec('begin immediate');
    await assert.rejects(storage.store({ signatures: batch, requests: [] }), {
      code: 'SQLITE_BUSY',
    });
    other.exec('commit');
    assert.deepEqual(await stored(), []);
    await storage.store({ signatures: batch, requests: [] });
    assert.deepEqual(await stored(), batch);
  });

  it('keeps the message and code of SQLite errors', async (t) => {
    const { db } = await open(t);
    await assert.rejects(sql`select * from nowhere`.execute(db), {
      message: 'no such table: nowhere',
      code: 'SQLITE_ERROR',
    });
    const insert = () => db.insertInto('setting').values({ name: 'batch', value: 'x' }).execute();
    await insert();
    await assert.rejects(insert(), { code: 'SQLITE_CONSTRAINT_PRIMARYKEY' });
  });

  it('fails requests with the reason, and can be closed, if the file can’t be opened', async (t) => {
    const thread = new SqliteThread(join(temporaryFolder(t), 'none.db'), 0);
    const connection = await thread.acquireConnection();
    for (let attempt = 0; attempt < 2; attempt++) {
      await assert.rejects(connection.executeQuery(CompiledQuery.raw('select 1')), {
        message: 'unable to open database file',
        code: 'SQLITE_CANTOPEN',
      });
    }
    await thread.releaseConnection(connection);
    await thread.destroy();
  });

  it('rejects requests once it is closed, even from somebody who already had the connection', async (t) => {
    const { file } = await open(t);
    const thread = new SqliteThread(file, 0);
    const connection = await thread.acquireConnection();
    const select = () => connection.executeQuery(CompiledQuery.raw('select 1'));
    await select();
    const closed = thread.destroy();
    await assert.rejects(select(), { message: 'the database is closed' });
    await closed;
    await assert.rejects(select(), { message: 'the database is closed' });
  });

  it('passes bytes, numbers, text, and null unchanged, even slices of a larger buffer', async (t) => {
    const { db } = await open(t);
    await sql`create table thing (bytes blob, number integer, text text, none blob) strict`.execute(db);
    const buffer = Buffer.from('abcdefgh');
    for (const bytes of [buffer, buffer.subarray(2, 5), Buffer.alloc(0), new Uint8Array(5000).fill(7)]) {
      await sql`delete from thing`.execute(db);
      await sql`insert into thing values (${bytes}, ${2 ** 40}, ${'Zoë 🌻'}, ${null})`.execute(db);
      const { rows } = await sql<{ bytes: Buffer }>`select * from thing`.execute(db);
      assert.deepEqual(rows, [{ bytes: Buffer.from(bytes), number: 2 ** 40, text: 'Zoë 🌻', none: null }]);
      assert.ok(Buffer.isBuffer(rows[0]!.bytes));
    }
  });

  it('runs transactions one after another', async (t) => {
    const { storage } = await open(t);
    const seen: number[] = [];
    await Promise.all(
      [1, 2, 3, 4, 5].map((number) =>
        storage.write(async (db) => {
          await sql`insert into setting values ('batch', ${number}) on conflict do update set value = ${number}`.execute(
            db,
          );
          await new Promise((resolve) => setTimeout(resolve, 5));
          const { rows } = await sql<{
            value: string;
          }>`select value from setting where name = 'batch'`.execute(db);
          seen.push(Number(rows[0]!.value));
        }),
      ),
    );
    assert.deepEqual(seen, [1, 2, 3, 4, 5]);
  });

  it('keeps the process alive until it is closed: finishes the running query, and rejects queued ones', async (t) => {
    const module = JSON.stringify(new URL('../../../server/storage/open.ts', import.meta.url).href);
    const url = JSON.stringify(`sqlite:${join(temporaryFolder(t), 'petitions.db')}`);
    const program = `
      const { openStorage } = await import(${module});
      const storage = await openStorage(${url});
      const slow = 'with recursive n(i) as (select 1 union all select i + 1 from n where i < 1e6) select max(i) from n';
      const pending = storage.db.executeQuery({ sql: slow, parameters: [], query: { kind: 'RawNode' } });
      await new Promise(setImmediate);
      const tooLate = storage.db
        .executeQuery({ sql: 'select 1', parameters: [], query: { kind: 'RawNode' } })
        .catch((error) => error.message);
      await storage.close();
      console.log((await pending).rows.length, await tooLate);
    `;
    const { stdout } = await promisify(execFile)(process.execPath, [
      ...['--import', 'tsx', '--input-type=module', '--eval'],
      program,
    ]);
    assert.equal(stdout, '1 the database is closed\n');
  });
});
