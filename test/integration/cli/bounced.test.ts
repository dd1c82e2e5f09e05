import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { readConfig } from '../../../server/config/config.ts';
import { BouncedAddresses } from '../../../server/signatures/bounced-addresses.ts';
import { openStorage } from '../../../server/storage/open.ts';
import { onlyOnce } from '../../support/database.ts';
import { SECRET } from '../../support/server.ts';
import { petitions, setUp as setUpPetition } from './processes.ts';

async function setUp(t: TestContext) {
  const { env: base } = await setUpPetition(t);
  const env = { ...base, SECRET };
  const storage = await openStorage(readConfig(env).secrets.databaseUrl);
  t.after(() => storage.close());
  const bounced = new BouncedAddresses(Buffer.from(SECRET));
  const hashes = async () =>
    new Set(
      (await storage.db.selectFrom('bounced_address').select('hash').execute()).map(({ hash }) =>
        Buffer.from(hash).toString('hex'),
      ),
    );
  const hashOf = (address: string) => bounced.hashOf(address).toString('hex');
  return {
    hashes,
    hashOf,
    run: (input: string, ...args: string[]) => petitions(['bounced', ...args], env, input),
  };
}

describe('bounced', () => {
  it('stores hashes of the addresses on standard input, as mail programs write them', onlyOnce, async (t) => {
    const { run, hashes, hashOf } = await setUp(t);
    const { code, stdout, stderr } = await run('ana@example.org\r\n\n<Ben@EXAMPLE.org>\nana@example.org\n');
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^Stored 3 bounces\. These addresses get no email until 20\d\d-\d\d-\d\d \(UTC\)\./);
    assert.doesNotMatch(stdout, /example/);
    assert.deepEqual(await hashes(), new Set([hashOf('ana@example.org'), hashOf('Ben@example.org')]));
    const again = await run('ana@example.org');
    assert.match(again.stdout, /^Stored 1 bounce\./, 'the same for an address that was there');
    assert.equal((await hashes()).size, 2);
  });

  it('stores nothing if a line is wrong, and says which, without repeating it', onlyOnce, async (t) => {
    const { run, hashes } = await setUp(t);
    const wrong = await run('ana@example.org\nben at example.org\n\nBen <ben@example.org>\n');
    assert.equal(wrong.code, 1);
    assert.match(wrong.stderr, /^These lines are not email addresses: 2, 4\. Nothing was stored\./);
    assert.doesNotMatch(wrong.stderr, /ben/);
    const empty = await run('\n');
    assert.deepEqual([empty.code, empty.stderr], [1, 'There are no addresses on standard input.\n']);
    assert.deepEqual(await hashes(), new Set());
  });

  it('forgets all of them', async (t) => {
    const { run, hashes } = await setUp(t);
    await run('ana@example.org\nben@example.org');
    const { code, stdout } = await run('', '--forget');
    assert.deepEqual([code, stdout], [0, 'Forgot 2 bounces. Emails to all addresses are tried again.\n']);
    assert.deepEqual(await hashes(), new Set());
  });
});
