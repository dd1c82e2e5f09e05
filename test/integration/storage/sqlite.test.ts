// Runs once: about SQLite.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { UserError } from '../../../server/lib/errors.ts';
import { openStorage } from '../../../server/storage/open.ts';
import { signatureRow } from '../../support/rows.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { MAIN } from '../cli/processes.ts';

async function open(t: TestContext, file = join(temporaryFolder(t), 'petitions.db')) {
  const storage = await openStorage(`sqlite:${file}`);
  t.after(() => storage.close());
  return storage;
}

/** Asserts that the error names the file and says what to do. */
async function assertRejected(file: string, message: RegExp) {
  await assert.rejects(openStorage(`sqlite:${file}`), (error) => {
    assert.ok(error instanceof UserError, String(error));
    assert.ok(error.message.includes(file), error.message);
    assert.match(error.message, message);
    return true;
  });
}

/**
 * Asserts the same of a command, which runs without root's right to write everywhere. In a process of its own, because
 * whatever else runs in this one would lose that right too.
 */
function assertRejectedUnprivileged(file: string, message: RegExp) {
  const program = [process.execPath, MAIN, 'load', 'demo/petitions.json'];
  if (process.geteuid?.() === 0) program.unshift('setpriv', '--inh-caps=-all', '--bounding-set=-all');
  const { status, stderr } = spawnSync(program[0]!, program.slice(1), {
    env: { PATH: process.env.PATH, DATABASE_URL: `sqlite:${file}` },
    encoding: 'utf8',
  });
  assert.match(stderr, message);
  assert.ok(stderr.includes(file), stderr);
  assert.equal(status, 1);
}

describe('a SQLite file', () => {
  it('is created with its folder, for the owner only', async (t) => {
    const file = join(temporaryFolder(t), 'new', 'folder', 'petitions.db');
    await open(t, file);
    assert.ok(existsSync(file));
    assert.equal(statSync(join(file, '..')).mode & 0o077, 0);
    for (const suffix of ['', '-wal', '-shm']) {
      assert.equal(statSync(`${file}${suffix}`).mode & 0o077, 0, suffix);
    }
  });

  it('is in write-ahead mode with full synchronization, before and after a write', async (t) => {
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

  it('contains no deleted data once its write-ahead log is truncated', async (t) => {
    const file = join(temporaryFolder(t), 'petitions.db');
    const storage = await open(t, file);
    const signature = signatureRow({ petition_id: 7 });
    const containsKey = (name: string) => readFileSync(name).includes(Buffer.from(signature.signer_key));
    await storage.store({ signatures: [signature], requests: [] });
    await storage.write((db) => db.deleteFrom('signature').where('petition_id', '=', 7).execute());
    assert.ok(containsKey(`${file}-wal`));
    await storage.dialect.truncateWal(storage.db);
    assert.equal(statSync(`${file}-wal`).size, 0);
    assert.equal(containsKey(file), false);
  });

  it('truncates the write-ahead log later, without waiting, while another program reads', async (t) => {
    const file = join(temporaryFolder(t), 'petitions.db');
    const [storage, reader] = [await open(t, file), await open(t, file)];
    // Waiting would take as long as the reader, and this test would not end.
    await sql`pragma busy_timeout = 2147483647`.execute(storage.db);
    await reader.db.connection().execute(async (reading) => {
      await sql`begin`.execute(reading);
      await sql`select * from setting`.execute(reading);
      await storage.store({ signatures: [signatureRow({ petition_id: 7 })], requests: [] });
      await storage.dialect.truncateWal(storage.db);
      assert.ok(statSync(`${file}-wal`).size > 0);
      await sql`rollback`.execute(reading);
    });
    await storage.dialect.truncateWal(storage.db);
    assert.equal(statSync(`${file}-wal`).size, 0);
    assert.deepEqual((await sql`pragma busy_timeout`.execute(storage.db)).rows, [{ timeout: 2147483647 }]);
  });

  it('stores data keys in the order of their random IDs, not of their creation', async (t) => {
    const storage = await open(t);
    const ids = Array.from({ length: 50 }, () => randomBytes(16));
    for (const id of ids) {
      await storage.db
        .insertInto('data_key')
        .values({ id, made_on: '2031-02-03', sealed: Buffer.alloc(8) })
        .execute();
    }
    await assert.rejects(sql`select rowid from data_key`.execute(storage.db), /no such column/);
    const rows = await storage.db.selectFrom('data_key').select('id').execute();
    assert.deepEqual(
      rows.map(({ id }) => Buffer.from(id).toString('hex')),
      ids.map((id) => id.toString('hex')).sort(),
    );
  });

  it('runs transactions one after another', async (t) => {
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

describe('openStorage, given an unusable SQLite file', () => {
  it('rejects a file that is not a database', async (t) => {
    const file = join(temporaryFolder(t), 'letter.txt');
    writeFileSync(file, 'Dear reader, this is a letter and no database.\n'.repeat(100));
    await assertRejected(file, /not a SQLite database.*Restore it from a backup.*DATABASE_URL/);
  });

  it('rejects a folder', async (t) => {
    const file = join(temporaryFolder(t), 'folder');
    mkdirSync(file);
    await assertRejected(file, /can't be opened.*DATABASE_URL/);
  });

  it('rejects a path below a file', async (t) => {
    const file = join(temporaryFolder(t), 'file');
    writeFileSync(file, '');
    await assertRejected(join(file, 'petitions.db'), /can't be opened.*DATABASE_URL/);
    await assertRejected(join(file, 'below', 'petitions.db'), /can't be opened.*DATABASE_URL/);
  });

  it('rejects a file in a read-only folder', async (t) => {
    const folder = temporaryFolder(t);
    chmodSync(folder, 0o555);
    assertRejectedUnprivileged(join(folder, 'petitions.db'), /can't be opened.*who owns it/);
    assertRejectedUnprivileged(join(folder, 'new', 'petitions.db'), /can't be opened.*who owns it/);
  });

  it('rejects a read-only file', async (t) => {
    const folder = temporaryFolder(t);
    const file = join(folder, 'petitions.db');
    await (await openStorage(`sqlite:${file}`)).close();
    chmodSync(file, 0o444);
    chmodSync(folder, 0o555);
    assertRejectedUnprivileged(file, /can't be opened.*who owns it/);
    chmodSync(folder, 0o700);
  });
});
