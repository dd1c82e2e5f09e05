import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { parsePetitionFile } from '../../../server/petitions/petition-file.ts';
import { loadPetitions } from '../../../server/petitions/repository.ts';
import { openStorage } from '../../../server/storage/open.ts';
import { emptyDatabase, onlyPostgres, onlySqlite } from '../../support/database.ts';
import { signatureRow } from '../../support/rows.ts';
import { loadedEnvironment, PETITIONS, SECRET } from '../../support/server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { connections, petitions, serveInHost, signAt } from './processes.ts';

const TABLES = [
  'setting',
  'petition',
  'petition_text',
  'petition_count',
  'signed_day',
  'signed_hour',
  'data_key',
  'signature',
  'pending_signature',
  'outbox',
  'used_challenge',
  'image',
] as const;

async function contentOf(url: string) {
  const storage = await openStorage(url);
  try {
    const content: Record<string, string[]> = {};
    for (const table of TABLES) {
      const rows = await storage.db.selectFrom(table).selectAll().execute();
      content[table] = rows.map((row) => JSON.stringify(row)).sort();
    }
    return content;
  } finally {
    await storage.close();
  }
}

/** Creates a SQLite file with petitions, and the environment of a server that uses it. */
async function setUpSqlite(t: TestContext) {
  const folder = temporaryFolder(t);
  const file = join(folder, 'petitions.db');
  const storage = await openStorage(`sqlite:${file}`);
  await loadPetitions(storage, parsePetitionFile(JSON.stringify(PETITIONS)));
  // Earlier versions stored the revision in this format.
  await storage.db.updateTable('setting').set({ value: '1.0' }).where('name', '=', 'revision').execute();
  await storage.db
    .insertInto('image')
    .values({
      hash: '0'.repeat(32),
      width: 480,
      type: 'image/jpeg',
      bytes: Buffer.from('\xff\0'),
      unused_since: null,
    })
    .execute();
  await storage.close();
  return { file, env: { DATA_DIR: folder, DATABASE_URL: `sqlite:${file}`, SECRET, LIMITS: 'off' } };
}

describe('import-sqlite', onlyPostgres, () => {
  it('imports everything from SQLite, and still counts each signer once', async (t) => {
    const { file, env } = await setUpSqlite(t);
    const agent = connections(t, 8);
    const before = await serveInHost(t, env);
    const emails = Array.from({ length: 20 }, (_, index) => `supporter-${index}@example.org`);
    const sign = (origin: string, email: string) =>
      signAt(origin, 'mend-the-bridge', { givenName: 'Ana', email }, agent);
    await Promise.all(emails.map((email) => sign(before.origin, email)));
    await before.stop();
    const storage = await openStorage(env.DATABASE_URL);
    // More than are read at a time.
    const signatures = Array.from({ length: 1_200 }, () => signatureRow({ petition_id: 2 }));
    await storage.store({ signatures, requests: [] });
    const erased = { signed: 7, erased: 7 };
    await storage.db.updateTable('petition_count').set(erased).where('petition_id', '=', 4).execute();
    await storage.close();

    const url = await emptyDatabase(t);
    const { code, stdout, stderr } = await petitions(['import-sqlite', file], { ...env, DATABASE_URL: url });
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /^Imported 4 petitions and 1,220 signatures\./);
    const content = await contentOf(url);
    assert.deepEqual(content, await contentOf(`sqlite:${file}`));
    assert.match(content.petition!.join(), /"slug":"done-and-won".*"closed_on":"\d{4}-/);
    assert.match(content.petition_count!.join(), /"signed":7,"erased":7/);

    const after = await serveInHost(t, { ...env, DATABASE_URL: url });
    assert.equal((await sign(after.origin, emails[0]!)).status, 202);
    assert.equal((await sign(after.origin, 'somebody-new@example.org')).status, 202);
    await after.stop();
    const { signature } = await contentOf(url);
    assert.equal(signature!.length, 1_221);
    const closed = await petitions(['close', 'mend-the-bridge'], { ...env, DATABASE_URL: url });
    assert.deepEqual([closed.code, closed.stderr], [0, '']);
  });

  it('rejects a file that a running server uses, and imports nothing', async (t) => {
    const { file, env } = await setUpSqlite(t);
    const server = await serveInHost(t, env);
    const url = await emptyDatabase(t);
    const { code, stderr } = await petitions(['import-sqlite', file], { ...env, DATABASE_URL: url });
    assert.equal(code, 1);
    assert.match(stderr, /^A server still runs on .*petitions\.db\. Stop it first.*\n$/);
    assert.equal(await server.stop(), 0);
    assert.deepEqual((await contentOf(url)).petition, []);
  });

  it('rejects a target database that has petitions, and doesn’t change it', async (t) => {
    const { file, env } = await setUpSqlite(t);
    const { DATABASE_URL } = await loadedEnvironment(t);
    const before = await contentOf(DATABASE_URL);
    const { code, stderr } = await petitions(['import-sqlite', file], { ...env, DATABASE_URL });
    assert.equal(code, 1);
    assert.match(stderr, /^There are petitions in DATABASE_URL already \("keep-the-library"\)/);
    assert.deepEqual(await contentOf(DATABASE_URL), before);
  });
});

describe('import-sqlite without PostgreSQL', onlySqlite, () => {
  it('requires a PostgreSQL database', async (t) => {
    const { file, env } = await setUpSqlite(t);
    const { code, stderr } = await petitions(['import-sqlite', file], env);
    assert.equal(code, 1);
    assert.match(stderr, /^Set DATABASE_URL to the PostgreSQL database/);
  });
});
