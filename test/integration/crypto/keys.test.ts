import assert from 'node:assert/strict';
import fs, {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { readConfig } from '../../../server/config/config.ts';
import {
  changedRecipients,
  keyFilePaths,
  loadKeys,
  loadSecret,
  secretCheckValue,
  storeRecipients,
} from '../../../server/crypto/keys.ts';
import { aad, decryptDataKey, Sealer } from '../../../server/crypto/sealer.ts';
import { UserError } from '../../../server/lib/errors.ts';
import type { PetitionStorage } from '../../../server/storage/open.ts';
import { onlyOnce } from '../../support/database.ts';
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
    load: (env: Record<string, string> = {}) => loadKeys(config, readConfig(env).secrets, storage),
  };
}

const isUserError = (message: RegExp) => (error: unknown) => {
  assert.ok(error instanceof UserError, String(error));
  assert.match(error.message, message);
  return true;
};

describe('loadKeys', () => {
  it('creates keys at the first start, and loads them at the next', async (t) => {
    const { load, files, config } = await setUp(t);
    const first = await load();
    assert.match(first.secret.toString(), /^[0-9a-f]{64}$/);
    assert.match(readFileSync(files.identity, 'utf8'), /^AGE-SECRET-KEY-PQ-1[0-9A-Z]+\n$/);
    assert.match(first.recipients.join(), /^age1pq1[0-9a-z]+$/);
    for (const file of [files.secret, files.identity]) {
      assert.equal(statSync(file).mode & 0o777, 0o600, file);
    }
    assert.deepEqual(await load(), first);
    assert.deepEqual(readdirSync(config.dataDir).sort(), ['identity', 'recipient', 'secret']);
  });

  it('doesn’t create keys for another server on the database, which would seal to the wrong recipient', async (t) => {
    const first = await setUp(t);
    await first.load({ SECRET });
    const other = readConfig({ DATA_DIR: temporaryFolder(t), SECRET });
    await assert.rejects(
      loadKeys(other.config, other.secrets, first.storage),
      isUserError(/recipient is missing.*or set RECIPIENT/),
    );
    assert.deepEqual(readdirSync(other.config.dataDir), []);
  });

  it('creates an identity that decrypts what is sealed to the recipient', onlyOnce, async (t) => {
    const { load, files } = await setUp(t);
    const { recipients } = await load();
    const sealer = new Sealer(recipients);
    await sealer.prepare();
    const { dataKey } = sealer.seal({}, aad(1, Buffer.alloc(32)));
    const key = await decryptDataKey(dataKey.sealed, readFileSync(files.identity, 'utf8').trim());
    assert.equal(key.length, 32);
  });

  it('loads the same keys if several servers start concurrently', async (t) => {
    const { load } = await setUp(t);
    const [one, ...others] = await Promise.all([load(), load(), load()]);
    for (const other of others) assert.deepEqual(other, one);
  });

  it('works without the identity, which should be moved away', onlyOnce, async (t) => {
    const { load, files } = await setUp(t);
    const first = await load();
    rmSync(files.identity);
    assert.deepEqual(await load(), first);
    assert.ok(!existsSync(files.identity));
  });

  it('restores a lost recipient from the identity', onlyOnce, async (t) => {
    const { load, files } = await setUp(t);
    const first = await load();
    rmSync(files.recipient);
    assert.deepEqual(await load(), first);
  });

  it('prefers the environment, and then creates nothing', onlyOnce, async (t) => {
    const { load, files } = await setUp(t);
    const recipients = await Promise.all(
      [1, 2].map(async () => identityToRecipient(await generateX25519Identity())),
    );
    const keys = await load({ SECRET, RECIPIENT: recipients.join(',') });
    assert.deepEqual(keys, { secret: Buffer.from(SECRET), recipients });
    assert.deepEqual(Object.values(files).filter(existsSync), []);
  });

  it(
    'loads the same keys after they were moved from the data folder to the environment',
    onlyOnce,
    async (t) => {
      const { load, files } = await setUp(t);
      const first = await load();
      const moved = await load({ SECRET_FILE: files.secret, RECIPIENT_FILE: files.recipient });
      assert.deepEqual(moved, first);
    },
  );

  it('creates the data folder, even if the database is elsewhere', onlyOnce, async (t) => {
    const { load, files } = await setUp(t, {
      DATABASE_URL: `sqlite:${join(temporaryFolder(t), 'elsewhere.db')}`,
    });
    await load();
    assert.ok(existsSync(files.secret));
  });

  it(
    'flushes files that an earlier start left, and their folder, before the database depends on them',
    onlyOnce,
    async (t) => {
      const { load, files, config, storage } = await setUp(t);
      mkdirSync(config.dataDir, { recursive: true });
      const identity = await generateX25519Identity();
      writeFileSync(files.secret, `${'a'.repeat(64)}\n`);
      writeFileSync(files.identity, `${identity}\n`);
      writeFileSync(files.recipient, `${await identityToRecipient(identity)}\n`);
      const flushed: string[] = [];
      const paths = new Map<number, string>();
      const { openSync, fsyncSync } = fs;
      t.mock.method(fs, 'openSync', (...args: Parameters<typeof openSync>) => {
        const descriptor = openSync(...args);
        paths.set(descriptor, String(args[0]));
        return descriptor;
      });
      t.mock.method(fs, 'fsyncSync', (descriptor: number) => {
        flushed.push(paths.get(descriptor)!);
        fsyncSync(descriptor);
      });
      syncBuiltinESMExports();
      t.after(() => {
        t.mock.restoreAll();
        syncBuiltinESMExports();
      });
      const { write } = storage;
      const flushedBefore: string[][] = [];
      storage.write = (work) => {
        flushedBefore.push([...flushed]);
        return write(work);
      };
      await load();
      assert.deepEqual(flushedBefore, [
        [files.secret, config.dataDir],
        [files.secret, config.dataDir, files.identity, config.dataDir, files.recipient, config.dataDir],
      ]);
      flushed.length = 0;
      await load();
      assert.deepEqual(flushed, [], 'once is enough');
    },
  );

  it('creates keys even if an earlier start was killed while creating them', onlyOnce, async (t) => {
    const { load, files, config } = await setUp(t);
    mkdirSync(config.dataDir, { recursive: true });
    // Drafts as earlier versions left them. In a container, every start has the same process ID.
    writeFileSync(`${files.secret}.${process.pid}`, 'half of i');
    writeFileSync(`${files.identity}.${process.pid}`, 'AGE-SEC');
    const { secret } = await load();
    assert.match(secret.toString(), /^[0-9a-f]{64}$/);
  });
});

