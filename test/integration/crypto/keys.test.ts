import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { readConfig } from '../../../server/config/config.ts';
import { keyFilePaths, loadKeys, loadSecret, secretCheckValue } from '../../../server/crypto/keys.ts';
import { decryptDataKey, type SealedDataKey, Sealer } from '../../../server/crypto/sealer.ts';
import { UserError } from '../../../server/lib/errors.ts';
import { emptyStorage, SECRET } from '../../support/server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** A data folder and a database on which keys can be loaded repeatedly. */
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

const isUserError = (words: RegExp) => (error: unknown) => {
  assert.ok(error instanceof UserError, String(error));
  assert.match(error.message, words);
  return true;
};

describe('loading keys', () => {
  it('creates them at the first start, and finds them at the next', async (t) => {
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

  it('doesn’t create new ones for another server on the database, which would seal to the wrong recipient', async (t) => {
    const first = await setUp(t);
    await first.open({ SECRET });
    const other = readConfig({ DATA_DIR: temporaryFolder(t), SECRET });
    await assert.rejects(
      loadKeys(other.config, other.secrets, first.storage),
      isUserError(/recipient is missing.*or set RECIPIENT/),
    );
    assert.deepEqual(readdirSync(other.config.dataDir), []);
  });

  it('creates an identity that opens what is sealed to the recipient', async (t) => {
    const { open, files } = await setUp(t);
    const { recipients } = await open();
    const stored: SealedDataKey[] = [];
    await new Sealer(recipients, async (key) => void stored.push(key)).prepare();
    const key = await decryptDataKey(stored[0]!.sealed, readFileSync(files.identity, 'utf8').trim());
    assert.equal(key.length, 32);
  });

  it('loads the same ones if several servers start concurrently', async (t) => {
    const { open } = await setUp(t);
    const [one, ...others] = await Promise.all([open(), open(), open()]);
    for (const other of others) assert.deepEqual(other, one);
  });

  it('works without the identity, which should be moved away', async (t) => {
    const { open, files } = await setUp(t);
    const first = await open();
    rmSync(files.identity);
    assert.deepEqual(await open(), first);
    assert.ok(!existsSync(files.identity));
  });

  it('restores a lost recipient from the identity', async (t) => {
    const { open, files } = await setUp(t);
    const first = await open();
    rmSync(files.recipient);
    assert.deepEqual(await open(), first);
  });

  it('prefers the environment, and creates nothing then', async (t) => {
    const { open, files } = await setUp(t);
    const recipients = await Promise.all(
      [1, 2].map(async () => identityToRecipient(await generateX25519Identity())),
    );
    const keys = await open({ SECRET, RECIPIENT: recipients.join(',') });
    assert.deepEqual(keys, { secret: Buffer.from(SECRET), recipients });
    assert.deepEqual(Object.values(files).filter(existsSync), []);
  });

  it('loads the same ones after they moved from the data folder to the environment', async (t) => {
    const { open, files } = await setUp(t);
    const first = await open();
    const moved = await open({ SECRET_FILE: files.secret, RECIPIENT_FILE: files.recipient });
    assert.deepEqual(moved, first);
  });

  it('creates the data folder, even if the database is elsewhere', async (t) => {
    const { open, files } = await setUp(t, {
      DATABASE_URL: `sqlite:${join(temporaryFolder(t), 'elsewhere.db')}`,
    });
    await open();
    assert.ok(existsSync(files.secret));
  });

  it('creates them although an earlier start was killed while creating them', async (t) => {
    const { open, files, config } = await setUp(t);
    mkdirSync(config.dataDir, { recursive: true });
    // As an earlier version left them. In a container every start has the same process id.
    writeFileSync(`${files.secret}.${process.pid}`, 'half of i');
    writeFileSync(`${files.identity}.${process.pid}`, 'AGE-SEC');
    const { secret } = await open();
    assert.match(secret.toString(), /^[0-9a-f]{64}$/);
  });
});

describe('loading keys refuses', () => {
  it('a missing secret, if the database was created with one', async (t) => {
    const { open, files } = await setUp(t);
    await open();
    rmSync(files.secret);
    await assert.rejects(open(), isUserError(/secret is missing.*Restore it.*SECRET_FILE/));
    assert.ok(!existsSync(files.secret), 'creates no new one');
  });

  it('another secret, from the file or the environment, without revealing either', async (t) => {
    const { open, files } = await setUp(t);
    await open({ RECIPIENT: await identityToRecipient(await generateX25519Identity()) });
    writeFileSync(files.secret, 'f'.repeat(64));
    await assert.rejects(
      open(),
      isUserError(/isn't the one this database was created with.*Restore the old one/),
    );
    await assert.rejects(open({ SECRET }), (error) => {
      assert.doesNotMatch((error as Error).message, new RegExp(SECRET));
      return isUserError(/SECRET isn't the one/)(error);
    });
  });

  for (const content of ['', '\n', 'short\n']) {
    it(`a secret file that contains almost nothing: ${JSON.stringify(content)}`, async (t) => {
      const { open, files } = await setUp(t);
      writeFileSync(files.secret, content);
      await assert.rejects(open(), isUserError(/secret/));
    });
  }

  it('a lost recipient that data was sealed to, instead of creating another pair of keys', async (t) => {
    const { open, files, storage } = await setUp(t);
    await open();
    const dataKey = { id: Buffer.alloc(16), made_on: '2026-01-31', sealed: Buffer.alloc(1) };
    await storage.write((transaction) => transaction.insertInto('data_key').values(dataKey).execute());
    rmSync(files.identity);
    rmSync(files.recipient);
    await assert.rejects(open(), isUserError(/recipient is missing.*Restore it.*RECIPIENT/));
    assert.ok(!existsSync(files.identity), 'creates no new one');
  });

  it('a damaged recipient', async (t) => {
    const { open, files } = await setUp(t);
    await assert.rejects(
      open({ SECRET, RECIPIENT: 'age1abcdef' }),
      isUserError(/damaged.*Copy the whole line/),
    );
    writeFileSync(files.recipient, 'age1abcdef\n');
    await assert.rejects(open({ SECRET }), isUserError(/damaged/));
  });

  it('a data folder that can’t be created, and files that can’t be read, in plain words', async (t) => {
    const file = join(temporaryFolder(t), 'file');
    writeFileSync(file, '');
    const below = await setUp(t, { DATA_DIR: join(file, 'data') });
    await assert.rejects(below.open(), isUserError(/secret can't be created: .*Check DATA_DIR/));

    const { config, open, files, storage } = await setUp(t);
    mkdirSync(files.secret);
    await assert.rejects(
      loadSecret(config, readConfig({}).secrets, storage),
      isUserError(/secret can't be read: it is a folder\. Check who owns it/),
    );
    mkdirSync(files.recipient);
    await assert.rejects(open({ SECRET }), isUserError(/recipient can't be read: it is a folder\. Check/));
  });
});

describe('the check value', () => {
  it('distinguishes secrets, and does not contain them', () => {
    const secret = Buffer.alloc(32, 1);
    const value = secretCheckValue(secret);
    assert.equal(secretCheckValue(Buffer.alloc(32, 1)), value);
    assert.notEqual(secretCheckValue(Buffer.alloc(32, 4)), value);
    assert.ok(!value.includes(secret.toString('hex')));
  });
});
