import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { readConfig } from '../../../server/config/config.ts';
import { keyFilePaths, loadKeys } from '../../../server/crypto/keys.ts';
import { decryptDataKey, type SealedDataKey, Sealer } from '../../../server/crypto/sealer.ts';
import { UserError } from '../../../server/lib/errors.ts';
import { emptyStorage, SECRET } from '../../support/server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** Starts, as often as wanted, over one data folder and database. */
async function setUp(t: TestContext, env: Record<string, string> = {}) {
  const { config } = readConfig({ DATA_DIR: temporaryFolder(t), ...env });
  const storage = await emptyStorage(t);
  const files = keyFilePaths(config.dataDir);
  return {
    files,
    config,
    storage,
    open: (env: Record<string, string> = {}) => loadKeys(config, readConfig(env).secrets, storage),
  };
}

const mistake = (words: RegExp) => (error: unknown) => {
  assert.ok(error instanceof UserError, String(error));
  assert.match(error.message, words);
  return true;
};

describe('the keys', () => {
  it('are made by the first start, and found by the next', async (t) => {
    const { open, files, config } = await setUp(t);
    const first = await open();
    assert.match(first.secret.toString(), /^[0-9a-f]{64}$/);
    assert.match(readFileSync(files.identity, 'utf8'), /^AGE-SECRET-KEY-PQ-1[0-9A-Z]+\n$/);
    assert.match(first.recipients.join(), /^age1pq1[0-9a-z]+$/);
    for (const file of [files.secret, files.identity]) {
      assert.equal(statSync(file).mode & 0o777, 0o600, file);
    }
    assert.deepEqual(await open(), first);
    assert.deepEqual(readdirSync(config.dataDir).sort(), ['identity', 'recipient', 'secret']);
  });

  it('aren’t made anew by another server on the database, which would seal to somebody else', async (t) => {
    const first = await setUp(t);
    await first.open({ SECRET });
    const other = readConfig({ DATA_DIR: temporaryFolder(t), SECRET });
    await assert.rejects(
      loadKeys(other.config, other.secrets, first.storage),
      mistake(/recipient is missing.*or set RECIPIENT/),
    );
    assert.deepEqual(readdirSync(other.config.dataDir), []);
  });

  it('open what is sealed to them', async (t) => {
    const { open, files } = await setUp(t);
    const { recipients } = await open();
    const stored: SealedDataKey[] = [];
    await new Sealer(recipients, async (key) => void stored.push(key)).prepare();
    const key = await decryptDataKey(stored[0]!.sealed, readFileSync(files.identity, 'utf8').trim());
    assert.equal(key.length, 32);
  });

  it('are the same for all who start at once', async (t) => {
    const { open } = await setUp(t);
    const [one, ...others] = await Promise.all([open(), open(), open()]);
    for (const other of others) assert.deepEqual(other, one);
  });

  it('go on where the identity was moved away, as it should be', async (t) => {
    const { open, files } = await setUp(t);
    const first = await open();
    rmSync(files.identity);
    assert.deepEqual(await open(), first);
    assert.ok(!existsSync(files.identity));
  });

  it('find the recipient again by the identity', async (t) => {
    const { open, files } = await setUp(t);
    const first = await open();
    rmSync(files.recipient);
    assert.deepEqual(await open(), first);
  });

  it('are taken from the environment where it holds them, and nothing is made', async (t) => {
    const { open, files } = await setUp(t);
    const recipients = await Promise.all(
      [1, 2].map(async () => identityToRecipient(await generateX25519Identity())),
    );
    const keys = await open({ SECRET, RECIPIENT: recipients.join(',') });
    assert.deepEqual(keys, { secret: Buffer.from(SECRET), recipients });
    assert.deepEqual(Object.values(files).filter(existsSync), []);
  });

  it('may move from the file to the environment', async (t) => {
    const { open, files } = await setUp(t);
    const first = await open();
    const moved = await open({ SECRET_FILE: files.secret, RECIPIENT_FILE: files.recipient });
    assert.deepEqual(moved, first);
  });

  it('lie under a data folder that is made, also where the database lies elsewhere', async (t) => {
    const { open, files } = await setUp(t, {
      DATABASE_URL: `sqlite:${join(temporaryFolder(t), 'elsewhere.db')}`,
    });
    await open();
    assert.ok(existsSync(files.secret));
  });

  it('are made although a start before was killed while making them', async (t) => {
    const { open, files, config } = await setUp(t);
    mkdirSync(config.dataDir, { recursive: true });
    // In a container every start has the same process id.
    writeFileSync(`${files.secret}.${process.pid}`, 'half of i');
    writeFileSync(`${files.identity}.${process.pid}`, 'AGE-SEC');
    const { secret } = await open();
    assert.match(secret.toString(), /^[0-9a-f]{64}$/);
  });
});

describe('the server refuses', () => {
  it('a missing secret, once the database has met one', async (t) => {
    const { open, files } = await setUp(t);
    await open();
    rmSync(files.secret);
    await assert.rejects(open(), mistake(/secret is missing.*Put it back.*SECRET_FILE/));
    assert.ok(!existsSync(files.secret), 'no new one is made');
  });

  it('another secret, from the file as from the environment, without naming either', async (t) => {
    const { open, files } = await setUp(t);
    await open({ RECIPIENT: await identityToRecipient(await generateX25519Identity()) });
    writeFileSync(files.secret, 'f'.repeat(64));
    await assert.rejects(open(), mistake(/isn't the one this database was made with.*Put the old one back/));
    await assert.rejects(open({ SECRET }), (error) => {
      assert.doesNotMatch((error as Error).message, new RegExp(SECRET));
      return mistake(/SECRET isn't the one/)(error);
    });
  });

  for (const content of ['', '\n', 'short\n']) {
    it(`a secret’s file that holds next to nothing: ${JSON.stringify(content)}`, async (t) => {
      const { open, files } = await setUp(t);
      writeFileSync(files.secret, content);
      await assert.rejects(open(), mistake(/secret/));
    });
  }

  it('a lost recipient, once something was sealed to it, rather than make another pair of keys', async (t) => {
    const { open, files, storage } = await setUp(t);
    await open();
    const dataKey = { id: Buffer.alloc(16), made_on: '2026-01-31', sealed: Buffer.alloc(1) };
    await storage.write((transaction) => transaction.insertInto('data_key').values(dataKey).execute());
    rmSync(files.identity);
    rmSync(files.recipient);
    await assert.rejects(open(), mistake(/recipient is missing.*Put it back.*RECIPIENT/));
    assert.ok(!existsSync(files.identity), 'no new one is made');
  });

  it('a recipient that is damaged', async (t) => {
    const { open, files } = await setUp(t);
    await assert.rejects(open({ SECRET, RECIPIENT: 'age1abcdef' }), mistake(/damaged.*copy the whole line/));
    writeFileSync(files.recipient, 'age1abcdef\n');
    await assert.rejects(open({ SECRET }), mistake(/damaged/));
  });
});