describe('a changed recipient', () => {
  const newRecipient = async () => identityToRecipient(await generateX25519Identity());
  const storeDataKey = (storage: PetitionStorage) =>
    storage.write((transaction) =>
      transaction
        .insertInto('data_key')
        .values({ id: Buffer.alloc(16), made_on: '2026-01-31', sealed: Buffer.alloc(1) })
        .execute(),
    );
  /** Loads the keys as a start of the server does, and returns the recipients before if they changed. */
  const startWith = async ({ load, storage }: Awaited<ReturnType<typeof setUp>>, RECIPIENT?: string) =>
    storeRecipients(storage, (await load(RECIPIENT ? { RECIPIENT } : {})).recipients);

  it('is no problem before anything was sealed, at that start or any later one', async (t) => {
    const server = await setUp(t);
    const recipient = await newRecipient();
    assert.equal(await startWith(server), null);
    assert.equal(await startWith(server, recipient), null);
    await storeDataKey(server.storage);
    assert.equal(await startWith(server, recipient), null);
    assert.equal(await changedRecipients(server.storage, [recipient]), null);
  });

  it('is reported at the first start with it, and not forever', async (t) => {
    const server = await setUp(t);
    const [first, second] = [await newRecipient(), await newRecipient()];
    await startWith(server, first);
    await storeDataKey(server.storage);
    assert.deepEqual(await changedRecipients(server.storage, [second]), [first]);
    assert.deepEqual(await startWith(server, second), [first]);
    assert.equal(await startWith(server, second), null);
  });

  it('is refused if RECIPIENT was forgotten and the data folder has another one', async (t) => {
    const server = await setUp(t);
    await startWith(server);
    const old = readFileSync(server.files.recipient, 'utf8').trim();
    const recipient = await newRecipient();
    await startWith(server, recipient);
    await storeDataKey(server.storage);
    for (let count = 0; count < 2; count++) {
      await assert.rejects(startWith(server), (error) => {
        isUserError(/^RECIPIENT is not set, and .*recipient is .* Set RECIPIENT or RECIPIENT_FILE as before/)(
          error,
        );
        assert.match((error as Error).message, new RegExp(`${old.slice(-6)}.*${recipient.slice(-6)}`));
        return true;
      });
    }
    assert.equal(await startWith(server, recipient), null, 'the failed starts changed nothing');
    assert.deepEqual(await startWith(server, old), [recipient], 'the file can be chosen on purpose');
    assert.equal(await startWith(server), null);
  });
});

describe('loadKeys, given missing or invalid keys', () => {
  it('rejects a missing secret if the database was created with one', async (t) => {
    const { load, files } = await setUp(t);
    await load();
    rmSync(files.secret);
    await assert.rejects(load(), isUserError(/secret is missing.*Restore it.*SECRET_FILE/));
    assert.ok(!existsSync(files.secret), 'creates no new one');
  });

  it('rejects another secret, from a file or the environment, without revealing either', async (t) => {
    const { load, files } = await setUp(t);
    await load({ RECIPIENT: await identityToRecipient(await generateX25519Identity()) });
    writeFileSync(files.secret, 'f'.repeat(64));
    await assert.rejects(
      load(),
      isUserError(/isn't the one this database was created with.*Restore the old one/),
    );
    await assert.rejects(load({ SECRET }), (error) => {
      assert.doesNotMatch((error as Error).message, new RegExp(SECRET));
      return isUserError(/SECRET isn't the one/)(error);
    });
  });

  for (const content of ['', '\n', 'short\n']) {
    it(
      `rejects a secret file that is empty or too short: ${JSON.stringify(content)}`,
      onlyOnce,
      async (t) => {
        const { load, files } = await setUp(t);
        writeFileSync(files.secret, content);
        await assert.rejects(load(), isUserError(/secret/));
      },
    );
  }

  it('rejects a missing recipient if data was sealed to it, instead of creating another key pair', async (t) => {
    const { load, files, storage } = await setUp(t);
    await load();
    const dataKey = { id: Buffer.alloc(16), made_on: '2026-01-31', sealed: Buffer.alloc(1) };
    await storage.write((transaction) => transaction.insertInto('data_key').values(dataKey).execute());
    rmSync(files.identity);
    rmSync(files.recipient);
    await assert.rejects(load(), isUserError(/recipient is missing.*Restore it.*RECIPIENT/));
    assert.ok(!existsSync(files.identity), 'creates no new one');
  });

  it('rejects a damaged recipient', onlyOnce, async (t) => {
    const { load, files } = await setUp(t);
    await assert.rejects(
      load({ SECRET, RECIPIENT: 'age1abcdef' }),
      isUserError(/not a valid age recipient.*Copy the whole line/),
    );
    writeFileSync(files.recipient, 'age1abcdef\n');
    await assert.rejects(load({ SECRET }), isUserError(/not a valid age recipient/));
  });

  it('explains why a data folder can’t be created or a key file can’t be read', onlyOnce, async (t) => {
    const file = join(temporaryFolder(t), 'file');
    writeFileSync(file, '');
    const below = await setUp(t, { DATA_DIR: join(file, 'data') });
    await assert.rejects(below.load(), isUserError(/secret can't be created: .*Check DATA_DIR/));

    const { config, load, files, storage } = await setUp(t);
    mkdirSync(files.secret);
    await assert.rejects(
      loadSecret(config, readConfig({}).secrets, storage),
      isUserError(/secret can't be read: it is a folder\. Check who owns it/),
    );
    mkdirSync(files.recipient);
    await assert.rejects(load({ SECRET }), isUserError(/recipient can't be read: it is a folder\. Check/));
  });
});

describe('secretCheckValue', () => {
  it('distinguishes secrets, and doesn’t contain them', () => {
    const secret = Buffer.alloc(32, 1);
    const value = secretCheckValue(secret);
    assert.equal(secretCheckValue(Buffer.alloc(32, 1)), value);
    assert.notEqual(secretCheckValue(Buffer.alloc(32, 4)), value);
    assert.ok(!value.includes(secret.toString('hex')));
  });
});
